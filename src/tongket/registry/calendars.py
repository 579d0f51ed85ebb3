"""Reporting calendars: whether "năm 2024" of one body is the same year as that of another.

The data is lexicon/calendars.toml, each calendar with its source; how texts are read by it is grammar/calendars.py.
"""

from __future__ import annotations

from typing import Final

from tongket.grammar import calendars
from tongket.records import Dates
from tongket.text import key

PLAIN: Final = "plain"
"""The calendar from 1 January to 31 December, which all follow that have none of their own (the budget by law)."""


def calendar_of(body: str) -> str:
    """The calendar that a body's reports follow by its name: a sector of lexicon/calendars.toml, or `PLAIN`."""
    name = key(body)
    for sector in calendars.sectors():
        if any(word in name for word in sector.names) and not any(word in name for word in sector.not_with):
            return sector.name
    return PLAIN


def year_of(calendar: str, year: int) -> Dates:
    """First and last day of a reporting year. Raises KeyError for a calendar that is not known."""
    plain = calendars.years(year, year)
    assert plain is not None, f"no year {year}"
    if calendar == PLAIN:
        return plain
    if calendar not in {sector.name for sector in calendars.sectors()}:
        raise KeyError(calendar)
    return calendars.reported(year, 1, 12, calendar) or plain


def source(calendar: str) -> str | None:
    """Where the calendar is laid down; None for the plain one."""
    return next((sector.source for sector in calendars.sectors() if sector.name == calendar), None)


def incomparable(calendar: str, other: str, year: int) -> str | None:
    """Why years of two calendars are not the same time: one line with the days of both; None where they are."""
    one, two = year_of(calendar, year), year_of(other, year)
    if one == two:
        return None
    days = (
        f"{name} {first.isoformat()} to {last.isoformat()}" for name, (first, last) in ((calendar, one), (other, two))
    )
    return f"calendar: {year} is {' and '.join(days)}"
