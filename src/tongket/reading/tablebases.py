"""Bases of comparison that a table's column heads name: "Kế hoạch năm 2025 | Thực hiện | Đạt so với kế hoạch (%)"."""

from __future__ import annotations

from dataclasses import replace

from tongket.reading.bases import Basis, bases_within
from tongket.reading.scene import Scene, pattern
from tongket.reading.slots import Slot


def of(scene: Scene, slot: Slot) -> list[Basis]:
    """The base of a ratio or movement in a table cell; none where its column names none."""
    cells = scene.reader.document.blocks[slot.block].cells
    cell = next((c for c in cells if c.start <= slot.quantity.start < c.end), None)
    if cell is None or slot.kind not in ("ratio", "growth", "change"):
        return []
    for head in cell.column_heads:
        found = bases_within(scene, head)
        if found and found[0].kind == "plan":
            others = [h for other in cells if other is not cell for h in other.column_heads]
            return [_planned(scene, others, found[0])]
        if found:
            return found[:1]
    return []


def _planned(scene: Scene, heads: list[tuple[int, int]], basis: Basis) -> Basis:
    """The column of the row that holds the plan itself says more of it: 'Kế hoạch năm 2025'."""
    for head in heads:
        if pattern("versus", "plan").match(scene.key, *head) and (found := bases_within(scene, head)):
            return replace(found[0], setter=found[0].setter or basis.setter)
    return basis
