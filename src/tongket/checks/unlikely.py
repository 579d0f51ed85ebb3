"""Unlikely: figures that can't be as printed, as far as one document shows it.

- a share, or a rate of a whole ("tỷ lệ hộ nghèo"), of more than 100 %;
- fewer than none of what is counted;
- an increase that is larger than the level it led to, and a part larger than its whole: a scale word got lost;
- a price out of all range (checks/prices.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from tongket.checks import prices
from tongket.checks.between import Between, says
from tongket.checks.nouns import classified, same_thing
from tongket.checks.precision import largest, least, plain
from tongket.checks.scale import amount
from tongket.records import Figure, Flag

_RULE: Final = "unlikely"
_BEFORE: Final = 40
"""Characters before a percentage within which its rate is named."""
_AROUND: Final = 60
"""Characters around it within which a plan or an earlier period shows that it is no part of a whole."""
_VERB: Final = 14
"""Characters beside it within which 'chiếm' and 'tổng số' stand."""
_NEAR: Final = 60
"""Characters between a whole and its part."""
_ALL: Final = Decimal(100)
_SCALE: Final = 10
"""A part so many times its whole is in another scale."""


def check(figures: Sequence[Figure], text: str) -> Iterator[Flag]:
    """Flags of the rule "unlikely" for one document."""
    between = Between(figures, text)
    for index, figure in enumerate(figures):
        if figure.unit == "%" and figure.value > _ALL and figure.kind in ("share", "ratio", "level"):
            yield from _more_than_all(between, index)
        elif figure.unit == "count" and figure.value < 0 and figure.kind == "level" and classified(figure.counted):
            arithmetic = f"{plain(figure.value)} of what is counted: there are never fewer than none"
            yield Flag(_RULE, "notice", (index,), arithmetic)
    for first in range(len(figures) - 1):
        if figures[first].sentence == figures[first + 1].sentence:
            yield from _larger_than_level(between, first)
            yield from _larger_than_whole(between, first)
    yield from prices.check(between)


def _more_than_all(between: Between, index: int) -> Iterator[Flag]:
    """'tỷ lệ hộ nghèo còn ⟨112%⟩', 'chiếm ⟨120%⟩ tổng số hộ'."""
    before, after = between.before(index, _BEFORE), between.after(index, _AROUND)
    rate = says("rates", before)
    share = says("makes_up", before[-_VERB:]) and says("counted_wholes", after[:_VERB])
    if (rate or share) and not says("compared", between.before(index, _AROUND) + after):
        figure = between.figures[index]
        yield Flag(_RULE, "notice", (index,), f"{plain(figure.value)} % of a whole: no part is more than all of it")


def _larger_than_level(between: Between, first: int) -> Iterator[Flag]:
    """'tăng ⟨100.000⟩ thùng/ngày lên ⟨8,98⟩ thùng/ngày': what was added is more than all there is now."""
    change, level = between.figures[first], between.figures[first + 1]
    moved = change.kind == "change" and change.direction == "up" and level.kind == "level"
    if not moved or change.unit != level.unit or level.value <= 0 or not between.is_short(first, first + 1, "moves"):
        return
    most = largest(level)
    if says("to", between.gap(first, first + 1)) and most is not None and least(change) > most:
        arithmetic = f"{amount(change)} more than before make {amount(level)}: the increase is larger than the level"
        yield Flag(_RULE, "notice", (first, first + 1), arithmetic)


def _larger_than_whole(between: Between, first: int) -> Iterator[Flag]:
    """'tổng kinh phí ⟨5,2 tỷ đồng⟩, trong đó ngân sách tỉnh ⟨700 tỷ đồng⟩': one of the two is in another scale.

    Not of counts: '2 phi đội gồm 36 máy bay' is one of many ways to count two things.
    """
    whole, part = between.figures[first], between.figures[first + 1]
    alike = whole.kind == part.kind == "level" and whole.unit == part.unit != "count" and whole.status == part.status
    if not alike or whole.value <= 0 or part.value < _SCALE * whole.value:
        return
    gap = between.gap(first, first + 1)
    if (
        len(gap) <= _NEAR
        and says("divides", gap)
        and not says("parts", gap)
        and same_thing(part.counted, whole.counted)
    ):
        arithmetic = f"{amount(part)} are said to be a part of {amount(whole)}: {_times(part, whole)} times the whole"
        yield Flag(_RULE, "notice", (first, first + 1), arithmetic)


def _times(part: Figure, whole: Figure) -> str:
    return plain((part.value / whole.value).quantize(Decimal(1)))
