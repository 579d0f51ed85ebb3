"""The days of the other side of a comparison, from its words and from the period of the figure itself.

A figure's own period may lie on a sector's reporting calendar (16 June to 15 July); then so does the one before it.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any, Final

from tongket import lexicon
from tongket.reading.months import shifted_month, shifted_year, whole
from tongket.reading.scene import words
from tongket.records import Dates

_DAY: Final = dt.timedelta(days=1)
_WEEK: Final = dt.timedelta(days=7)
_LENGTHS: Final = {"month": (28, 31), "quarter": (89, 93), "year": (364, 367)}
"""Days, both ends included, of a month, a quarter and a year wherever they begin."""
_SIZES: Final = {"month": 1, "quarter": 3, "year": 12}


def _table() -> dict[str, Any]:
    return dict(lexicon.load("beyond")["versus"])


@cache
def _weeks() -> re.Pattern[str]:
    return re.compile(rf"(\d{{1,2}}) {_table()['weeks']}")


def same(said: str, named: Dates | None, own: Dates | None) -> Dates | None:
    """'cùng kỳ': the figure's own period in the year named, a year earlier where none is."""
    if own is None:
        return named
    if any(word in said for word in words("versus", "last_month")):
        return shifted_month(own, -1)
    years = named[0].year - own[0].year if named is not None else -1
    return shifted_year(own, years if years < 0 else -1)


def plan_year(own: Dates | None) -> Dates | None:
    """A plan without a date is the one of the year that the figure lies in."""
    return None if own is None or (own[1] - own[0]).days > _LENGTHS["year"][1] else whole("year", own[1])


def weeks_before(said: str, own: Dates | None) -> Dates | None:
    """'trung bình 4 tuần trước': so many weeks before the figure's own week."""
    match = _weeks().search(said)
    if match is None or own is None or not _is_week(own):
        return None
    return own[0] - int(match[1]) * _WEEK, own[0] - _DAY


def earlier(kind: str, said: str, named: Dates | None, own: Dates | None) -> tuple[str, Dates | None]:
    """Kind and days of a base named by itself: 'so với năm 2016', 'so với tháng trước', 'so với đầu năm'.

    The same stretch a year earlier is the same period; what ends within the year before is a previous one, what lies
    further back a base year.
    """
    if said.endswith(words("versus", "year_start")):
        stretch = own or named
        day = dt.date(stretch[1].year, 1, 1) if stretch else None
        return "previous_period", (day, day) if day else None
    if own is None:
        return kind, named
    dates = _before(said, own) or _aligned(named, own) or named
    if dates is not None and kind != "average" and _is_year(own) and dates == shifted_year(own, -1):
        return ("previous_period" if _table()["school_year"] in said else "same_period"), dates
    if dates is not None and kind == "base_year" and shifted_year(own, -1)[0] <= dates[1] < own[1]:
        return "previous_period", dates
    return kind, dates


def _before(said: str, own: Dates) -> Dates | None:
    """The stretch right before the figure's own: 'hôm qua', 'tuần trước', 'tháng trước', 'năm học trước'."""
    if own[0] == own[1] and any(word in said for word in words("versus", "day_before")):
        return own[0] - _DAY, own[0] - _DAY
    if any(word in said for word in words("versus", "last_week")) and _is_week(own) and not _weeks().search(said):
        return own[0] - _WEEK, own[1] - _WEEK
    if any(word in said for word in words("versus", "last_school_year")):
        start = own[0].year - (own[0].month < _SCHOOL_MONTH) - 1
        return dt.date(start, 9, 1), dt.date(start + 1, 5, 31)
    for grain, word in _table()["before"].items():
        if word in said and _is_long(own, grain):
            return shifted_month(own, -_SIZES[grain])
    if any(word in said for word in words("versus", "last_year")) and _is_long(own, "year"):
        return shifted_year(own, -1)
    return None


_SCHOOL_MONTH: Final = 8
"""A school year's figures are told from August on."""


def _aligned(named: Dates | None, own: Dates) -> Dates | None:
    """A named month, quarter or year on the calendar of the figure's own: 'so với quý II' for 15/6 to 14/9."""
    for grain in _LENGTHS:
        if named is not None and _is_long(own, grain) and named == whole(grain, named[1]):
            mine = whole(grain, own[1])[0]
            return shifted_month(own, (named[0].year - mine.year) * 12 + named[0].month - mine.month)
    return None


def _is_long(dates: Dates, grain: str) -> bool:
    least, most = _LENGTHS[grain]
    return least <= (dates[1] - dates[0]).days + 1 <= most


def _is_year(dates: Dates) -> bool:
    return _is_long(dates, "year")


def _is_week(dates: Dates) -> bool:
    return dates[1] - dates[0] == _WEEK - _DAY
