"""Sums: do the parts that a text states add up to the total that it states?

A rule of arithmetic alone. Flagged are parts that exceed their whole, and a shortfall of at most 2 % among exact
counts that look like all the outcomes of one total. Neutral words, the arithmetic written out, never an accusation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from tongket.records import Figure, Flag

_NEARLY_ALL = Decimal("0.02")


def check(figures: Sequence[Figure]) -> Iterator[Flag]:
    """Flags of the rule "sums" for one document, in the order of the totals."""
    parts: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        if figure.part_of is not None and _adds(figure, figures[figure.part_of]):
            parts[figure.part_of, figure.breakdown].append(index)
    for (total, _), members in sorted(parts.items(), key=lambda item: (item[0][0], item[1])):
        flag = _compare(figures, total, members)
        if flag is not None:
            yield flag


def _adds(part: Figure, total: Figure) -> bool:
    """Only exact levels of one unit and status can be added up against an exact total."""
    return (
        part.kind == total.kind == "level"
        and part.unit == total.unit
        and part.bound == total.bound == "exact"
        and part.status == total.status
        and part.period == total.period
    )


def _compare(figures: Sequence[Figure], total: int, members: list[int]) -> Flag | None:
    whole = figures[total].value
    amount = sum((figures[i].value for i in members), Decimal(0))
    gap = amount - whole
    if gap == 0 or (len(members) < 2 and gap < 0):
        return None
    if gap < 0 and (figures[total].unit != "count" or -gap > whole * _NEARLY_ALL):
        return None
    if gap > 0 and figures[total].unit != "count" and gap <= whole * _NEARLY_ALL:
        return None
    addition = " + ".join(plain(figures[i].value) for i in members)
    said = f"{addition} = {plain(amount)}" if len(members) > 1 else f"the part is {plain(amount)}"
    difference = f"{plain(gap)} more" if gap > 0 else f"{plain(-gap)} missing"
    arithmetic = f"{said}, the report says {plain(whole)}: {difference}"
    return Flag("sums", "warning" if gap > 0 else "notice", (total, *members), arithmetic)


def plain(value: Decimal) -> str:
    """A number without exponent or needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
