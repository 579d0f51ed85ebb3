"""Totals whose parts come to them: rows of numbers that add up, percentages that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongket.reading.linkviews import Views

_SENTENCES: Final = 10
_AHEAD, _BEHIND = 40, 8
"""How many numbers behind, or before, a total its parts may stand."""
_LONGEST: Final = 14
"""Parts of one row."""
_STARTS: Final = 6
"""Numbers of the total's unit that may stand before the row begins."""
_ROUNDING: Final = 0.01
_EXACT: Final = 1e-9


@dataclass(slots=True)
class Row:
    """A row that comes to its total."""

    same: bool
    """Its members count what the total counts."""
    first: bool
    """It begins with the first number that could be a member."""


class Sums:
    """Finds, for each total, the rows of numbers that come to it."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._found: dict[int, tuple[dict[int, Row], set[int]]] = {}

    def members(self, whole: int) -> tuple[dict[int, Row], set[int]]:
        """The numbers in a row that comes to a total exactly, and those in one that does but for rounding."""
        if whole not in self._found:
            exact: dict[int, Row] = {}
            about: set[int] = set()
            self._found[whole] = exact, about
            ahead = self._smaller(whole, range(whole + 1, min(whole + _AHEAD, len(self._views.slots))))
            behind = self._smaller(whole, range(whole - 1, max(-1, whole - 1 - _BEHIND), -1))
            lines = [(line, starts) for line, starts in ((ahead, _STARTS), (behind, 1)) if len(line) > 1]
            head = self._views[whole].head if lines else ""
            for same in (False, True):
                for line, starts in lines:
                    kept = [at for at in line if self._views[at].head == head] if same else line
                    for start in range(min(starts, len(kept) - 1)):
                        self._add_up(whole, kept[start : start + _LONGEST], Row(same, not start), exact, about)
        return self._found[whole]

    def _add_up(self, whole: int, line: Sequence[int], row: Row, exact: dict[int, Row], about: set[int]) -> None:
        limit = self._views.amounts[whole]
        measured = self._views.slots[whole].unit != "count"
        total = 0.0
        for size, member in enumerate(line, 1):
            total += self._views.amounts[member]
            if total > limit * (1 + _ROUNDING):
                return
            if size > 1 and abs(total - limit) <= _EXACT * limit:
                for found in line[:size]:
                    if found not in exact or row.same:
                        exact[found] = row
                return
            if size > 1 and measured and total >= limit * (1 - _ROUNDING):
                about.update(line[:size])

    def _smaller(self, whole: int, indices: range) -> list[int]:
        slots, amounts = self._views.slots, self._views.amounts
        sentence, unit, limit = slots[whole].sentence, slots[whole].unit, amounts[whole]
        found = []
        for at in indices:
            other = slots[at]
            if abs(other.sentence - sentence) > _SENTENCES:
                break
            if other.unit == unit and other.kind == "level" and other.quantity.pair != 2 and amounts[at] < limit:
                found.append(at)
        return found
