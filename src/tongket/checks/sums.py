"""Sums: do the parts that a text states add up to the total that it states?

A rule of arithmetic alone. Flagged are, within one division of a total,
- parts that come to more than their whole, where the text says that they are its parts and no more;
- a shortfall, where the text says that the parts are all of it, or where exact counts come within 2 % of the total.
Modifiers ("hơn"), rounding and truncation of what is printed are allowed for. Neutral words, the arithmetic written
out, never an accusation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from tongket.checks.nouns import same_thing
from tongket.checks.precision import largest, least, plain, step
from tongket.records import Figure, Flag

_NEARLY_ALL = Decimal("0.02")
"""A gap up to which exact counts look like all the parts of their total (issue 2)."""
_SLIP = Decimal("0.25")
"""A gap above this share of the total is hardly a slip: the parts are of something else, or some are not told."""
_BESIDE = 3
"""How many figures away another total may stand."""
_LEAST = 2
"""Fewer parts are no division."""


def check(figures: Sequence[Figure]) -> Iterator[Flag]:
    """Flags of the rule "sums" for one document, in the order of the totals."""
    parts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        if figure.part_of is not None and figure.kind == "level":
            parts[figure.part_of, figure.breakdown or 0].append(index)
    for (total, _), members in sorted(parts.items()):
        if len(members) >= _LEAST and all(_adds(figures[i], figures[total]) for i in members):
            flag = _compare(figures, total, members)
            if flag is not None:
                yield flag


def _adds(part: Figure, total: Figure) -> bool:
    """Only levels of one unit, status and time that count the same thing can be added up."""
    return (
        total.kind == "level"
        and part.unit == total.unit
        and part.status == total.status
        and part.period == total.period
        and part.value >= 0
        and same_thing(part.counted, total.counted)
    )


def _compare(figures: Sequence[Figure], total: int, members: list[int]) -> Flag | None:
    """A flag where no rounding or modifier explains the gap between the parts and their whole."""
    whole, parts = figures[total], [figures[i] for i in members]
    if any(part.value >= whole.value for part in parts):
        return None  # said again, not divided
    told = parts[0].exhaustive
    amount = sum((part.value for part in parts), Decimal(0))
    if abs(amount - whole.value) > whole.value * _SLIP or told == "no" or _meant(figures, total, members):
        return None
    at_least = sum((least(part) for part in parts), Decimal(0))
    at_most = _sum_or_none([largest(part) for part in parts])
    more, missing = largest(whole), least(whole)
    exact = whole.unit == "count" and all(figure.bound == "exact" and not step(figure) for figure in (whole, *parts))
    if more is not None and at_least > more and (told == "yes" or exact):
        return _flag(figures, total, members, amount)
    nearly_all = exact and whole.value - amount <= whole.value * _NEARLY_ALL
    if at_most is not None and at_most < missing and (told == "yes" or nearly_all):
        return _flag(figures, total, members, amount)
    return None


def _meant(figures: Sequence[Figure], total: int, members: Sequence[int]) -> bool:
    """'44 bàn trong 50 trận, gồm 29 … và 15 …': another number beside the total is just what its parts come to."""
    sums = list(accumulate(figures[i].value for i in members))[1:]
    beside = figures[max(0, total - _BESIDE) : total + _BESIDE + 1]
    return any(figure.value in sums and figure.sentence == figures[total].sentence for figure in beside)


def _sum_or_none(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _flag(figures: Sequence[Figure], total: int, members: Sequence[int], amount: Decimal) -> Flag:
    """'31 + 227 = 258, the report says 259: 1 missing'; large sums of money in thousands, millions or billions."""
    whole = figures[total].value
    scale, name = _scale(figures[total])
    addition = " + ".join(plain(figures[i].value / scale) for i in members)
    gap = amount - whole
    difference = f"{plain(abs(gap) / scale)} {'more' if gap > 0 else 'missing'}{name}"
    arithmetic = f"{addition} = {plain(amount / scale)}, the report says {plain(whole / scale)}: {difference}"
    return Flag("sums", "warning" if gap > 0 else "notice", (total, *members), arithmetic)


def _scale(figure: Figure) -> tuple[Decimal, str]:
    """By what to divide, and how to say so with the unit; counts stay as they are."""
    if figure.unit == "count":
        return Decimal(1), ""
    for size, word in ((9, "billion "), (6, "million "), (3, "thousand ")):
        if figure.value >= Decimal(10) ** size:
            return Decimal(10) ** size, f" ({word}{figure.unit})"
    return Decimal(1), f" ({figure.unit})"
