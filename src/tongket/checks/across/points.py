"""A figure as a point of a series, and what every rule asks of two of them: is it one thing, can both be true?"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Literal

from tongket.checks.precision import Range, overlap, plain, range_of
from tongket.records import Dates, Figure
from tongket.text import key

_FACTOR = Decimal(2)
"""Two values that lie further apart than this are hardly of one thing, but for a slip of the decimal point."""
_SLIPS = tuple(Decimal(10) ** power for power in (1, 2, 3, 6))
_ALIKE = 0.5
"""Share of the words of the shorter of two sentences from which on they tell the same."""
LEAST_DAYS = 7
"""Shorter periods are of single events, whose counts grow from report to report."""
BEFORE_THE_END = 10
"""Days before the end of its period that a result may be told; what is told earlier is not of all of it."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Point:
    """A figure that counts, with its ids (`figure.indicator`, `.body_id`, `.place_code`).

    `id`: the figure's; `published`: day of its document; `sentence`: the words around it; `is_part`: stated to be a
    part of another figure of it.
    """

    id: str
    document_id: str
    figure: Figure
    published: dt.date | None = None
    sentence: str = ""
    is_part: bool = False

    @property
    def period(self) -> Dates:
        """Of a point that has one."""
        assert self.figure.period is not None
        return self.figure.period

    @property
    def days(self) -> int:
        """Length of its period."""
        return (self.period[1] - self.period[0]).days + 1


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found, as a row of `flags` without its batch. `document_id`: the latest of the documents."""

    rule: str
    severity: Literal["info", "notice", "warning"]
    document_id: str
    figures: tuple[str, ...]
    arithmetic: str


def flag(rule: str, severity: Literal["info", "notice", "warning"], points: Sequence[Point], arithmetic: str) -> Found:
    """A flag about the points, of the document that was published last."""
    last = max(points, key=lambda point: (point.published or dt.date.min, point.document_id))
    return Found(rule, severity, last.document_id, tuple(point.id for point in points), arithmetic)


# ── can both be true? ────────────────────────────────────────────────────────
def printed(figure: Figure) -> Range:
    """Least and largest value that the printed number may stand for, by its last digit and its modifier; one that ends
    in two zeros or more is rounded."""
    return range_of(figure)


def in_digits(figure: Figure) -> bool:
    """Whether the number is written with digits: "hàng chục", "nghìn" stand for many."""
    return any(letter.isdigit() for letter in figure.quote)


def agree(one: Figure, other: Figure) -> bool:
    """Whether rounding, truncation or a modifier explain the difference; so does a separator that can be read
    otherwise."""
    if overlap(printed(one), printed(other)):
        return True
    return any(a.ambiguous is not None and a.ambiguous == b.value for a, b in ((one, other), (other, one)))


def near(one: Decimal, other: Decimal) -> bool:
    """Whether two values can be meant for the same: within a factor of two, or one a power of ten off the other."""
    low, high = sorted((abs(one), abs(other)))
    return low > 0 and (high <= low * _FACTOR or slipped(low, high))


def slipped(low: Decimal, high: Decimal) -> bool:
    """Whether the higher value is ten, a hundred, a thousand or a million times the lower, within 2 %."""
    return low > 0 and any(abs(high - low * slip) <= low * slip / 50 for slip in _SLIPS)


def is_told(point: Point) -> bool:
    """Whether a point is a plain result, to be held against others."""
    figure = point.figure
    return (
        figure.kind == "level"
        and in_digits(figure)
        and figure.status == "reported"
        and figure.as_of is None
        and not figure.cumulative
        and not point.is_part
        and figure.period is not None
        and point.days >= LEAST_DAYS
        and point.published is not None
        and (point.period[1] - point.published).days <= BEFORE_THE_END
    )


# ── is it one thing? ─────────────────────────────────────────────────────────
@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The words of a text without its numbers."""
    return frozenset(_WORD.findall(key(text)))


def alike(one: str, other: str) -> float:
    """Share of the words of the shorter text that the longer has too."""
    first, second = words(one), words(other)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def same_counted(one: Figure, other: Figure) -> bool:
    """Whether both count the same in the same words, or in words that one has more of."""
    if one.counted is None or other.counted is None:
        return False
    first, second = key(one.counted), key(other.counted)
    return first == second or words(first) <= words(second) or words(second) <= words(first)


def same_statement(one: Point, other: Point) -> bool:
    """Whether two points tell one thing, as far as their words go: what is counted, what was done, the sentence."""
    first, second = one.figure, other.figure
    if not same_counted(first, second) or alike(one.sentence, other.sentence) < _ALIKE:
        return False
    return first.act is None or second.act is None or bool(words(first.act) & words(second.act))


def by_document(points: Iterable[Point]) -> dict[str, list[Point]]:
    """The points of each document, in the order given."""
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point.document_id, []).append(point)
    return found


def distinct(points: Sequence[Point]) -> list[Point]:
    """The points without those that only repeat an earlier one's value, rounded or not."""
    found: list[Point] = []
    for point in points:
        if not any(agree(point.figure, other.figure) for other in found):
            found.append(point)
    return found


def is_settled(points: Sequence[Point]) -> bool:
    """Whether the values of one document all agree: it tells one thing."""
    return all(agree(a.figure, b.figure) for a, b in combinations(points, 2))


# ── in words ─────────────────────────────────────────────────────────────────
_BOUNDS = {"about": "about ", "over": "over ", "under": "under ", "at_least": "at least ", "at_most": "at most "}


def amount(figure: Figure, value: Decimal | None = None) -> str:
    """The value with its modifier and unit, or another in that unit: "1.5 billion VND", "over 259", "5 to 10%"."""
    if value is not None:
        return _amount(value, figure.unit)
    if figure.high is not None:
        return f"{_amount(figure.value, figure.unit)} to {_amount(figure.high, figure.unit)}"
    return _BOUNDS.get(figure.bound, "") + _amount(figure.value, figure.unit)


def _amount(number: Decimal, unit: str) -> str:
    """Large ones in millions or billions; counts in full."""
    scale, name = Decimal(1), ""
    if unit != "count":
        for size, word in ((9, " billion"), (6, " million")):
            if abs(number) >= Decimal(10) ** size:
                scale, name = Decimal(10) ** size, word
                break
    shown = plain(_short(number / scale)) + name
    return shown if unit == "count" else f"{shown}%" if unit == "%" else f"{shown} {unit}"


def _short(number: Decimal) -> Decimal:
    """No more decimals than a reader follows; whole numbers stay whole."""
    return number if number == number.to_integral_value() else round(number, 4)


def spell(period: Dates) -> str:
    """A period in short: "2016", "2016-03", "2016-01-01 to 2016-06-30"."""
    first, last = period
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if first == last:
        return first.isoformat()
    whole_month = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first.isoformat()} to {last.isoformat()}"
