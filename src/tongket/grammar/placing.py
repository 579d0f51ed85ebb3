"""Phrases → dates: by the publication, by the year the sentence named, and by the dates the document prints."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from functools import cache
from typing import Final

from tongket.grammar import calendars
from tongket.grammar.joining import COUNTED, DAYS, Phrase
from tongket.grammar.moments import Moment
from tongket.grammar.resolving import Context, just_ended, resolve
from tongket.grammar.timewords import either, section, words
from tongket.patterns import maybe, one_of
from tongket.records import Dates

_SENTENCE_END: Final = re.compile(r"\n|[.!?;…][\"”]? (?=\D)")
_NAMES_YEAR: Final = frozenset(("year", "months", "quarter", "half", "month", "day", "days"))


@cache
def _future() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + either(words("future")))


def place(key: str, phrases: list[Phrase], published: dt.date | None) -> None:
    """Gives each phrase its dates; the year named earlier in a sentence beats the publication's."""
    published = _today(phrases, published)
    boundary, year, current = 0, None, None
    spoken: dict[str, Dates] = {}
    for index, phrase in enumerate(phrases):
        if index and _SENTENCE_END.search(key, phrases[index - 1].end, phrase.start):
            year = None
            boundary = phrases[index - 1].end
        context = Context(published, year, _plans(key, boundary, phrase))
        if phrase.moment.grain == "again":
            phrase.value = spoken.get(phrase.moment.unit, None if phrase.moment.unit else current)
            continue
        phrase.value = _dates(phrase, context, current)
        if phrase.moment.grain in _NAMES_YEAR and not phrase.base and phrase.until is None:
            if phrase.as_of and phrase.moment.year and published and phrase.moment.year > published.year:
                continue
            if phrase.moment.year and phrase.moment.part != "end":
                year = phrase.moment.year
            elif phrase.moment.grain == "year":
                year = phrase.value[0].year if phrase.value else None
        if index and sets_work(key, phrases[index - 1].end, phrase.start):
            continue
        if phrase.value and not phrase.base and phrase.moment.grain not in ("now",):
            current = phrase.value
            spoken[phrase.moment.grain] = phrase.value


@cache
def _work() -> re.Pattern[str]:
    return re.compile(rf"^[^.\n;]*{one_of(section('placing')['work'])}[^.\n;]*$")


def sets_work(key: str, last: int, start: int) -> bool:
    """Whether a time comes after another in words that set work: 'sơ kết quý I, nhiệm vụ ⟨quý II⟩'."""
    return start - last <= 70 and key[last : last + 1] != "." and _work().match(key[last:start]) is not None


def _plans(key: str, boundary: int, phrase: Phrase) -> bool:
    """Whether words of plan stand before a phrase in its sentence."""
    if phrase.moment.year is not None:
        return False
    low = max(boundary, phrase.start - 70)
    low = max(low, key.rfind("\n", low, phrase.start), key.rfind(". ", low, phrase.start))
    return bool(_future().search(key, low, phrase.start))


def _today(phrases: list[Phrase], published: dt.date | None) -> dt.date | None:
    """The day that the text itself calls today ("sáng nay (16/6)"): it beats a publication date up to five days off."""
    for phrase in phrases:
        if published and phrase.told is not None:
            printed = resolve(phrase.until or phrase.moment, Context(published))
            today = printed[0] - dt.timedelta(days=phrase.told) if printed else published
            if abs((today - published).days) <= 5:
                return today
    return published


def _count_of_months(phrase: Phrase, phrases: list[Phrase], published: dt.date | None) -> Dates | None:
    """For "trong 4 tháng": the text's own "4 tháng đầu năm", else January to a month just ended."""
    count = phrase.moment.count
    for other in phrases:
        if other.moment.grain == "months" and other.moment.count == count and other.value and not other.base:
            return other.value
    if published and phrase.moment.unit == "month" and just_ended(count, published):
        return calendars.months(published.year, 1, count)
    return None


def _dates(phrase: Phrase, context: Context, current: Dates | None) -> Dates | None:
    moment = phrase.moment
    if phrase.same:
        return _same_period(moment, context, current)
    if phrase.until is not None:
        return _through(moment, phrase.until, context)
    if phrase.base and moment.grain == "year" and moment.year is None and context.year and moment.year_shift in (-1, 0):
        return calendars.years(context.year + moment.year_shift, context.year + moment.year_shift)
    dates = resolve(moment, context)
    if dates is None:
        return None
    if (
        phrase.since
        and moment.grain not in ("years", "days", "term", "school_year", "decade", "last")
        and not moment.last_month
    ):
        return _until_now(moment, dates, context)
    if phrase.loose and moment.grain not in DAYS and not (moment.grain == "years" and moment.count):
        return None
    if any(word in phrase.as_of for word in section("placing")["last_day"]):
        return dates[1], dates[1]
    return dates


def _until_now(moment: Moment, dates: Dates, context: Context) -> Dates | None:
    """As in "từ đầu năm", "từ ngày 1/7/2016" without an end: up to the publication, open where it begins later."""
    if context.published is None or dates[0] > context.published:
        return None
    return dates[0], context.published


def _through(first: Moment, last: Moment, context: Context) -> Dates | None:
    """A range: what one end leaves unsaid, the other tells."""
    if first.year is None and first.year_shift is None and last.year is not None and first.grain != "year":
        end = resolve(last, context)
        start = resolve(first, Context(context.published, last.year))
        if start and end and start[0] > end[1]:
            start = resolve(first, Context(context.published, last.year - 1))
    else:
        start = resolve(first, context)
        year = start[0].year if start and last.grain not in ("now",) else None
        end = resolve(last, Context(context.published, year))
        if start and end and end[1] < start[0] and year:
            end = resolve(last, Context(context.published, year + 1))
    if not start or not end or start[0] > end[1]:
        return None
    return start[0], end[1]


def _same_period(moment: Moment, context: Context, current: Dates | None) -> Dates | None:
    """As in "cùng kỳ năm 2016": the current period in that year."""
    if moment.grain != "year" or current is None:
        return resolve(moment, context) if moment.grain != "year" else None
    year = moment.year
    if year is None and moment.year_shift is not None and moment.year_shift in (-1, -2):
        year = current[1].year + moment.year_shift
    if year is None:
        return None
    step = year - current[1].year
    first, last = calendars.years_from(current[0], step), calendars.years_from(current[1], step)
    return first, _month_end(current[1], last)


def _month_end(model: dt.date, date: dt.date) -> dt.date:
    """Keeps the end of February the end of February."""
    if model.month == 2 and (model + dt.timedelta(days=1)).month == 3:
        end = calendars.months(date.year, 2, 2)
        return end[1] if end else date
    return date


_EXPLAINED: Final = COUNTED | {"year"}
_EXPLAINED_AGAIN: Final = _EXPLAINED | {"again"}


@cache
def _bracket() -> re.Pattern[str]:
    w = section("placing")
    reckoned = one_of(w["reckoned"])
    figures = rf"{maybe(w['figures'])}{maybe(w['passive'])}(?:{reckoned} )?"
    return re.compile(rf"(?:[ \n]?\({figures}|, {reckoned} )$")


@cache
def _plan_name() -> re.Pattern[str]:
    w = section("placing")
    word = rf"(?: (?!{one_of(w['not_in_names'])}(?!\w))[^\W\d_]+)"
    return re.compile(rf"{one_of(w['plan_names'])}{word}{{1,12}} $")


def _name_plans(key: str, phrases: list[Phrase]) -> None:
    """As in "quy hoạch chung thành phố đến năm 2045": the year is of the plan's name, and of nothing that was done."""
    for phrase in phrases:
        moment = phrase.moment
        until = moment.grain == "year" and moment.year is not None and phrase.until is None and not phrase.base
        if until and phrase.as_of and _plan_name().search(key, max(0, phrase.start - 110), phrase.start):
            moment.grain, phrase.value, phrase.as_of = "name", None, ""


def complete(key: str, phrases: list[Phrase], published: dt.date | None) -> None:
    """The second pass: what other phrases of the document tell of a phrase's dates."""
    _explain(key, phrases)
    _name_plans(key, phrases)
    if published is not None and published >= _STATE_REPORTS:
        _cut_off(phrases, published)
    for phrase in phrases:
        if phrase.moment.grain == "stretch" and phrase.moment.unit == "month":
            phrase.value = _count_of_months(phrase, phrases, published)


def _explain(key: str, phrases: list[Phrase]) -> None:
    """As in "6 tháng đầu năm 2017 (từ 16/12/2016 đến 15/6/2017)": the printed dates are meant, here and further on.

    Not further up: a stretch that the text has named before without dates is the plain one there, and these are the
    days of one section.
    """
    printed: dict[Dates, Dates] = {}
    since: dict[Dates, int] = {}
    for first, second in itertools.pairwise(phrases):
        counted = first.moment.grain in _EXPLAINED and first.until is None and not first.base
        gap = key[first.end : second.start]
        beside = bool(second.until) and len(gap) <= 24 and bool(_bracket().match(gap))
        if counted and beside and first.value and second.value and _alike(first.value, second.value):
            printed[first.value] = second.value
            since.setdefault(first.value, first.start)
    for value, reckoned in _mid_month(phrases).items():
        printed.setdefault(value, reckoned)
    late = {value: at for value, at in since.items() if at > _LEAD and _is_said_before(value, at, phrases)}
    for phrase in phrases:
        if phrase.moment.grain in _EXPLAINED_AGAIN and phrase.value in printed:
            assert phrase.value is not None
            at = late.get(phrase.value)
            if at is not None and (phrase.start < at or "\n" in key[at : phrase.start]):
                continue
            phrase.value, phrase.explained = printed[phrase.value], True


def _mid_month(phrases: list[Phrase]) -> dict[Dates, Dates]:
    """As in "6 tháng đầu năm 2017" where the text tells elsewhere of its results "từ ngày 16/11/2016 đến 15/5/2017":
    one stretch of days from mid-month to mid-month is a reporting calendar, whatever else it is called."""
    days = {p.value for p in phrases if p.until is not None and not p.base and p.value and _is_mid_month(p.value)}
    counted = {p.value for p in phrases if p.moment.grain in _EXPLAINED and p.until is None and not p.base and p.value}
    found = {}
    for plain in counted:
        alike = [dates for dates in days if _alike(plain, dates)]
        if len(alike) == 1:
            found[plain] = alike[0]
    return found


def _is_mid_month(dates: Dates) -> bool:
    return dates[0].day in (_CLOSING_DAY + 1, _CLOSING_DAY + 2) and (dates[1] + _DAY).day == dates[0].day


def _is_said_before(value: Dates, at: int, phrases: list[Phrase]) -> bool:
    return any(p.start < at and p.value == value and p.moment.grain in _EXPLAINED for p in phrases)


_LEAD: Final = 1200
"""Dates printed so near the top explain the whole text."""
_STATE_REPORTS: Final = dt.date(2019, 3, 12)
"""Decree 09/2019/NĐ-CP, article 12: periodic reports run from the 15th of a month to the 14th."""
_CLOSING_DAY: Final = 14
_DAY: Final = dt.timedelta(days=1)


def _cut_off(phrases: list[Phrase], published: dt.date) -> None:
    """A quarter or month told before its end, in a text that sums up "từ đầu năm đến ngày 14/9": the decree's own."""
    ends = {p.value[1] for p in phrases if p.until is not None and p.value and p.value[1].day == _CLOSING_DAY}
    for phrase in phrases:
        value = phrase.value
        if value is None or phrase.explained or phrase.moment.grain not in ("month", "quarter") or phrase.until:
            continue
        cut = value[1].replace(day=_CLOSING_DAY)
        if cut in ends and cut <= published <= value[1]:
            year, month = calendars.month_step(value[0].year, value[0].month, -1)
            phrase.value, phrase.explained = (dt.date(year, month, _CLOSING_DAY + 1), cut), True


def _alike(plain: Dates, printed: Dates) -> bool:
    """Whether printed dates can be what a sector calls this stretch: as long, and begun at most 100 days earlier."""
    longer = abs((plain[1] - plain[0]).days - (printed[1] - printed[0]).days)
    return longer <= 20 and 0 <= (plain[0] - printed[0]).days <= 100
