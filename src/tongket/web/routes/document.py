"""Document: the text as published, masked, each figure marked, its record at its side."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request

from tongket.ledger.exports.fragments import link
from tongket.output.html import safe_url
from tongket.output.passages import Runs, passages
from tongket.web.facts import facts
from tongket.web.language import language_of
from tongket.web.model.model import Model, Row
from tongket.web.pages import Page, desk_of, page
from tongket.web.records import reading

router = APIRouter()

_SOURCES = "select url, name, publisher, published, tier from sources where document_id = ? order by url is null, url"
_COPIES = "select id, title, publisher, published from documents where lead_id = ? and id <> ? order by published, id"
_FLAGS = """
select f.* from flags f where f.id in (select flag from flag_figures where document_id = ?)
and f.state <> 'dismissed' order by f.id"""


def document_of(model: Model, identity: str) -> Row:
    """A document's row. Raises HTTPException 404."""
    found = model.row("select * from documents where id = ?", (identity,))
    if found is None:
        raise HTTPException(404)
    return found


@page(router, "/d/{identity}")
def document(request: Request, identity: str) -> Page:
    """A document: its text, figures, review, flags and sources."""
    desk = desk_of(request)
    row = document_of(desk.model, identity)
    read, rows = reading(desk.model, row)
    title = read.document.title
    shown = any((block.start, block.end) == title for block in read.document.blocks)
    data: dict[str, Any] = {
        "document": {name: value for name, value in row.items() if name not in ("blocks", "stamp", "zeros", "laws")},
        "figures": [data_of(each, row["url"]) for each in rows],
        "sources": desk.model.rows(_SOURCES, (identity,)),
    }
    told = {
        "document": row,
        "reading": read,
        "rows": rows,
        "title_runs": Runs(read)(*title) if title else None,
        "passages": passages(read, without=title if shown else None),
        "facts": [facts(read, number, rows, language_of(request)) for number in range(len(rows))],
        "flags": desk.model.rows(_FLAGS, (identity,)),
        "sources": data["sources"],
        "copies": desk.model.rows(_COPIES, (row["lead_id"], identity)),
        "lead": None if row["lead_id"] == identity else row["lead_id"],
        "url": safe_url(row["url"]),
        "links": [link(safe_url(row["url"]), each["sentence"] or "", each["quote"]) for each in rows],
    }
    return Page("document.html", told, data, data["figures"])


def data_of(row: Row, url: str | None) -> dict[str, Any]:
    """A figure as JSON and CSV tell it."""
    hidden = ("number_value", "counts")
    found = {name: value for name, value in row.items() if name not in hidden}
    return found | {"url": url, "link": link(safe_url(url), row["sentence"] or "", row["quote"])}
