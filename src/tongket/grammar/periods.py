"""Periods: when a reported figure holds.

`find(text, published)` reads every time expression of a text, joins what belongs together ("từ 15/12/2022 đến
14/6/2023", "8 giờ sáng nay (6/2)"), tells the periods compared with ("so với cùng kỳ năm 2016") from the periods
reported, and places all on the calendar by the publication date. All digits of an expression lie inside its span,
so that none of them is ever read as a figure.

Grains: day, days, week, month, months, quarter, half, year, years, school_year, term, decade, century, tet, last
("5 năm qua"), stretch ("trong 4 tháng"), range, same ("cùng kỳ"), now, open; and four that tell no period but keep
their numbers from being figures, with value None: age, birth, clock, anniversary, name (a year inside a name).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from tongket.grammar import anchors, calendars
from tongket.grammar.moments import Moment
from tongket.grammar.resolving import Context, resolve
from tongket.grammar.timewords import DASH, either, words
from tongket.records import Dates, Period, PeriodSource
from tongket.text import Text

_TELLING_NOTHING = frozenset(("age", "birth", "clock", "anniversary", "name", "century", "open"))


@dataclass(slots=True)
class _Phrase:
    """One or two joined moments and how they stand in the sentence. `until` closes a range; `since` opens one."""

    start: int
    end: int
    moment: Moment
    until: Moment | None = None
    base: bool = False
    same: bool = False
    as_of: str = ""
    since: bool = False
    loose: bool = False
    value: Dates | None = None


def find(text: Text, published: dt.date | None, sector: str | None = None) -> list[Period]:
    """Every time expression of a text in order, without overlap.

    `value` is first and last day, both included; None where the text leaves it open, or where it is relative and
    `published` is None. `sector` (see `calendars.sector_of`) places months, quarters and their counts on that
    sector's reporting calendar; then `source` is "calendar".
    """
    phrases = _join(text.key, list(anchors.moments(text)))
    for phrase in phrases:
        _look_before(text.key, phrase)
    _place(text.key, phrases, published)
    return [_period(text, phrase, sector) for phrase in phrases]


# ── joining ──────────────────────────────────────────────────────────────────
_THROUGH = re.compile(
    rf" ?(?:{DASH}|,? ?(?:cho )?(?:đến|tới))(?: hết| cuối)?(?: ngày| hết ngày| sáng| hết đêm| năm)? ?$"
)
_BESIDE = re.compile(r"(?:,? ?\(|, ?| |,? ngày |,? tức (?:ngày )?|,? vào )$")
_AFTER_CLOCK = re.compile(r"(?: ?,? ?| ?\(| ngày | sáng | trưa | chiều | tối | đêm )$")
_DAYS = frozenset(("day", "days"))


def _join(key: str, found: list[Moment]) -> list[_Phrase]:
    """Neighbouring moments that make one expression."""
    phrases: list[_Phrase] = []
    for moment in found:
        phrase = _Phrase(moment.start, moment.end, moment)
        if phrases and len(gap := key[phrases[-1].end : moment.start]) <= 16 and _merge(key, phrases[-1], phrase, gap):
            continue
        phrases.append(phrase)
    return phrases


def _merge(key: str, last: _Phrase, phrase: _Phrase, gap: str) -> bool:
    """Takes `phrase` into `last` where the two are one expression."""
    return (
        _merge_same_day(key, last, phrase, gap)
        or _merge_clock(last, phrase, gap)
        or _merge_same_period(last, phrase, gap)
        or _merge_festival_days(last, phrase, gap)
        or _merge_range(key, last, phrase, gap)
    )


def _close(key: str, last: _Phrase, phrase: _Phrase, gap: str) -> None:
    last.end = phrase.end
    if "(" in gap and key.startswith(")", phrase.end):
        last.end += 1


def _merge_same_day(key: str, last: _Phrase, phrase: _Phrase, gap: str) -> bool:
    """ "sáng nay (6/2)", "thứ Hai, ngày 5/3", "hai ngày cuối tuần (27-28/5)": the date says which day is meant."""
    first, second = last.moment, phrase.moment
    vague = first.grain in _DAYS and first.month is None and first.unit in ("day", "week", "weekday")
    if last.until or not vague or second.grain not in _DAYS or second.month is None or not _BESIDE.match(gap):
        return False
    last.moment = second
    _close(key, last, phrase, gap)
    return True


def _merge_clock(last: _Phrase, phrase: _Phrase, gap: str) -> bool:
    """ "17 giờ ngày 9/9": the hour belongs to the day."""
    if last.moment.grain != "clock" or phrase.moment.grain not in (*_DAYS, "clock") or not _AFTER_CLOCK.match(gap):
        return False
    last.moment, last.end = phrase.moment, phrase.end
    return True


def _merge_same_period(last: _Phrase, phrase: _Phrase, gap: str) -> bool:
    """ "cùng kỳ năm 2016", "cùng thời điểm tháng trước"."""
    if last.moment.grain != "same" or last.until or last.same or gap not in (" ", " của ", " (", " vào ", " của các "):
        return False
    if phrase.moment.grain in _TELLING_NOTHING:
        return False
    last.moment, last.same, last.end = phrase.moment, True, phrase.end
    return True


def _merge_festival_days(last: _Phrase, phrase: _Phrase, gap: str) -> bool:
    """ "trong 7 ngày nghỉ Tết": the days are those of the festival."""
    counted = last.moment.unit == "day" and last.moment.grain in ("stretch", "open") and last.moment.count
    if (
        not counted
        or phrase.moment.grain != "tet"
        or gap not in (" ", " nghỉ ", " nghỉ lễ ", " lễ ", " nghỉ dịp ", " dịp ")
    ):
        return False
    last.moment, last.end = phrase.moment, phrase.end
    last.moment.part = ""
    return True


def _merge_range(key: str, last: _Phrase, phrase: _Phrase, gap: str) -> bool:
    """ "từ 15/12/2022 đến 14/6/2023", "26/1 - 1/2", "từ năm 2013 đến nay"."""
    first, second = last.moment, phrase.moment
    if last.until or first.grain in _TELLING_NOTHING or first.grain in ("now", "same", "stretch", "last"):
        return False
    opened = _SINCE.search(key, max(0, last.start - 14), last.start)
    if second.grain == "now":
        joined = gap in (" ", ", ", " cho ", " và ") and key.startswith(("đến", "tới", "cho"), phrase.start)
    else:
        dashed = gap.strip(" ") in ("-", "–", "—", "−")
        alike = (first.grain in _DAYS and second.grain in _DAYS) or first.grain == second.grain or bool(opened)
        joined = (
            bool(_THROUGH.match(gap))
            and alike
            and second.grain not in _TELLING_NOTHING
            and (bool(opened) or dashed or first.grain in ("day", "year", "month"))
        )
    if not joined:
        return False
    last.until, last.end = second, phrase.end
    if "hết" in gap or "cuối" in gap:
        second.part = second.part or ("end" if "cuối" in gap else "")
    return True


# ── what stands before ───────────────────────────────────────────────────────
_SINCE = re.compile(r"(?:^|\W)(?P<s>(?:tính |kể |bắt đầu )?từ(?: hết| sau)?(?: khoảng)?(?: ngày| năm| tháng)?) $")
_LOOSE = re.compile(r"(?:^|\W)(?P<s>trước(?: ngày| khi| thời điểm)?|sau(?: ngày)?) $")


@cache
def _as_of() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?P<s>{either(words('as_of'))}(?: ngày| thời điểm| hết| năm| khoảng)?) $")


@cache
def _compared() -> re.Pattern[str]:
    """ "so với" and at most five words up to the time; "cao hơn năm 2016"; "như năm 2016"."""
    return re.compile(r"(?:^|\W)(?:so(?: với)?(?P<w>(?: [\w%]+){0,5}?)|(?:hơn|kém|như|bằng|so)(?: của| trong)?) $")


@cache
def _plan() -> re.Pattern[str]:
    return re.compile(either(words("plans")))


_COMPARABLE = frozenset(("year", "month", "quarter", "months", "half", "week"))


def _look_before(key: str, phrase: _Phrase) -> None:
    """Sets base, as_of and since by the words before an expression, and takes "tính đến", "từ" into its span."""
    if phrase.moment.grain == "same" or phrase.same:
        phrase.base = True
        return
    if phrase.moment.grain in _TELLING_NOTHING:
        return
    compared = _compared().search(key, max(0, phrase.start - 45), phrase.start)
    if compared and (phrase.moment.grain in _COMPARABLE or compared["w"] is not None):
        phrase.base = not (compared["w"] and _plan().search(compared["w"]))
    since = _SINCE.search(key, max(0, phrase.start - 20), phrase.start)
    if since:
        phrase.start, phrase.since = since.start("s"), True
        return
    snapshot = _as_of().search(key, max(0, phrase.start - 28), phrase.start)
    if snapshot and phrase.until is None:
        phrase.start, phrase.as_of = snapshot.start("s"), snapshot["s"]
        return
    loose = _LOOSE.search(key, max(0, phrase.start - 18), phrase.start)
    if loose:
        phrase.start, phrase.loose = loose.start("s"), True


# ── placing ──────────────────────────────────────────────────────────────────
_SENTENCE_END = re.compile(r"\n|[.!?;…][\"”]? (?=\D)")
_NAMES_YEAR = frozenset(("year", "months", "quarter", "half", "month", "day", "days"))


@cache
def _future() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + either(words("future")))


def _place(key: str, phrases: list[_Phrase], published: dt.date | None) -> None:
    """Gives each phrase its dates; the year named earlier in a sentence beats the publication's."""
    boundary, year, current = 0, None, None
    for index, phrase in enumerate(phrases):
        if index and _SENTENCE_END.search(key, phrases[index - 1].end, phrase.start):
            year = None
            boundary = phrases[index - 1].end
        context = Context(published, year, bool(_future().search(key, max(boundary, phrase.start - 70), phrase.start)))
        phrase.value = _dates(phrase, context, current)
        if phrase.moment.grain in _NAMES_YEAR and not phrase.base and phrase.until is None:
            if phrase.moment.year and phrase.moment.part != "end":
                year = phrase.moment.year
            elif phrase.moment.grain == "year":
                year = phrase.value[0].year if phrase.value else None
        if phrase.value and not phrase.base and phrase.moment.grain not in ("now",):
            current = phrase.value


def _dates(phrase: _Phrase, context: Context, current: Dates | None) -> Dates | None:
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
    if phrase.since and moment.grain not in ("years", "days", "term", "last") and not moment.last_month:
        return _until_now(moment, dates, context)
    if phrase.loose and moment.grain not in _DAYS:
        return None
    if phrase.as_of and (
        "tính" in phrase.as_of or "hết" in phrase.as_of or "lũy kế" in phrase.as_of or "cuối" in phrase.as_of
    ):
        return dates[1], dates[1]
    return dates


def _until_now(moment: Moment, dates: Dates, context: Context) -> Dates | None:
    """ "từ đầu năm", "từ ngày 1/7/2016" without an end: up to the publication, open where it begins later."""
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
    """ "cùng kỳ năm 2016": the current period in that year."""
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


# ── output ───────────────────────────────────────────────────────────────────
_CUMULATIVE = re.compile(r"(?:lũy kế|cộng dồn|từ đầu)[^.;]{0,12}$")
_COUNTED = frozenset(("month", "months", "quarter", "half"))


def _period(text: Text, phrase: _Phrase, sector: str | None) -> Period:
    moment, value = phrase.moment, phrase.value
    source: PeriodSource = "printed"
    if sector and value and moment.grain in _COUNTED and phrase.until is None and moment.part != "end":
        shifted = calendars.reported(value[0].year, value[0].month, value[1].month, sector)
        value, source = (shifted, "calendar") if shifted else (value, source)
    words_before = text.key[max(0, phrase.start - 20) : phrase.end]
    begins = phrase.since or phrase.until is not None
    return Period(
        "period",
        phrase.start,
        phrase.end,
        text.raw[phrase.start : phrase.end],
        value,
        grain="range" if phrase.until else moment.grain,
        base=phrase.base,
        cumulative=(begins and moment.part == "start") or bool(_CUMULATIVE.search(words_before[:20])),
        as_of="đến" in phrase.as_of or "thời điểm" in phrase.as_of or moment.grain == "now",
        relative=moment.year is None and moment.grain not in _TELLING_NOTHING,
        source=source,
    )
