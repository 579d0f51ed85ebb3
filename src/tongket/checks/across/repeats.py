"""Repeats: a report that says again what last year's said, and one figure given to two periods."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tongket.checks.across.points import Found, Point, amount, flag, is_told, same_statement, spell
from tongket.comparing.spells import spell as shape
from tongket.records import Figure

RULE = "repeats"
_TELLING = 4
"""Digits that a number must have to be the same by more than chance."""
_LEAST = 3
"""Sentences with numbers that must be repeated at the least."""
_SHARE = 0.5
"""Share of the later report's sentences with numbers."""
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Repeated:
    """Two reports of one body on different periods. `pairs`: a figure of each sentence that both have, the earlier's
    first; `sentences`: how many sentences with numbers the later has."""

    pairs: Sequence[tuple[Point, Point]]
    sentences: int


def report(repeated: Repeated) -> Iterator[Found]:
    """A report of which half the sentences with numbers stand in an earlier one, but for the year."""
    same = len(repeated.pairs)
    if same < _LEAST or same < repeated.sentences * _SHARE:
        return
    arithmetic = (
        f"{same} of {repeated.sentences} sentences with numbers are, but for the year, those of the earlier report"
    )
    yield flag(RULE, "notice", [point for pair in repeated.pairs for point in pair], arithmetic)


def figure(points: Sequence[Point]) -> Iterator[Found]:
    """Points of one series and one value: told by two reports for two periods of one length that have no day in
    common, in sentences of the same words."""
    told = [point for point in points if is_told(point) and telling(point.figure)]
    for one, other in combinations(sorted(told, key=lambda point: (str(point.published), point.id)), 2):
        if (
            one.document_id != other.document_id
            and one.figure.value == other.figure.value
            and not _meet(one, other)
            and _length(one) == _length(other)
            and same_statement(one, other)
        ):
            yield _flag(one, other)
            return


def telling(figure: Figure) -> bool:
    """Whether a number has so many digits that two are hardly the same by chance."""
    whole = "".join(_DIGITS.findall(figure.quote)).strip("0")
    return len(whole) >= _TELLING


def _meet(one: Point, other: Point) -> bool:
    return one.period[0] <= other.period[1] and other.period[0] <= one.period[1]


def _length(point: Point) -> object:
    period = shape(point.period)
    return period.length


def _flag(one: Point, other: Point) -> Found:
    arithmetic = (
        f"{one.figure.indicator}: {amount(one.figure)} is told for {spell(one.period)} and, by another report, "
        f"for {spell(other.period)}"
    )
    return flag(RULE, "notice", (one, other), arithmetic)
