"""Unlikely: a value an order of magnitude off its own series, as where "nghìn" was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from tongket.checks.across.points import Found, Point, amount, distinct, flag, is_told, same_counted, slipped, spell

RULE = "series"
_LEAST = 3
"""Other points that make a series."""
_STEADY = Decimal(3)
"""A series is steady where its largest value is at most so many times its least."""
_OFF = Decimal(8)
"""How many times the largest, or less than the least, a value must be to be called off."""


def off(points: Sequence[Point]) -> Iterator[Found]:
    """Points of one series with periods of one length: a value ten times or more off all others, which are steady."""
    told = [point for point in points if is_told(point) and point.figure.value > 0]
    for point in told:
        others = [each for each in told if each.period != point.period and same_counted(each.figure, point.figure)]
        values = sorted(each.figure.value for each in others)
        if len({each.period for each in others}) < _LEAST or values[-1] > values[0] * _STEADY:
            continue
        if values[-1] * _OFF <= point.figure.value or point.figure.value * _OFF <= values[0]:
            yield _flag(point, others)


def _flag(point: Point, others: Sequence[Point]) -> Found:
    value, middle = point.figure.value, Decimal(median(each.figure.value for each in others))
    times = value / middle if value > middle else middle / value
    kind = "times as much" if value > middle else "times less"
    exact = slipped(*sorted((value, middle)))
    shown = distinct(sorted(others, key=lambda each: each.period))[:3]
    told = ", ".join(f"{amount(each.figure)} in {spell(each.period)}" for each in shown)
    arithmetic = (
        f"{point.figure.indicator}: {amount(point.figure)} in {spell(point.period)}, its series has {told}: "
        f"about {round(times)} {kind}"
    )
    return flag(RULE, "warning" if exact else "notice", (point, *shown), arithmetic)
