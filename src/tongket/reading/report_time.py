"""The time that an official paper reports on, and what its other times are by it.

The title names it ("6 tháng đầu năm 2024"), and where a sector's or the decree's own days are meant, brackets under the
title or in the opening sentence print them ("(Số liệu từ ngày 15/12/2023 đến ngày 14/6/2024)"): then every month,
quarter and count of months of the paper runs by these days. Civil judgment enforcement prints none: its year is the
law's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tongket.grammar import calendars
from tongket.grammar.placing import sets_work
from tongket.patterns import alternatives
from tongket.reading.phrasing import words_of
from tongket.records import Dates, Document, Period
from tongket.text import Text, key

_words: Final = words_of("report_time")
_COUNTED: Final[tuple[str, ...]] = ("month", "months", "quarter", "half", "year", "school_year", "week")
_SHIFTING: Final[tuple[str, ...]] = ("months", "half", "quarter", "month", "same", "year")
_OPENING_BLOCKS, _OPENING_LENGTH = 2, 700
_BRACKET: Final = re.compile(r"\((?:[^\W\d]+ ){0,4}$")
_LONGEST_SHIFT: Final = 100
_UNLIKE: Final = 20
"""Days by which printed dates may be longer or shorter than the stretch that they explain."""


@dataclass(frozen=True, slots=True)
class _Report:
    """`told`: the stretch as named; `printed`: the days printed for it, None where there are none."""

    told: Period | None
    printed: Period | None

    @property
    def period(self) -> Period | None:
        return self.printed or self.told


def find(document: Document, text: Text, periods: Sequence[Period]) -> Period | None:
    """The time that an official paper is of; None for other texts and where the title does not say."""
    return None if document.header is None else _report(document, text, periods).period


def settled(document: Document, text: Text, periods: Sequence[Period]) -> list[Period]:
    """The periods of an official paper on the calendar that the paper prints or that its sector has by law."""
    if document.header is None:
        return list(periods)
    report = _report(document, text, periods)
    rule = _by_print(report) or _by_law(document, text)
    periods = [rule(period) for period in periods] if rule is not None else list(periods)
    so_far = _so_far(document, text, periods)
    if so_far is not None:
        at, dates = so_far
        periods[at] = replace(periods[at], value=dates, as_of=False, cumulative=True)
    return periods


# ── what the title and the opening say ───────────────────────────────────────
def _report(document: Document, text: Text, periods: Sequence[Period]) -> _Report:
    title, opening = _in_title(document, text, periods), _in_opening(document, text, periods)
    printed = next((p for p in [*title, *opening] if p.grain == "range" and _is_printed(p, text)), None)
    named = [p for p in title if p.grain in _COUNTED and not p.as_of] or [p for p in title if p.cumulative]
    named = named or [p for p in title if p.dates is not None and p.dates[0] == p.dates[1] and _until(p, text)]
    named = named or [p for p in opening if p.grain in _COUNTED and not p.as_of]
    return _Report(_widest(named), printed)


def stands_in_bracket(period: Period, text: Text) -> bool:
    """'II. THIỆT HẠI (⟨tính đến 17 giờ ngày 12/9⟩)'."""
    return _BRACKET.search(text.key[max(0, period.start - 30) : period.start]) is not None


def _widest(named: Sequence[Period]) -> Period | None:
    """The first; of "tháng 10 và 10 tháng", which end together, the longer one."""
    first = next(iter(named), None)
    if first is None or first.dates is None:
        return first
    together = [p for p in named if p.dates is not None and p.dates[1] == first.dates[1]]
    return min(together, key=lambda p: p.dates[0] if p.dates else dt.date.max)


def _in_title(document: Document, text: Text, periods: Sequence[Period]) -> list[Period]:
    titles = [b for b in document.blocks if b.kind == "title"]
    return _reported([p for p in periods if any(b.start <= p.start < b.end for b in titles)], text)


def _in_opening(document: Document, text: Text, periods: Sequence[Period]) -> list[Period]:
    """Those of the first blocks below the title, before any list or table."""
    end = max((b.end for b in document.blocks if b.kind in ("title", "header")), default=0)
    below = [b for b in document.blocks if b.start >= end and b.kind not in ("furniture", "caption")]
    opening = [b for b in below[:_OPENING_BLOCKS] if b.kind in ("paragraph", "heading")]
    limit = end + _OPENING_LENGTH
    return _reported([p for p in periods if any(b.start <= p.start < min(b.end, limit) for b in opening)], text)


def _reported(periods: Sequence[Period], text: Text) -> list[Period]:
    """Without those of a comparison and those of the work to be done."""
    told: list[Period] = []
    work = False
    for at, period in enumerate(periods):
        before = periods[at - 1] if at else None
        apart = before is not None and "\n" in text.key[before.end : period.start]
        work = (
            before is not None
            and not (apart and not work)
            and (sets_work(text.key, before.end, period.start) or (work and "(" in text.key[before.end : period.start]))
        )
        if not work and not period.base and period.dates is not None:
            told.append(period)
    return told


def _is_printed(period: Period, text: Text) -> bool:
    """Two days, in brackets or after the words that explain figures."""
    before = text.key[max(0, period.start - 40) : period.start]
    days = sum(c.isdigit() for c in period.text) >= 4
    return days and (_BRACKET.search(before) is not None or _figures().search(before) is not None)


@cache
def _figures() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_words('figures'))})[^\d\n]{{0,16}}$")


def _so_far(document: Document, text: Text, periods: Sequence[Period]) -> tuple[int, Dates] | None:
    """ "… giải ngân kế hoạch vốn đến ngày 31/10": what a plan's work has come to since the year began; in brackets
    "(tính đến ngày 25/5)" a day stays a day unless the title also names its year."""
    title = _in_title(document, text, periods)
    day = next((p for p in title if p.dates is not None and p.dates[0] == p.dates[1] and _until(p, text)), None)
    if day is None or day.dates is None:
        return None
    year = next((p for p in title if p.grain == "year" and p.dates and p.dates[0] <= day.dates[0] <= p.dates[1]), None)
    bracket = stands_in_bracket(day, text)
    others = [p for p in title if p is not day and p is not year and p.grain in _COUNTED]
    titles = " ".join(text.key[b.start : b.end] for b in document.blocks if b.kind == "title")
    if others or (year is None and (bracket or _flow().search(titles) is None)):
        return None
    return periods.index(day), (dt.date(day.dates[1].year, 1, 1), day.dates[1])


def _until(period: Period, text: Text) -> bool:
    return period.as_of or text.key.startswith(tuple(f"{word} " for word in _words("until")), period.start)


@cache
def _flow() -> re.Pattern[str]:
    return re.compile(alternatives(_words("flows")))


# ── the paper's calendar ─────────────────────────────────────────────────────
Rule = Callable[[Period], Period]


def _by_print(report: _Report) -> Rule | None:
    """The printed days for the stretch that they explain, a year before for the year before, and, where they open and
    close a month, for every month."""
    told, printed = report.told, report.printed
    if told is None or printed is None or told.dates is None or printed.dates is None:
        return None
    plain, days = told.dates, printed.dates
    if plain == days or not _alike(plain, days):
        return _as_explained(report) if plain == days else None
    if told.grain == "week":
        moved = (days[0] - plain[0]).days
        return lambda p: _moved(p, moved) if p.grain == "week" else p
    monthly = _opens_month(plain, days)

    def rule(period: Period) -> Period:
        value = period.dates
        if value is None or period.grain not in _SHIFTING or period.as_of:
            return period
        step = value[1].year - plain[1].year
        if (calendars.years_from(plain[0], step), calendars.years_from(plain[1], step)) == value:
            return replace(period, value=(calendars.years_from(days[0], step), calendars.years_from(days[1], step)))
        whole = period.grain != "year" or value[1].year == days[1].year
        return replace(period, value=_reckoned(value, days)) if monthly and whole and _is_months(value) else period

    return rule


def _as_explained(report: _Report) -> Rule | None:
    """The grammar has already given the stretch its printed days: the calendar is read off them."""
    printed = report.printed
    if printed is None or printed.dates is None or report.told is None or report.told.grain not in _SHIFTING:
        return None
    days = printed.dates
    if days[0].day == 1 or (days[1] - days[0]).days < 25:
        return None

    def rule(period: Period) -> Period:
        value = period.dates
        if value is None or period.grain not in _SHIFTING or period.as_of or not _is_months(value):
            return period
        whole = period.grain != "year" or value[1].year == days[1].year
        return replace(period, value=_reckoned(value, days)) if whole else period

    return rule


def _moved(period: Period, days: int) -> Period:
    if period.dates is None:
        return period
    step = dt.timedelta(days=days)
    return replace(period, value=(period.dates[0] + step, period.dates[1] + step))


def _alike(plain: Dates, printed: Dates) -> bool:
    longer = abs((plain[1] - plain[0]).days - (printed[1] - printed[0]).days)
    return longer <= _UNLIKE and 0 <= (plain[0] - printed[0]).days <= _LONGEST_SHIFT


def _is_months(value: Dates) -> bool:
    return value[0].day == 1 and (value[1] + dt.timedelta(days=1)).day == 1


def _opens_month(plain: Dates, days: Dates) -> bool:
    """Whether the printed days are those of reporting months: from a day of the month before to the day before it."""
    before = calendars.month_step(plain[0].year, plain[0].month, -1)
    same_end = (days[1].year, days[1].month) == (plain[1].year, plain[1].month)
    return _is_months(plain) and (days[0].year, days[0].month) == before and same_end


def _reckoned(value: Dates, days: Dates) -> Dates:
    """Whole months by the days on which the paper's months open and close."""
    before = calendars.month_step(value[0].year, value[0].month, -1)
    first = dt.date(*before, min(days[0].day, 28))
    return first, value[1].replace(day=min(days[1].day, value[1].day))


def _by_law(document: Document, text: Text) -> Rule | None:
    """The reporting year of the issuing body's sector, where law and not custom sets it."""
    lines = document.header.body_lines if document.header is not None else ()
    name = key(" ".join(text.raw[slice(*line)] for line in lines))
    sector = calendars.sector_by_law(name)
    if sector is None:
        return None

    def rule(period: Period) -> Period:
        value = period.dates
        if value is None or period.grain not in ("months", "half", "year", "same") or not _is_months(value):
            return period
        shifted = calendars.reported(value[0].year, value[0].month, value[1].month, sector)
        same_year = value[0].year == value[1].year and value[0].month == 1
        return replace(period, value=shifted, source="calendar") if shifted and same_year else period

    return rule
