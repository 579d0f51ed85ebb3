"""Months, quarters, halves, years and counts of them as written: "tháng 2.2022", "quý II và III", "6 tháng đầu năm"."""

from __future__ import annotations

import re
from functools import cache

from tongket.grammar.moments import Moment
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
_PARTS = {"đầu": "start", "giữa": "middle", "cuối": "end", "nửa đầu": "first", "nửa cuối": "last", "nửa": "first"}
_PART = re.compile(r"(?:^|\W)(?P<p>nửa đầu|nửa cuối|đầu|giữa|cuối)(?: của)? $")


def part_before(key: str, at: int) -> tuple[str, int]:
    """ "đầu", "giữa", "cuối", "nửa đầu" before a stretch: its part and where that word begins."""
    match = _PART.search(key, max(0, at - 10), at)
    if not match:
        return "", at
    return _PARTS[match["p"]], match.start("p")


def with_year(key: str, moment: Moment) -> Moment:
    """Adds the year that follows a month, a quarter or a count of months, if one does."""
    match = year_tail().match(key, moment.end)
    if not match:
        return moment
    moment.end = match.end()
    if match["y"]:
        moment.year = int(match["y"])
        last = _year_after(key, moment.end)
        if last and moment.grain == "year":
            moment.last_year, moment.end = last
    else:
        moment.year_shift = table("shifts")[match["r"]]
    return moment


# ── months ───────────────────────────────────────────────────────────────────
_MONTH = re.compile(rf"tháng (?P<m>{_M})(?!\d|,\d|\.\d(?!\d\d\d(?!\d)))")
_MONTH_LIST = re.compile(rf"(?: ?{DASH} ?| và | đến |, ?)(?P<t>tháng )?(?P<m>{_M})(?!\d|[.,]\d(?!\d\d\d))")


@cache
def _month_word() -> re.Pattern[str]:
    return re.compile(rf"tháng (?:(?P<l>{either(table('lunar_months'))})|(?P<m>{either(table('months'))}))")


@cache
def _month_shift() -> re.Pattern[str]:
    return re.compile(rf"tháng (?P<r>{either(table('shifts'))})")


def month(key: str, raw: str, at: int) -> Moment | None:
    """ "tháng 1/2017", "tháng Một năm nay", "tháng 7 và 8/2017", "tháng trước"."""
    part, start = part_before(key, at)
    match = _MONTH.match(key, at)
    if match:
        moment = Moment(start, match.end(), "month", month=int(match["m"]), part=part)
        return _listed(key, with_year(key, moment))
    match = _month_word().match(key, at)
    if match:
        return _worded(key, raw, match, part, start)
    match = _month_shift().match(key, at)
    if match:
        return Moment(start, match.end(), "month", shift=table("shifts")[match["r"]], unit="month", part=part)
    return None


def _listed(key: str, moment: Moment) -> Moment:
    """ "tháng 5-6/2017": a second month counts where it is joined by a dash, named again, or a year follows."""
    if moment.year or moment.year_shift is not None:
        return moment
    match = _MONTH_LIST.match(key, moment.end)
    if not match:
        return moment
    longer = Moment(moment.start, match.end(), "month", month=moment.month, last_month=int(match["m"]))
    with_year(key, longer)
    sure = (
        match["t"] or longer.year or longer.year_shift is not None or key[moment.end : match.start("m")].strip() == "-"
    )
    plural = key[max(0, moment.start - 4) : moment.start] in ("các ", "ững ")
    grows = moment.month is not None and int(match["m"]) > moment.month
    return longer if (sure or plural) and grows else moment


def _worded(key: str, raw: str, match: re.Match[str], part: str, start: int) -> Moment | None:
    if match["l"]:
        value = number(match["l"], "lunar_months")
        return with_year(key, Moment(start, match.end(), "month", month=value, lunar=True, part=part))
    moment = Moment(start, match.end(), "month", month=number(match["m"], "months"), part=part)
    with_year(key, moment)
    capital = raw[match.start("m")].isupper()
    sure = capital or part or moment.year or moment.year_shift is not None
    return moment if sure else None


_MONTH_YEAR = re.compile(rf"(?P<m>{_M}) ?(?:/|{DASH}) ?(?P<y>{YEAR})(?!\d|[.,/]\d)")


def month_year(key: str, at: int) -> Moment | None:
    """ "1/2017" standing alone."""
    match = _MONTH_YEAR.match(key, at)
    return Moment(at, match.end(), "month", year=int(match["y"]), month=int(match["m"])) if match else None


# ── quarters ─────────────────────────────────────────────────────────────────
@cache
def _quarter() -> re.Pattern[str]:
    one = either(table("quarters"))
    joined = rf"(?: ?{DASH} ?| và | đến |, ?)(?:quý )?(?P<e>{one})"
    return re.compile(rf"quý (?P<q>{one})(?:{joined})?")


@cache
def _quarter_shift() -> re.Pattern[str]:
    return re.compile(
        rf"quý (?P<r>{either(table('shifts'))}|đầu(?: tiên)?(?: của)? năm(?!\w)|cuối(?: cùng)?(?: của)? năm(?!\w))"
    )


_FREE = re.compile(r"(?:^|[\n.,(]|trong|của|đầu|cuối|sang|vào|so với) ?$")
"""Before "quý này": without it, "quý" may be the adjective ("loại đá quý này")."""


def quarter(key: str, at: int) -> Moment | None:
    """ "quý I/2017", "quý 1", "quý II và III", "quý trước"."""
    part, start = part_before(key, at)
    match = _quarter().match(key, at)
    if match:
        moment = Moment(start, match.end(), "quarter", quarter=table("quarters")[match["q"]], part=part)
        if match["e"]:
            moment.last_quarter = table("quarters")[match["e"]]
        return with_year(key, moment)
    match = _quarter_shift().match(key, at)
    if not match or (match["r"] in table("shifts") and not _FREE.search(key, max(0, at - 7), at)):
        return None
    if match["r"] in table("shifts"):
        return Moment(start, match.end(), "quarter", shift=table("shifts")[match["r"]], unit="quarter")
    return with_year(key, Moment(start, match.end(), "quarter", quarter=1 if "đầu" in match["r"] else 4))


# ── counts of units ──────────────────────────────────────────────────────────
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
    """ "6 tháng đầu năm 2016", "5 năm qua", "hai tháng 7 và 8/2017", "70 năm thành lập"; a bare duration is None."""
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
        or _listed_count(key, moment)
        or _relative_count(key, moment)
        or _celebrated(key, moment)
    )


def _part_of_year(key: str, moment: Moment) -> Moment | None:
    """ "6 tháng đầu năm", "9 tháng năm 2016", "2 quý đầu năm"."""
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


def _listed_count(key: str, moment: Moment) -> Moment | None:
    """ "2 năm 2015 và 2016", "hai tháng 7 và 8/2017", "3 ngày đầu tuần"."""
    if moment.unit == "year" and (match := _LISTED_YEARS.match(key, moment.end)):
        return Moment(moment.start, match.end(), "years", year=int(match["y"]), last_year=int(match["z"]))
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
    """ "5 năm qua", "3 năm trở lại đây", "5 năm tới"; "sau 3 năm", "cách đây 1 năm" stay open."""
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
    elif frame["f"] == "trong":
        moment.grain, moment.part = "stretch", "past"
    if frame and frame["f"] != "hơn":
        moment.start = frame.start("f")
    return moment


_MEASURED = re.compile(r" (?:kể từ|tính từ|tù|lương|sau khi|đồng hồ)(?!\w)")
_MORE = re.compile(r"(?: \d{1,3} (?:tháng|tuần|ngày|giờ|phút)){1,2}(?!\w)")


def _frames(key: str, moment: Moment, frame: re.Match[str]) -> bool:
    """Whether "trong 3 năm" frames: not "trong vòng 30 ngày", "trong 15 phút" or what a law counts from a day."""
    if frame["f"] == "hơn" or _MEASURED.match(key, moment.end):
        return False
    return frame["f"] != "trong" or ("vòng" not in frame[0] and moment.unit != "hour")


def _celebrated(key: str, moment: Moment) -> Moment | None:
    """ "kỷ niệm 70 năm", "92 năm thành lập", "60 năm tuổi Đảng"."""
    before, after = _anniversary()
    if moment.unit not in ("year", "day"):
        return None
    if before.search(key, max(0, moment.start - 30), moment.start) or after.match(key, moment.end):
        moment.grain = "anniversary"
        return moment
    return None


# ── halves and years ─────────────────────────────────────────────────────────
_HALF = re.compile(r"nửa (?P<p>đầu|cuối)(?: của)? năm(?!\w)|nửa năm (?P<q>đầu|cuối|qua|vừa qua)(?!\w)")
_YEAR = re.compile(rf"năm (?:tài chính |ngân sách |kế hoạch )?(?P<y>{YEAR})(?!\d|\.\d|,\d)")
_AFTER = re.compile(rf"(?: ?{DASH} ?| đến (?:hết )?(?:năm )?| tới (?:năm )?)(?P<y>{YEAR})(?!\d|[.,/]\d)")
_ALSO = re.compile(rf"(?:, ?| và | hoặc )(?:năm )?(?P<y>{YEAR})(?!\d|[.,/]\d)")
_SCHOOL = re.compile(rf"(?:năm học|niên khóa|năm học mới) (?P<y>{YEAR})(?: ?{DASH} ?(?P<z>{YEAR}|\d\d))?(?!\d)")
_DECADE = re.compile(
    r"(?:những năm |thập niên |thập kỷ |các năm )(?P<y>(?:1[89]|20)?\d0)(?!\d|[.,]\d)(?: của)?(?: thế kỷ (?P<c>\w+))?"
)
_CENTURY = re.compile(r"thế kỷ (?:thứ )?(?:\d\d?|[ivx]+|này|trước|qua)(?!\w)")


def half(key: str, at: int) -> Moment | None:
    """ "nửa đầu năm 2017", "nửa cuối năm", "nửa năm qua"."""
    match = _HALF.match(key, at)
    if not match:
        return None
    end = match.end()
    if match["p"]:
        end -= len(" năm")
        tail = year_tail().match(key, end)
        if not (tail and "năm" in tail[0]):
            end = match.end()
    moment = Moment(at, end, "half", count=6, part="last" if "cuối" in match[0] else "first")
    return with_year(key, moment)


def _year_after(key: str, at: int) -> tuple[int, int] | None:
    match = _AFTER.match(key, at)
    return (int(match["y"]), match.end()) if match else None


@cache
def _year_shift() -> re.Pattern[str]:
    return re.compile(rf"năm (?P<r>{either(table('shifts'))})")


_MANY = re.compile(r"(?:^|\W)(?:bao|nhiều|mấy|vài|những|các) $")


def year(key: str, at: int) -> Moment | None:
    """ "năm 2016", "năm 2016-2017", "cuối năm 2015", "năm ngoái", "đầu năm"."""
    part, start = part_before(key, at)
    match = _YEAR.match(key, at)
    if match:
        moment = Moment(start, match.end(), "year", year=int(match["y"]), part=part)
        after = _year_after(key, moment.end) if not part else None
        if after and after[0] >= int(match["y"]):
            moment.grain, (moment.last_year, moment.end) = "years", after
        return moment
    match = _year_shift().match(key, at)
    if match and _MANY.search(key, max(0, at - 7), at):
        return Moment(start, match.end(), "open")
    if match:
        return Moment(start, match.end(), "year", year_shift=table("shifts")[match["r"]], part=part)
    if part in ("start", "middle", "end"):
        return Moment(start, at + 3, "year", part=part)
    return None


def more_years(key: str, moment: Moment) -> Moment | None:
    """ ", 2015 và 2016" after "năm 2014": each is a year of its own."""
    match = _ALSO.match(key, moment.end)
    return Moment(match.start("y"), match.end(), "year", year=int(match["y"])) if match else None


def school(key: str, at: int) -> Moment | None:
    """ "năm học 2016-2017"."""
    match = _SCHOOL.match(key, at)
    if not match:
        return None
    first = int(match["y"])
    last = match["z"]
    end = first + 1 if last is None else int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return Moment(at, match.end(), "school_year", year=first, last_year=end)


def decade(key: str, at: int) -> Moment | None:
    """ "những năm 1990", "thập niên 90", "thế kỷ 21"."""
    match = _DECADE.match(key, at)
    if match:
        first = int(match["y"])
        return Moment(at, match.end(), "decade", year=first + 1900 if first < 100 else first)
    match = _CENTURY.match(key, at)
    return Moment(at, match.end(), "century") if match else None


@cache
def _stretch() -> re.Pattern[str]:
    names = either(words("stretch_names"))
    joined = rf"(?: ?{DASH} ?| (?:đến|tới) )(?:năm )?"
    return re.compile(rf"(?P<k>{names}) (?:từ )?(?:năm )?(?P<y>{YEAR}){joined}(?P<z>{YEAR}|\d\d)(?!\d|[.,/]\d)")


def stretch(key: str, at: int) -> Moment | None:
    """ "giai đoạn 2011-2015", "nhiệm kỳ 2015 - 2020"."""
    match = _stretch().match(key, at)
    if not match:
        return None
    first, last = int(match["y"]), match["z"]
    final = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    grain = "term" if match["k"].startswith("nhiệm") else "school_year" if match["k"] == "niên khóa" else "years"
    return Moment(at, match.end(), grain, year=first, last_year=final)


_YEARS = re.compile(rf"(?P<y>{YEAR}) ?{DASH} ?(?P<z>{YEAR})(?!\d|[.,/]\d)")
_ONE = re.compile(rf"(?P<y>{YEAR})(?! ?{DASH} ?\d|[.,/]\d|%|\w)")


def bare_year(key: str, at: int) -> Moment | None:
    """ "2016" or "2011-2015" without "năm"; the caller decides by its neighbours whether it is a year."""
    match = _YEARS.match(key, at)
    if match and int(match["z"]) > int(match["y"]):
        return Moment(at, match.end(), "years", year=int(match["y"]), last_year=int(match["z"]), introduced=False)
    match = _ONE.match(key, at)
    return Moment(at, match.end(), "year", year=int(match["y"]), introduced=False) if match else None
