"""Moments → first and last day, by the publication date and by the year that the sentence has named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tongket.grammar import calendars, festivals
from tongket.grammar.moments import OPEN_SHIFT, Moment
from tongket.records import Dates

_SUMMER: Final[tuple[int, ...]] = (6, 8)
_FUTURE_WEIGHT: Final = 2
"""Reports look back: a day ahead must be twice as near as a day past to be meant, unless words of plan stand there."""


@dataclass(slots=True)
class Context:
    """What is known around an expression. `year`: the year named earlier in the sentence, if any."""

    published: dt.date | None
    year: int | None = None
    future: bool = False


def resolve(moment: Moment, context: Context) -> Dates | None:
    """First and last day of a moment, or None where it stays open or nothing tells its year."""
    rule = _RULES.get(moment.grain)
    try:
        return rule(moment, context) if rule else None
    except (ValueError, OverflowError):
        return None


def _year_of(moment: Moment, context: Context) -> int | None:
    """The year that the expression names itself, in digits or by "năm nay", "năm trước"."""
    if moment.year is not None:
        return moment.year
    if moment.year_shift is None or moment.year_shift == OPEN_SHIFT or context.published is None:
        return None
    return context.published.year + moment.year_shift


def nearest(make: Callable[[int], Dates | None], context: Context) -> Dates | None:
    """The reading of an expression without a year that lies nearest to the publication, the past before the future."""
    if context.year is not None:
        return make(context.year)
    if context.published is None:
        return None
    best: tuple[int, Dates] | None = None
    for year in (context.published.year - 1, context.published.year, context.published.year + 1):
        dates = make(year)
        if dates and (best is None or _cost(dates, context) < best[0]):
            best = _cost(dates, context), dates
    return best[1] if best else None


def _cost(dates: Dates, context: Context) -> int:
    now = context.published
    assert now is not None
    past, ahead = (1, _FUTURE_WEIGHT) if not context.future else (3, 1)
    if dates[0] > now:
        return (dates[0] - now).days * ahead
    if dates[1] < now:
        return (now - dates[1]).days * past
    return 0 if context.future else (dates[1] - now).days // 2


def _placed(moment: Moment, context: Context, make: Callable[[int], Dates | None]) -> Dates | None:
    year = _year_of(moment, context)
    if year is not None:
        return make(year)
    return None if moment.year_shift is not None else nearest(make, context)


# ── days ─────────────────────────────────────────────────────────────────────
def _days(moment: Moment, context: Context) -> Dates | None:
    if moment.unit == "week":
        return _week_days(moment, context)
    if moment.unit == "weekday":
        return _weekday(moment, context)
    if moment.shift is not None and moment.month is None:
        return _shifted_day(moment, context)
    if moment.day is None:
        return None
    if moment.month is None:
        return _day_of_some_month(moment, context)
    return _placed(moment, context, lambda year: _day_in(year, moment))


def _day_in(year: int, moment: Moment) -> Dates | None:
    assert moment.month is not None and moment.day is not None
    if moment.lunar:
        try:
            date = festivals.lunar(year, moment.month, moment.day)
        except ValueError:  # a month of 29 days has no 30th
            return None
        return date, date
    first = calendars.day(year, moment.month, moment.day) or calendars.last_day(year, moment.month, moment.day)
    if first is None or moment.last_day is None:
        return first
    if moment.last_day < moment.day:  # "30-2/5": the range began the month before
        first = calendars.day(*calendars.month_step(year, moment.month, -1), moment.day)
    number = moment.last_day
    last = calendars.day(year, moment.month, number) or calendars.last_day(year, moment.month, number)
    return (first[0], last[1]) if first and last else None


def _shifted_day(moment: Moment, context: Context) -> Dates | None:
    if context.published is None or moment.shift is None or moment.shift == OPEN_SHIFT:
        return None
    date = context.published + dt.timedelta(days=moment.shift)
    return date, date


def _weekday(moment: Moment, context: Context) -> Dates | None:
    """As in "thứ Sáu": the last one before the publication, "thứ Sáu tuần trước" that of the week before."""
    if context.published is None or moment.day is None:
        return None
    monday = context.published - dt.timedelta(days=context.published.weekday())
    if moment.shift is not None:
        date = monday + dt.timedelta(days=7 * moment.shift + moment.day)
    else:
        date = monday + dt.timedelta(days=moment.day)
        if date > context.published and not context.future:
            date -= dt.timedelta(days=7)
        elif date < context.published and context.future:
            date += dt.timedelta(days=7)
    return date, date


def _week_days(moment: Moment, context: Context) -> Dates | None:
    """As in "3 ngày đầu tuần", "hai ngày cuối tuần"."""
    if context.published is None:
        return None
    monday = (
        context.published - dt.timedelta(days=context.published.weekday()) + dt.timedelta(days=7 * (moment.shift or 0))
    )
    if moment.part == "last":
        return monday + dt.timedelta(days=7 - moment.count), monday + dt.timedelta(days=6)
    return monday, monday + dt.timedelta(days=moment.count - 1)


def _day_of_some_month(moment: Moment, context: Context) -> Dates | None:
    if context.published is None or moment.day is None:
        return None
    found: list[Dates] = []
    for step in (-1, 0, 1):
        year, month = calendars.month_step(context.published.year, context.published.month, step)
        first = calendars.day(year, month, moment.day)
        last = calendars.day(year, month, moment.last_day or moment.day)
        if first and last and first[0] <= last[1]:
            found.append((first[0], last[1]))
    return min(found, key=lambda dates: _cost(dates, context), default=None)


# ── months, quarters, halves ─────────────────────────────────────────────────
def _month(moment: Moment, context: Context) -> Dates | None:
    if moment.shift is not None:
        return _shifted_month(moment, context, 1)
    if moment.month is None:
        return None
    first, last = moment.month, moment.last_month or moment.month
    if moment.lunar:
        return _placed(moment, context, lambda year: _lunar_month(year, first))
    dates = _placed(moment, context, lambda year: calendars.months(year, first, last))
    return _thirds(dates, moment.part)


def _lunar_month(year: int, month: int) -> Dates:
    year = year - 1 if month == 12 else year
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return festivals.lunar(year, month, 1), festivals.lunar(*following, 1) - dt.timedelta(days=1)


def _thirds(dates: Dates | None, part: str) -> Dates | None:
    """First ten days for "đầu", the next ten for "giữa", the last day for "cuối tháng" (a state's moment)."""
    if dates is None or not part:
        return dates
    first, last = dates
    if part == "start":
        return first, first.replace(day=10)
    if part == "middle":
        return first.replace(day=11), first.replace(day=20)
    if part == "first":
        return first, first.replace(day=15)
    return (first.replace(day=16), last) if part == "last" else (last, last)


def _shifted_month(moment: Moment, context: Context, size: int) -> Dates | None:
    if context.published is None or moment.shift is None or moment.shift == OPEN_SHIFT:
        return None
    now = context.published
    month = (now.month - 1) // size * size + 1
    year, first = calendars.month_step(now.year, month, moment.shift * size)
    return _thirds(calendars.months(year, first, first + size - 1), moment.part)


def _quarter(moment: Moment, context: Context) -> Dates | None:
    if moment.shift is not None:
        return _shifted_month(moment, context, 3)
    if moment.quarter is None:
        return None
    first, last = moment.quarter, moment.last_quarter or moment.quarter
    dates = _placed(moment, context, lambda year: calendars.quarters(year, first, last))
    return (dates[1], dates[1]) if dates and moment.part == "end" else dates


def _months(moment: Moment, context: Context) -> Dates | None:
    """As in "6 tháng đầu năm", "6 tháng cuối năm", "nửa đầu năm"."""
    count = moment.count
    first, last = (1, count) if moment.part != "last" else (13 - count, 12)
    return _placed(moment, context, lambda year: calendars.months(year, first, last))


# ── years ────────────────────────────────────────────────────────────────────
def _year(moment: Moment, context: Context) -> Dates | None:
    year = _year_of(moment, context)
    now = context.published
    if year is None and moment.year_shift is None:
        year = context.year or (now.year if now else None)
    if year is None:
        return None
    if moment.part == "start":
        return _beginning(year, now)
    if moment.part == "middle":
        return calendars.months(year, 5, 8)
    if moment.part == "end":
        end = dt.date(year, 12, 31)
        return end, end
    return calendars.years(year, year)


def _beginning(year: int, now: dt.date | None) -> Dates | None:
    """As in "đầu năm": up to the publication where that is the same year, else its first three months."""
    if now and now.year == year:
        return dt.date(year, 1, 1), now
    return calendars.months(year, 1, 3)


def _years(moment: Moment, context: Context) -> Dates | None:
    if moment.year is None or moment.last_year is None:
        return None
    return calendars.years(moment.year, moment.last_year)


def _school_year(moment: Moment, context: Context) -> Dates | None:
    """Between two school years, in summer, the one just over is "vừa qua"; the next one is "mới"."""
    if moment.year is None and moment.shift is not None and context.published is not None:
        now = context.published
        summer = _SUMMER[0] <= now.month <= _SUMMER[1]
        begun = now.year if now.month > _SUMMER[1] else now.year - 1
        first = begun + moment.shift + (1 if summer and moment.shift < 0 else 0)
        return calendars.school_year(first, first + 1)
    if moment.year is None or moment.last_year is None or moment.last_year <= moment.year:
        return None
    return calendars.school_year(moment.year, moment.last_year)


def _decade(moment: Moment, context: Context) -> Dates | None:
    return calendars.years(moment.year, moment.year + 9) if moment.year else None


# ── counted back and ahead ───────────────────────────────────────────────────
def _last(moment: Moment, context: Context) -> Dates | None:
    """The publication ends "5 năm qua" and begins "5 năm tới"; "6 tháng qua" in June is January to June."""
    now = context.published
    if now is None or moment.count < 1 or moment.unit not in ("hour", "day", "week", "month", "year"):
        return None
    if moment.part == "next":
        return now, calendars.ahead(now, moment.count, moment.unit) - dt.timedelta(
            days=1 if moment.unit != "hour" else 0
        )
    if moment.unit == "month" and just_ended(moment.count, now):
        return calendars.months(now.year, 1, moment.count)
    return calendars.back(now, moment.count, moment.unit), now


def just_ended(months: int, now: dt.date) -> bool:
    """Whether a report of that day would call January to month `months` the last `months` months."""
    closing = (now.month == months and now.day >= 15) or (now.month == months + 1 and now.day <= 20)
    return closing and 2 <= months <= 11


def _week(moment: Moment, context: Context) -> Dates | None:
    if moment.count:
        year = _year_of(moment, context) or context.year or (context.published.year if context.published else None)
        return calendars.week(year, moment.count) if year else None
    if context.published is None or moment.shift is None or moment.shift == OPEN_SHIFT:
        return None
    monday = context.published - dt.timedelta(days=context.published.weekday()) + dt.timedelta(days=7 * moment.shift)
    return monday, monday + dt.timedelta(days=6)


def _now(moment: Moment, context: Context) -> Dates | None:
    return (context.published, context.published) if context.published else None


def _festival(moment: Moment, context: Context) -> Dates | None:
    if moment.part == "open":
        return None
    if moment.cycle and moment.year is None:
        near = context.published.year if context.published else 2017
        moment.year = festivals.sexagenary_year(*moment.cycle, near)
    return _placed(moment, context, lambda year: festivals.festival(moment.name, year))


_RULES: Final[dict[str, Callable[[Moment, Context], Dates | None]]] = {
    "day": _days,
    "days": _days,
    "hour": _days,
    "month": _month,
    "quarter": _quarter,
    "months": _months,
    "half": _months,
    "year": _year,
    "years": _years,
    "term": _years,
    "school_year": _school_year,
    "decade": _decade,
    "last": _last,
    "week": _week,
    "now": _now,
    "tet": _festival,
}
