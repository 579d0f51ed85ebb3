"""Stretches of the calendar as first and last day: plain, school, and the reporting calendars of some sectors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.records import Dates

_DAY: Final = dt.timedelta(days=1)


def day(year: int, month: int, number: int) -> Dates | None:
    """One day; None where there is no such day."""
    try:
        date = dt.date(year, month, number)
    except ValueError:
        return None
    return date, date


def last_day(year: int, month: int, number: int) -> Dates | None:
    """The month's last day for a 31st (or 29th, 30th of February) that it has not: a usual slip of reports."""
    stretch = months(year, month, month)
    return (stretch[1], stretch[1]) if stretch and stretch[1].day < number <= 31 else None


def months(year: int, first: int, last: int) -> Dates | None:
    """From the first day of month `first` to the last day of month `last` of the same year."""
    if not (1 <= first <= last <= 12 and 1 <= year < 9999):
        return None
    return dt.date(year, first, 1), _first_of_next(year, last) - _DAY


def _first_of_next(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1)


def month_step(year: int, month: int, step: int) -> tuple[int, int]:
    """The (year, month) that lies `step` months away."""
    number = year * 12 + month - 1 + step
    return number // 12, number % 12 + 1


def quarters(year: int, first: int, last: int) -> Dates | None:
    """From quarter `first` to quarter `last` (1 to 4)."""
    return months(year, first * 3 - 2, last * 3)


def week(year: int, number: int) -> Dates | None:
    """Monday to Sunday of a numbered week (ISO 8601, as the disease surveillance of Circular 54/2015/TT-BYT counts)."""
    try:
        monday = dt.date.fromisocalendar(year, number, 1)
    except ValueError:  # a year of 52 weeks has no 53rd
        return None
    return monday, monday + 6 * _DAY


def years(first: int, last: int) -> Dates | None:
    """From 1 January of `first` to 31 December of `last`."""
    if not 1 <= first <= last < 9999:
        return None
    return dt.date(first, 1, 1), dt.date(last, 12, 31)


def school_year(first: int, last: int) -> Dates:
    """1 September to 31 May: the guide's school year."""
    table = lexicon.load("calendars")["school_year"]
    return dt.date(first, *table["first"]), dt.date(last, *table["last"])


def years_from(date: dt.date, step: int) -> dt.date:
    """The same day `step` years away (29 February falls back to the 28th)."""
    year = min(max(date.year + step, 1), 9998)
    return dt.date(year, date.month, min(date.day, 28) if date.month == 2 else date.day)


def back(end: dt.date, count: int, unit: str) -> dt.date:
    """The first day of the `count` days, weeks, months or years that end with `end`."""
    return ahead(end, -count, unit) + _DAY if unit != "hour" else end - dt.timedelta(hours=count)


def ahead(start: dt.date, count: int, unit: str) -> dt.date:
    """The day `count` units after `start`."""
    if unit == "year":
        return years_from(start, count)
    if unit == "month":
        year, month = month_step(start.year, start.month, count)
        last = months(year, month, month)
        return dt.date(year, month, min(start.day, last[1].day if last else 28))
    return start + dt.timedelta(days=count * {"week": 7, "day": 1, "hour": 0}.get(unit, 1))


# ── reporting calendars ──────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Sector:
    """`days`: (from year, day of the month before that opens a reporting month); `month`: what opens the year.

    `law`: set by law, so that papers of such a body follow it without printing it; `papers`: told of these alone.
    """

    name: str
    days: tuple[tuple[int, int], ...]
    month: int
    names: tuple[str, ...]
    not_with: tuple[str, ...]
    law: bool = False
    papers: bool = False
    source: str = ""


@cache
def _sectors() -> dict[str, Sector]:
    table = lexicon.load("calendars")["sectors"]
    return {
        name: Sector(
            name,
            tuple((since, day) for since, day in entry.get("days", [])),
            entry.get("month", 1),
            tuple(entry["names"]),
            tuple(entry.get("not_with", ())),
            entry.get("law", False),
            entry.get("papers", False),
            entry["source"],
        )
        for name, entry in table.items()
    }


def sectors() -> tuple[Sector, ...]:
    """Every sector that has a reporting calendar of its own."""
    return tuple(_sectors().values())


def sector_of(text_key: str) -> str | None:
    """The sector whose reporting calendar a text may follow ("traffic", "customs", "enforcement"), or None.

    Cautious: the sector must be named in the first 400 characters of the text's key, and nothing there may speak of
    a kind of its reports that keeps the plain calendar.
    """
    lead = text_key[:400]
    for sector in _sectors().values():
        if (
            not sector.papers
            and any(name in lead for name in sector.names)
            and not any(word in lead for word in sector.not_with)
        ):
            return sector.name
    return None


def sector_by_law(name: str) -> str | None:
    """The sector of a body (by the key of its name) whose reporting year the law sets, or None."""
    lawful = (sector for sector in _sectors().values() if sector.law)
    return next((sector.name for sector in lawful if any(word in name for word in sector.names)), None)


def reported(year: int, first: int, last: int, sector: str) -> Dates | None:
    """Months `first` to `last` of a year on the sector's calendar: traffic's January is 15/12 to 14/1.

    Where the year opens in another month, a count of months runs from there: enforcement's first six are October to
    March; a single month is the plain one.
    """
    rule = _sectors().get(sector)
    plain = months(year, first, last)
    if rule is None or plain is None:
        return None
    if rule.month > 1:
        if first != 1 or last == 1:
            return plain
        shift = rule.month - 13
        return dt.date(*month_step(year, 1, shift), 1), dt.date(*month_step(year, last + 1, shift), 1) - _DAY
    opens = max(((since, day) for since, day in rule.days if since <= year), default=None)
    if opens is None:
        return plain
    return dt.date(*month_step(year, first, -1), opens[1]), dt.date(year, last, opens[1]) - _DAY
