"""The time of a review: the day of the meeting, the period under review, the period ahead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.reading import evidence
from tongket.reading.evidence import dates
from tongket.reading.meeting import Occasion, head, years_of
from tongket.reading.phrasing import pattern
from tongket.records import Dates, Period, Span
from tongket.text import Text

_SOON, _LATE = 7, 60  # days after and before the day of publication on which a reported meeting may lie
_NO_OUTLOOK: Final[tuple[str, ...]] = ("day", "days", "now", "again", "last")  # grains that open no outlook
_WEEK, _YEAR = 6, 366  # days between the first and the last of the shortest and longest reviewed stretch
_SPANS: Final[tuple[str, ...]] = ("range", "years")  # grains that tell a first and a last day


def meeting_date(
    occasion: Occasion, sentences: Sequence[Span], periods: Sequence[Period], published: dt.date | None
) -> dt.date | None:
    """The day named in the occasion's sentence, else the first in the head, shortly before publication."""
    top = head(sentences)
    if not top:
        return None
    for start, end in (occasion.sentence, (top[0][0], top[-1][1])):
        for period in periods:
            if start <= period.start < end and period.grain in ("day", "hour") and not period.base:
                day = dates(period)
                if day and (published is None or -_SOON <= (published - day[0]).days <= _LATE):
                    return day[0]
    return None


def reviewed(
    text: Text, occasion: Occasion, sentences: Sequence[Span], periods: Sequence[Period], met: dt.date | None
) -> Dates | None:
    """The period under review; `met` is the day of the meeting, else of publication."""
    if text.key.startswith(" " + lexicon.load("reviews")["ahead"]["term"], occasion.cue[1]):
        return None
    years = _years_until(text, occasion, periods, met)
    if years:
        return years
    end = occasion.sentence[1]
    planned = _planned_from(text, occasion.cue[1], end)
    inside = list(evidence.stretches(periods, occasion.cue[0], end))
    plan = pattern("reviews", "ahead", "words").match(text.key, *occasion.cue)  # "triển khai nhiệm vụ năm …"
    first = None if plan else next((p for p in inside if p.start < planned), None)
    past = dates(_explained(text, first, periods))
    if past and evidence.is_past(past, met):
        return past
    before = list(evidence.stretches(periods, occasion.sentence[0], occasion.cue[0]))
    told = next((d for p in reversed(before) if (d := dates(p)) and _may_be_reviewed(d, None, met)), None)
    if told and not plan and not occasion.period:
        return told
    if occasion.period:
        return occasion.period
    coming = dates(inside[0]) if inside else None
    top = head(sentences)
    elsewhere = evidence.stretches(periods, top[0][0], sentences[min(len(sentences), len(top) + 4) - 1][1])
    return next((d for p in elsewhere if (d := dates(p)) and _may_be_reviewed(d, coming, met)), None)


def _explained(text: Text, period: Period | None, periods: Sequence[Period]) -> Period | None:
    """The dates printed in brackets after a period: "6 tháng (số liệu từ 1/12 đến 31/5)", "5 năm (2012 - 2016)"."""
    if period is None or not text.key.startswith(" (", period.end):
        return period
    close = text.key.find(")", period.end)
    inside = [p for p in periods if period.end < p.start and p.end <= close and dates(p) and not p.base]
    return inside[0] if len(inside) == 1 and inside[0].grain in _SPANS else period


def _may_be_reviewed(stretch: Dates, coming: Dates | None, met: dt.date | None) -> bool:
    """Before what is planned, mostly over at the meeting, and a week to a year long."""
    if not _WEEK <= (stretch[1] - stretch[0]).days <= _YEAR or (coming and stretch[0] >= coming[0]):
        return False
    return evidence.is_past(stretch, met)


def _planned_from(text: Text, start: int, end: int) -> int:
    """Where the outlook begins in the occasion's sentence; its end where there is none."""
    match = _divide().search(text.key, start, end)
    return match.start() if match else end


@cache
def _divide() -> re.Pattern[str]:
    """A comma, "và" or dash, and the words of the outlook."""
    joiners = pattern("reviews", "ahead", "joiners").pattern
    fillers = pattern("reviews", "ahead", "fillers").pattern
    return re.compile(rf"(?:[,;-]|{joiners})\s*(?:{fillers} )*" + pattern("reviews", "ahead", "words").pattern)


def _years_until(text: Text, occasion: Occasion, periods: Sequence[Period], met: dt.date | None) -> Dates | None:
    """The years that end on the day of the meeting ("sơ kết một năm thực hiện Chỉ thị …"), or those in brackets."""
    match = years_of().match(text.key, occasion.cue[1])
    printed = [p for p in periods if match and match.start() < p.start < match.end() and p.grain in _SPANS]
    if printed:
        return dates(printed[0])
    if match is None or met is None:
        return None
    number = match["n"]
    years = int(number) if number.isdigit() else lexicon.load("reviews")["counts"].get(number)
    if not isinstance(years, int):
        return None
    day = 28 if (met.month, met.day) == (2, 29) else met.day
    return met.replace(year=met.year - years, day=day), met


def ahead(periods: Sequence[Period], past: Dates | None, published: dt.date | None) -> list[Period]:
    """The mentions of time after the reviewed period, not over when the text was published."""
    return [
        p
        for p in periods
        if (time := dates(p))
        and past
        and time[0] > past[1]
        and not p.base
        and p.grain not in _NO_OUTLOOK
        and (published is None or time[1] > published)
    ]


def coming(
    text: Text, occasion: Occasion, sentences: Sequence[Span], periods: Sequence[Period], past: Dates | None
) -> Dates | None:
    """The period ahead: named in the occasion's sentence after the reviewed one, or by an opener later on."""
    places = [(occasion.cue[0], occasion.sentence[1])]
    for start, end in sentences:
        for opener in pattern("reviews", "ahead", "openings").finditer(text.key, start, end):
            places.append((opener.end(), min(end, opener.end() + 25)))
    for start, end in places:
        for period in evidence.stretches(periods, start, end):
            time = dates(period)
            if time and _follows(time, past):
                return time
    return None


def of_tasks(
    tasks: Sequence[Span], sentences: Sequence[Span], times: Sequence[Period], past: Dates | None
) -> Dates | None:
    """The time ahead that a sentence of tasks opens with: "Quý IV, Sở tập trung …"; no month for the half-year."""
    for start, end in sentences:
        first = next((task for task in tasks if start <= task[0] < end), None)
        time = next((p for p in times if first and start <= p.start and p.end <= first[1] and p.start < end), None)
        if time and (stretch := dates(time)) and (past is None or _days(stretch) * 2 >= _days(past)):
            return stretch
    return None


def _days(stretch: Dates) -> int:
    return (stretch[1] - stretch[0]).days


def _follows(ahead: Dates, past: Dates | None) -> bool:
    """It begins after the middle of the reviewed period and ends after it."""
    return past is not None and ahead[1] > past[1] and (ahead[0] - past[0]) * 2 > past[1] - past[0]
