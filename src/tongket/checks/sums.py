"""Sums: do the parts that a text states add up to the total that it states?

A rule of arithmetic alone. Flagged are, within one division of a total,
- parts that come to more than their whole, where the text says that they are its parts and no more;
- a shortfall, where the text says that the parts are all of it, or where exact counts come within 2 % of the total.
Modifiers ("hơn"), rounding and truncation of what is printed are allowed for, and so is a part beside the list that
the records don't link. A gap above a quarter of the total is told only of a plain list, with nothing but nouns between
its numbers. Neutral words, the arithmetic written out, never an accusation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from tongket.checks.between import Between, says
from tongket.checks.nouns import same_list, same_thing
from tongket.checks.precision import largest, least, plain, step
from tongket.checks.scale import scale
from tongket.records import Figure, Flag

_RULE = "sums"
_NEARLY_ALL = Decimal("0.02")
"""A gap up to which exact counts look like all the parts of their total (issue 2)."""
_SLIP = Decimal("0.25")
"""A gap above this share of the total is hardly a slip, but where the list is plain beyond doubt."""
_BESIDE = 3
"""How many figures away another total, or a part that the records don't link, may stand."""
_LEAST = 2
"""Fewer parts are no division."""
_NEAR = 70
"""Characters between two numbers of a plain list."""
_DIGIT = re.compile(r"\d")


def check(figures: Sequence[Figure], text: str) -> Iterator[Flag]:
    """Flags of the rule "sums" for one document, in the order of the totals."""
    parts: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, figure in enumerate(figures):
        if figure.part_of is not None and figure.kind == "level":
            parts[figure.part_of][figure.breakdown or 0].append(index)
    between = Between(figures, text)
    for total, divisions in sorted(parts.items()):
        for members in _lists(between, total, divisions):
            if len(members) >= _LEAST and all(_adds(figures[i], figures[total]) for i in members):
                flag = _compare(between, total, members)
                if flag is not None:
                    yield flag


def _lists(between: Between, total: int, divisions: dict[int, list[int]]) -> list[list[int]]:
    """The parts of each division; all of them as one list where that comes to nearly the total, because the reading
    begins a new division where a part doesn't fit in any more."""
    figures = between.figures
    every = sorted(index for members in divisions.values() for index in members)
    amount = sum((figures[i].value for i in every), Decimal(0))
    near = abs(amount - figures[total].value) <= figures[total].value * _NEARLY_ALL
    apart = [members for _, members in sorted(divisions.items())]
    return [every] if near and len(apart) > 1 and _is_row(between, total, every) else apart


def _is_row(between: Between, total: int, members: Sequence[int]) -> bool:
    """Whether parts follow one another in one sentence, with nothing that speaks against one list."""
    figures = between.figures
    pairs = list(pairwise(members))
    steady = all(second == first + 1 for first, second in pairs) and len({figures[i].sentence for i in members}) == 1
    alike = same_list([figures[i].counted for i in members], figures[total].counted)
    return steady and alike and not any(says("to", between.gap(first, second)) for first, second in pairs)


def _adds(part: Figure, total: Figure) -> bool:
    """Only levels of one unit, status and time that count the same thing can be added up; a whole may be an increase
    ('thêm ⟨1.497⟩ phòng học, trong đó …')."""
    one_time = part.period == total.period or part.sentence == total.sentence or None in (part.period, total.period)
    return (
        total.kind in ("level", "change")
        and part.unit == total.unit
        and part.status == total.status
        and one_time
        and part.value >= 0
        and same_thing(part.counted, total.counted)
    )


def _compare(between: Between, total: int, members: list[int]) -> Flag | None:
    """A flag where no rounding or modifier explains the gap between the parts and their whole."""
    figures = between.figures
    whole, parts = figures[total], [figures[i] for i in members]
    told = _told(parts)
    amount = sum((part.value for part in parts), Decimal(0))
    gap = amount - whole.value
    if not gap or told == "no" or any(part.value == whole.value for part in parts):
        return None  # right, no list of all parts, or said again and not divided
    if abs(gap) > whole.value * _SLIP and not (told == "yes" and _is_plain(between, total, members)):
        return None
    at_least = sum((least(part) for part in parts), Decimal(0))
    at_most = _sum_or_none([largest(part) for part in parts])
    more, missing = largest(whole), least(whole)
    exact = whole.unit == "count" and all(figure.bound == "exact" and not step(figure) for figure in (whole, *parts))
    closed = told == "yes" or not _goes_on(between, total, members)
    nearly_all = exact and closed and abs(gap) <= whole.value * _NEARLY_ALL
    above = more is not None and at_least > more and (told == "yes" or (exact and closed))
    below = at_most is not None and at_most < missing and (told == "yes" or nearly_all)
    if (above or below) and not _meant(between, total, members) and not _has_each(between, total, members):
        return _flag(figures, total, members, amount)
    return None


def _told(parts: Sequence[Figure]) -> str | None:
    """What the text says of the list, where all its parts agree."""
    said = {part.exhaustive for part in parts}
    return said.pop() if len(said) == 1 else "unknown"


def _goes_on(between: Between, total: int, members: Sequence[int]) -> bool:
    """Whether a number that was not read stands among the parts, or another part follows ('…, một ca ghép tim')."""
    first, last = min(total, *members), max(total, *members)
    unread = any(_DIGIT.search(between.gap(index, index + 1)) for index in range(first, last))
    return unread or says("more", between.after(last, _NEAR))


def _is_plain(between: Between, total: int, members: Sequence[int]) -> bool:
    """'⟨36⟩ trường, gồm 20 trường công lập, 13 trường tư thục': one sentence, no other number, nouns that go together."""
    figures = between.figures
    order = sorted((total, *members))
    steady = order == list(range(order[0], order[-1] + 1)) and total in (order[0], order[-1])
    one = {figures[i].sentence for i in order}
    gaps = [between.gap(first, second) for first, second in pairwise(order)]
    short = all(len(gap) <= _NEAR and not _DIGIT.search(gap) for gap in gaps)
    alike = same_list([figures[i].counted for i in members], figures[total].counted)
    exact = all(figures[i].bound == "exact" for i in order)
    return steady and len(one) == 1 and short and alike and exact


def _meant(between: Between, total: int, members: Sequence[int]) -> bool:
    """The sum comes right another way: to a number beside the total ('44 bàn trong 50 trận, gồm 29 … và 15 …'), with a
    number beside the list that is not linked, or without one that is ('60 nam, 40 nữ, 30 đảng viên')."""
    figures = between.figures
    values = [figures[i].value for i in members]
    whole, amount = figures[total].value, sum(values, Decimal(0))
    sums = list(accumulate(values))[1:]
    first, last = min(total, *members), max(total, *members)
    near = [i for i in range(max(0, first - _BESIDE), min(len(figures), last + _BESIDE + 1)) if i not in members]
    beside = [figures[i] for i in near if i != total and figures[i].unit == figures[total].unit]
    here = {figures[i].sentence for i in (total, *members)}
    other_total = any(figure.value == amount or (figure.value in sums and figure.sentence in here) for figure in beside)
    one_more = any(amount + figure.value == whole for figure in beside)
    one_less = len(values) > _LEAST and any(amount - value == whole for value in values)
    return other_total or one_more or one_less


def _has_each(between: Between, total: int, members: Sequence[int]) -> bool:
    """'mỗi đội gồm …', '4 hoặc 5 …': a number of each, or one of two."""
    order = sorted((total, *members))
    return any(says("each", between.gap(first, second)) for first, second in pairwise(order))


def _sum_or_none(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _flag(figures: Sequence[Figure], total: int, members: Sequence[int], amount: Decimal) -> Flag:
    """'31 + 227 = 258, the report says 259: 1 missing'; large sums of money in thousands, millions or billions."""
    whole = figures[total].value
    size, unit = scale(figures[total])
    addition = " + ".join(plain(figures[i].value / size) for i in members)
    gap = amount - whole
    difference = f"{plain(abs(gap) / size)} {'more' if gap > 0 else 'missing'}{f' ({unit})' if unit else ''}"
    arithmetic = f"{addition} = {plain(amount / size)}, the report says {plain(whole / size)}: {difference}"
    return Flag(_RULE, "warning" if gap > 0 else "notice", (total, *members), arithmetic)
