"""Totals whose parts come to them: rows of numbers that add up, percentages that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongket.reading.linkviews import View

_SENTENCES = 10
_AHEAD, _BEHIND = 40, 8
"""How many numbers behind, or before, a total its parts may stand."""
_LONGEST = 14
"""Parts of one row."""
_STARTS = 6
"""Numbers of the total's unit that may stand before the row begins."""
_ROUNDING, _EXACT = 0.01, 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """A row that comes to its total."""

    same: bool
    """Its members count what the total counts."""
    first: bool
    """It begins with the first number that could be a member."""


class Sums:
    """Finds, for each total, the rows of numbers that come to it."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self._found: dict[int, tuple[dict[int, Row], set[int]]] = {}

    def members(self, whole: int) -> tuple[dict[int, Row], set[int]]:
        """The numbers in a row that comes to a total exactly, and those in one that does but for rounding."""
        if whole not in self._found:
            exact: dict[int, Row] = {}
            about: set[int] = set()
            views = self._views
            ahead = self._smaller(range(whole + 1, min(whole + _AHEAD, len(views))), views[whole])
            behind = self._smaller(range(whole - 1, max(-1, whole - 1 - _BEHIND), -1), views[whole])
            for same in (False, True):
                for line, starts in ((ahead, _STARTS), (behind, 1)):
                    kept = [at for at in line if views[at].head == views[whole].head] if same else line
                    for start in range(min(starts, len(kept))):
                        self._add_up(whole, kept[start : start + _LONGEST], Row(same, not start), exact, about)
            self._found[whole] = exact, about
        return self._found[whole]

    def _add_up(self, whole: int, line: Sequence[int], row: Row, exact: dict[int, Row], about: set[int]) -> None:
        limit = self._views[whole].amount
        measured = self._views[whole].unit_class != "count"
        total = 0.0
        for size, member in enumerate(line, 1):
            total += self._views[member].amount
            if total > limit * (1 + _ROUNDING):
                return
            if size > 1 and abs(total - limit) <= _EXACT * limit:
                for found in line[:size]:
                    if found not in exact or row.same:
                        exact[found] = row
                return
            if size > 1 and measured and total >= limit * (1 - _ROUNDING):
                about.update(line[:size])

    def _smaller(self, indices: range, whole: View) -> list[int]:
        found = []
        for at in indices:
            other = self._views[at]
            if abs(other.slot.sentence - whole.slot.sentence) > _SENTENCES:
                break
            alike = other.slot.kind == "level" and other.slot.unit == whole.slot.unit
            if alike and other.slot.quantity.pair != 2 and other.amount < whole.amount:
                found.append(at)
        return found
