"""Search: figures and documents by words, with facets to narrow by; every step is an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from tongket.web import records
from tongket.web.facetting import Facet, facets
from tongket.web.marking import Marker, Run
from tongket.web.model import search as index
from tongket.web.model.model import Model, Row
from tongket.web.model.query import Query as Asked
from tongket.web.model.query import parse
from tongket.web.pages import Here, Page, desk_of, page
from tongket.web.wording import figure_address

router = APIRouter()

PER_PAGE = 20
_FEW = 5
"""Figures shown above documents."""
_PORTION = 500
_Word = Annotated[str, Field(max_length=200)]


class Wanted(BaseModel):
    """What is searched for, in the words of the address."""

    q: Annotated[
        _Word,
        Field(description="Words, all of which must be there; a phrase in double quotes; gia*: what begins so."),
    ] = ""
    sector: Annotated[_Word, Field(description="Sector of an indicator: traffic.")] = ""
    body: Annotated[_Word, Field(description="Id of a body.")] = ""
    place: Annotated[_Word, Field(description="Code of a place: 79, or 79@2025-06-30 in one division only.")] = ""
    year: Annotated[_Word, Field(description="Year that figures are of; of documents, that they appeared in.")] = ""
    kind: Annotated[_Word, Field(description="level, change, growth, share or ratio.")] = ""
    status: Annotated[_Word, Field(description="reported, estimate, target or rule.")] = ""
    genre: Annotated[_Word, Field(description="aggregate_report, case_report or other.")] = ""
    show: Annotated[
        Literal["", "documents", "figures"], Field(description="Only these; else documents after the first figures.")
    ] = ""
    page: Annotated[int, Field(ge=1, le=index.COUNTED // PER_PAGE, description="Which page; CSV has all.")] = 1

    def filters(self) -> dict[str, str]:
        """The facets that are chosen."""
        names = ("sector", "body", "place", "year", "kind", "status", "genre")
        return {name: value for name in names if (value := getattr(self, name).strip())}

    def query(self, *keys: str) -> Asked:
        """The question to the index; `keys`: what else must hold."""
        return parse(self.q, (*keys, *(_key(name, value) for name, value in self.filters().items())))


def _key(name: str, value: str) -> str:
    """A place by its code alone is meant in either division of the country."""
    return f"code:{value}" if name == "place" and "@" not in value else f"{name}:{value}"


@page(router, "/search")
def search(request: Request, wanted: Annotated[Wanted, Query()]) -> Page:
    """Figures and documents in which all words of q stand, best first; narrowed by facets."""
    desk = desk_of(request)
    found = index.Search(desk.model, wanted.query())
    model, marker = desk.model, Marker(found.query)
    first = (wanted.page - 1) * PER_PAGE
    counts = {kind: found.count(kind) for kind in _KINDS}
    shown: dict[str, list[dict[str, Any]]] = {kind: [] for kind in _KINDS}
    if wanted.show != "documents" and (wanted.show == "figures" or wanted.page == 1):
        number = PER_PAGE if wanted.show else _FEW
        shown["figures"] = _figures(model, marker, found.hits("figures", first, number))
    if wanted.show != "figures":
        shown["documents"] = _documents(model, marker, found.hits("documents", first, PER_PAGE))
    listed: index.Kind = "figures" if wanted.show == "figures" else "documents"
    narrower = facets(desk, found, listed, wanted.filters())
    more = counts[listed].number > first + PER_PAGE and wanted.page < index.COUNTED // PER_PAGE
    here = Here(request)
    told = {
        "wanted": wanted,
        "counts": counts,
        "shown": shown,
        "facets": narrower,
        "listed": listed,
        "next": here.with_(page=wanted.page + 1) if more else None,
        "previous": here.with_(page=wanted.page - 1 if wanted.page > 2 else None) if wanted.page > 1 else None,
        "query": wanted.q,
        "completed": found.completed,
        "rows_most": index.COUNTED,
        "looked": index.LOOKED,
    }
    return Page("search.html", told, _data(wanted, told, narrower), _rows(model, found, wanted.show))


_KINDS: tuple[index.Kind, index.Kind] = ("figures", "documents")


def _documents(model: Model, marker: Marker, numbers: list[int]) -> list[dict[str, Any]]:
    found = []
    for row in index.documents(model, numbers):
        text = row.pop("text") or ""
        title = row["title"] or row["id"]
        # An excerpt begins after the title, where the text does begin with it.
        start = len(title) if text.startswith(title) else 0
        found.append(row | {"title_runs": marker.runs(title), "excerpt": marker.excerpt(text, start)})
    return found


def _figures(model: Model, marker: Marker, numbers: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "figure": records.figure(row),
            "address": figure_address(row["id"]),
            "counted": marker.runs(row["counted"] or ""),
            "sentence": marker.excerpt(row["sentence"] or ""),
        }
        for row in index.figures(model, numbers)
    ]


def _data(wanted: Wanted, told: dict[str, Any], narrower: list[Facet]) -> dict[str, Any]:
    """The page as JSON: the same hits, counts and facets."""
    shown = told["shown"]
    return {
        "query": wanted.q,
        "completed": told["completed"],
        "filters": wanted.filters(),
        "page": wanted.page,
        "counts": {kind: _count(each) for kind, each in told["counts"].items()},
        "figures": [_figure_row(each["row"]) | {"marked": _told(each["sentence"])} for each in shown["figures"]],
        "documents": [_document_row(each) | {"marked": _told(each["excerpt"])} for each in shown["documents"]],
        "facets": {
            facet.name: [{"value": each.value, "vi": each.vi, "en": each.en, **_count(each.count)} for each in values]
            for facet in narrower
            if (values := (*([facet.chosen] if facet.chosen else ()), *facet.values))
        },
        "next": told["next"],
    }


def _count(count: index.Count) -> dict[str, Any]:
    return {"number": count.number, "at_least": count.at_least}


def _told(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [{"text": run.text, "hit": run.hit} for run in runs]


_COLUMNS = (
    "type", "id", "address", "document_id", "title", "published", "publisher", "url", "genre", "sector", "value",
    "high", "bound", "unit", "kind", "direction", "status", "counted", "act", "period_start", "period_end", "body",
    "body_id", "place", "place_code", "boundary", "indicator", "sentence", "confidence",
)  # fmt: skip


def _document_row(row: Row) -> dict[str, Any]:
    own = {"type": "document", "address": f"/d/{row['id']}", "document_id": row["id"]}
    return {name: (row | own).get(name) for name in _COLUMNS}


def _figure_row(row: Row) -> dict[str, Any]:
    own = {"type": "figure", "address": figure_address(row["id"])}
    return {name: (row | own).get(name) for name in _COLUMNS}


def _rows(model: Model, found: index.Search, show: str) -> Iterator[dict[str, Any]]:
    """All hits, figures first, up to `COUNTED` in all."""
    room = index.COUNTED
    if show != "documents":
        numbers = found.hits("figures", 0, room)
        room -= len(numbers)
        for at in range(0, len(numbers), _PORTION):
            yield from map(_figure_row, index.figures(model, numbers[at : at + _PORTION]))
    if show != "figures" and room:
        numbers = found.hits("documents", 0, room)
        for at in range(0, len(numbers), _PORTION):
            yield from map(_document_row, index.documents(model, numbers[at : at + _PORTION]))
