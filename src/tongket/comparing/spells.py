"""The shape of a period: how long it is and on which calendar it runs, so that like is compared with like."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongket.records import Dates

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """`months`: how many, None where it isn't whole months; `days`; `opens`: day of the month that it begins on."""

    start: dt.date
    end: dt.date
    months: int | None
    days: int
    opens: int

    @property
    def is_moment(self) -> bool:
        """A single day: what a stock is counted at."""
        return self.days == 1

    @property
    def length(self) -> str:
        """In words: "12 months", "1 day"."""
        count, unit = (self.days, "day") if self.months is None else (self.months, "month")
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

    @property
    def days_in_year(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Month and day of its first day, and of the day after its last: the same for a spell of another year."""
        _, month, day = _day_after(self.end)
        return (self.start.month, self.start.day), (month, day)


def spell(period: Dates) -> Spell:
    """The shape of a period, both days included.

    The last day of a month counts for whole months whatever its number; so do the 15th to the 14th, of sectors whose
    months are shifted (lexicon/calendars.toml).
    """
    start, end = period
    year, month, day = _day_after(end)
    months = None
    if day == start.day and end >= start:
        months = (year - start.year) * 12 + month - start.month
    return Spell(start, end, months, (end - start).days + 1, start.day)


def _day_after(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day after a day; also after the last one that a date can hold."""
    if day == dt.date.max:
        return day.year + 1, 1, 1
    after = day + _DAY
    return after.year, after.month, after.day
