"""Bases of comparison that a table's column heads name: "Kế hoạch năm 2025 | Thực hiện | Đạt so với kế hoạch (%)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongket.reading import basedates
from tongket.reading.scene import Scene, pattern
from tongket.reading.slots import Slot
from tongket.records import Cell, Dates, Span, Versus

_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")


def of(scene: Scene, slot: Slot) -> tuple[Versus, ...]:
    """The base of a ratio or movement in a table cell; none where its column names none."""
    cells = scene.reader.document.blocks[slot.block].cells
    cell = next((c for c in cells if c.start <= slot.quantity.start < c.end), None)
    if cell is None or slot.kind not in ("ratio", "growth", "change"):
        return ()
    for head in cell.column_heads:
        for kind, name in (("plan", "plan"), ("same_period", "same"), ("previous_period", "previous")):
            if pattern("versus", name).search(scene.key, *head):
                span = next(_columns(scene, cells, cell, name), head)
                return (Versus(kind, _words(scene, span), _dates(scene, kind, span, slot)),)
    return ()


def _columns(scene: Scene, cells: tuple[Cell, ...], own: Cell, name: str) -> Iterator[Span]:
    """Heads of the other columns of the row that hold what is compared with."""
    for cell in cells:
        if cell is not own:
            yield from (head for head in cell.column_heads if pattern("versus", name).match(scene.key, *head))


def _words(scene: Scene, span: Span) -> str:
    return _BRACKET.sub("", scene.raw[span[0] : span[1]])


def _dates(scene: Scene, kind: str, span: Span, slot: Slot) -> Dates | None:
    named = next((p.value for p in scene.reader.mentions.periods if span[0] <= p.start < span[1]), None)
    dates: Dates | None = named if isinstance(named, tuple) else None
    if kind == "plan":
        return dates or basedates.plan_year(slot.period)
    said = scene.key[span[0] : span[1]]
    return basedates.same(said, dates, slot.period) if kind == "same_period" else dates
