"""Figures and zeros of a ledger's rows, with what stands around them: what their indicator is told from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tongket.indicators.scenes import Scene
from tongket.records import Dates, Figure, Zero

Row = Mapping[str, Any]

DOCUMENT = ("id", "batch", "title", "text", "blocks", "zeros")
FIGURE = (
    *("document_id", "batch", "number", "start", "end", "quote", "unit", "kind", "status", "counted", "act"),
    *("counted_start", "counted_end"),
    *("of", "part_of", "covers", "period_start", "period_end", "body", "place", "sentence_start", "sentence_end"),
    "indicator",
)
"""The columns that are needed of each table."""


def figure_of(row: Row) -> Figure:
    """A figure with what its indicator is told from; its value is left out."""
    return Figure(
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        value=Decimal(0),
        high=None,
        bound="exact",
        unit=row["unit"],
        counted=row["counted"],
        act=row["act"],
        kind=row["kind"],
        direction=None,
        status=row["status"],
        of=row["of"],
        part_of=row["part_of"],
        period=_dates(row),
        body=row["body"],
        place=row["place"],
        sentence=(row["sentence_start"], row["sentence_end"]),
        counted_span=None if row["counted_start"] is None else (row["counted_start"], row["counted_end"]),
        covers=tuple(row["covers"] or ()),
        indicator=row["indicator"],
    )


def zero_of(row: Row) -> Zero:
    """A zero told in words."""
    return Zero(
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        counted=row["counted"],
        period=_dates(row),
        body=row["body"],
        place=row["place"],
        indicator=row["indicator"],
    )


def scene_of(row: Row) -> Scene:
    """The scene of a row of `documents`."""
    blocks = [(block["start"], block["end"], block["parent"]) for block in row["blocks"] or ()]
    return Scene(row["text"], blocks, row["title"])


def _dates(row: Row) -> Dates | None:
    start, end = row["period_start"], row["period_end"]
    return None if start is None or end is None else (start, end)
