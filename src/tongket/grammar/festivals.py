"""Vietnamese lunar days and festivals.

The lunar calendar is computed, not looked up: new moons and the sun's longitude by the formulas of J. Meeus
(Astronomical Algorithms, 1998), reckoned for UTC+7 as Decision 121-CP of 1967 sets it. Libraries for the Chinese
calendar (UTC+8) differ from Vietnam's in some years (Tết 1985, 2007, 2030), so they are no help here.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from math import floor, pi, sin

from tongket import lexicon
from tongket.records import Dates

_ZONE = 7 / 24
_EPOCH = dt.date(2000, 1, 1).toordinal() - 2451545
"""A date's proleptic ordinal minus its Julian day number."""


def _new_moon(k: int) -> int:
    """Julian day number (UTC+7) of the k-th new moon since 1 January 1900; Meeus, chapter 49, without small terms."""
    t = k / 1236.85
    t2, t3, rad = t * t, t * t * t, pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * rad)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3) * rad
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3) * rad
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3) * rad
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    delta = -0.000278 + 0.000265 * t + 0.000262 * t2
    return floor(mean + shift - delta + 0.5 + _ZONE)


def _sun_sector(day: int) -> int:
    """Which twelfth of the ecliptic the sun stands in at the start of a Julian day (UTC+7), 0 from the equinox."""
    t = (day - 0.5 - _ZONE - 2451545.0) / 36525
    rad = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t * t) * rad
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    longitude += (1.914600 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor((longitude % 360) / 30)


@cache
def _month_eleven(year: int) -> int:
    """Julian day on which the lunar month with the winter solstice of a year begins."""
    k = floor((_julian(dt.date(year, 12, 31)) - 2415021) / 29.530588853)
    start = _new_moon(k)
    return _new_moon(k - 1) if _sun_sector(start) >= 9 else start


def _julian(date: dt.date) -> int:
    return date.toordinal() - _EPOCH


def _leap_offset(start: int) -> int:
    """Which month after month 11 is the leap one: the first without a change of the sun's sector."""
    k = floor((start - 2415021.076998695) / 29.530588853 + 0.5)
    last = 0
    for i in range(1, 15):
        sector = _sun_sector(_new_moon(k + i))
        if i > 1 and sector == last:
            return i - 1
        last = sector
    return 14


@cache
def lunar(year: int, month: int, day: int) -> dt.date:
    """The solar date of a day of the Vietnamese lunar calendar (not of a leap month). `year` is that of its Tết."""
    before = year - 1 if month < 11 else year
    start, end = _month_eleven(before), _month_eleven(before + 1)
    k = floor(0.5 + (start - 2415021.076998695) / 29.530588853)
    offset = (month - 11) % 12
    if end - start > 365 and offset >= _leap_offset(start):
        offset += 1
    return dt.date.fromordinal(_new_moon(k + offset) + day - 1 + _EPOCH)


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
