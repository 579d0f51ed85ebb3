"""What was decided for the numbers before, as a sign for the next: lists go on, totals fill up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tongket.reading.linkviews import Views
from tongket.reading.setting import Setting

_LAST_MARKS: Final = frozenset({",", ";", ".", ":", "(", ")", "và"})
_MARK_REACH: Final = 30
_SIBLINGS, _SIBLING_SENTENCES = 5, 2


@dataclass(frozen=True, slots=True)
class Before:
    """What was decided right before a number."""

    sibling: int | None
    """The nearest number before that may be a part of the same total."""
    linked: bool | None
    """Whether the sibling is a part; None where there is no sibling."""
    apart: int
    """Whether it stands a sentence before."""
    alike: str
    """Whether both count the same, and by an act."""
    mark: str
    """The last mark before the number."""


class History:
    """The links decided so far: they stand in the slots."""

    def __init__(self, setting: Setting, views: Views) -> None:
        self._keys = setting.tokens.keys
        self._slots = setting.slots
        self._views = views
        self._taken: dict[int, float] = {}

    def decide(self, index: int, whole: int | None) -> None:
        """Sets `part_of` of a number."""
        slot = self._slots[index]
        slot.part_of = whole
        if whole is not None and slot.kind == "level":
            self._taken[whole] = self._taken.get(whole, 0.0) + self._views.amounts[index]

    def taken(self, whole: int) -> float:
        """What the parts of a total come to so far."""
        return self._taken.get(whole, 0.0)

    def relative_before(self, index: int) -> int | None:
        """The number right before where it is no level: '⟨tăng 4%⟩, bằng 8% dự toán'."""
        return index - 1 if index and self._slots[index - 1].kind != "level" else None

    def before_bracket(self, index: int) -> int | None:
        """The last number outside the bracket that a number stands in."""
        sentence = self._slots[index].sentence
        for at in range(index - 1, max(-1, index - 8), -1):
            slot = self._slots[at]
            if slot.sentence != sentence:
                return None
            if not slot.bracket or ")" in self._keys[slot.last : self._slots[at + 1].first]:
                return at
        return None

    def _sibling(self, index: int) -> int | None:
        """The nearest number before that may be a part of the same total."""
        slot = self._slots[index]
        for at in range(index - 1, max(-1, index - 1 - _SIBLINGS), -1):
            other = self._slots[at]
            if slot.sentence - other.sentence > _SIBLING_SENTENCES:
                return None
            if other.kind == slot.kind and other.unit == slot.unit and other.pair != "last_period":
                return at
        return None

    def _mark(self, index: int) -> str:
        """The last mark between a number and the one before it."""
        view = self._views[index]
        first = view.slot.first
        for key in reversed(self._keys[max(view.begins, first - _MARK_REACH) : first]):
            if key in _LAST_MARKS:
                return key
        return ""

    def before(self, index: int) -> Before:
        """What was decided right before a number."""
        slots = self._slots
        slot, sibling = slots[index], self._sibling(index)
        linked, apart, alike = None, 0, ""
        if sibling is not None:
            s, p = self._views[index], self._views[sibling]
            linked, apart = p.slot.part_of is not None, min(1, slot.sentence - p.slot.sentence)
            alike = f"{'h' if p.head and p.head == s.head else '-'}{('v' if p.verb else 'V') if s.verb else '-'}"
        return Before(sibling, linked, apart, alike, self._mark(index))

    def of_sibling(self, before: Before, at: int) -> str:
        """What `at` is to the sibling: itself (alone or a part), its whole, another where it has none …"""
        if before.sibling is None:
            return ""
        whole = self._slots[before.sibling].part_of
        if before.sibling == at:
            return "it" if whole is None else "part"
        if whole is None:
            return "none"
        if whole == at:
            return "same"
        if self._slots[at].part_of == whole:
            return "brother"
        return "grand" if self._slots[whole].part_of == at else "other"
