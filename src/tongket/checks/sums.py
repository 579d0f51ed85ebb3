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
from typing import Final

from tongket.checks.between import Between, says
from tongket.checks.nouns import head_of, repeats_noun, same_list, same_thing
from tongket.checks.precision import largest, least, plain, step
from tongket.checks.scale import scale
from tongket.records import Figure, Flag

_RULE: Final = "sums"
_NEARLY_ALL: Final = Decimal("0.02")
"""A gap up to which exact counts look like all the parts of their total (issue 2)."""
_BESIDE: Final = 3
"""How many figures away another total, or a part that the records don't link, may stand."""
_LEAST: Final = 2
"""Fewer parts are no division."""
_NEAR: Final = 70
"""Characters between two numbers of a plain list."""
_FAR: Final = 160
"""… where each part repeats the noun of the whole."""
_EACH: Final = 25
"""Characters before a number within which 'mỗi' or 'hoặc' is said of it."""
_BEHIND: Final = 7
"""Characters before a number within which 'từ' or 'của' makes it the attribute of a part."""
_LEAD: Final = 30
"""… and within which that number stands."""
_ADDED: Final[tuple[str, ...]] = ("count", "VND", "USD")
_WITHIN: Final = 7
"""Characters before a total within which 'trong' makes it the frame of another number."""
_NEXT: Final = re.compile(r"[^.;)\d]{0,40}?[,;]\s*\d")
"""Behind the last part: another number, so that the list goes on."""
_DIGIT: Final = re.compile(r"\d")


def check(figures: Sequence[Figure], text: str) -> Iterator[Flag]:
    """Flags of the rule "sums" for one document, in the order of the totals."""
    parts: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, figure in enumerate(figures):
        if figure.part_of is not None and figure.kind == "level":
            parts[figure.part_of][figure.breakdown or 0].append(index)
    between = Between(figures, text)
    for total, divisions in sorted(parts.items()):
        every = sorted(index for members in divisions.values() for index in members)
        flag = None
        amounts = [sum(figures[i].value for i in members) for members in (every, *divisions.values())]
        if len(divisions) > 1 and figures[total].value in amounts:
            continue
        if len(divisions) > 1 and _is_row(between, total, every):
            flag = _compare_nearly_all(between, total, every)
        if flag is not None:
            yield flag
        else:
            yield from filter(None, (_compare(between, total, members) for _, members in sorted(divisions.items())))


def _compare_nearly_all(between: Between, total: int, every: list[int]) -> Flag | None:
    """All divisions as one list, where that comes to nearly the total: the reading begins a new division where a part
    doesn't fit in any more."""
    whole = between.figures[total].value
    amount = sum((between.figures[i].value for i in every), Decimal(0))
    return _compare(between, total, every) if abs(amount - whole) <= whole * _NEARLY_ALL else None


def _is_row(between: Between, total: int, members: Sequence[int]) -> bool:
    """Whether parts follow one another in one sentence, with nothing that speaks against one list."""
    figures = between.figures
    pairs = list(pairwise(members))
    steady = all(second == first + 1 for first, second in pairs) and len({figures[i].sentence for i in members}) == 1
    alike = same_list([figures[i].counted for i in members], figures[total].counted)
    return steady and alike and not any(says("to", between.gap(first, second)) for first, second in pairs)


def _adds(part: Figure, total: Figure) -> bool:
    """Only levels of one unit, status and time can be added up; a whole may be an increase ('thêm ⟨1.497⟩ phòng học,
    trong đó …')."""
    one_time = part.period == total.period or part.sentence == total.sentence or None in (part.period, total.period)
    return (
        total.kind in ("level", "change")
        and part.unit == total.unit
        and part.status == total.status
        and one_time
        and part.value >= 0
    )


def _compare(between: Between, total: int, members: list[int]) -> Flag | None:
    """A flag where no rounding or modifier explains the gap between the parts and their whole."""
    figures = between.figures
    whole, parts = figures[total], [figures[i] for i in members]
    if len(parts) < _LEAST or not all(_adds(part, whole) for part in parts):
        return None
    told = _told(parts)
    amount = sum((part.value for part in parts), Decimal(0))
    gap = amount - whole.value
    if not gap or told == "no":
        return None
    near = abs(gap) <= whole.value * _NEARLY_ALL and all(same_thing(part.counted, whole.counted) for part in parts)
    again = any(part.value == whole.value for part in parts)  # said once more, and not divided
    if (not near or again) and not (told == "yes" and _is_plain(between, total, members)):
        return None
    exact = whole.unit == "count" and all(figure.bound == "exact" and not step(figure) for figure in (whole, *parts))
    closed = told == "yes" or (exact and not _goes_on(between, total, members))
    at_least = sum((least(part) for part in parts), Decimal(0))
    at_most = _sum_or_none([largest(part) for part in parts])
    more, missing = largest(whole), least(whole)
    above = more is not None and at_least > more
    below = at_most is not None and at_most < missing
    if closed and (above or below) and not _meant(between, total, members) and not _has_each(between, total, members):
        return _flag(figures, total, members, amount)
    return None


def _told(parts: Sequence[Figure]) -> str | None:
    """What the text says of the list, where all its parts agree."""
    said = {part.exhaustive for part in parts}
    return said.pop() if len(said) == 1 else "unknown"


def _goes_on(between: Between, total: int, members: Sequence[int]) -> bool:
    """Whether a number that was not read stands among the parts, or another part follows ('…, một ca ghép tim')."""
    first, last = min(total, *members), max(total, *members)
    gaps = [between.gap(index, index + 1) for index in range(first, last)]
    unread = any(_DIGIT.search(gap) or says("one", gap) for gap in gaps)
    return unread or says("more", between.after(last, _NEAR))


def _is_plain(between: Between, total: int, members: Sequence[int]) -> bool:
    """'⟨36⟩ trường, gồm 20 trường công lập, 13 trường tư thục': counts or money in one sentence, with nothing between
    them that could hold another part. Where each part repeats the noun of the whole, more words may stand between."""
    figures = between.figures
    order = sorted((total, *members))
    steady = order == list(range(order[0], order[-1] + 1))
    one = len({figures[i].sentence for i in order}) == 1
    counts = all(figures[i].bound == "exact" and (figures[i].unit in _ADDED) for i in order)
    if not (steady and one and counts):
        return False
    phrases, whole = [figures[i].counted for i in members], figures[total].counted
    reach = _FAR if repeats_noun(phrases, whole) else _NEAR
    gaps = {pair: between.gap(*pair) for pair in pairwise(order)}
    among = [gap for pair, gap in gaps.items() if total not in pair]
    alike = same_list(phrases, whole) and not _is_of_another(between, total, members)
    goes_on = _NEXT.match(between.after(order[-1], _NEAR)) or any(says("one", gap) for gap in gaps.values())
    short = all(len(gap) <= reach for gap in gaps.values())
    if figures[total].unit == "count" and not repeats_noun(phrases, whole):  # '196 người Hà Lan và người từ 16 nước'
        short = short and not any(says("behind", gap[-_BEHIND:]) for gap in among)
    return alike and short and not goes_on and not any(map(_DIGIT.search, among))


def _is_of_another(between: Between, total: int, members: Sequence[int]) -> bool:
    """'13 bàn trong ⟨8⟩ trận (gồm 2 hat-trick, 3 cú đúp và 1 bàn)': a part's noun is that of another number before,
    or the total is only the frame of one."""
    figures = between.figures
    own = [
        head_of(figures[i].counted) for i in members if head_of(figures[i].counted) != head_of(figures[total].counted)
    ]
    before = [i for i in range(max(0, total - _BESIDE), total) if figures[i].sentence == figures[total].sentence]
    lead = between.before(total, _LEAD)
    within = _DIGIT.search(lead) is not None and says("within", lead[-_WITHIN:])
    return within or any((head := head_of(figures[i].counted)) and head in own for i in before)


def _meant(between: Between, total: int, members: Sequence[int]) -> bool:
    """The sum comes right another way: to another number beside the total ('44 bàn trong 50 trận, gồm 29 … và 15 …'),
    with the next number of the list, which is not linked, or without its first or last ('60 nam, 40 nữ, 30 đảng
    viên')."""
    figures = between.figures
    values = [figures[i].value for i in members]
    whole, amount = figures[total], sum(values, Decimal(0))
    sums = [*accumulate(values)][1:]
    first, last = min(total, *members), max(total, *members)
    near = range(max(0, first - _BESIDE), min(len(figures), last + _BESIDE + 1))
    beside = [i for i in near if i != total and i not in members and figures[i].unit == whole.unit]
    told = [i for i in beside if figures[i].sentence == whole.sentence or total < i < min(members)]
    others = [i for i in told if i < total and head_of(figures[i].counted) != head_of(whole.counted)]
    other_total = any(figures[i].value in sums for i in (*others, *(i for i in told if total < i < min(members))))
    next_to = [i for i in told if i == last + 1 or total < i < last]
    one_more = any(amount + figures[i].value == whole.value for i in next_to)
    one_noun = len({head_of(figures[i].counted) for i in members}) == 1
    one_less = len(values) > _LEAST and not one_noun and whole.value in (amount - values[0], amount - values[-1])
    return other_total or one_more or one_less


def _has_each(between: Between, total: int, members: Sequence[int]) -> bool:
    """'⟨mỗi⟩ đội gồm …', '4 ⟨hoặc⟩ 5 …': a number of each, or one of two."""
    order = sorted((total, *members))
    gaps = [between.gap(first, second) for first, second in pairwise(order)]
    return says("each", gaps[0][-_EACH:]) or any(says("either", gap) for gap in gaps if len(gap) <= _EACH)


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
