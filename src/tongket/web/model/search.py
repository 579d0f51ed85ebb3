"""Full-text search in the read model: hits best first, how many there are, and what they can be narrowed by.

A list is read only as far as it is shown. Counts are exact up to a bound and told as "at least" beyond it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from tongket.web.model.indexing import SAME_DOCUMENT
from tongket.web.model.model import Model, Row
from tongket.web.model.query import Query

Kind = Literal["documents", "figures"]
COUNTED = 10_000
"""Hits that are counted; also as far as a list can be followed."""
LOOKED = 2_000
"""Hits that facets are counted on; of more, some of each part of the time that the ledger covers."""
_TABLES = {"documents": "document_words", "figures": "figure_words"}


@dataclass(frozen=True, slots=True)
class Count:
    """`number` of hits, or at least so many."""

    number: int
    at_least: bool = False


def hits(model: Model, kind: Kind, query: Query, first: int, number: int) -> list[int]:
    """Row numbers of hits `first` to `first + number`, best first, the newest first among equals."""
    wanted = first + number
    found: dict[int, None] = {}
    for step in query.steps():
        found.update(dict.fromkeys(_numbers(model, kind, step, wanted)))
        if len(found) >= wanted:
            break
    if not query.steps():
        sql = f"select at from search_{kind} order by at limit ? offset ?"
        return [row["at"] for row in model.rows(sql, (number, first))]
    return list(found)[first:wanted]


def newest(model: Model, query: Query, number: int) -> list[int]:
    """Row numbers of the documents found that were read last; among the first `COUNTED`."""
    steps = query.steps()
    some = f"where at in ({_some('documents')})" if steps else ""
    sql = f"select at from search_documents {some} order by read_at desc, at limit ?"
    return [row["at"] for row in model.rows(sql, (*((steps[-1], COUNTED) if steps else ()), number))]


def count(model: Model, kind: Kind, query: Query) -> Count:
    """How many hits there are, up to `COUNTED`."""
    if steps := query.steps():
        found = model.value(f"select count(*) from ({_some(kind)})", (steps[-1], COUNTED + 1))
    else:
        found = model.value(f"select count(*) from (select 1 from search_{kind} limit ?)", (COUNTED + 1,))
    return Count(min(found, COUNTED), found > COUNTED)


def facets(model: Model, kind: Kind, query: Query) -> dict[str, dict[str, Count]]:
    """What hits have, by facet: value → how many have it, most first."""
    listed = _keys(model, kind, query, "", (), LOOKED + 1)
    cut = len(listed) > LOOKED
    if cut:
        listed = _spread(model, kind, query)
    counted = Counter(" ".join(listed).split())
    found: dict[str, dict[str, Count]] = {}
    for key, number in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        name, _, value = key.partition(":")
        found.setdefault(name, {})[value] = Count(number, cut)
    return found


def documents(model: Model, numbers: list[int]) -> list[Row]:
    """Documents by their row numbers, in that order."""
    return _in_order(model, _DOCUMENTS, numbers)


def figures(model: Model, numbers: list[int]) -> list[Row]:
    """Figures by their row numbers, in that order; with title, publisher and day of their document."""
    return _in_order(model, _FIGURES, numbers)


_DOCUMENTS = """
select s.at, d.id, d.title, d.published, d.publisher, d.url, d.origin, d.genre, d.sector, d.figures, d.read_at, d.text
from search_documents s join documents d using (id) where s.at in (select value from json_each(?))"""
_FIGURES = """
select s.at, f.*, d.title, d.published, d.publisher, d.url from search_figures s join figures f using (id)
join documents d on d.id = f.document_id where s.at in (select value from json_each(?))"""


def _in_order(model: Model, sql: str, numbers: list[int]) -> list[Row]:
    found = {row.pop("at"): row for row in model.rows(sql, (json.dumps(numbers),))}
    return [found[each] for each in numbers if each in found]


def _some(kind: Kind) -> str:
    table = _TABLES[kind]
    return f"select rowid from {table} where {table} match ? limit ?"


def _numbers(model: Model, kind: Kind, step: str, number: int) -> list[int]:
    table = _TABLES[kind]
    sql = f"select rowid from {table} where {table} match ? order by rowid limit ?"
    return [row["rowid"] for row in model.rows(sql, (step, number))]


def _keys(model: Model, kind: Kind, query: Query, condition: str, values: tuple[object, ...], number: int) -> list[str]:
    """What the first hits have; `condition` on their number."""
    table = _TABLES[kind]
    if steps := query.steps():
        some = f"select rowid as at from {table} where {table} match ? {condition.format('rowid')} limit ?"
        sql = f"select keys from search_{kind} where at in ({some})"
        return [row["keys"] for row in model.rows(sql, (steps[-1], *values, number))]
    where = condition.format("at").replace("and", "where", 1)
    return [row["keys"] for row in model.rows(f"select keys from search_{kind} {where} limit ?", (*values, number))]


def _spread(model: Model, kind: Kind, query: Query) -> list[str]:
    """What some hits have, as many from each part of the ledger's documents in the order of their days."""
    edges = json.loads(model.value("select value from meta where key = 'edges'") or "[]")
    shift = SAME_DOCUMENT if kind == "figures" else 0
    starts = [each << shift for each in edges] or [0]
    ends = [*starts[1:], (1 << 63) - 1]
    each = LOOKED // len(starts)
    condition = "and {0} >= ? and {0} < ?"
    return [
        keys for values in zip(starts, ends, strict=True) for keys in _keys(model, kind, query, condition, values, each)
    ]
