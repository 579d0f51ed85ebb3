"""Moves: two levels and the change or growth between them, a part of the rule "changes".

"từ 434 vụ xuống 391 vụ, giảm 43 vụ", "giảm 9,9% (391/434)", "năm 2011 là 434 vụ, năm 2016 là 391 vụ, giảm 43 vụ",
"391 vụ, giảm 9,9% so với năm 2015 (434 vụ)", "434 vụ, đến năm 2016 giảm 43 vụ, còn 391 vụ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from tongket.checks.between import Between, says
from tongket.checks.precision import Range, overlap, percent, plain, range_of
from tongket.checks.scale import amount, share_of
from tongket.records import Figure, Flag

_RULE: Final = "changes"
_FAR: Final = 60
"""Characters between the two levels of 'từ 434 vụ … xuống 391 vụ'."""
_NEAR: Final = 30
"""… where 'từ' is missing."""
_FROM: Final = 14
"""Characters before the first of them within which 'từ' stands."""
_LEAD: Final = 45
"""Characters between a change and its levels: 'giảm 14 triệu đồng, ⟨kéo theo giá bán thực tế từ⟩ 945 triệu …'."""
_TAIL: Final = 15
"""Characters between the last number of a bracket and its end."""
_CLOSED: Final = re.compile(r"[;.:()]")
_BRACKET: Final = re.compile(r"^[^;.,:(]*\)")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SLASH: Final = "/"


class Move(NamedTuple):
    """Indices of the earlier and later level, and of the change or growth between them."""

    earlier: int
    later: int
    told: int


def check(between: Between, sentence: Sequence[int]) -> Iterator[Flag]:
    """Flags for the moves of one sentence."""
    figures = between.figures
    seen: set[int] = set()
    for move in (*_pairs(between, sentence), *_around(between, sentence)):
        if move.told not in seen and not _fits(figures, move):
            yield _flag(figures, move)
        seen.add(move.told)


# ── finding them ─────────────────────────────────────────────────────────────
def _pairs(between: Between, sentence: Sequence[int]) -> Iterator[Move]:
    """Two levels side by side, and a change or growth behind or before them."""
    for first, second in pairwise(sentence):
        if _comparable(between.figures[first], between.figures[second]):
            order = _earlier_and_later(between, first, second)
            slash = between.gap(first, second).strip() == _SLASH
            beside = (first - 1,) if slash else (second + 1, first - 1)  # '(19/12), tăng 3 người': the next statement
            near = (told for told in beside if told in sentence and _tells(between, told, first, second))
            told = next(near, None) if order is not None else None
            if order is not None and told is not None:
                yield Move(*order, told)


def _comparable(one: Figure, other: Figure) -> bool:
    return one.kind == other.kind == "level" and one.unit == other.unit and min(one.value, other.value) > 0


def _earlier_and_later(between: Between, first: int, second: int) -> tuple[int, int] | None:
    """'từ ⟨434⟩ vụ xuống ⟨391⟩ vụ', '⟨434⟩ xuống còn ⟨391⟩', '(⟨391⟩/⟨434⟩ vụ)', 'năm 2011 ⟨434⟩, năm 2016 ⟨391⟩'."""
    one, other = between.figures[first], between.figures[second]
    gap = between.gap(first, second)
    if gap.strip() == _SLASH:
        bracketed = between.before(first, 1) == "(" and _BRACKET.match(between.after(second, _TAIL))
        return (second, first) if bracketed and one.status == other.status else None
    if _CLOSED.search(gap) or len(gap) > _FAR:
        return None
    back = says("from_only", gap) and says("to", between.before(first, _FROM))
    if back and between.is_short(first, second, "joins", (first,)):
        return second, first  # 'giảm 5,2% xuống ⟨391⟩ vụ, từ mức ⟨434⟩ vụ'
    from_to = says("from", between.before(first, _FROM)) and says("to", gap)
    straight = len(gap) <= _NEAR and says("to_only", gap) and not _is_reached(between, first)
    listed = len(gap) <= _NEAR and _in_turn(between.before(first, _NEAR), gap)
    return (first, second) if from_to or straight or listed else None


def _in_turn(before: str, gap: str) -> bool:
    """Whether the first number is told of an earlier year than the second."""
    years, later = _YEAR.findall(before), _YEAR.findall(gap)
    return len(later) == 1 and bool(years) and years[-1] < later[0]


def _is_reached(between: Between, index: int) -> bool:
    """'giảm 211 đồng xuống ⟨17.063⟩ đồng', 'tăng 0,36%, hay ⟨71,74⟩ điểm': no level that another one follows from."""
    before = between.before(index, _LEAD)[-_FROM:]
    return any(says(words, before) for words in ("to", "also", "moved"))


def _is_change(figure: Figure, level: Figure) -> bool:
    """A change in the level's unit, or a growth told in digits; not against a plan."""
    if any(versus.kind in ("plan", "average") for versus in figure.versus):
        return False
    growth = figure.kind == "growth" and (figure.unit == "%" or (figure.unit == "x" and figure.quote[:1].isdigit()))
    return growth or (figure.kind == "change" and figure.unit == level.unit)


def _tells(between: Between, told: int, first: int, second: int) -> bool:
    """Whether a change or growth right beside the two levels is theirs."""
    planned = says("planned", between.after(told, _LEAD))
    if planned or not _is_change(between.figures[told], between.figures[first]):
        return False
    if told > second:
        gap = between.gap(second, told)
        also = len(gap) <= _LEAD and says("also", gap) and not _CLOSED.search(gap) and not says("apart", gap)
        return also or between.is_short(second, told, "joins", (second,))
    gap = between.gap(told, first)
    if says("to", gap):
        return between.is_short(told, first, "joins", (told,))
    leads = len(gap) <= _LEAD and not _CLOSED.search(gap.replace("(", "")) and not says("apart", gap)
    begins = says("from", gap.lstrip(" )")[:_FROM])
    return leads or ((begins or ")" not in gap) and between.is_short(told, first, "joins"))


def _around(between: Between, sentence: Sequence[int]) -> Iterator[Move]:
    """A change or growth between its two levels."""
    figures = between.figures
    for first, told, last in zip(sentence, sentence[1:], sentence[2:], strict=False):
        if not _comparable(figures[first], figures[last]) or not _is_change(figures[told], figures[first]):
            continue
        near = between.is_short(first, told, "joins", (first,)) and ")" not in between.gap(first, told)
        if not near and figures[told].of != first:
            continue
        if _is_against(between, told, last):  # '⟨391⟩ vụ, giảm 9,9% so với năm 2015 (⟨434⟩ vụ)'
            yield Move(last, first, told)
        elif near and figures[told].kind == "change" and _leads_to(between, first, told, last):
            yield Move(first, last, told)  # '⟨434⟩ vụ, đến năm 2016 giảm 43 vụ, còn ⟨391⟩ vụ'


def _leads_to(between: Between, first: int, told: int, last: int) -> bool:
    """'⟨434⟩ vụ, đến năm 2016 giảm 43 vụ, còn ⟨391⟩ vụ'; not where the first was itself reached by another change."""
    reached = says("to", between.gap(told, last)) and between.is_short(told, last, "joins")
    return reached and not _is_reached(between, first)


def _is_against(between: Between, told: int, base: int) -> bool:
    """'giảm 9,9% so với năm 2015 (⟨434⟩ vụ)', 'giảm 9,9% so với mức ⟨434⟩ vụ'."""
    gap = between.gap(told, base)
    bracketed = gap.rstrip().endswith("(") and _BRACKET.match(between.after(base, _TAIL)) and len(gap) <= _LEAD
    return says("against", gap) and bool(bracketed or between.is_short(told, base, "bases", (told,)))


# ── comparing them ───────────────────────────────────────────────────────────
def _fits(figures: Sequence[Figure], move: Move) -> bool:
    before, after, said = (range_of(figures[index]) for index in move)
    figure = figures[move.told]
    if figure.unit == "x":  # 'tăng 3 lần' is to three times as much, or by three times as much
        times, inverse = _times(percent(after, before)), _times(percent(before, after))
        return overlap(times, said) or overlap(inverse, said) or overlap(_less_one(times), said)
    up = figures[move.later].value > figures[move.earlier].value
    gap = _gap(before, after) if up else _gap(after, before)
    if figure.kind == "change":
        return overlap(gap, said)
    return overlap(percent(gap, before), said) or overlap(percent(gap, after), said)


def _times(share: Range) -> Range:
    return share[0] / 100, None if share[1] is None else share[1] / 100


def _less_one(times: Range) -> Range:
    return times[0] - 1, None if times[1] is None else times[1] - 1


def _gap(low: Range, high: Range) -> Range:
    """The range of what lies between two levels."""
    least = Decimal(0) if low[1] is None else max(high[0] - low[1], Decimal(0))
    return least, None if high[1] is None else high[1] - low[0]


def _flag(figures: Sequence[Figure], move: Move) -> Flag:
    """'from 945 million VND to 926 million VND is 19 million VND down, the report says 14 million VND'."""
    before, after, said = (figures[index] for index in move)
    way = "up" if after.value > before.value else "down"
    moved = abs(after.value - before.value)
    start = f"from {amount(before)} to {amount(after)} is"
    if said.kind == "change":
        arithmetic = f"{start} {amount(before, moved)} {way}, the report says {amount(said)}"
    elif said.unit == "x":
        times = share_of(after.value / 100, before.value, said)
        arithmetic = f"{start} {times} times as much, the report says {plain(said.value)}"
    else:
        arithmetic = f"{start} {share_of(moved, before.value, said)} % {way}, the report says {plain(said.value)} %"
    return Flag(_RULE, "notice", tuple(sorted(move)), arithmetic)
