"""Months, quarters, halves, years and counts of them as written: "tháng 2.2022", "quý II và III", "6 tháng đầu năm"."""

from __future__ import annotations

import re
from functools import cache

from tongket.grammar.moments import Moment
from tongket.grammar.timewords import DASH, YEAR, either, number, table, words, year_tail

_M = r"(?:0?[1-9]|1[0-2])"
_PARTS = {"đầu": "start", "giữa": "middle", "cuối": "end", "nửa đầu": "first", "nửa cuối": "last", "nửa": "first"}
_PART = re.compile(r"(?:^|\W)(?P<p>nửa đầu|nửa cuối|đầu|giữa|cuối)(?: của)? $")


def part_before(key: str, at: int) -> tuple[str, int]:
    """As in "đầu", "giữa", "cuối", "nửa đầu" before a stretch: its part and where that word begins."""
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
_SEVERAL = re.compile(r"(?:\d|các|những|mấy|vài) $")
_MONTH_LIST = re.compile(rf"(?: ?{DASH} ?| và | đến |, ?)(?P<t>tháng )?(?P<m>{_M})(?!\d|[.,]\d(?!\d\d\d))")


@cache
def _month_word() -> re.Pattern[str]:
    return re.compile(rf"tháng (?:(?P<l>{either(table('lunar_months'))})|(?P<m>{either(table('months'))}))")


@cache
def _month_shift() -> re.Pattern[str]:
    return re.compile(rf"tháng (?P<r>{either(table('shifts'))})")


_END_MONTH = re.compile(r"tháng (?P<p>đầu|cuối)(?: tiên| cùng)?(?: của)? năm(?!\w)")


def _end_month(key: str, at: int) -> Moment | None:
    """As in "tháng đầu năm 2017", "tháng cuối cùng của năm"."""
    match = _END_MONTH.match(key, at)
    if not match or _SEVERAL.search(key, max(0, at - 7), at):
        return None
    year = match.end() - len(" năm")
    tail = year_tail().match(key, year)
    end = year if tail and "năm" in tail[0] else match.end()
    return with_year(key, Moment(at, end, "month", month=1 if match["p"] == "đầu" else 12))


def month(key: str, raw: str, at: int) -> Moment | None:
    """As in "tháng 1/2017", "tháng Một năm nay", "tháng 7 và 8/2017", "tháng đầu năm", "tháng trước"."""
    named = _end_month(key, at)
    if named:
        return named
    part, start = part_before(key, at)
    match = _MONTH.match(key, at)
    if match:
        moment = Moment(start, match.end(), "month", month=int(match["m"]), part=part)
        return _by_moon(key, _listed(key, with_year(key, moment)))
    match = _month_word().match(key, at)
    if match:
        return _worded(key, raw, match, part, start)
    match = _month_shift().match(key, at)
    if match:
        return Moment(start, match.end(), "month", shift=table("shifts")[match["r"]], unit="month", part=part)
    return None


_MOON = " âm lịch"


def _by_moon(key: str, moment: Moment) -> Moment:
    """As in "tháng 7 âm lịch"."""
    if key.startswith(_MOON, moment.end):
        moment.end, moment.lunar = moment.end + len(_MOON), True
    return moment


def _listed(key: str, moment: Moment) -> Moment:
    """As in "tháng 5-6/2017": a second month counts where it is joined by a dash, named again, or a year follows."""
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
    return _by_moon(key, moment) if sure or key.startswith(_MOON, moment.end) else None


_MONTH_YEAR = re.compile(rf"(?P<m>{_M}) ?(?:/|{DASH}) ?(?P<y>{YEAR})(?!\d|[.,/]\d)")


def month_year(key: str, at: int) -> Moment | None:
    """As in "1/2017" standing alone."""
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
    """As in "quý I/2017", "quý 1", "quý II và III", "quý trước"."""
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


# ── halves and years ─────────────────────────────────────────────────────────
_HALF = re.compile(r"nửa (?P<p>đầu|cuối)(?: của)? năm(?!\w)|nửa năm (?P<q>đầu|cuối|qua|vừa qua)(?!\w)")
_YEAR = re.compile(rf"năm (?:tài chính |ngân sách |kế hoạch )?(?P<y>{YEAR})(?!\d|\.\d|,\d)")
_AFTER = re.compile(rf"(?: ?{DASH} ?| đến (?:hết )?(?:năm )?| tới (?:năm )?)(?P<y>{YEAR})(?!\d|[.,/]\d)")
_ALSO = re.compile(rf"(?:, ?| và | hoặc )(?:năm )?(?P<y>{YEAR})(?!\d|[.,/]\d)")
_SCHOOL = re.compile(rf"(?:năm học|niên khóa|năm học mới) (?P<y>{YEAR})(?: ?{DASH} ?(?P<z>{YEAR}|\d\d))?(?!\d)")
_DECADE = re.compile(
    r"(?:những năm |thập niên |thập kỷ |các năm )(?P<y>(?:1[89]|20)?\d0)(?!\d|[.,]\d)(?: của thế kỷ \w+| thế kỷ \w+)?"
)
_CENTURY = re.compile(r"thế kỷ (?:thứ )?(?:\d\d?|[ivx]+|này|trước|qua)(?!\w)")


def half(key: str, at: int) -> Moment | None:
    """As in "nửa đầu năm 2017", "nửa cuối năm", "nửa năm qua"."""
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
_WHOLE_YEAR = re.compile(
    r"(?: (?:đạt|ước|là|tăng|giảm|vượt|khoảng|có|sẽ|do|trên|hơn|gần|từ|dự kiến|đã|\d)|[,.;:)]|$)(?!\w)"
)
_EACH = re.compile(r"(?:\d|mỗi|hàng|hằng|một|nghìn|ngàn|trăm|chục|triệu|vạn) $")


def year(key: str, at: int) -> Moment | None:
    """As in "năm 2016", "năm 2016-2017", "cuối năm 2015", "năm ngoái", "đầu năm"."""
    part, start = part_before(key, at)
    match = _YEAR.match(key, at)
    if match:
        moment = Moment(start, match.end(), "year", year=int(match["y"]), part=part)
        after = _year_after(key, moment.end) if not part else None
        if after and after[0] >= int(match["y"]):
            moment.grain, (moment.last_year, moment.end) = "years", after
        return moment
    match = _year_shift().match(key, at)
    if match and _EACH.search(key, max(0, at - 7), at):  # "4.000 năm trước", "mỗi năm tới 5 em"
        return None
    if match and _MANY.search(key, max(0, at - 7), at):
        return Moment(start, match.end(), "open")
    if match:
        return Moment(start, match.end(), "year", year_shift=table("shifts")[match["r"]], part=part)
    if part in ("start", "middle", "end"):
        return Moment(start, at + 3, "year", part=part)
    if key.startswith("cả ", max(0, at - 3)) and _WHOLE_YEAR.match(key, at + 3):
        return Moment(at - 3, at + 3, "year")
    return None


def more_years(key: str, moment: Moment) -> Moment | None:
    """As in ", 2015 và 2016" after "năm 2014": each is a year of its own."""
    match = _ALSO.match(key, moment.end)
    return Moment(match.start("y"), match.end(), "year", year=int(match["y"])) if match else None


_SCHOOL_SHIFT = re.compile(r"năm học (?:(?P<p>vừa qua|qua|trước|vừa rồi)|(?P<t>này|nay)|(?P<n>mới|tới))(?!\w)")


def school(key: str, at: int) -> Moment | None:
    """As in "năm học 2016-2017", "năm học vừa qua"."""
    match = _SCHOOL.match(key, at)
    if not match:
        shifted = _SCHOOL_SHIFT.match(key, at)
        if not shifted:
            return None
        shift = -1 if shifted["p"] else 1 if shifted["n"] else 0
        return Moment(at, shifted.end(), "school_year", shift=shift, unit="school_year")
    first = int(match["y"])
    last = match["z"]
    end = first + 1 if last is None else int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return Moment(at, match.end(), "school_year", year=first, last_year=end)


def decade(key: str, at: int) -> Moment | None:
    """As in "những năm 1990", "thập niên 90", "thế kỷ 21"."""
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
    """As in "giai đoạn 2011-2015", "nhiệm kỳ 2015 - 2020"."""
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
    """As in "2016" or "2011-2015" without "năm"; the caller decides by its neighbours whether it is a year."""
    match = _YEARS.match(key, at)
    if match and int(match["z"]) > int(match["y"]):
        return Moment(at, match.end(), "years", year=int(match["y"]), last_year=int(match["z"]))
    match = _ONE.match(key, at)
    return Moment(at, match.end(), "year", year=int(match["y"])) if match else None
