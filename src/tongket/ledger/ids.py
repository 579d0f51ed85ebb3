"""The ids of a figure that a person corrects or adds, told again from what it is now.

A correction of the body changes whose series the figure is in. Its ids are told the way the reader tells them, and
stand in the verdict, where a person sees them before it is taken and may set others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tongket.ledger.stored import figures_of
from tongket.records import Block, Document, Figure, Reading, Span

FOLLOWS = {
    "body_id": frozenset({"body"}),
    "place_code": frozenset({"place", "boundary"}),
    "indicator": frozenset({"counted", "act", "unit", "kind", "status", "body"}),
}
"""Id → the fields whose correction changes it."""
_PLAIN = (
    "value",
    "high",
    "bound",
    "unit",
    "kind",
    "direction",
    "status",
    "counted",
    "act",
    "body",
    "place",
    "boundary",
)


def ids_after(
    document: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], figure: Figure, set_: Mapping[str, Any]
) -> dict[str, str | None]:
    """The ids that follow from the fields which a person sets (`set_`) for a figure; none that is set as well.

    `document`: its row of `documents`; `rows`: its rows of `figures`; `figure`: what stands where none was read.
    Links are taken as they were read.
    """
    wanted = [name for name, of in FOLLOWS.items() if name not in set_ and not of.isdisjoint(set_)]
    if not wanted:
        return {}
    from tongket.grammar import gazetteer
    from tongket.identities import identified

    figures = list(figures_of(rows))
    span = figure.start, figure.end
    at = next((number for number, each in enumerate(figures) if (each.start, each.end) == span), None)
    if at is None:
        at = len(figures)
        figures.append(figure)
    figures[at] = _corrected(figures[at], set_)
    named = identified(_reading(document, figures), gazetteer.load()).figures[at]
    return {name: getattr(named, name) for name in wanted}


def added(text: str, span: Span, sentence: Span | None) -> Figure:
    """A figure of which nothing is known but where it stands."""
    quote = text[slice(*span)]
    return Figure(
        *span, quote, Decimal(0), None, "exact", "count", None, None, "level", None, "reported", None, None, None, None,
        None, sentence or span,
    )  # fmt: skip


def _corrected(figure: Figure, set_: Mapping[str, Any]) -> Figure:
    """The figure with what a person says; what was counted is no longer where it was read."""
    told = {name: set_[name] for name in _PLAIN if name in set_}
    if "period_start" in set_ or "period_end" in set_:
        first, last = set_.get("period_start"), set_.get("period_end")
        told["period"] = None if first is None or last is None else (first, last)
    if "counted" in set_:
        told["counted_span"] = None
    return replace(figure, **told, body_id=None, place_code=None, indicator=None)


def _reading(row: Mapping[str, Any], figures: list[Figure]) -> Reading:
    blocks = tuple(Block(b["kind"], b["start"], b["end"], b["level"], b["parent"]) for b in row["blocks"] or ())
    title = next(((block.start, block.end) for block in blocks if block.kind == "title"), None)
    document = Document(
        row["id"], row["text"], blocks, title=title, publisher=row["publisher"], published=row["published"]
    )
    return Reading(document, figures=tuple(figures))
