"""Two numbers side by side, "x/y": part of whole, this period and last, result and plan, or counts of two things.

Decided by the arithmetic around them before anything else: "giảm 43 (391/434)" differs by the change, and
"21.774/18.800 … đạt 115,8%" is the ratio.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from tongket.reading.meaning import Meanings
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens

_ROUNDING: Final = Decimal("0.1")
"""Printed percentages are truncated as often as rounded, at one or two places."""
_CHANGES_BEFORE: Final = 2


class Pairs:
    """Settles the pairs among the slots of one text."""

    def __init__(self, tokens: Tokens, meanings: Meanings, slots: Sequence[Slot]) -> None:
        self._tokens = tokens
        self._meanings = meanings
        self._slots = slots

    def settle(self) -> None:
        for index in range(len(self._slots) - 1):
            x, y = self._slots[index], self._slots[index + 1]
            if x.quantity.pair != 1 or y.quantity.pair != 2:
                continue
            if self._is_last_period(index):
                x.pair, y.pair = "this_period", "last_period"
                self._name_after_change(index)
            elif self._is_plan(index):
                x.pair, y.pair = "result", "plan"
                y.status = "target"
            else:
                x.pair = y.pair = "part" if self._count_alike(x, y) else "counts"

    def _count_alike(self, x: Slot, y: Slot) -> bool:
        """'34/39 xã', 'tổng số xã đạt chuẩn: 34/39 xã': all that the second counts is named by the first."""
        if x.counted == y.counted:
            return True
        if x.counted is None or y.counted is None:
            return False
        key = self._tokens.text.key
        return set(key[slice(*y.counted)].split()) <= set(key[slice(*x.counted)].split())

    def _is_last_period(self, index: int) -> bool:
        """'tăng 93 vụ (206/113 vụ)': a change just before is the difference."""
        x, y = self._slots[index], self._slots[index + 1]
        difference = abs(x.amount - y.amount)
        for at in range(max(0, index - _CHANGES_BEFORE), index):
            before = self._slots[at]
            if before.sentence == x.sentence and before.kind == "change" and before.amount == difference:
                return True
        return False

    def _name_after_change(self, index: int) -> None:
        """Numbers in brackets without a noun count what the change before them counts."""
        for at in (index, index + 1):
            slot = self._slots[at]
            if slot.noun is None:
                slot.counted = self._slots[index - 1].counted

    def _is_plan(self, index: int) -> bool:
        """'21.774/18.800 lao động, đạt 115,8% chỉ tiêu': what follows holds x against y as a plan."""
        x, y = self._slots[index], self._slots[index + 1]
        if self._meanings.role_after(y, "plan", 6) and x.amount > y.amount:
            return True
        if index + 2 >= len(self._slots) or not y.amount:
            return False
        after = self._slots[index + 2]
        if after.sentence != x.sentence or after.unit != "%" or not self._meanings.role_after(after, "plan", 4):
            return False
        said = after.amount + (100 if after.direction == "up" else 0)
        return abs(100 * x.amount / y.amount - said) <= _ROUNDING
