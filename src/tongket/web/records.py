"""Rows of the read model as records again, for what shows or computes on records."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tongket.ledger.stored import figures_of
from tongket.records import (
    Award,
    Block,
    Dates,
    Document,
    Encoding,
    Figure,
    Private,
    Reading,
    Review,
    ReviewOfficial,
    Span,
    Zero,
)
from tongket.web.model.model import Model

_NUMBERS = ("value", "high", "ambiguous", "confidence")
_DAYS = ("period_start", "period_end")


def reading(model: Model, document: Mapping[str, Any]) -> tuple[Reading, list[dict[str, Any]]]:
    """A document's row with all that was read in it, and the rows of its figures in the same order.

    Figures that a person rejected are left out; those of a near-copy, which don't count, are there.
    """
    every = model.rows("select * from figures where document_id = ? order by number", (document["id"],))
    rows = every if document["state"] != "lead" else [row for row in every if row["counts"]]
    found = model.row("select * from reviews where document_id = ?", (document["id"],))
    blocks = tuple(Block(**block) for block in _json(document["blocks"]))
    title = next(((block.start, block.end) for block in blocks if block.kind == "title"), None)
    return (
        Reading(
            Document(
                document["id"],
                document["text"],
                blocks,
                title=title,
                url=document["url"],
                publisher=document["publisher"],
                published=_day(document["published"]),
                published_doubtful=bool(document["published_doubtful"]),
                media_type=document["media_type"],
                encoding=Encoding(document["encoding"] or "utf-8", bool(document["encoding_converted"])),
            ),
            figures(rows),
            zeros=tuple(_zero(row) for row in _json(document["zeros"])),
            private=tuple(Private(row["start"], row["end"], row["kind"]) for row in _json(document["private"])),
            review=review(found) if found else None,
            genre=document["genre"],
        ),
        rows,
    )


def figures(rows: Iterable[Mapping[str, Any]]) -> tuple[Figure, ...]:
    """Figures of one document from its rows; links between them hold."""
    return figures_of([_typed(row) for row in rows])


def figure(row: Mapping[str, Any]) -> Figure:
    """One figure from its row, without its links."""
    return figures_of([_typed(row)])[0]


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(row)
    for name in _NUMBERS:
        told[name] = None if row[name] is None else Decimal(str(row[name]))
    for name in _DAYS:
        told[name] = _day(row[name])
    for name in ("versus", "covers"):
        told[name] = _json(row[name])
    for each in told["versus"]:
        each |= {name: _day(each[name]) for name in _DAYS}
    return told


def review(row: Mapping[str, Any]) -> Review:
    """A review from its row."""
    return Review(
        row["type"],
        row["body"],
        dates(row, "period"),
        dates(row, "next"),
        tuple(
            ReviewOfficial(each["name"], each["role"], each["rank"], each["capacity"], (each["start"], each["end"]))
            for each in _json(row["officials"])
        ),
        tuple(
            Award(each["title"], each["to"], each["count"], each["giver"], (each["start"], each["end"]))
            for each in _json(row["awards"])
        ),
        _spans(row["tasks"]),
        _spans(row["commitments"]),
        _day(row["meeting_date"]),
        row["place"],
        row["body_id"],
    )


def dates(row: Mapping[str, Any], name: str = "period") -> Dates | None:
    """A period from its two columns."""
    first, last = _day(row[f"{name}_start"]), _day(row[f"{name}_end"])
    return None if first is None or last is None else (first, last)


def _zero(row: Mapping[str, Any]) -> Zero:
    return Zero(row["start"], row["end"], row["quote"], row["counted"], dates(row), row["body"], row["place"])


def _spans(told: str | None) -> tuple[Span, ...]:
    return tuple((each["start"], each["end"]) for each in _json(told))


def _json(told: str | None) -> list[Any]:
    found: list[Any] = json.loads(told) if told else []
    return found


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told[:10]) if told else None
