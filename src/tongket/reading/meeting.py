"""Whether a text reports a review of work, of which type, over which period, and what comes next.

The head of the text decides (title and first sentences): a summing-up ("tổng kết", "sơ kết", "giao ban") of some
work; else a meeting that gives account ("hội nghị … đánh giá kết quả …"); else a report of a body's own results.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from tongket import lexicon
from tongket.reading.phrasing import pattern, words
from tongket.records import Body, Dates, Figure, Period, ReviewType, Span
from tongket.text import Text

HEAD = 900  # characters of the head
_OBJECT = 70  # characters in which the object of a summing-up must stand
_SOON, _LATE = 7, 60  # days after and before the day of publication on which a reported meeting may lie
_FEW = 3  # reported figures that a meeting's or report's account needs at least
_MANY = 6  # acts by which the figures alone tell a report of work
_DAYS = frozenset(("day", "hour", "moment", "open", "tet"))


@dataclass(frozen=True, slots=True)
class Occasion:
    """`cue` is the deciding phrase, `sentence` where it stands; `period` and `body` where the figures told them."""

    type: ReviewType
    cue: Span
    sentence: Span
    period: Dates | None = None
    body: str | None = None


def head(sentences: Sequence[Span]) -> list[Span]:
    """The sentences that begin within the first 900 characters."""
    if not sentences:
        return []
    return [s for s in sentences if s[0] < sentences[0][0] + HEAD]


def find(
    text: Text,
    sentences: Sequence[Span],
    periods: Sequence[Period],
    bodies: Sequence[Body],
    figures: Sequence[Figure],
    published: dt.date | None = None,
) -> Occasion | None:
    """The occasion that the text reports, or None; `sentences` are those of the head, or all."""
    top = head(sentences)
    if not top:
        return None
    key = text.key[top[0][0] : top[-1][1]]
    account = _gives_account(figures)
    found = _summing_up(text, top, periods, bodies, account) if _holds(key, "summing") else None
    if found is None and account and _holds(key, "occasion", "accounts"):
        found = _meeting(text, top, periods)
    if found is None and account and _holds(key, "occasion", "reports"):
        found = _report(text, top, [p for p in periods if _closed(p, published)], bodies)
    return found or _own_work(text, top, figures, published)


def _holds(key: str, *path: str) -> bool:
    """Whether any of the words is there at all: a quick no for most texts."""
    return any(word in key for word in words("reviews", *path))


def _gives_account(figures: Sequence[Figure]) -> bool:
    """Enough results, and not mostly plans."""
    done = sum(f.status in ("reported", "estimate") for f in figures)
    return done >= _FEW and done * 2 > len(figures)


# ── the three kinds ──────────────────────────────────────────────────────────
@cache
def _at_once(name: str) -> re.Pattern[str]:
    """The words of a list right at a place."""
    return re.compile(r"\W*" + pattern("reviews", "occasion", name).pattern)


def _summing_up(
    text: Text, top: Sequence[Span], periods: Sequence[Period], bodies: Sequence[Body], account: bool
) -> Occasion | None:
    """A "tổng kết", "sơ kết" or "giao ban" of some work over some time."""
    for start, end in top:
        for match in pattern("reviews", "summing").finditer(text.key, start, end):
            kind = match.group()
            if not _sums_up(text, match, start, end) or (kind == "giao ban" and not account):
                continue
            timed = next(_spans_of_time(periods, match.end(), end), None) or _years_of().match(text.key, match.end())
            if not (timed or (account and kind != "giao ban")) or not _held(text, match, start, bodies):
                continue
            return Occasion(lexicon.load("reviews")["summing"][kind], match.span(), (start, end))
    return None


def _held(text: Text, match: re.Match[str], start: int, bodies: Sequence[Body]) -> bool:
    """Somebody holds it: "hội nghị tổng kết", "Công an tỉnh tổng kết", "Công an tỉnh: Sơ kết"."""
    before = text.key[max(start, match.start() - 60) : match.start()]
    if not before.strip() or before.rstrip().endswith(":") or pattern("reviews", "occasion", "held").search(before):
        return True
    return any(0 <= match.start() - body.end <= 8 for body in bodies)


def _sums_up(text: Text, match: re.Match[str], start: int, end: int) -> bool:
    """Some work is summed up, in this text's own news."""
    key = text.key
    if _at_once("no_objects").match(key, match.end(), end):
        return False
    if _no_news().search(key, max(start, match.start() - 60), match.start()):
        return False
    if _years_of().match(key, match.end()):
        return True
    reach = min(end, match.end() + _OBJECT)
    return bool(pattern("reviews", "occasion", "objects").search(key, match.end(), reach))


@cache
def _no_news() -> re.Pattern[str]:
    """A word right before a summing-up that makes it no news: "sẽ (tổ chức hội nghị) tổng kết"."""
    holding = pattern("reviews", "occasion", "holding").pattern
    return re.compile(rf"{pattern('reviews', 'occasion', 'no_before').pattern}(?: {holding})*\s*$")


def _meeting(text: Text, top: Sequence[Span], periods: Sequence[Period]) -> Occasion | None:
    """A "hội nghị" or "làm việc với …" with an account of results over a period."""
    for start, end in top:
        meeting = pattern("reviews", "occasion", "meetings").search(text.key, start, end)
        if meeting is None or pattern("reviews", "occasion", "no_meetings").search(text.key, start, end):
            continue
        account = pattern("reviews", "occasion", "accounts").search(text.key, start, end)
        if account is None or (_is_briefing(text, start, end) and not _of_results(account.group())):
            continue
        if next(_spans_of_time(periods, start, end), None):
            return Occasion("hội nghị", account.span(), (start, end))
    return None


def _is_briefing(text: Text, start: int, end: int) -> bool:
    """A press briefing speaks of whatever is asked."""
    return bool(pattern("reviews", "occasion", "briefings").search(text.key, start, end))


def _of_results(account: str) -> bool:
    return str(lexicon.load("reviews")["occasion"]["results"]) in account


def _report(text: Text, top: Sequence[Span], periods: Sequence[Period], bodies: Sequence[Body]) -> Occasion | None:
    """A report of a public body about its own work: "theo báo cáo của …, trong năm …"."""
    for i, (start, end) in enumerate(top):
        cue = pattern("reviews", "occasion", "reports").search(text.key, start, end)
        if cue is None or pattern("reviews", "occasion", "no_reports").search(text.key, start, end):
            continue
        around = text.key[max(start, cue.start() - 60) : min(end, cue.end() + 60)]
        if pattern("reviews", "occasion", "no_reporters").search(around):
            continue
        last = min(cue.end() + _OBJECT + 40, top[i + 1][1] if i + 1 < len(top) else end)
        named = any(start - 200 <= body.start < end and not body.generic for body in bodies)
        timed = any(_short(p) for p in _spans_of_time(periods, cue.start(), last))
        if named and timed:
            return Occasion("báo cáo", cue.span(), (start, end))
    return None


@cache
def _years_of() -> re.Pattern[str]:
    """A number of years and what was done for so long: "hai năm thực hiện"."""
    table = lexicon.load("reviews")["years"]
    fillers, acts = pattern("reviews", "years", "fillers").pattern, pattern("reviews", "years", "acts").pattern
    return re.compile(rf"\s*(?:{fillers} )*(?P<n>\d{{1,2}}|[^\W\d_]+) {table['year']} (?:\([^)]*\) )?{acts}")


def _own_work(text: Text, top: Sequence[Span], figures: Sequence[Figure], published: dt.date | None) -> Occasion | None:
    """A report by its figures alone: most of the acts told are one public body's, over one past period.

    "Năm 2016, Thanh tra Sở triển khai 394 cuộc …, kiến nghị …, xử phạt …".
    """
    key = text.key[top[0][0] : top[-1][1]]
    acts = [f for f in figures if f.act and f.body and f.period and f.status in ("reported", "estimate")]
    if len(acts) < _MANY or pattern("reviews", "occasion", "no_meetings").search(key):
        return None
    body, named = Counter(str(f.body) for f in acts).most_common(1)[0]
    period, timed = Counter(f.period for f in acts).most_common(1)[0]
    if period is None or named * 3 < len(acts) * 2 or timed * 2 < len(acts):
        return None
    if pattern("reviews", "occasion", "no_reporters").search(body.lower()):
        return None
    past = published is None or period[1] <= published
    if not past or not _one_reporting_period(period):
        return None
    return Occasion("báo cáo", top[0], top[0], period, body)


# ── time ─────────────────────────────────────────────────────────────────────
def _spans_of_time(periods: Sequence[Period], start: int, end: int) -> Iterable[Period]:
    """Resolved periods longer than a day, not the other side of a comparison."""
    return iter(
        [
            p
            for p in periods
            if start <= p.start < end and p.grain not in _DAYS and not p.base and isinstance(p.value, tuple)
        ]
    )


def _closed(period: Period, published: dt.date | None) -> bool:
    """Over when the text was published."""
    dates = _dates(period)
    return dates is not None and (published is None or dates[1] <= published)


def _short(period: Period) -> bool:
    """From a month to a year, as one reporting period is."""
    dates = _dates(period)
    return dates is not None and _one_reporting_period(dates)


def _one_reporting_period(dates: Dates) -> bool:
    return 27 <= (dates[1] - dates[0]).days + 1 <= 366 and dates[0].day == 1


def _dates(period: Period | None) -> Dates | None:
    return period.value if period and isinstance(period.value, tuple) else None


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
                dates = _dates(period)
                if dates and (published is None or -_SOON <= (published - dates[0]).days <= _LATE):
                    return dates[0]
    return None


def reviewed(
    text: Text, occasion: Occasion, sentences: Sequence[Span], periods: Sequence[Period], met: dt.date | None
) -> Dates | None:
    """The period under review; `met` is the day of the meeting, else of publication."""
    if occasion.period:
        return occasion.period
    years = _years_until(text, occasion, met)
    if years:
        return years
    end = occasion.sentence[1]
    planned = _planned_from(text, occasion.cue[1], end)
    inside = list(_spans_of_time(periods, occasion.cue[0], end))
    plan = pattern("reviews", "ahead", "words").match(text.key, *occasion.cue)  # "triển khai nhiệm vụ năm …"
    first = None if plan else next((p for p in inside if p.start < planned), None)
    dates = _dates(first)
    if dates and (met is None or dates[0] <= met):
        return dates
    coming = _dates(inside[0]) if inside else None
    top = head(sentences)
    elsewhere = _spans_of_time(periods, top[0][0], sentences[min(len(sentences), len(top) + 4) - 1][1])
    return next((d for p in elsewhere if (d := _dates(p)) and _may_be_reviewed(d, coming, met)), None)


def _may_be_reviewed(dates: Dates, coming: Dates | None, met: dt.date | None) -> bool:
    """Before what is planned, begun before the meeting, and at least a week long."""
    if (dates[1] - dates[0]).days < 6 or (coming and dates[0] >= coming[0]):
        return False
    return met is None or dates[0] <= met


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


def _years_until(text: Text, occasion: Occasion, met: dt.date | None) -> Dates | None:
    """The years that end on the day of the meeting: "sơ kết một năm thực hiện Chỉ thị …"."""
    match = _years_of().match(text.key, occasion.cue[1])
    if match is None or met is None:
        return None
    number = match["n"]
    years = int(number) if number.isdigit() else lexicon.load("reviews")["counts"].get(number)
    if not isinstance(years, int):
        return None
    day = 28 if (met.month, met.day) == (2, 29) else met.day
    return met.replace(year=met.year - years, day=day), met


def coming(
    text: Text, occasion: Occasion, sentences: Sequence[Span], periods: Sequence[Period], past: Dates | None
) -> Dates | None:
    """The period ahead: named in the occasion's sentence after the reviewed one, or by an opener later on."""
    places = [(occasion.cue[0], occasion.sentence[1])]
    for start, end in sentences:
        for opener in pattern("reviews", "ahead", "openings").finditer(text.key, start, end):
            places.append((opener.end(), min(end, opener.end() + 25)))
    for start, end in places:
        for period in _spans_of_time(periods, start, end):
            dates = _dates(period)
            if dates and _follows(dates, past):
                return dates
    return None


def _follows(dates: Dates, past: Dates | None) -> bool:
    return past is not None and dates[0] > past[0] and dates[1] > past[1]
