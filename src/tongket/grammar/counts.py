"""A number of units: "6 tháng đầu năm 2016", "5 năm qua", "70 năm thành lập"; a bare duration is none of them."""

from __future__ import annotations

import re
from functools import cache

from tongket.grammar.moments import Moment
from tongket.grammar.stretches import with_year
from tongket.grammar.timewords import DASH, YEAR, counted, either, number, table, words, year_tail

_M = r"(?:0?[1-9]|1[0-2])"
UNITS = {
    "giờ": "hour",
    "tiếng": "hour",
    "phút": "hour",
    "ngày": "day",
    "đêm": "day",
    "tuần": "week",
    "tháng": "month",
    "quý": "quarter",
    "năm": "year",
    "thập kỷ": "decade",
    "thập niên": "decade",
    "thế kỷ": "century",
}
_UNIT = "thập kỷ|thập niên|thế kỷ|giờ|tiếng|phút|ngày|đêm|tuần|tháng|quý|năm"


@cache
def _of_year() -> re.Pattern[str]:
    """What follows "6 tháng" and makes it a part of a year."""
    return re.compile(
        r" (?P<p>đầu|cuối)(?: tiên| cùng)?(?: của)?(?: năm(?! (?:\d{4}|"
        + either(table("shifts"))
        + r")))?(?: kế hoạch)?(?!\w)"
    )


@cache
def _tail() -> re.Pattern[str]:
    past, after, loose = either(words("past_tails")), either(words("next_tails")), either(words("loose_tails"))
    return re.compile(rf" (?:(?P<past>{past})|(?P<next>{after})|(?P<loose>{loose}))")


@cache
def _frame() -> re.Pattern[str]:
    fillers = either(words("frame_fillers"))
    return re.compile(rf"(?:^|\W)(?P<f>{either(words('frames'))})(?: vòng)?(?: {fillers})* $")


@cache
def _anniversary() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = rf"(?:^|\W){either(words('anniversaries'))}(?: {either(words('frame_fillers'))})? $"
    return re.compile(before), re.compile(rf" {either(words('anniversary_tails'))}")


_WEEK_PART = re.compile(r" (?P<p>đầu|cuối) tuần(?: (?:này|qua|vừa qua|tới))?(?!\w)")
_LISTED_YEARS = re.compile(
    rf",? (?:\(|từ (?:năm )?)?(?P<y>{YEAR})(?: ?{DASH} ?| và | đến (?:năm )?|, ?)(?P<z>{YEAR})\)?(?!\d|[.,/]\d)"
)
_LISTED_MONTHS = re.compile(rf" (?P<m>{_M})(?: ?{DASH} ?| và | đến )(?P<z>{_M})(?!\d|,\d)")


def count(key: str, at: int) -> Moment | None:
    """As in "6 tháng đầu năm", "5 năm qua", "hai tháng 7 và 8/2017", "70 năm thành lập"; a bare duration is None."""
    match = counted(_UNIT).match(key, at)
    if not match:
        return None
    value, unit = number(match["n"]), UNITS[match["u"]]
    if value is None:
        return None
    more = _MORE.match(key, match.end())
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
        moment.end, moment.part = match.end(), "first" if match["p"] == "đầu" else "last"
    elif not (tail := year_tail().match(key, moment.end)) or "năm" not in tail[0]:
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
    if moment.unit == "year" and (match := _LISTED_YEARS.match(key, moment.end)):
        first, last = int(match["y"]), int(match["z"])
        return Moment(moment.start, match.end(), "years", year=first, last_year=last, count=moment.count)
    if moment.unit == "month" and (match := _LISTED_MONTHS.match(key, moment.end)):
        first, last = int(match["m"]), int(match["z"])
        return with_year(key, Moment(moment.start, match.end(), "month", month=first, last_month=last))
    if moment.unit == "day" and (match := _WEEK_PART.match(key, moment.end)):
        moment.end, moment.grain, moment.part = match.end(), "days", "first" if match["p"] == "đầu" else "last"
        moment.unit = "week"
        moment.shift = 1 if "tới" in match[0] else 0
        return moment
    return None


def _relative_count(key: str, moment: Moment) -> Moment | None:
    """As in "5 năm qua", "3 năm trở lại đây", "5 năm tới"; "sau 3 năm", "cách đây 1 năm" stay open."""
    frame = _frame().search(key, max(0, moment.start - 24), moment.start)
    match = _tail().match(key, moment.end)
    if match:
        if (
            match["loose"]
            and not frame
            and match["loose"] in ("liên tiếp", "liên tục", "liền", "đầu tiên", "cuối cùng")
        ):
            return None
        moment.end = match.end()
        moment.part = "past" if match["past"] else "next" if match["next"] else ""
        moment.grain = "last" if moment.part else "open"
    elif not frame or not _frames(key, moment, frame):
        return None
    elif frame["f"] == "trong" or (frame["f"] == "qua" and _of_report(key, moment)):
        moment.grain, moment.part = "stretch", "past"
    if frame and frame["f"] != "hơn":
        moment.start = frame.start("f")
    return moment


_LAUNCHED = re.compile(r" (?:triển khai|thực hiện|hoạt động|thi hành|áp dụng|vận hành|phát động|ra quân)")


def _of_report(key: str, moment: Moment) -> bool:
    """'Qua 6 tháng, …' counts from January; 'qua 6 tháng triển khai' from what is launched."""
    return moment.unit == "month" and _LAUNCHED.match(key, moment.end) is None


_MEASURED = re.compile(r" (?:kể từ|tính từ|tù|lương|sau khi|đồng hồ)(?!\w)")
_MORE = re.compile(r"(?: \d{1,3} (?:tháng|tuần|ngày|giờ|phút)){1,2}(?!\w)")


def _frames(key: str, moment: Moment, frame: re.Match[str]) -> bool:
    """Whether "trong 3 năm" frames: not "trong vòng 30 ngày", "trong 15 phút" or what a law counts from a day."""
    if frame["f"] == "hơn" or _MEASURED.match(key, moment.end):
        return False
    return frame["f"] != "trong" or ("vòng" not in frame[0] and moment.unit != "hour")


def _celebrated(key: str, moment: Moment) -> Moment | None:
    """As in "kỷ niệm 70 năm", "92 năm thành lập", "60 năm tuổi Đảng"."""
    before, after = _anniversary()
    if moment.unit not in ("year", "day"):
        return None
    if before.search(key, max(0, moment.start - 30), moment.start) or after.match(key, moment.end):
        moment.grain = "anniversary"
        return moment
    return None
