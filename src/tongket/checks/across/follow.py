"""Follow-through: what a report set out to reach, against what a later report of the same body says was reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tongket.checks.across.points import (
    Found,
    Point,
    agree,
    amount,
    flag,
    near,
    same_counted,
    spell,
)
from tongket.checks.precision import plain
from tongket.records import Figure

RULE = "follow-through"
Outcome = Literal["reached", "short of it", "above it", "below it"]
"""The last two where the text doesn't say whether more or less was wanted."""
_WANTED_MORE = ("at_least", "over")
_WANTED_LESS = ("at_most", "under")


@dataclass(frozen=True, slots=True)
class Followed:
    """A target and the result of the same thing for the same period."""

    target: Point
    result: Point
    outcome: Outcome


def followed(points: Sequence[Point]) -> Iterator[Followed]:
    """Points of one indicator, body, place, period, unit, kind, direction, scope and qualifier: each target with the
    result that a later report tells; the last one where several do, as long as they agree."""
    targets = [point for point in points if point.figure.status == "target" and _fits(point)]
    results = [point for point in points if point.figure.status in ("reported", "estimate") and _fits(point)]
    for target in targets:
        later = [each for each in results if _is_later(target, each) and same_counted(target.figure, each.figure)]
        if later and all(agree(later[0].figure, each.figure) for each in later):
            result = max(later, key=lambda point: (str(point.published), point.id))
            if near(target.figure.value, result.figure.value):
                yield Followed(target, result, outcome(target.figure, result.figure))


def _fits(point: Point) -> bool:
    return not point.is_part and point.figure.kind in ("level", "growth", "ratio", "share")


def _is_later(target: Point, result: Point) -> bool:
    """Whether another report, published once the period was all but over, tells the result."""
    if target.document_id == result.document_id or target.published is None or result.published is None:
        return False
    end = target.period[1]
    return target.published <= end and result.published > target.published and (end - result.published).days <= 15


def outcome(target: Figure, result: Figure) -> Outcome:
    """How the result stands to the target, as neutral as the text is."""
    if agree(target, result) or _lies_within(target, result.value):
        return "reached"
    more = result.value > target.value
    if target.bound in _WANTED_LESS:
        return "short of it" if more else "reached"
    if target.bound in _WANTED_MORE or target.kind == "growth":
        return "reached" if more else "short of it"
    return "above it" if more else "below it"


def _lies_within(target: Figure, value: Decimal) -> bool:
    return target.high is not None and target.value <= value <= target.high


def flags(pairs: Sequence[Followed]) -> Iterator[Found]:
    """A flag for each pair: of severity "info", for it only says where to look."""
    for pair in pairs:
        target, result = pair.target.figure, pair.result.figure
        share = "" if target.unit == "%" or not target.value else f" ({_percent(target, result)})"
        gap = amount(target, abs(result.value - target.value))
        end = pair.outcome if pair.outcome == "reached" else f"{gap} {_GAPS[pair.outcome]}"
        arithmetic = (
            f"{target.indicator} in {spell(pair.target.period)}: {amount(target)} planned, {amount(result)} "
            f"{'estimated' if result.status == 'estimate' else 'reported'}{share}: {end}"
        )
        yield flag(RULE, "info", (pair.target, pair.result), arithmetic)


_GAPS = {"short of it": "short of the plan", "above it": "above the plan", "below it": "below the plan"}


def _percent(target: Figure, result: Figure) -> str:
    return f"{plain(round(100 * result.value / target.value, 1))}%"
