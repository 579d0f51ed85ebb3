"""Sums with whole months, quarters and years."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

from tongket.records import Dates

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


def whole(grain: str, day: dt.date) -> Dates:
    """The month, quarter or year ("month", "quarter", "year") that a day lies in."""
    size = _MONTHS[grain]
    first = (day.month - 1) // size * size + 1
    last = first + size - 1
    return dt.date(day.year, first, 1), dt.date(day.year, last, calendar.monthrange(day.year, last)[1])


def shifted_year(dates: Dates, years: int) -> Dates:
    """The same days of another year; the last day of a month stays one."""
    return _moved(dates[0], 12 * years), _moved(dates[1], 12 * years, keep_end=True)


def shifted_month(dates: Dates, months: int) -> Dates:
    """The same days of another month; the last day of a month stays one."""
    return _moved(dates[0], months), _moved(dates[1], months, keep_end=True)


def _moved(day: dt.date, months: int, keep_end: bool = False) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    size = calendar.monthrange(year, month + 1)[1]
    is_end = keep_end and day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, size if is_end else min(day.day, size))
