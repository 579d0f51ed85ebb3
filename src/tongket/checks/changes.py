"""Changes: do level, change and growth that a text tells together agree with one another?

Two forms of statement, each within one sentence with nothing but a few known words between its numbers:
- "23 vụ, giảm 4 vụ (-14,8%)": the change over the earlier level that it implies is the growth;
- "giảm 43 vụ (391/434)", "tăng 10,5%, từ 0,57 lên 0,63 USD": the change or growth is what lies between two levels.
Each number may stand for all that its last digit, rounding, truncation or modifier leaves open; a statement is flagged
only where no other level of the sentence makes it right either. Neutral words, the arithmetic written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from tongket.checks.between import Between, says
from tongket.checks.precision import Range, overlap, percent, plain, range_of
from tongket.checks.scale import amount, share_of
from tongket.records import Figure, Flag

_RULE = "changes"
_MOVE = 60
"""Characters between the two levels of 'từ 434 vụ … xuống 391 vụ'."""
_FROM = 14
"""Characters before the first of them within which 'từ' stands."""
_LEAD = 45
"""Characters between a change and the levels that it leads to: 'giảm ⟨14⟩ triệu đồng, kéo theo giá bán từ 945 …'."""
_CLOSED = re.compile(r"[;.:()]")


class Level(NamedTuple):
    """A level, and how many figures away from the change it stands; 0 where the records link the two."""

    index: int
    linked: bool


def check(figures: Sequence[Figure], text: str) -> Iterator[Flag]:
    """Flags of the rule "changes" for one document, in the order of the sentences."""
    between = Between(figures, text)
    moved = ("change", "growth", "ratio")
    for _, group in groupby(range(len(figures)), key=lambda index: figures[index].sentence):
        sentence = list(group)
        if len(sentence) > 1 and any(figures[index].kind in moved for index in sentence):
            yield from _moves(between, sentence)
            yield from _steps(between, sentence)


# ── a change beside its growth ───────────────────────────────────────────────
def _steps(between: Between, sentence: Sequence[int]) -> Iterator[Flag]:
    figures = between.figures
    for first, second in zip(sentence, sentence[1:], strict=False):
        pair = _change_and_growth(between, first, second)
        if pair is None:
            continue
        change, growth = pair
        levels = _levels(between, sentence, change, growth)
        own = next((level.index for level in levels if level.linked), None)
        if own is None or any(_agrees(figures, level.index, change, growth) for level in levels):
            continue
        yield _step_flag(figures, own, change, growth)


def _change_and_growth(between: Between, first: int, second: int) -> tuple[int, int] | None:
    """Two neighbours that tell one change, as amount and as percentage."""
    figures = between.figures
    for change, growth in ((first, second), (second, first)):
        amount_told, rate = figures[change], figures[growth]
        told = amount_told.kind == "change" and amount_told.unit not in ("%", "pp", "x") and rate.unit == "%"
        meant = rate.kind == "growth" or (rate.kind in ("ratio", "share") and growth == second)
        near = between.is_short(first, second, "joins") and not says("small", between.gap(first, second))
        if told and meant and near and _one_way(amount_told, rate):
            return change, growth
    return None


def _one_way(change: Figure, growth: Figure) -> bool:
    """Neither direction nor what they are compared with speaks against one statement."""
    ways = {figure.direction for figure in (change, growth)} - {None}
    bases = {versus.kind for versus in change.versus}, {versus.kind for versus in growth.versus}
    return len(ways) == 1 and (not all(bases) or bool(bases[0] & bases[1])) and change.status == growth.status


def _levels(between: Between, sentence: Sequence[int], change: int, growth: int) -> list[Level]:
    """The levels that the change may be of; `linked` where position or records say that it is."""
    figures = between.figures
    named = {figures[change].of, figures[growth].of} - {None}
    found = []
    for index in {*sentence, *named}:
        if index is None or not _same_unit(figures[index], figures[change]) or figures[index].kind != "level":
            continue
        found.append(Level(index, _stands_by(between, index, change, growth)))
    return sorted(found, key=lambda level: abs(level.index - change))


def _stands_by(between: Between, level: int, change: int, growth: int) -> bool:
    """'đạt ⟨23⟩ vụ, giảm 4 vụ (14,8%)', 'giảm 4 vụ (14,8%), còn ⟨23⟩ vụ'; before them, the records may say so too."""
    figures = between.figures
    first, last = sorted((change, growth))
    if level < first and figures[level].sentence == figures[first].sentence:
        said = figures[change].of == figures[growth].of == level and not says("parts", between.gap(level, first))
        return said or (level == first - 1 and between.is_short(level, first, "joins"))
    return level == last + 1 and between.is_short(last, level, "joins") and says("to", between.gap(last, level))


def _same_unit(level: Figure, change: Figure) -> bool:
    """'0,84 USD' of '52,17 USD/thùng' too."""
    return level.unit == change.unit or level.unit.partition("/")[0] == change.unit != "count"


def _agrees(figures: Sequence[Figure], level: int, change: int, growth: int) -> bool:
    """Whether some values that the three may stand for fit; the level may be the earlier one."""
    after, moved, rate = (range_of(figures[index]) for index in (level, change, growth))
    up = figures[change].direction != "down"
    return overlap(percent(moved, _before(after, moved, up)), rate) or overlap(percent(moved, after), rate)


def _before(after: Range, moved: Range, up: bool) -> Range:
    """The range of the earlier level."""
    low, high = after
    least_moved, most_moved = moved
    if up:
        least = None if most_moved is None else low - most_moved
        return (
            max(least, Decimal(0)) if least is not None else Decimal(0)
        ), None if high is None else high - least_moved
    return low + least_moved, None if high is None or most_moved is None else high + most_moved


def _step_flag(figures: Sequence[Figure], level: int, change: int, growth: int) -> Flag:
    """'23 after 4 down is from 27: 4 of 27 is 14.8 %, the report says 18.4 %'."""
    now, moved, rate = (figures[index] for index in (level, change, growth))
    sign, way = (-1, "up") if moved.direction != "down" else (1, "down")
    before = now.value + sign * moved.value
    told = f"{amount(now)} after {amount(moved)} {way}"
    if before <= 0:
        arithmetic = f"{told}: nothing was there before, the report says {plain(rate.value)} % {way}"
    else:
        share = f"{amount(moved)} of {amount(now, before)} is {share_of(moved.value, before, rate)} %"
        arithmetic = f"{told} is from {amount(now, before)}: {share}, the report says {plain(rate.value)} %"
    return Flag(_RULE, "notice", tuple(sorted((level, change, growth))), arithmetic)


# ── a move from one level to another ─────────────────────────────────────────
def _moves(between: Between, sentence: Sequence[int]) -> Iterator[Flag]:
    figures = between.figures
    for first, second in zip(sentence, sentence[1:], strict=False):
        move = _earlier_and_later(between, first, second)
        if move is None:
            continue
        near = (told for told in (second + 1, first - 1) if told in sentence and _tells(between, told, first, second))
        told = next(near, None)
        if told is not None and not _fits(figures, *move, told):
            yield _move_flag(figures, *move, told)


def _earlier_and_later(between: Between, first: int, second: int) -> tuple[int, int] | None:
    """'từ ⟨434⟩ vụ xuống ⟨391⟩ vụ', '(⟨391⟩/⟨434⟩)': earlier and later level."""
    one, other = between.figures[first], between.figures[second]
    if one.kind != "level" or other.kind != "level" or one.unit != other.unit or min(one.value, other.value) <= 0:
        return None
    gap = between.gap(first, second)
    if gap.strip() == "/":
        bracketed = between.before(first, 1) == "(" and between.after(second, 1) == ")"
        return (second, first) if bracketed and one.part_of is None and one.status == other.status else None
    started = says("from", between.before(first, _FROM)) and len(gap) <= _MOVE
    return (first, second) if started and says("to", gap) and not _CLOSED.search(gap) else None


def _tells(between: Between, told: int, first: int, second: int) -> bool:
    """Whether a change or growth right beside the two levels is theirs."""
    figure, level = between.figures[told], between.figures[first]
    change = figure.kind == "change" and figure.unit == level.unit
    growth = figure.kind == "growth" and (figure.unit == "%" or (figure.unit == "x" and figure.quote[:1].isdigit()))
    if not (change or growth):
        return False
    if told > second:
        gap = between.gap(second, told)
        also = len(gap) <= _LEAD and says("also", gap) and not _CLOSED.search(gap) and not says("apart", gap)
        return also or between.is_short(second, told, "joins")
    gap = between.gap(told, first)
    leads = len(gap) <= _LEAD and not _CLOSED.search(gap) and not says("apart", gap)
    return leads or (")" not in gap and between.is_short(told, first, "joins"))


def _fits(figures: Sequence[Figure], earlier: int, later: int, told: int) -> bool:
    before, after, said = (range_of(figures[index]) for index in (earlier, later, told))
    figure = figures[told]
    if figure.unit == "x":  # 'tăng 3 lần' is to three times as much, or by three times as much
        times = tuple(None if value is None else value / 100 for value in percent(after, before))
        inverse = tuple(None if value is None else value / 100 for value in percent(before, after))
        by = tuple(None if value is None else value - 1 for value in times)
        return any(overlap(each, said) for each in (times, inverse, by))  # type: ignore[arg-type]
    up = figures[later].value > figures[earlier].value
    if figure.direction is not None and (figure.direction == "up") != up:
        return True  # more or better is lower here: a rank
    gap = _gap(before, after) if up else _gap(after, before)
    return overlap(gap, said) if figure.kind == "change" else overlap(percent(gap, before), said)


def _gap(low: Range, high: Range) -> Range:
    """The range of what lies between two levels."""
    least = Decimal(0) if low[1] is None else max(high[0] - low[1], Decimal(0))
    return least, None if high[1] is None else high[1] - low[0]


def _move_flag(figures: Sequence[Figure], earlier: int, later: int, told: int) -> Flag:
    """'from 945 to 926 (million VND) is 19 down, the report says 14'; '… is 46.9 % down, the report says 30 %'."""
    before, after, said = (figures[index] for index in (earlier, later, told))
    way = "up" if after.value > before.value else "down"
    moved = abs(after.value - before.value)
    start = f"from {amount(before)} to {amount(after)} is"
    if said.kind == "change":
        arithmetic = f"{start} {amount(before, moved)} {way}, the report says {amount(said)}"
    elif said.unit == "x":
        arithmetic = f"{start} {share_of(after.value / 100, before.value, said)} times as much, the report says {plain(said.value)}"
    else:
        arithmetic = f"{start} {share_of(moved, before.value, said)} % {way}, the report says {plain(said.value)} %"
    return Flag(_RULE, "notice", tuple(sorted((earlier, later, told))), arithmetic)
