"""Days as written: "ngày 6/2", "1 - 10 - 2022", "05 tháng 12 năm 2023", "mồng 5 tháng Giêng", "16-18/6", "8h30"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket.grammar.moments import Moment
from tongket.grammar.timewords import DASH, SEP, STOP, YEAR, either, number, section, table, unit, words
from tongket.patterns import maybe, one_of

_D: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_M: Final = r"(?:0?[1-9]|1[0-2])"
_END: Final = r"(?![\d]|[.,/]\d|" + DASH + r"\d)"

_ISO: Final = re.compile(rf"(?P<y>{YEAR})-(?P<m>{_M})-(?P<d>{_D})(?:[t ]\d\d:\d\d(?::\d\d)?)?(?![\d-])")
_SLASHED: Final = r"(?=/\d\d?-\d\d?-\d{4})"
"""As in "21-3-2017/20-4-2017": a slash that stands for "to"."""
_FULL: Final = re.compile(rf"(?P<d>{_D}){SEP}(?P<m>{_M}){SEP}(?:(?P<y>{YEAR})(?:{STOP}|{_SLASHED})|(?P<s>\d\d){_END})")
_SLASH: Final = re.compile(rf"(?P<d>{_D}) ?/ ?(?P<m>{_M})(?![\d%]|[.,/]\d)")
_POINT: Final = re.compile(rf"(?P<d>{_D})(?:\.| ?{DASH} ?)(?P<m>{_M})(?![\d%]|[.,/]\d)")


@cache
def _w() -> dict[str, list[str]]:
    return section("dates")


def _maybe_day() -> str:
    return maybe(section("units")["day"])


@cache
def _join() -> str:
    """What stands between the first and the last day: "-", "và", "đến hết ngày", "rạng sáng"."""
    w = _w()
    to = rf"{one_of(w['to'])} {maybe(w['whole_to'])}{maybe(w['part_of_day'])}{_maybe_day()}"
    dawn = rf"{one_of(w['dawn'])}(?: {one_of(w['morning'])})?(?: {unit('day')})? "
    return rf"(?: ?{DASH} ?| {one_of(w['and'])} | {to}|, ?| {dawn})"


@cache
def _range() -> re.Pattern[str]:
    return re.compile(rf"(?P<d>{_D}){_join()}(?P<e>{_D})[/.](?P<m>{_M})(?:[/.-](?P<y>{YEAR}))?{_END}")


@cache
def _word_range() -> re.Pattern[str]:
    w = _w()
    to = rf"{one_of([*w['and'], *w['to']])} {maybe(w['whole_to'])}{_maybe_day()}"
    return re.compile(rf"(?P<d>{_D}) {to}(?P<e>{_D})-(?P<m>{_M})(?:-(?P<y>{YEAR}))?{_END}")


@cache
def _list() -> re.Pattern[str]:
    days = rf"(?P<d>{_D})(?:, ?{_D})+{_join()}(?P<e>{_D})"
    return re.compile(rf"{days}[/.](?P<m>{_M})(?:[/.](?P<y>{YEAR}))?{_END}")


@cache
def _spoken() -> re.Pattern[str]:
    """As in "6 tháng 2 (năm 2017)", "6 và 7 tháng 2", "5 tháng giêng"."""
    lunar, named = one_of(_w()["lunar"]), rf",? {unit('year')} "
    month = rf"(?P<m>{_M}(?!\d)|{either(table('months'))}|(?P<l>{either(table('lunar_months'))}))"
    year = rf"(?:(?:{named}|[/-]|, | )(?P<y>{YEAR})(?!\d|[.,]\d)|{named}(?P<r>{either(table('shifts'))}))?"
    days = rf"(?P<d>{_D})(?:{_join()}(?P<e>{_D}))?"
    return re.compile(rf"{days} (?:{lunar} )?{unit('month')} {month}(?: {lunar})?{year}")


@cache
def _alone() -> re.Pattern[str]:
    last = rf"(?:{_join()}{_maybe_day()}(?P<e>{_D}))?"
    follows = rf"(?= ?[,.;:)\]”\"\n!?]|$| {one_of(_w()['alone_before'])} )"
    return re.compile(rf"(?P<d>{_D}){last}{follows}(?![.,]\d)")


@cache
def _moon() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The lunar calendar named somewhere, and right behind a date."""
    lunar = one_of(_w()["lunar"])
    return re.compile(lunar), re.compile(f" {lunar}")


def _moment(match: re.Match[str], start: int) -> Moment:
    parts = match.groupdict()
    year = _year(parts.get("y") or parts.get("s"))
    lunar = parts.get("l")
    month = number(lunar, "lunar_months") if lunar else number(parts["m"], "months")
    last = parts.get("e")
    moment = Moment(start, match.end(), "day" if last is None else "days", year, month, int(parts["d"]))
    moment.last_day = int(last) if last else None
    inside, behind = _moon()
    named = lunar or inside.search(match[0])
    after = None if named else behind.match(match.string, match.end())
    moment.lunar = bool(named or after)
    if after:
        moment.end = after.end()
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
    match = _list().match(key, at) or _range().match(key, at) or _word_range().match(key, at) or _SLASH.match(key, at)
    return _moment(match, start) if match else None


@cache
def _another() -> re.Pattern[str]:
    return re.compile(rf" ?{DASH} ?(?=\d)| {one_of(_w()['and'])} (?=\d\d?/)|/(?=\d\d?-\d\d?-\d{{4}})")


_POINTS: Final = re.compile(rf"{_D}[.]{_M} ?{DASH} ?{_D}[.]{_M}{_END}")


def another(key: str, moment: Moment) -> Moment | None:
    """The end of "26/1 - 1/2" after its beginning."""
    gap = _another().match(key, moment.end)
    if moment.grain != "day" or moment.month is None or gap is None:
        return None
    return introduced(key, gap.end(), gap.end())


@cache
def _explains() -> re.Pattern[str]:
    namely, day = one_of(_w()["namely"]), unit("day")
    sure = rf",? ?\((?:{namely} )?(?:{day} )?|, {day} | {namely} {day} | {day} "
    return re.compile(rf"(?P<sure>{sure})|, | {namely} | ")


def explained(key: str, moment: Moment) -> Moment | None:
    """As in "(7.2)" after "chiều nay": the date of a day told by its distance."""
    gap = _explains().match(key, moment.end)
    if gap is None or not key[gap.end() : gap.end() + 1].isdigit():
        return None
    found = introduced(key, gap.end(), gap.end())
    if found is None or gap["sure"] or "/" in key[found.start : found.end]:
        return found
    return None if _measures().match(key, found.end) else found


@cache
def _measures() -> re.Pattern[str]:
    """What follows "2.5" or "20-8" where it is an amount."""
    return re.compile(rf" ?%| ?{either([*words('count_nouns'), *_w()['measures']])}")


@cache
def _before_tet() -> re.Pattern[str]:
    w = _w()
    feast = rf"{one_of(w['tet'])}(?! {one_of(w['tet_not'])})(?: {one_of(w['tet_more'])})?(?!\w)"
    return re.compile(rf"(?P<d>2\d|30|[1-9]|10) {feast}")


def before_tet(key: str, at: int) -> Moment | None:
    """As in "28 Tết" is the 28th of the last lunar month, "4 Tết" the fourth of the first."""
    match = _before_tet().match(key, at)
    if not match:
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
    match = _alone().match(key, at)
    if not match:
        return None
    last = match["e"]
    return Moment(
        start, match.end(), "days" if last else "day", day=int(match["d"]), last_day=int(last) if last else None
    )


# ── clock times ──────────────────────────────────────────────────────────────
_HOUR: Final = r"(?:[01]?\d|2[0-4])"
_COLON: Final = re.compile(r"(?:[01]?\d|2[0-4])[:](?:[0-5]\d)(?::[0-5]\d)?(?!\d|[.,]\d)")


@cache
def _hour_and_minutes() -> re.Pattern[str]:
    w = section("clock")
    hour = rf"(?P<h>{_HOUR})(?:{one_of(w['hour_letters'])}| {one_of([*w['hour'], *w['spaced_letter']])})"
    named = rf"(?P<named> ?{one_of(w['minute'])})| ?'|{one_of(w['minute_letter'])}"
    minutes = rf"(?: ?(?P<min>[0-5]?\d)(?:{named})?(?![\d.,/]\d|\d|%))?"
    return re.compile(rf"{hour}{minutes}(?!\w)")


@cache
def _hours() -> re.Pattern[str]:
    """As in "7-9 giờ", "7 giờ đến 9 giờ"."""
    w = section("clock")
    letters, spaced, hour = (one_of(w[name]) for name in ("hour_letters", "spaced_letter", "hour"))
    dash = rf"(?: ?(?:{letters}|{hour})? ?{DASH} ?| ?(?:{spaced}|{hour})? {one_of(w['to'])} )"
    return re.compile(rf"{_HOUR}{dash}(?=\d){_HOUR}(?:{spaced}| {hour})(?!\w)")


@cache
def _lasting() -> re.Pattern[str]:
    w = section("clock")
    to = one_of([*w["to"], *w["or_to"]])
    return re.compile(
        rf"(?:{one_of(w['lasting'])}(?: {one_of(w['lasting_more'])})?|{one_of(w['lasting_units'])} {to}) $"
    )


@cache
def _clock_follows() -> re.Pattern[str]:
    w = section("clock")
    named = rf"{either(words('day_parts'))}|{one_of(w['follows'])} |{one_of(w['same_day'])}|{one_of(w['today'])}(?!\w)"
    return re.compile(rf" ?,? ?(?:{named}|\()")


@cache
def _clock_before() -> re.Pattern[str]:
    w = section("clock")
    return re.compile(rf"(?:^|\W){either(w['before'])}(?: {one_of(w['before_more'])})? ?$")


@cache
def _dial() -> re.Pattern[str]:
    return re.compile(f" {one_of(section('clock')['dial'])}")


def clock(key: str, at: int) -> Moment | None:
    """As in "8 giờ", "8h30", "20:38": a time of day where what stands around it is no duration."""
    match = _COLON.match(key, at) or _hours().match(key, at)
    if match:
        return Moment(at, match.end(), "clock")
    match = _hour_and_minutes().match(key, at)
    if not match:
        return None
    before = key[max(0, at - 20) : at]
    follows = _clock_follows().match(key, match.end())
    minutes = match["min"] and (len(match["min"]) == 2 or match["named"])
    if not follows and _lasting().search(before):
        return None
    if follows or minutes or (_clock_before().search(before) and not _dial().match(key, match.end())):
        return Moment(at, match.end(), "clock")
    return None
