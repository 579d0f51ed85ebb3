"""Contradictions: one thing told with two values, by two reports or by one; a longer period less than one inside it.

What is told in passing on the day, as counts of victims are, is no contradiction: only periods of a week and more are
compared. So are snapshots ("tính đến 20/6"), sums since a beginning, estimates: they are revised as time goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tongket.checks.across.points import (
    Found,
    Point,
    agree,
    amount,
    by_document,
    clashes,
    flag,
    is_settled,
    is_told,
    near,
    printed,
    same_counted,
    slipped,
    spell,
)

RULE = "contradictions"


def told(points: Sequence[Point]) -> Iterator[Found]:
    """Points of one indicator, body, place, period, unit, kind, scope and qualifier: values that exclude each other.

    Between two reports, where each tells one value only; within one, where it tells just two, in two sentences of the
    same words. One flag for each pair of reports whose values differ, of those that follow each other.
    """
    documents = by_document(point for point in points if is_told(point))
    for members in documents.values():
        yield from _within(members)
    settled = sorted(
        (members for members in documents.values() if is_settled(members)),
        key=lambda members: (str(members[0].published), members[0].document_id),
    )
    seen: list[list[Point]] = []
    for members in settled:
        other = next((each for each in reversed(seen) if _differ(each, members)), None)
        if other is not None and not any(agree(each[0].figure, members[0].figure) for each in seen):
            yield _flag(other[0], members[0], "two reports")
        seen.append(members)


def _differ(one: Sequence[Point], other: Sequence[Point]) -> bool:
    return clashes(one, other) and any(same_counted(a.figure, b.figure) for a in one for b in other)


def _within(members: Sequence[Point]) -> Iterator[Found]:
    """One report that tells two values, in different sentences: its headline and its text, or two paragraphs."""
    for one, other in combinations(members, 2):
        if (
            one.figure.sentence != other.figure.sentence
            and not agree(one.figure, other.figure)
            and near(one.figure.value, other.figure.value)
            and len({point.figure.value for point in members}) == 2
            and same_counted(one.figure, other.figure)
        ):
            yield _flag(one, other, "one report")
            return


def _flag(one: Point, other: Point, where: str) -> Found:
    first, second = one.figure, other.figure
    low, high = sorted((first, second), key=lambda figure: figure.value)
    apart = amount(first, high.value - low.value)
    times = high.value / low.value if slipped(low.value, high.value) else None
    gap = f"{round(times)} times as much" if times else f"{apart} apart"
    arithmetic = f"{first.indicator} in {spell(one.period)}: {amount(first)} and {amount(second)} in {where}: {gap}"
    return flag(RULE, "warning" if times else "notice", (one, other), arithmetic)


def inside(points: Sequence[Point]) -> Iterator[Found]:
    """Points of one series of an indicator that sums up over periods: a period that has less than one inside it."""
    plain = [point for point in points if is_told(point)]
    for part in plain:
        longer = [
            whole
            for whole in plain
            if whole.days > part.days
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
        and same_counted(whole.figure, part.figure)
    )


def _inside(whole: Point, part: Point) -> Found:
    arithmetic = (
        f"{whole.figure.indicator}: {amount(whole.figure)} in {spell(whole.period)}, "
        f"but {amount(part.figure)} in {spell(part.period)}, which lies inside it: "
        f"{amount(whole.figure, part.figure.value - whole.figure.value)} less"
    )
    return flag(RULE, "warning", (whole, part), arithmetic)
