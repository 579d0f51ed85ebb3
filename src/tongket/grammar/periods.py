"""Periods: when a reported figure holds.

`find(text, published)` reads every time expression of a text, joins what belongs together ("từ 15/12/2022 đến
14/6/2023", "8 giờ sáng nay (6/2)"), tells the periods compared with ("so với cùng kỳ năm 2016") from the periods
reported, and places all on the calendar by the publication date. All digits of an expression lie inside its span,
so that none of them is ever read as a figure.

Grains: day, days, week, month, months, quarter, half, year, years, school_year, term, decade, century, tet, last
("5 năm qua"), stretch ("trong 4 tháng"), range, same ("cùng kỳ"), again ("Trong tháng,"), now, open; and five that
tell no period but keep their numbers from being figures, with value None: age, birth, clock, anniversary, name (a
year inside a name).
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from tongket.grammar import calendars
from tongket.grammar.joining import COUNTED, TELLING_NOTHING, Phrase, phrases
from tongket.grammar.placing import complete, place
from tongket.grammar.timewords import section
from tongket.patterns import one_of
from tongket.records import Dates, Period, PeriodSource
from tongket.text import Text


def find(text: Text, published: dt.date | None, sector: str | None = None) -> list[Period]:
    """Every time expression of a text in order, without overlap.

    `value` is first and last day, both included; None where the text leaves it open, or where it is relative and
    `published` is None. Where the document prints the dates of a month, a quarter or a count of months beside it,
    these are its value everywhere. `sector` (see `calendars.sector_of`) places the others on that sector's reporting
    calendar; then `source` is "calendar". Without `sector` they stay on the plain calendar, and `source` is
    "assumed" where the text is of a sector that has its own: readers of the press took even judgment enforcement's
    "6 tháng đầu năm" for January to June.
    """
    found = phrases(text)
    place(text.key, found, published)
    complete(text.key, found, published)
    assumed = sector is None and calendars.sector_of(text.key) is not None
    return [_period(text, phrase, sector, assumed) for phrase in found]


@cache
def _cumulative() -> re.Pattern[str]:
    return re.compile(rf"{one_of(section('placing')['cumulative'])}[^.;,\n]{{0,14}}$")


def _reckoned(phrase: Phrase, sector: str | None, assumed: bool) -> tuple[Dates | None, PeriodSource]:
    """The dates of a phrase and where they come from: print, the sector's calendar, or the plain one assumed."""
    moment, value = phrase.moment, phrase.value
    counted = moment.grain in COUNTED or (sector is not None and moment.grain == "year")
    counted = counted and phrase.until is None and moment.part in ("", "first", "last") and not phrase.as_of
    if value is None or not counted or phrase.explained:
        return value, "printed"
    shifted = calendars.reported(value[0].year, value[0].month, value[1].month, sector) if sector else None
    return (shifted, "calendar") if shifted else (value, "assumed" if assumed else "printed")


def _period(text: Text, phrase: Phrase, sector: str | None, assumed: bool) -> Period:
    moment = phrase.moment
    value, source = _reckoned(phrase, sector, assumed)
    before = text.key[max(0, phrase.start - 24) : phrase.start]
    begins = phrase.since or phrase.until is not None
    snapshot = any(word in phrase.as_of for word in section("placing")["snapshot"])
    return Period(
        "period",
        phrase.start,
        phrase.end,
        text.raw[phrase.start : phrase.end],
        value,
        grain="range" if phrase.until else "same" if phrase.same else moment.grain,
        base=phrase.base,
        cumulative=(begins and moment.part == "start") or bool(_cumulative().search(before)),
        as_of=snapshot or (moment.grain == "now" and phrase.until is None),
        relative=moment.year is None and moment.grain not in TELLING_NOTHING,
        source=source,
    )
