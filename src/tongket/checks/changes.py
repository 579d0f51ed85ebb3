"""Changes: do level, change and growth that a text tells together agree with one another?

Two forms of statement, each within one sentence with nothing but a few known words between its numbers:
- "23 vụ, giảm 4 vụ (-14,8%)": the change over the earlier level that it implies is the growth;
- two levels and what lies between them: checks/moves.py.
Each number may stand for all that its last digit, rounding, truncation or modifier leaves open; a statement is flagged
only where no other level of the sentence makes it right either. Neutral words, the arithmetic written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from tongket.checks import moves
from tongket.checks.between import Between, says
from tongket.checks.nouns import different_things
from tongket.checks.precision import Range, overlap, percent, plain, range_of
from tongket.checks.scale import amount, share_of
from tongket.records import Figure, Flag

_RULE: Final = "changes"
_MOVED: Final[tuple[str, ...]] = ("change", "growth", "ratio")
_TAIL: Final = 80
"""Characters of 'so với thời điểm cuối tháng trước, dừng tại mức' between a change and its level."""
_REACHED: Final = 20
"""Characters before a level within which it is said to be reached."""
_CLOSED: Final = re.compile(r"[;.:(]")


def check(figures: Sequence[Figure], text: str) -> Iterator[Flag]:
    """Flags of the rule "changes" for one document, in the order of the sentences."""
    between = Between(figures, text)
    for _, group in groupby(range(len(figures)), key=lambda index: figures[index].sentence):
        sentence = list(group)
        if len(sentence) > 1 and any(figures[index].kind in _MOVED for index in sentence):
            yield from moves.check(between, sentence)
            yield from _steps(between, sentence)


def _steps(between: Between, sentence: Sequence[int]) -> Iterator[Flag]:
    """A change beside its growth, against the level that both are of."""
    figures = between.figures
    for first, second in pairwise(sentence):
        pair = _change_and_growth(between, first, second)
        if pair:
            levels = _levels(figures, sentence, *pair)
            reached = next((level for level in levels if _is_reached(between, level, *pair)), None)
            own = next((level for level in levels if _stands_before(between, level, *pair)), None)
            if reached is not None and own is not None and says("to", between.before(own, _REACHED)):
                own = None  # it was reached by the change before: 'lên 101,76 điểm, UPCoM-Index giảm …'
            possible = levels if reached is None else [own] if own is not None else []
            fits = any(_agrees(figures, level, *pair) for level in possible)
            fits = fits or (reached is not None and _agrees(figures, reached, *pair, later=True))
            told = own if reached is None else reached
            if told is not None and not fits:
                yield _flag(figures, told, *pair)
    for first, second, third in zip(sentence, sentence[1:], sentence[2:], strict=False):
        around = _level_between(between, first, second, third)
        if around is not None and not _agrees(figures, second, *around):
            yield _flag(figures, second, *around)


def _level_between(between: Between, first: int, second: int, third: int) -> tuple[int, int] | None:
    """Change and growth with their level between them: 'giảm 1,69 điểm xuống ⟨698,66⟩ điểm (-0,24%)', or as the records
    say: 'tăng 3,9%, đạt ⟨1.235⟩ triệu lượt, tăng 46 triệu lượt'."""
    figures = between.figures
    for change, growth in ((first, third), (third, first)):
        moved, rate = figures[change], figures[growth]
        if moved.kind != "change" or rate.kind != "growth" or rate.unit != "%" or not _one_way(moved, rate):
            continue
        gaps = between.gap(first, second), between.gap(second, third)
        bracketed = "(" in gaps[1] and ")" not in gaps[1] and says("reached", gaps[0]) and growth == third
        near = between.is_short(first, second, "joins", (first, second)) and not says("small", gaps[0])
        told = (near and bracketed) or moved.of == rate.of == second
        if told and _is_level_of(figures[second], moved) and between.is_short(second, third, "joins", (second,)):
            return change, growth
    return None


def _change_and_growth(between: Between, first: int, second: int) -> tuple[int, int] | None:
    """Two neighbours that tell one change, as amount and as percentage."""
    figures = between.figures
    for change, growth in ((first, second), (second, first)):
        moved, rate = figures[change], figures[growth]
        told = moved.kind == "change" and moved.unit not in ("%", "pp", "x") and rate.unit == "%"
        meant = rate.kind == "growth" or (rate.kind in ("ratio", "share") and growth == second)
        if told and meant and _one_way(moved, rate) and between.is_short(first, second, "joins"):
            apart = says("small", between.gap(first, second)) or _is_in_turn(between, growth)
            return None if apart else (change, growth)
    return None


def _is_in_turn(between: Between, growth: int) -> bool:
    """'với mức tương ứng là tăng ⟨57,9%⟩ và tăng 35,8%': percentages that are told of several numbers in turn."""
    after = growth + 1
    if after >= len(between.figures) or between.figures[after].unit != "%":
        return False
    gap = between.gap(growth, after)
    return len(gap) <= _REACHED and says("and", gap)


def _one_way(change: Figure, growth: Figure) -> bool:
    """Neither direction nor what they are compared with speaks against one statement."""
    ways = {figure.direction for figure in (change, growth)} - {None}
    bases = {versus.kind for versus in change.versus}, {versus.kind for versus in growth.versus}
    return len(ways) == 1 and (not all(bases) or bool(bases[0] & bases[1]))


def _levels(figures: Sequence[Figure], sentence: Sequence[int], change: int, growth: int) -> list[int]:
    """The levels that the change may be of, the nearest first."""
    named = {figures[change].of, figures[growth].of} - {None}
    found = [i for i in {*sentence, *named} if i is not None and _is_level_of(figures[i], figures[change])]
    return sorted(found, key=lambda level: abs(level - change))


def _is_level_of(level: Figure, change: Figure) -> bool:
    """Of one unit; '52,17 USD/thùng' is the level of '0,84 USD' too."""
    one = level.unit == change.unit or level.unit.partition("/")[0] == change.unit != "count"
    return level.kind == "level" and one


def _stands_before(between: Between, level: int, change: int, growth: int) -> bool:
    """'đạt ⟨23⟩ vụ, giảm 4 vụ (14,8%)': right before them, or said to be theirs by the records."""
    figures, first = between.figures, min(change, growth)
    other = different_things(figures[change].counted, figures[level].counted)
    if level > first or figures[level].sentence != figures[first].sentence or other:
        return False
    said = figures[change].of == figures[growth].of == level and not says("parts", between.gap(level, first))
    return said or (level == first - 1 and between.is_short(level, first, "joins"))


def _is_reached(between: Between, level: int, change: int, growth: int) -> bool:
    """'giảm 4 vụ (14,8%), còn ⟨23⟩ vụ', 'tăng 4,34 điểm (+5,42%) so với cuối tháng trước, dừng tại ⟨84,46⟩ điểm'."""
    last = max(change, growth)
    if level != last + 1 or between.figures[level].sentence != between.figures[last].sentence:
        return False
    gap = between.gap(last, level)
    tail = len(gap) <= _TAIL and says("against", gap) and not _CLOSED.search(gap.lstrip(" )"))
    tail = tail and len(gap.rpartition(",")[2]) <= _REACHED
    return says("reached", gap[-_REACHED:]) and (tail or between.is_short(last, level, "joins"))


def _agrees(figures: Sequence[Figure], level: int, change: int, growth: int, *, later: bool = False) -> bool:
    """Whether some values that the three may stand for fit; where it isn't known to be the later level, it may be the
    earlier one."""
    after, moved, rate = (range_of(figures[index]) for index in (level, change, growth))
    before = _before(after, moved, up=figures[change].direction != "down")
    fits = before[1] is None or before[1] > 0
    return (fits and overlap(percent(moved, before), rate)) or (not later and overlap(percent(moved, after), rate))


def _before(after: Range, moved: Range, *, up: bool) -> Range:
    """The range of the earlier level."""
    low, high = after
    least, most = moved
    if up:
        return Decimal(0) if most is None else max(low - most, Decimal(0)), None if high is None else high - least
    return low + least, None if high is None or most is None else high + most


def _flag(figures: Sequence[Figure], level: int, change: int, growth: int) -> Flag:
    """'23 after 4 down is from 27: 4 of 27 is 14.81 %, the report says 18.4 %'."""
    now, moved, rate = (figures[index] for index in (level, change, growth))
    sign, way = (1, "down") if moved.direction == "down" else (-1, "up")
    before = now.value + sign * moved.value
    told = f"{amount(now)} after {amount(moved)} {way}"
    if before > 0:
        share = f"{amount(moved)} of {amount(now, before)} is {share_of(moved.value, before, rate)} %"
        arithmetic = f"{told} is from {amount(now, before)}: {share}, the report says {plain(rate.value)} %"
    else:
        arithmetic = f"{told} leaves nothing before it, the report says {plain(rate.value)} % {way}"
    return Flag(_RULE, "notice", tuple(sorted((level, change, growth))), arithmetic)
