"""Document: the text as published, masked, each figure marked, its record at its side; and each figure by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, HTTPException, Request

from tongket.clock import today
from tongket.ledger.exports.fragments import link
from tongket.output.html import safe_url
from tongket.output.passages import Runs, passages
from tongket.web.citation import annotation, origin, text_citation
from tongket.web.facts import facts
from tongket.web.language import LANGUAGES, language_of
from tongket.web.model.model import Model, Row
from tongket.web.pages import Page, desk_of, page
from tongket.web.records import reading
from tongket.web.wording import anchor

router = APIRouter()

PORTION = 150
"""Records listed at a time: a report may have thousands of figures, and its page must stay light."""

_SOURCES = "select url, name, publisher, published, tier from sources where document_id = ? order by url is null, url"
_COPIES = """
select id, title, publisher, published, state from documents where lead_id = ? and id <> ? order by published, id"""
_FLAGS = """
select f.* from flags f where f.id in (select flag from flag_figures where document_id = ?)
and f.state <> 'dismissed' order by f.id"""
_INTERNAL = frozenset({"blocks", "stamp", "zeros", "laws"})


def document_of(model: Model, identity: str) -> Row:
    """A document's row. Raises HTTPException 404."""
    found = model.row("select * from documents where id = ?", (identity,))
    if found is None:
        raise HTTPException(404)
    return found


@page(router, "/d/{identity}")
def document(request: Request, identity: str, records: int = 1) -> Page:
    """A document: its text, figures, review, flags and sources."""
    desk = desk_of(request)
    row = document_of(desk.model, identity)
    read, rows = reading(desk.model, row)
    title = read.document.title
    shown = any((block.start, block.end) == title for block in read.document.blocks)
    data: dict[str, Any] = {
        "document": {name: value for name, value in row.items() if name not in _INTERNAL},
        "figures": [data_of(each, row["url"]) for each in rows],
        "zeros": json.loads(row["zeros"] or "[]"),
        "laws": json.loads(row["laws"] or "[]"),
        "sources": desk.model.rows(_SOURCES, (identity,)),
    }
    portions = max(1, -(-len(rows) // PORTION))
    portion = min(max(records, 1), portions)
    first = (portion - 1) * PORTION
    told = {
        "document": row,
        "reading": read,
        "rows": rows,
        "title_runs": Runs(read)(*title) if title else None,
        "passages": passages(read, without=title if shown else None),
        "portion": portion,
        "portions": portions,
        "listed": range(first, min(first + PORTION, len(rows))),
        "record_links": record_links(rows, portion),
        "laws": _each_once(data["laws"]),
        "flags": desk.model.rows(_FLAGS, (identity,)),
        "sources": data["sources"],
        "copies": desk.model.rows(_COPIES, (row["lead_id"], identity)),
        "lead": None if row["lead_id"] == identity else row["lead_id"],
        "url": safe_url(row["url"]),
    }
    return Page("document.html", told, data, data["figures"])


def record_links(rows: Sequence[Row], portion: int) -> list[str]:
    """Where the record of each figure stands: on this page, or in another portion of the list."""
    found = []
    for number, row in enumerate(rows):
        its = number // PORTION + 1
        found.append(f"{'' if its == portion else f'?records={its}'}#r-{row['start']}")
    return found


def _each_once(laws: list[Row]) -> list[Row]:
    """Legal references, each once, in the order of the text."""
    found: dict[str, Row] = {}
    for each in laws:
        found.setdefault(each["number"] or each["quote"], each)
    return list(found.values())


@page(router, "/d/{identity}/f/{start}", kept=False)
def figure(request: Request, identity: str, start: int) -> Page:
    """A figure: its record, how to cite it, and itself as a Web Annotation."""
    desk = desk_of(request)
    row = document_of(desk.model, identity)
    read, rows = reading(desk.model, row)
    number = next((number for number, each in enumerate(rows) if each["start"] == start), None)
    if number is None:
        raise HTTPException(404)
    here, found = origin(request), read.figures[number]
    address = f"{here}/d/{identity}#{anchor(start)}"
    told = {
        "document": row,
        "reading": read,
        "number": number,
        "f": found,
        "facts": facts(read, number, rows, language_of(request), desk.catalogue.indicators),
        "sentence": Runs(read)(*found.sentence),
        "record_links": [f"/d/{identity}/f/{each['start']}" for each in rows],
        "rows": rows,
        "address": address,
        "citations": [(each, text_citation(found, row, address, today(), each)) for each in LANGUAGES],
        "original": link(safe_url(row["url"]), rows[number]["sentence"] or "", found.quote),
    }
    told_of = data_of(rows[number], row["url"])
    return Page("figure.html", told, annotation(told_of, row, here, public=desk.settings.public), [told_of])


def data_of(row: Row, url: str | None) -> dict[str, Any]:
    """A figure as JSON and CSV tell it."""
    hidden = ("number_value", "counts")
    found = {name: _exact(name, value) for name, value in row.items() if name not in hidden}
    return found | {"url": url, "link": link(safe_url(url), row["sentence"] or "", row["quote"])}


def _exact(name: str, value: Any) -> Any:
    """A column as what it is: the model keeps numbers and lists as text."""
    if value is None:
        return None
    if name in ("versus", "covers"):
        return json.loads(value)
    if name in ("value", "high", "ambiguous", "confidence"):
        return Decimal(value)
    return bool(value) if name == "cumulative" else value
