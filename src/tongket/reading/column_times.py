"""The time of a table's column: what its head names, by the time that the report is of."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.grammar import calendars
from tongket.patterns import alternatives, one_of
from tongket.reading.phrasing import words_of
from tongket.records import Dates, Period, Span
from tongket.text import Text

_words: Final = words_of("column_times")
_YEAR: Final = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/.,])")


@cache
def _months() -> re.Pattern[str]:
    """'6T/2024', '9T 2025', 'TH 10T': the first so many months."""
    return re.compile(rf"(?<![\w.,])(?P<n>\d{{1,2}}) ?{one_of(_words('months'))}(?:[/ -]?(?P<y>20\d\d))?(?!\w)")


@cache
def _sums() -> re.Pattern[str]:
    return re.compile(alternatives(_words("sums")))


@cache
def _flows() -> re.Pattern[str]:
    return re.compile(alternatives(_words("flows")))


@cache
def _same() -> re.Pattern[str]:
    return re.compile(rf"^(?:{one_of(_words('results'))} )?{one_of(_words('same'))}")


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head read for its time. `year` where it names a bare year only."""

    dates: Dates | None
    year: int | None = None


class ColumnTimes:
    """Reads the heads of one text's tables. `report`: the time that the text is of."""

    def __init__(self, text: Text, periods: Sequence[Period], report: Dates | None) -> None:
        self._text = text
        self._periods = sorted(periods, key=lambda p: p.start)
        self._starts = [p.start for p in self._periods]
        self._report = report

    def of(self, head: Span, before: Dates | None) -> Head:
        """The time that a head names; `before` is that of the column to its left, which "cùng kỳ" is a year after."""
        words = self._text.key[slice(*head)]
        same = _same().match(words)
        inside = self._inside(head)
        if same:
            return Head(self._year_before(words, before, inside))
        for period in inside:
            if not period.base and (dates := period.dates) is not None:
                return Head(self._reached(period, dates, words))
        if found := _months().search(words):
            return Head(self._count(int(found["n"]), int(found["y"]) if found["y"] else None))
        year = _YEAR.search(words)
        if year is None or any(p.start <= head[0] + year.start() < p.end and p.base for p in inside):
            return Head(None)
        number = int(year[0])
        if _sums().search(words) and self._report is not None:
            end = calendars.years_from(self._report[1], number - self._report[1].year)
            return Head((dt.date(end.year, 1, 1), end), number)
        return Head(None, number)

    def whole_year(self, year: int | None = None) -> Dates | None:
        """The year that a plan is of, from where the report's own time begins if that is where its year does."""
        if self._report is None:
            return calendars.years(year, year) if year else None
        first, last = self._report
        if first.year == last.year or (last - first).days > 370:
            return calendars.years(year or last.year, year or last.year)
        step = (year or last.year) - last.year
        first = calendars.years_from(first, step)
        return first, calendars.years_from(first, 1) - dt.timedelta(days=1)

    def of_year(self, year: int) -> Dates | None:
        """What a bare year over a result means: the year, or the same part of it that the report is of."""
        report = self._report
        if report is None or report[0].year < report[1].year - 1:
            return calendars.years(year, year)
        step = year - report[1].year
        return calendars.years_from(report[0], step), _month_end(report[1], calendars.years_from(report[1], step))

    def _inside(self, head: Span) -> list[Period]:
        return self._periods[bisect_left(self._starts, head[0]) : bisect_left(self._starts, head[1])]

    def _reached(self, period: Period, dates: Dates, words: str) -> Dates:
        """'Đầu năm 2019' is a moment in a table, and so is 'Đến 31/10' of a stock; what flows has run since January."""
        opens = period.grain == "year" and words.startswith(tuple(_words("opens")))
        if opens:
            return dates[0], dates[0]
        day = dates[0] == dates[1]
        if day and (_flows().search(words) or _sums().search(words)):
            return dt.date(dates[1].year, 1, 1), dates[1]
        return dates

    def _count(self, months: int, year: int | None) -> Dates | None:
        """The first months of a year, on the report's own calendar where it is of as many."""
        report = self._report
        if report is not None:
            year = year or report[1].year
            if report[1].month == months:
                return self.of_year(year)
        return calendars.months(year, 1, months) if year else None

    def _year_before(self, words: str, before: Dates | None, inside: Sequence[Period]) -> Dates | None:
        model = before or self._report
        if model is None:
            return next((p.dates for p in inside if p.dates is not None), None)
        year = _YEAR.search(words)
        step = int(year[0]) - model[1].year if year else -1
        last = calendars.years_from(model[1], step)
        return calendars.years_from(model[0], step), _month_end(model[1], last)


def _month_end(model: dt.date, date: dt.date) -> dt.date:
    """Keeps the end of February the end of February."""
    if model.month == 2 and (model + dt.timedelta(days=1)).month == 3:
        end = calendars.months(date.year, 2, 2)
        return end[1] if end else date
    return date
