"""Full-text search in the read model: hits best first, how many there are, and what they can be narrowed by.

All that is told of a search comes from one walk through its newest hits, as far as a list can be followed. Counts are
exact up to there and told as "at least" beyond it.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from tongket.web.model.indexing import SAME_DOCUMENT
from tongket.web.model.model import Model, Row
from tongket.web.model.query import Query, Term, as_phrase
from tongket.web.model.words import BARE

Kind = Literal["documents", "figures"]
COUNTED = 10_000
"""Hits that are counted; also as far as a list can be followed."""
LOOKED = 2_000
"""Hits that facets are counted on; of more, some of each part of the time that the ledger covers."""
ENDS = 24
"""Words that the beginnings of a query are completed to: the commonest, as many of each."""
COMMON = 300_000
"""Words times documents that have the rarest of them, above which the words of more than `COUNTED` hits are not looked
for as a phrase beyond titles, and a phrase has fewer ends: so much is read that a reader would wait for it."""
_TABLES = {"documents": "document_words", "figures": "figure_words"}
_LAST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Count:
    """`number` of hits, or at least so many."""

    number: int
    at_least: bool = False


class Search:
    """A query put to the model. Where nothing holds all its words whole, the last may be the beginning of one."""

    def __init__(self, model: Model, query: Query) -> None:
        self._model = model
        self._found: dict[Kind, list[int]] = {}
        self.query = _with_ends(model, query)
        if (begun := query.begun()) and not self._newest("documents") and not self._newest("figures"):
            whole, self.query, self._found = self.query, _with_ends(model, begun), {}
            if not self._newest("documents") and not self._newest("figures"):
                self.query = whole

    @property
    def completed(self) -> tuple[str, ...]:
        """Words that the last one, found nowhere whole, was completed to; the commonest first."""
        terms = self.query.terms
        return terms[-1].ends if terms and terms[-1].begins and self.query.unfinished else ()

    def hits(self, kind: Kind, first: int, number: int) -> list[int]:
        """Row numbers of hits `first` to `first + number`, best first, the newest first among equals.

        What it is about (title, what is counted) comes before what it only tells; the words as a phrase before the same
        words anywhere.
        """
        newest, wanted = self._newest(kind), first + number
        if not self.query.terms:
            return newest[first:wanted]
        found: dict[int, None] = {}
        for step in self._better(kind) if newest else ():
            found.update(dict.fromkeys(self._matches(kind, step, wanted)))
            if len(found) >= wanted:
                break
        else:
            found.update(dict.fromkeys(newest))
        return list(found)[first:wanted]

    def count(self, kind: Kind) -> Count:
        """How many hits there are, up to `COUNTED`."""
        found = len(self._newest(kind))
        return Count(min(found, COUNTED), found > COUNTED)

    def facets(self, kind: Kind) -> dict[str, dict[str, Count]]:
        """What hits have, by facet: value → how many have it, most first."""
        newest = self._newest(kind)
        cut = len(newest) > LOOKED
        looked = self._spread(kind) if cut else newest
        sql = f"select keys from search_{kind} where at in (select value from json_each(?))"
        counted = Counter(" ".join(self._model.column(sql, (json.dumps(looked),))).split())
        found: dict[str, dict[str, Count]] = {}
        for key, number in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
            name, _, value = key.partition(":")
            found.setdefault(name, {})[value] = Count(number, cut)
        return found

    def last_read(self, number: int) -> list[int]:
        """Row numbers of the documents found that were read last; among the newest `COUNTED`."""
        sql = "select at from search_documents {} order by read_at desc, at limit ?"
        if not self.query.everything():
            return self._model.column(sql.format(""), (number,))
        newest = json.dumps(self._newest("documents")[:COUNTED])
        return self._model.column(sql.format("where at in (select value from json_each(?))"), (newest, number))

    def _newest(self, kind: Kind) -> list[int]:
        """The newest hits, one more than are counted where there are more."""
        if kind not in self._found:
            self._found[kind] = self._matches(kind, self.query.everything(), COUNTED + 1)
        return self._found[kind]

    def _matches(self, kind: Kind, asked: str, number: int, first: int = 0, last: int = _LAST) -> list[int]:
        """The newest rows that match, of those from `first` to `last`."""
        if not asked:
            sql = f"select at from search_{kind} where at between ? and ? order by at limit ?"
            return self._model.column(sql, (first, last, number))
        table = _TABLES[kind]
        sql = f"select rowid from {table} where {table} match ? and rowid between ? and ? order by rowid limit ?"
        return self._model.column(sql, (asked, first, last, number))

    def _better(self, kind: Kind) -> Iterator[str]:
        """What finds the better hits, best first."""
        yield from self.query.heads()
        phrase = as_phrase(self.query.terms)
        many = self.count(kind).at_least or (phrase and phrase.ends)
        if phrase and not (many and _work(self._model, phrase) > COMMON):
            yield self.query.asked((phrase,))

    def _spread(self, kind: Kind) -> list[int]:
        """Some hits, as many from each part of the ledger's documents in the order of their days."""
        edges = json.loads(self._model.value("select value from meta where key = 'edges'") or "[]")
        shift = SAME_DOCUMENT if kind == "figures" else 0
        starts = [*(edge << shift for edge in edges), _LAST] if edges else [0, _LAST]
        each = LOOKED // (len(starts) - 1)
        newest = self._newest(kind)
        if len(newest) > COUNTED:
            asked = self.query.everything()
            parts = [self._matches(kind, asked, each, start, end - 1) for start, end in pairwise(starts)]
        else:
            places = [bisect_left(newest, start) for start in starts]
            parts = [newest[start:end][:each] for start, end in pairwise(places)]
        return [at for part in parts for at in part]


def _with_ends(model: Model, query: Query) -> Query:
    """The query with the words that its beginnings may be."""
    each = ENDS // max(1, sum(term.begins for term in query.terms))
    terms = (replace(term, ends=_ends(model, term, each)) if term.begins else term for term in query.terms)
    return replace(query, terms=tuple(terms))


def _ends(model: Model, term: Term, most: int) -> tuple[str, ...]:
    """The `most` commonest words that begin so; of a phrase no more than can be looked for in reasonable time."""
    letter = "" if term.marked else BARE
    most = min(most, COMMON // max(1, _work(model, replace(term, words=term.words[:-1])))) or 1
    found: dict[str, int] = {}
    sql = "select word, documents from search_words where word >= ? and word < ? order by documents desc, word limit ?"
    for begun in term.forms:
        span = (f"{letter}{begun}", f"{letter}{begun}\U0010ffff")
        found.update((row["word"].removeprefix(letter), row["documents"]) for row in model.rows(sql, (*span, most)))
    return tuple(sorted(found, key=lambda word: (-found[word], word))[:most])


def _work(model: Model, term: Term) -> int:
    """What looking for a phrase reads, about: its words times the documents that have the rarest of them."""
    letter = "" if term.marked else BARE
    words = {letter + word for word in (*term.words[:-1], *(term.ends[:1] or term.words[-1:]))}
    sql = "select documents from search_words where word in (select value from json_each(?))"
    often = model.column(sql, (json.dumps(list(words)),))
    return min(often) * len(term.words) * max(1, len(term.ends)) if often and len(often) == len(words) else 0


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
