"""Contradictions: one thing told with two values by two reports; a longer period less than one inside it.

What is told in passing on the day, as counts of victims are, is no contradiction: only periods of a week and more are
compared. So are snapshots ("tính đến 20/6"), sums since a beginning, estimates: they are revised as time goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tongket.checks.across.points import (
    Found,
    Point,
    agree,
    amount,
    by_document,
    flag,
    is_settled,
    is_told,
    near,
    printed,
    same_statement,
    slipped,
    spell,
)
from tongket.comparing.spells import spell as shape

RULE = "contradictions"


def told(points: Sequence[Point]) -> Iterator[Found]:
    """Points of one indicator, body, place, period, unit, kind, scope and qualifier: values of two reports that exclude
    each other, where each report tells one value only, in sentences of the same words.

    A flag for each value that no earlier report has, with the latest report that has another.
    """
    documents = by_document(point for point in points if is_told(point))
    settled = sorted(
        (members for members in documents.values() if is_settled(members)),
        key=lambda members: (str(members[0].published), members[0].document_id),
    )
    seen: list[Point] = []
    for members in settled:
        if not any(agree(each.figure, member.figure) for each in seen for member in members):
            pairs = ((each, member) for each in reversed(seen) for member in members)
            if pair := next((pair for pair in pairs if _differ(*pair)), None):
                yield _flag(*pair)
        seen += members


def _differ(one: Point, other: Point) -> bool:
    return near(one.figure.value, other.figure.value) and same_statement(one, other)


def _flag(one: Point, other: Point) -> Found:
    first, second = one.figure, other.figure
    low, high = sorted((first, second), key=lambda figure: figure.value)
    apart = amount(first, high.value - low.value)
    times = high.value / low.value if slipped(low.value, high.value) else None
    gap = f"{round(times)} times as much" if times else f"{apart} apart"
    arithmetic = f"{first.indicator} in {spell(one.period)}: {amount(first)} and {amount(second)} in two reports: {gap}"
    return flag(RULE, "warning" if times else "notice", (one, other), arithmetic)


def inside(points: Sequence[Point]) -> Iterator[Found]:
    """Points of one series of an indicator that sums up over periods: whole months that have less than a period inside
    them."""
    plain = [point for point in points if is_told(point)]
    for part in plain:
        longer = [
            whole
            for whole in plain
            if whole.days > part.days
            and shape(whole.period).months is not None
            and whole.period[0] <= part.period[0]
            and part.period[1] <= whole.period[1]
            and _less(whole, part)
        ]
        if longer:
            whole = min(longer, key=lambda point: (point.days, str(point.published), point.id))
            yield _inside(whole, part)


def _less(whole: Point, part: Point) -> bool:
    most = printed(whole.figure)[1]
    return (
        most is not None
        and most < printed(part.figure)[0]
        and near(whole.figure.value, part.figure.value)
        and same_statement(whole, part)
    )


def _inside(whole: Point, part: Point) -> Found:
    arithmetic = (
        f"{whole.figure.indicator}: {amount(whole.figure)} in {spell(whole.period)}, "
        f"but {amount(part.figure)} in {spell(part.period)}, which lies inside it: "
        f"{amount(whole.figure, part.figure.value - whole.figure.value)} less"
    )
    return flag(RULE, "warning", (whole, part), arithmetic)
