"""Vietnamese lunar days and festivals.

The lunar calendar is that of vnlunar, reckoned for UTC+7 as Decision 121-CP of 1967 sets it. Libraries for the Chinese
calendar (UTC+8) differ from Vietnam's in some years (Tết 1985, 2007, 2030), so they are no help here.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.records import Dates

_ZONE: Final = 7


@cache
def lunar(year: int, month: int, day: int) -> dt.date:
    """The solar date of a day of the Vietnamese lunar calendar (not of a leap month). `year` is that of its Tết.

    Raises ValueError where the month has no such day.
    """
    from vnlunar.core import convert_lunar_to_solar

    found = convert_lunar_to_solar(day, month, year, 0, _ZONE)
    if found is None:
        raise ValueError(f"no lunar day {day}/{month}/{year}")
    solar_day, solar_month, solar_year = found
    return dt.date(solar_year, solar_month, solar_day)


@cache
def tet_holiday(year: int) -> Dates:
    """The State's Tết holiday; for years not in the table the statutory days from the eve on (four up to 2012)."""
    table = lexicon.load("calendars")["tet"]
    if str(year) in table:
        first, last = table[str(year)]
        return dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    new_year = lunar(year, 1, 1)
    return new_year - dt.timedelta(days=1), new_year + dt.timedelta(days=3 if year > 2012 else 2)


@cache
def _named() -> dict[str, dict[str, list[int]]]:
    table = lexicon.load("periods")["festivals"]
    return {name: entry for entry in table.values() for name in entry["names"]}


@cache
def names() -> tuple[str, ...]:
    """The names of all festivals, longest first, as they stand in a text's key."""
    return tuple(sorted(_named(), key=len, reverse=True))


def is_solar(name: str) -> bool:
    """Whether a festival has its day in the solar calendar ("Quốc khánh")."""
    return "solar" in _named()[name]


def festival(name: str, year: int) -> Dates:
    """First and last day of a named festival of a year. Raises KeyError for an unknown name."""
    entry = _named()[name]
    if "lunar" in entry:
        day, month = entry["lunar"]
        date = lunar(year if month < 12 else year - 1, month, day)
        return date, date
    if "solar" in entry:
        day, month = entry["solar"]
        return dt.date(year, month, day), dt.date(year, month, day)
    return tet_holiday(year)


def sexagenary_year(stem: int, branch: int, near: int) -> int | None:
    """The year named by a heavenly stem and an earthly branch ("Đinh Dậu") that is nearest to `near`."""
    for distance in range(31):
        for year in (near - distance, near + distance):
            if year % 10 == stem and year % 12 == branch:
                return year
    return None
