"""A number of units: "6 tháng đầu năm 2016", "5 năm qua", "70 năm thành lập"; a bare duration is none of them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket.grammar.moments import Moment
from tongket.grammar.stretches import with_year
from tongket.grammar.timewords import DASH, YEAR, counted, either, number, table, words, year_tail
from tongket.lexicon import load
from tongket.patterns import alternatives, maybe, one_of, whole

_M: Final = r"(?:0?[1-9]|1[0-2])"


@cache
def _words(section: str) -> dict[str, list[str]]:
    """A section of `lexicon/counts.toml`."""
    entries: dict[str, list[str]] = load("counts")[section]
    return entries


@cache
def _counted() -> tuple[dict[str, str], re.Pattern[str]]:
    """Word of time → grain, and a number before one of them."""
    units: dict[str, str] = load("counts")["units"]
    return units, counted(alternatives(units))


def _part() -> str:
    """The beginning or end of something."""
    first, last = (alternatives(_words("parts")[name]) for name in ("first", "last"))
    return rf"(?:(?P<first>{first})|(?P<last>{last}))"


@cache
def _of_year() -> re.Pattern[str]:
    """What follows "6 tháng" and makes it a part of a year."""
    w = _words("parts")
    year = rf"{one_of(w['year'])}(?! (?:\d{{4}}|{either(table('shifts'))}))"
    sure, of, plan = (one_of(w[name]) for name in ("sure", "of", "plan"))
    return re.compile(rf" {_part()}(?: {sure})?(?: {of})?(?: {year})?(?: {plan})?(?!\w)")


@cache
def _tail() -> re.Pattern[str]:
    past, after, loose = either(words("past_tails")), either(words("next_tails")), either(words("loose_tails"))
    return re.compile(rf" (?:(?P<past>{past})|(?P<next>{after})|(?P<loose>{loose}))")


@cache
def _frame() -> re.Pattern[str]:
    fillers, term = either(words("frame_fillers")), one_of(_words("frames")["term"])
    return re.compile(rf"(?:^|\W)(?P<f>{either(words('frames'))})(?: (?P<term>{term}))?(?: {fillers})* $")


@cache
def _anniversary() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = rf"(?:^|\W){either(words('anniversaries'))}(?: {either(words('frame_fillers'))})? $"
    return re.compile(before), re.compile(rf" {either(words('anniversary_tails'))}")


@cache
def _of_week() -> re.Pattern[str]:
    """What follows "3 ngày" and makes it a part of a week."""
    w = _words("parts")
    now, following = one_of(w["week_now"]), one_of(w["week_next"])
    return re.compile(rf" {_part()} {one_of(w['week'])}(?: (?:{now}|(?P<next>{following})))?(?!\w)")


@cache
def _listed() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Two years, and two months, that the number before them counts."""
    w = _words("listed")
    and_, to, year = one_of(w["and"]), one_of(w["to"]), maybe(w["year"])
    opening = rf",? (?:\(|{one_of(w['from'])} {year})?"
    between = rf"(?: ?{DASH} ?| {and_} | {to} {year}|, ?)"
    years = rf"{opening}(?P<y>{YEAR}){between}(?P<z>{YEAR})\)?(?!\d|[.,/]\d)"
    months = rf" (?P<m>{_M})(?: ?{DASH} ?| {and_} | {to} )(?P<z>{_M})(?!\d|,\d)"
    return re.compile(years), re.compile(months)


def count(key: str, at: int) -> Moment | None:
    """As in "6 tháng đầu năm", "5 năm qua", "hai tháng 7 và 8/2017", "70 năm thành lập"; a bare duration is None."""
    units, pattern = _counted()
    match = pattern.match(key, at)
    if not match:
        return None
    value, unit = number(match["n"]), units[match["u"]]
    if value is None:
        return None
    more = _more().match(key, match.end())
    moment = Moment(at, more.end() if more else match.end(), "open", count=value, unit=unit)
    return (
        _part_of_year(key, moment)
        or _reported_months(key, moment)
        or _listed_count(key, moment)
        or _relative_count(key, moment)
        or _celebrated(key, moment)
    )


def _part_of_year(key: str, moment: Moment) -> Moment | None:
    """As in "6 tháng đầu năm", "9 tháng năm 2016", "2 quý đầu năm"."""
    if moment.unit not in ("month", "quarter") or not 1 <= moment.count <= 12:
        return None
    match = _of_year().match(key, moment.end)
    scale = 3 if moment.unit == "quarter" else 1
    if match:
        moment.end, moment.part = match.end(), "first" if match["first"] else "last"
    elif not (tail := year_tail().match(key, moment.end)) or not any(
        word in tail[0] for word in _words("parts")["year"]
    ):
        return None
    else:
        moment.part = "first"
    moment.grain, moment.count = "months", moment.count * scale
    return with_year(key, moment)


@cache
def _report_lead() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W){either(words('report_leads'))} $")


def _reported_months(key: str, moment: Moment) -> Moment | None:
    """As in "Kết quả 6 tháng", "tính chung 9 tháng": January to that month, though "đầu năm" is left unsaid."""
    if moment.unit != "month" or not 2 <= moment.count <= 11 or _tail().match(key, moment.end):
        return None
    if not _report_lead().search(key, max(0, moment.start - 18), moment.start):
        return None
    moment.grain, moment.part = "months", "first"
    return moment


def _listed_count(key: str, moment: Moment) -> Moment | None:
    """As in "2 năm 2015 và 2016", "hai tháng 7 và 8/2017", "3 ngày đầu tuần"."""
    years, months = _listed()
    if moment.unit == "year" and (match := years.match(key, moment.end)):
        first, last = int(match["y"]), int(match["z"])
        return Moment(moment.start, match.end(), "years", year=first, last_year=last, count=moment.count)
    if moment.unit == "month" and (match := months.match(key, moment.end)):
        first, last = int(match["m"]), int(match["z"])
        return with_year(key, Moment(moment.start, match.end(), "month", month=first, last_month=last))
    if moment.unit == "day" and (match := _of_week().match(key, moment.end)):
        moment.end, moment.grain, moment.unit = match.end(), "days", "week"
        moment.part = "first" if match["first"] else "last"
        moment.shift = 1 if match["next"] else 0
        return moment
    return None


def _relative_count(key: str, moment: Moment) -> Moment | None:
    """As in "5 năm qua", "3 năm trở lại đây", "5 năm tới"; "sau 3 năm", "cách đây 1 năm" stay open."""
    frame = _frame().search(key, max(0, moment.start - 24), moment.start)
    match = _tail().match(key, moment.end)
    w = _words("frames")
    if match:
        if not frame and match["loose"] in w["loose"]:
            return None
        moment.end = match.end()
        moment.part = "past" if match["past"] else "next" if match["next"] else ""
        moment.grain = "last" if moment.part else "open"
    elif not frame or not _frames(key, moment, frame):
        return None
    elif frame["f"] in w["within"] or (frame["f"] in w["through"] and _of_report(key, moment)):
        moment.grain, moment.part = "stretch", "past"
    if frame and frame["f"] not in w["more"]:
        moment.start = frame.start("f")
    return moment


@cache
def _launched() -> re.Pattern[str]:
    return re.compile(f" {one_of(_words('frames')['launched'])}")


def _of_report(key: str, moment: Moment) -> bool:
    """'Qua 6 tháng, …' counts from January; 'qua 6 tháng triển khai' from what is launched."""
    return moment.unit == "month" and _launched().match(key, moment.end) is None


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(f" {whole(_words('frames')['measured'])}")


@cache
def _more() -> re.Pattern[str]:
    """The smaller units of one duration."""
    return re.compile(rf"(?: \d{{1,3}} {one_of(_words('frames')['smaller'])}){{1,2}}(?!\w)")


def _frames(key: str, moment: Moment, frame: re.Match[str]) -> bool:
    """Whether "trong 3 năm" frames: not "trong vòng 30 ngày", "trong 15 phút" or what a law counts from a day."""
    w = _words("frames")
    if frame["f"] in w["more"] or _measured().match(key, moment.end):
        return False
    return frame["f"] not in w["within"] or (frame["term"] is None and moment.unit != "hour")


def _celebrated(key: str, moment: Moment) -> Moment | None:
    """As in "kỷ niệm 70 năm", "92 năm thành lập", "60 năm tuổi Đảng"."""
    before, after = _anniversary()
    if moment.unit not in ("year", "day"):
        return None
    if before.search(key, max(0, moment.start - 30), moment.start) or after.match(key, moment.end):
        moment.grain = "anniversary"
        return moment
    return None
