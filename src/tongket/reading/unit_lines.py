"""Units said once for many numbers: "Đơn vị tính: triệu đồng" over a table, "Diện tích (ha):" over bullets."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar import quantities
from tongket.reading.slots import Slot
from tongket.records import Block, Span
from tongket.text import Text

_LONGEST: Final = 30
_BRACKETED: Final = re.compile(rf"\(([^()]{{1,{_LONGEST}}})\)")


@cache
def _unit_line() -> re.Pattern[str]:
    words = sorted(lexicon.load("tables")["unit_line"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def unit_of(words: str) -> tuple[Decimal, str] | None:
    """'triệu đồng' → 1000000, VND; None where the words (a comparison key) name no unit ('năm 2022')."""
    one = Text(f"1 {words}")
    found = quantities.find(one)
    if len(found) != 1 or not isinstance(found[0].value, Decimal) or found[0].unit in (None, "count"):
        return None
    if found[0].end < len(one):
        return None
    return found[0].value, str(found[0].unit)


class UnitLines:
    """Hands units down to bare numbers of one text."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def hand_down(self, slot: Slot, heads: Iterable[Span]) -> None:
        """Give a bare number the unit that the first of its heads names in brackets or after 'Đơn vị tính'."""
        if slot.unit != "count":
            return
        for start, end in heads:
            words = self._text.key[start:end]
            for name in (*_BRACKETED.findall(words), _unit_line().sub("", words).strip(" :")):
                if name == "%":
                    slot.unit = "%"
                    return
                unit = unit_of(name) if len(name) <= _LONGEST else None
                if unit is not None:
                    _scale(slot, *unit)
                    return

    def of_several(self, slot: Slot, heads: Iterable[Span], money: bool) -> bool:
        """'Đơn vị tính: người, triệu đồng': the sum of money is for the columns of money; true where that is so."""
        if slot.unit != "count":
            return False
        for start, end in heads:
            words = self._text.key[start:end]
            line = _unit_line().search(words)
            names = [n.strip() for n in re.split("[,;/]", words[line.end() :].strip(" :()"))] if line else []
            units = [unit for unit in map(unit_of, names) if unit is not None]
            sums = [unit for unit in units if unit[1].isupper() and len(unit[1]) == 3]
            if len(names) > 1 and sums:
                if money:
                    _scale(slot, *sums[0])
                return True
        return False

    def over_bullets(self, slots: Sequence[Slot], blocks: Sequence[Block]) -> None:
        """'- Lúa: ⟨702⟩' under 'Diện tích gieo trồng (ha):'."""
        for slot in slots:
            if blocks[slot.block].kind == "bullet" and slot.noun is None:
                self.hand_down(slot, _lines_above(slot.block, blocks))


def _lines_above(block: int, blocks: Sequence[Block]) -> Iterable[Span]:
    parent = blocks[block].parent
    while parent is not None:
        yield blocks[parent].start, blocks[parent].end
        parent = blocks[parent].parent


def _scale(slot: Slot, factor: Decimal, unit: str) -> None:
    value, high = slot.quantity.value, slot.quantity.high
    slot.unit = unit
    slot.quantity = dataclasses.replace(
        slot.quantity,
        value=value * factor if isinstance(value, Decimal) else value,
        high=high * factor if isinstance(high, Decimal) else high,
        unit=unit,
    )
