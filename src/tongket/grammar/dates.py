"""Days as written: "ngày 6/2", "1 - 10 - 2022", "05 tháng 12 năm 2023", "mồng 5 tháng Giêng", "16-18/6", "8h30"."""

from __future__ import annotations

import re
from functools import cache

from tongket.grammar.moments import Moment
from tongket.grammar.timewords import DASH, SEP, STOP, YEAR, either, number, table, words

_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_JOIN = (
    r"(?: ?"
    + DASH
    + r" ?| và | (?:đến|tới) (?:hết )?(?:sáng |trưa |chiều |tối |đêm )?(?:ngày )?|, ?| rạng(?: sáng)?(?: ngày)? )"
)
_END = r"(?![\d]|[.,/]\d|" + DASH + r"\d)"

_ISO = re.compile(rf"(?P<y>{YEAR})-(?P<m>{_M})-(?P<d>{_D})(?:[t ]\d\d:\d\d(?::\d\d)?)?(?![\d-])")
_SLASHED = r"(?=/\d\d?-\d\d?-\d{4})"
"""As in "21-3-2017/20-4-2017": a slash that stands for "to"."""
_FULL = re.compile(rf"(?P<d>{_D}){SEP}(?P<m>{_M}){SEP}(?:(?P<y>{YEAR})(?:{STOP}|{_SLASHED})|(?P<s>\d\d){_END})")
_RANGE = re.compile(rf"(?P<d>{_D}){_JOIN}(?P<e>{_D})[/.](?P<m>{_M})(?:[/.-](?P<y>{YEAR}))?{_END}")
_WORD_RANGE = re.compile(
    rf"(?P<d>{_D}) (?:và|đến|tới) (?:hết )?(?:ngày )?(?P<e>{_D})-(?P<m>{_M})(?:-(?P<y>{YEAR}))?{_END}"
)
_LIST = re.compile(rf"(?P<d>{_D})(?:, ?{_D})+{_JOIN}(?P<e>{_D})[/.](?P<m>{_M})(?:[/.](?P<y>{YEAR}))?{_END}")
_SLASH = re.compile(rf"(?P<d>{_D}) ?/ ?(?P<m>{_M})(?![\d%]|[.,/]\d)")
_POINT = re.compile(rf"(?P<d>{_D})(?:\.| ?{DASH} ?)(?P<m>{_M})(?![\d%]|[.,/]\d)")


@cache
def _spoken() -> re.Pattern[str]:
    """As in "6 tháng 2 (năm 2017)", "6 và 7 tháng 2", "5 tháng giêng"."""
    month = rf"(?P<m>{_M}(?!\d)|{either(table('months'))}|(?P<l>{either(table('lunar_months'))}))"
    year = rf"(?:(?:,? năm |[/-]|, | )(?P<y>{YEAR})(?!\d|[.,]\d)|,? năm (?P<r>{either(table('shifts'))}))?"
    return re.compile(rf"(?P<d>{_D})(?:{_JOIN}(?P<e>{_D}))? (?:âm lịch )?tháng {month}(?:[ ]âm lịch)?{year}")


_ALONE = re.compile(
    rf"(?P<d>{_D})(?:{_JOIN}(?:ngày )?(?P<e>{_D}))?(?= ?[,.;:)\]”\"\n!?]|$| (?:hàng|hằng|mỗi|âm|của) )(?![.,]\d)"
)


def _moment(match: re.Match[str], start: int) -> Moment:
    parts = match.groupdict()
    year = _year(parts.get("y") or parts.get("s"))
    lunar = parts.get("l")
    month = number(lunar, "lunar_months") if lunar else number(parts["m"], "months")
    last = parts.get("e")
    moment = Moment(start, match.end(), "day" if last is None else "days", year, month, int(parts["d"]))
    moment.last_day = int(last) if last else None
    moment.lunar = bool(lunar) or "âm lịch" in match[0] or match.string.startswith(" âm lịch", match.end())
    if moment.lunar and "âm lịch" not in match[0] and not lunar:
        moment.end += len(" âm lịch")
    if parts.get("r"):
        moment.year_shift = table("shifts")[parts["r"]]
    return moment


def _year(text: str | None) -> int | None:
    if text is None or len(text) == 4:
        return int(text) if text else None
    return 2000 + int(text) if int(text) < 50 else 1900 + int(text)


def full(key: str, at: int, start: int) -> Moment | None:
    """A date with its year: "19/01/2024", "1 - 10 - 2022"."""
    match = _FULL.match(key, at) or _ISO.match(key, at)
    return _moment(match, start) if match else None


def bare(key: str, at: int, start: int) -> Moment | None:
    """A date by slashes, without introducing word: "6/2", "16-18/6", "6, 7 và 8/2"."""
    match = _LIST.match(key, at) or _RANGE.match(key, at) or _WORD_RANGE.match(key, at) or _SLASH.match(key, at)
    return _moment(match, start) if match else None


_ANOTHER = re.compile(rf" ?{DASH} ?(?=\d)| và (?=\d\d?/)|/(?=\d\d?-\d\d?-\d{{4}})")
_POINTS = re.compile(rf"{_D}[.]{_M} ?{DASH} ?{_D}[.]{_M}{_END}")


def another(key: str, moment: Moment) -> Moment | None:
    """The end of "26/1 - 1/2" after its beginning."""
    gap = _ANOTHER.match(key, moment.end)
    if moment.grain != "day" or moment.month is None or gap is None:
        return None
    return introduced(key, gap.end(), gap.end())


_EXPLAINS = re.compile(r",? ?\((?:tức )?(?:ngày )?|, (?:ngày )?|,? tức (?:ngày )?| ngày | ")


def explained(key: str, moment: Moment) -> Moment | None:
    """As in "(7.2)" after "chiều nay": the date of a day told by its distance."""
    gap = _EXPLAINS.match(key, moment.end)
    if gap is None or not key[gap.end() : gap.end() + 1].isdigit():
        return None
    found = introduced(key, gap.end(), gap.end())
    if found is None or "(" in gap[0] or "ngày" in gap[0] or "/" in key[found.start : found.end]:
        return found
    return None if _measures().match(key, found.end) else found


@cache
def _measures() -> re.Pattern[str]:
    """What follows "2.5" or "20-8" where it is an amount."""
    return re.compile(
        r" ?%| ?" + either([*words("count_nouns"), "độ", "mét", "phần trăm", "gam", "g", "h", "phút", "năm", "tuổi"])
    )


_BEFORE_TET = re.compile(r"(?P<d>2\d|30|[1-9]|10) (?P<t>âm lịch|tết)(?! dương)(?: nguyên đán)?(?!\w)")


def before_tet(key: str, at: int) -> Moment | None:
    """As in "28 Tết" is the 28th of the last lunar month, "4 Tết" the fourth of the first."""
    match = _BEFORE_TET.match(key, at)
    if not match or match["t"] != "tết":
        return None
    day = int(match["d"])
    return Moment(at, match.end(), "day", month=12 if day > 15 else 1, day=day, lunar=True)


def points(key: str, at: int) -> Moment | None:
    """The first of "từ 1.3 - 31.5": points are trusted where both ends have them."""
    return introduced(key, at, at) if _POINTS.match(key, at) else None


def introduced(key: str, at: int, start: int) -> Moment | None:
    """A date after "ngày", "sáng" …: any form, points and dashes too, or in words."""
    first = full(key, at, start) or bare(key, at, start)
    if first:
        return first
    match = _spoken().match(key, at) or _POINT.match(key, at)
    return _moment(match, start) if match else None


def day_alone(key: str, at: int, start: int) -> Moment | None:
    """As in "ngày 15," with its month left unsaid."""
    match = _ALONE.match(key, at)
    if not match:
        return None
    last = match["e"]
    return Moment(
        start, match.end(), "days" if last else "day", day=int(match["d"]), last_day=int(last) if last else None
    )


# ── clock times ──────────────────────────────────────────────────────────────
_CLOCK = re.compile(
    r"(?P<h>[01]?\d|2[0-4])(?:h|g| giờ| h)(?: ?(?P<min>[0-5]?\d)(?: ?phút| ?'|p)?(?![\d.,/]\d|\d|%))?(?!\w)"
)
_LASTING = re.compile(r"(?:trong|kéo dài|dài|mất|suốt|hết|vòng|ban đêm:|ban ngày:)(?: có| chỉ| khoảng| hơn| gần)? $")
_HOURS = re.compile(
    rf"(?:[01]?\d|2[0-4])(?: ?(?:h|giờ|g)? ?{DASH} ?| ?(?:h|giờ)? đến )(?=\d)(?:[01]?\d|2[0-4])(?:h| giờ)(?!\w)"
)
_COLON = re.compile(r"(?:[01]?\d|2[0-4])[:](?:[0-5]\d)(?::[0-5]\d)?(?!\d|[.,]\d)")


@cache
def _clock_follows() -> re.Pattern[str]:
    return re.compile(r" ?,? ?(?:" + either(words("day_parts")) + r"|ngày |hôm |cùng ngày|nay(?!\w)|\()")


@cache
def _clock_before() -> re.Pattern[str]:
    choices = either(
        ["lúc", "vào lúc", "vào", "đến", "tới", "từ", "trước", "sau", "vào khoảng", "hồi", "khoảng", "tới khoảng"]
    )
    return re.compile(rf"(?:^|\W){choices}(?: (?:hơn|gần|khoảng|đúng))? ?$")


def clock(key: str, at: int) -> Moment | None:
    """As in "8 giờ", "8h30", "20:38": a time of day where what stands around it is no duration."""
    match = _COLON.match(key, at) or _HOURS.match(key, at)
    if match:
        return Moment(at, match.end(), "clock")
    match = _CLOCK.match(key, at)
    if not match:
        return None
    before = key[max(0, at - 20) : at]
    follows = _clock_follows().match(key, match.end())
    minutes = match["min"] and (len(match["min"]) == 2 or "phút" in match[0])
    if not follows and (_LASTING.search(before) or re.search(r"(?:phút|tiếng) (?:đến|tới) $", before)):
        return None
    if follows or minutes or (_clock_before().search(before) and not key.startswith(" đồng hồ", match.end())):
        return Moment(at, match.end(), "clock")
    return None
