"""Months, quarters, halves, years and counts of them as written: "tháng 2.2022", "quý II và III", "6 tháng đầu năm"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket.grammar.moments import Moment
from tongket.grammar.timewords import DASH, YEAR, either, number, section, table, unit, words, year_tail
from tongket.patterns import alternatives, maybe, one_of

_M: Final = r"(?:0?[1-9]|1[0-2])"


@cache
def _w() -> dict[str, list[str]]:
    return section("stretches")


def _either(*names: str) -> str:
    """One of the words of these lists."""
    return one_of(word for name in names for word in _w()[name])


def _of() -> str:
    """ "đầu của năm": the word before the year, or none."""
    return rf"(?: {_either('of')})?"


@cache
def _before(name: str, *, digit: bool = False) -> re.Pattern[str]:
    """One of these words, or a digit, right before the place that is searched up to."""
    number = r"\d|" if digit else ""
    return re.compile(rf"(?:{number}(?:^|\W){_either(name)}) $")


@cache
def _shifted(name: str) -> re.Pattern[str]:
    """A unit and how far from the current one: "tháng trước", "năm nay"."""
    return re.compile(rf"{unit(name)} (?P<r>{either(table('shifts'))})")


@cache
def _parts() -> tuple[dict[str, str], re.Pattern[str]]:
    """Word → part of a stretch, and one of them right before it."""
    lists = {"start": "start", "middle": "middle", "end": "end", "first_half": "first", "last_half": "last"}
    parts = {word: part for name, part in lists.items() for word in _w()[name]}
    return parts, re.compile(rf"(?:^|\W)(?P<p>{alternatives(parts)}){_of()} $")


def part_before(key: str, at: int) -> tuple[str, int]:
    """As in "đầu", "giữa", "cuối", "nửa đầu" before a stretch: its part and where that word begins."""
    parts, pattern = _parts()
    match = pattern.search(key, max(0, at - 10), at)
    if not match:
        return "", at
    return parts[match["p"]], match.start("p")


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
@cache
def _month() -> re.Pattern[str]:
    return re.compile(rf"{unit('month')} (?P<m>{_M})(?!\d|,\d|\.\d(?!\d\d\d(?!\d)))")


def _and_or_to() -> str:
    """What joins two months or quarters."""
    return rf"(?: ?{DASH} ?| {_either('and', 'to')} |, ?)"


@cache
def _month_list() -> re.Pattern[str]:
    return re.compile(rf"{_and_or_to()}(?:(?P<t>{unit('month')}) )?(?P<m>{_M})(?!\d|[.,]\d(?!\d\d\d))")


@cache
def _month_word() -> re.Pattern[str]:
    lunar, plain = either(table("lunar_months")), either(table("months"))
    return re.compile(rf"{unit('month')} (?:(?P<l>{lunar})|(?P<m>{plain}))")


def _year_word() -> str:
    """The space and the word "năm" at the end of "đầu năm"; its group tells where the year's own name begins."""
    return rf"(?P<year> {unit('year')})(?!\w)"


@cache
def _end_month_words() -> re.Pattern[str]:
    part = rf"(?:(?P<first>{_either('start')})|{_either('end')})(?: {_either('sure_first', 'sure_last')})?"
    return re.compile(rf"{unit('month')} {part}{_of()}{_year_word()}")


def _before_year(key: str, match: re.Match[str]) -> int:
    """Where a match that ends with "năm" ends without its year, if that has a name: "đầu| năm 2017"."""
    tail = year_tail().match(key, match.start("year"))
    return match.start("year") if tail and match["year"].strip() in tail[0] else match.end()


def _end_month(key: str, at: int) -> Moment | None:
    """As in "tháng đầu năm 2017", "tháng cuối cùng của năm"."""
    match = _end_month_words().match(key, at)
    if not match or _before("several", digit=True).search(key, max(0, at - 7), at):
        return None
    return with_year(key, Moment(at, _before_year(key, match), "month", month=1 if match["first"] else 12))


def month(key: str, raw: str, at: int) -> Moment | None:
    """As in "tháng 1/2017", "tháng Một năm nay", "tháng 7 và 8/2017", "tháng đầu năm", "tháng trước"."""
    named = _end_month(key, at)
    if named:
        return named
    part, start = part_before(key, at)
    match = _month().match(key, at)
    if match:
        moment = Moment(start, match.end(), "month", month=int(match["m"]), part=part)
        return _by_moon(key, _listed(key, with_year(key, moment)))
    match = _month_word().match(key, at)
    if match:
        return _worded(key, raw, match, part, start)
    match = _shifted("month").match(key, at)
    if match:
        return Moment(start, match.end(), "month", shift=table("shifts")[match["r"]], unit="month", part=part)
    return None


@cache
def _moon() -> re.Pattern[str]:
    return re.compile(f" {_either('lunar')}")


def _by_moon(key: str, moment: Moment) -> Moment:
    """As in "tháng 7 âm lịch"."""
    moon = _moon().match(key, moment.end)
    if moon:
        moment.end, moment.lunar = moon.end(), True
    return moment


def _listed(key: str, moment: Moment) -> Moment:
    """As in "tháng 5-6/2017": a second month counts where it is joined by a dash, named again, or a year follows."""
    if moment.year or moment.year_shift is not None:
        return moment
    match = _month_list().match(key, moment.end)
    if not match:
        return moment
    longer = Moment(moment.start, match.end(), "month", month=moment.month, last_month=int(match["m"]))
    with_year(key, longer)
    sure = (
        match["t"] or longer.year or longer.year_shift is not None or key[moment.end : match.start("m")].strip() == "-"
    )
    plural = _before("plural").search(key, max(0, moment.start - 7), moment.start)
    grows = moment.month is not None and int(match["m"]) > moment.month
    return longer if (sure or plural) and grows else moment


def _worded(key: str, raw: str, match: re.Match[str], part: str, start: int) -> Moment | None:
    if match["l"]:
        value = number(match["l"], "lunar_months")
        return with_year(key, Moment(start, match.end(), "month", month=value, lunar=True, part=part))
    moment = Moment(start, match.end(), "month", month=number(match["m"], "months"), part=part)
    with_year(key, moment)
    capital = raw[match.start("m")].isupper()
    sure = capital or part or moment.year or moment.year_shift is not None or _is_named(key, match)
    return _by_moon(key, moment) if sure or _moon().match(key, moment.end) else None


@cache
def _month_edges() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Before a month named in small letters: what leads to it, what counts it; behind it: what shows that its word
    counts or belongs to another, what shows that it does not."""
    return (
        re.compile(rf"(?<!\w){_either('month_led')} $"),
        re.compile(rf"(?:\d|(?<!\w){either([*table('counts'), *section('stretches')['month_each']])}) $"),
        re.compile(rf" (?:\d|{_either('no_month')}(?!\w))"),
        re.compile(rf" ?(?:[.,;:)\n]|$)| {_either('month_goes_on')}(?!\w)"),
    )


def _is_named(key: str, match: re.Match[str]) -> bool:
    """As in "hồi tháng năm", "chỉ số giá tháng sáu giảm"; not "mỗi tháng một lần", "một tháng bảy ngày"."""
    leads, counts, other, ends = _month_edges()
    start, end = match.start(), match.end()
    if other.match(key, end):
        return False
    if leads.search(key, max(0, start - 9), start):
        return True
    plain = match["m"] not in section("stretches")["also_words"]
    return plain and bool(ends.match(key, end)) and not counts.search(key, max(0, start - 9), start)


_MONTH_YEAR: Final = re.compile(rf"(?P<m>{_M}) ?(?:/|{DASH}) ?(?P<y>{YEAR})(?!\d|[.,/]\d)")


def month_year(key: str, at: int) -> Moment | None:
    """As in "1/2017" standing alone."""
    match = _MONTH_YEAR.match(key, at)
    return Moment(at, match.end(), "month", year=int(match["y"]), month=int(match["m"])) if match else None


# ── quarters ─────────────────────────────────────────────────────────────────
@cache
def _quarter() -> re.Pattern[str]:
    one = either(table("quarters"))
    joined = rf"{_and_or_to()}{maybe(section('units')['quarter'])}(?P<e>{one})"
    return re.compile(rf"{unit('quarter')} (?P<q>{one})(?:{joined})?")


@cache
def _quarter_shift() -> re.Pattern[str]:
    end = rf"{_of()} {unit('year')}(?!\w)"
    first = rf"(?P<first>{_either('start')}(?: {_either('sure_first')})?{end})"
    last = rf"{_either('end')}(?: {_either('sure_last')})?{end}"
    return re.compile(rf"{unit('quarter')} (?:(?P<r>{either(table('shifts'))})|{first}|{last})")


@cache
def _free() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\n.,(]|{_either('free')}) ?$")


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
    if not match or (match["r"] and not _free().search(key, max(0, at - 7), at)):
        return None
    if match["r"]:
        return Moment(start, match.end(), "quarter", shift=table("shifts")[match["r"]], unit="quarter")
    return with_year(key, Moment(start, match.end(), "quarter", quarter=1 if match["first"] else 4))


# ── halves and years ─────────────────────────────────────────────────────────
@cache
def _half() -> re.Pattern[str]:
    half, year, last = _either("half"), unit("year"), _either("end")
    part = rf"{half} (?:{_either('start')}|(?P<last>{last})){_of()}{_year_word()}"
    return re.compile(rf"{part}|{half} {year} (?:{_either('start', 'half_past')}|(?P<end>{last}))(?!\w)")


@cache
def _year() -> re.Pattern[str]:
    return re.compile(rf"{unit('year')} {maybe(_w()['fiscal'])}(?P<y>{YEAR})(?!\d|\.\d|,\d)")


@cache
def _after() -> re.Pattern[str]:
    """The last year of "năm 2011 đến 2015"."""
    to = rf" (?:{_either('to')} {maybe(_w()['whole_to'])}|{_either('or_to')} ){maybe(section('units')['year'])}"
    return re.compile(rf"(?: ?{DASH} ?|{to})(?P<y>{YEAR})(?!\d|[.,/]\d)")


@cache
def _also() -> re.Pattern[str]:
    year = maybe(section("units")["year"])
    return re.compile(rf"(?:, ?| {_either('and', 'or')} ){year}(?P<y>{YEAR})(?!\d|[.,/]\d)")


@cache
def _school() -> re.Pattern[str]:
    names = one_of(words("school_years"))
    return re.compile(rf"{names} (?P<y>{YEAR})(?: ?{DASH} ?(?P<z>{YEAR}|\d\d))?(?!\d)")


@cache
def _decade() -> re.Pattern[str]:
    names = one_of([*section("anchors")["several"], *section("units")["decade"]])
    century = rf"(?: {_either('of')})? {unit('century')} \w+"
    return re.compile(rf"{names} (?P<y>(?:1[89]|20)?\d0)(?!\d|[.,]\d)(?:{century})?")


@cache
def _century() -> re.Pattern[str]:
    which = rf"(?:\d\d?|[ivx]+|{_either('which_century')})"
    return re.compile(rf"{unit('century')} {maybe(_w()['ordinal'])}{which}(?!\w)")


def half(key: str, at: int) -> Moment | None:
    """As in "nửa đầu năm 2017", "nửa cuối năm", "nửa năm qua"."""
    match = _half().match(key, at)
    if not match:
        return None
    end = _before_year(key, match) if match["year"] else match.end()
    part = "last" if match["last"] or match["end"] else "first"
    moment = Moment(at, end, "half", count=6, part=part)
    return with_year(key, moment)


def _year_after(key: str, at: int) -> tuple[int, int] | None:
    match = _after().match(key, at)
    return (int(match["y"]), match.end()) if match else None


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(unit("year"))


@cache
def _all() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Before "năm" the word for all of it, and behind it what tells its result."""
    then = rf"(?: (?:{_either('all_then')}|\d)|[,.;:)]|$)(?!\w)"
    return re.compile(f"{_either('all')} $"), re.compile(then)


def year(key: str, at: int) -> Moment | None:
    """As in "năm 2016", "năm 2016-2017", "cuối năm 2015", "năm ngoái", "đầu năm"."""
    part, start = part_before(key, at)
    match = _year().match(key, at)
    if match:
        moment = Moment(start, match.end(), "year", year=int(match["y"]), part=part)
        after = _year_after(key, moment.end) if not part else None
        if after and after[0] >= int(match["y"]):
            moment.grain, (moment.last_year, moment.end) = "years", after
        return moment
    match = _shifted("year").match(key, at)
    if match and _before("each", digit=True).search(key, max(0, at - 7), at):  # "4.000 năm trước", "mỗi năm tới 5 em"
        return None
    if match and _before("many").search(key, max(0, at - 7), at):
        return Moment(start, match.end(), "open")
    if match:
        return Moment(start, match.end(), "year", year_shift=table("shifts")[match["r"]], part=part)
    bare = _bare().match(key, at)
    if bare and part in ("start", "middle", "end"):
        return Moment(start, bare.end(), "year", part=part)
    before, after_all = _all()
    every = before.search(key, max(0, at - 5), at)
    if bare and every and after_all.match(key, bare.end()):
        return Moment(every.start(), bare.end(), "year")
    return None


def more_years(key: str, moment: Moment) -> Moment | None:
    """As in ", 2015 và 2016" after "năm 2014": each is a year of its own."""
    match = _also().match(key, moment.end)
    return Moment(match.start("y"), match.end(), "year", year=int(match["y"])) if match else None


@cache
def _school_shift() -> re.Pattern[str]:
    past, now, following = (_either(f"school_{name}") for name in ("past", "now", "next"))
    return re.compile(rf"{_either('school_year')} (?:(?P<p>{past})|(?P<t>{now})|(?P<n>{following}))(?!\w)")


def school(key: str, at: int) -> Moment | None:
    """As in "năm học 2016-2017", "năm học vừa qua"."""
    match = _school().match(key, at)
    if not match:
        shifted = _school_shift().match(key, at)
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
    match = _decade().match(key, at)
    if match:
        first = int(match["y"])
        return Moment(at, match.end(), "decade", year=first + 1900 if first < 100 else first)
    match = _century().match(key, at)
    return Moment(at, match.end(), "century") if match else None


@cache
def _stretch() -> re.Pattern[str]:
    names = either(words("stretch_names"))
    year = maybe(section("units")["year"])
    first = rf"{maybe(_w()['from'])}{year}(?P<y>{YEAR})"
    joined = rf"(?: ?{DASH} ?| {_either('to', 'or_to')} ){year}"
    return re.compile(rf"(?P<k>{names}) {first}{joined}(?P<z>{YEAR}|\d\d)(?!\d|[.,/]\d)")


def stretch(key: str, at: int) -> Moment | None:
    """As in "giai đoạn 2011-2015", "nhiệm kỳ 2015 - 2020"."""
    match = _stretch().match(key, at)
    if not match:
        return None
    first, last = int(match["y"]), match["z"]
    final = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    kind = match["k"]
    grain = "term" if kind in _w()["terms"] else "school_year" if kind in _w()["school_terms"] else "years"
    return Moment(at, match.end(), grain, year=first, last_year=final)


_YEARS: Final = re.compile(rf"(?P<y>{YEAR}) ?{DASH} ?(?P<z>{YEAR})(?!\d|[.,/]\d)")
_ONE: Final = re.compile(rf"(?P<y>{YEAR})(?! ?{DASH} ?\d|[.,/]\d|%|\w)")


def bare_year(key: str, at: int) -> Moment | None:
    """As in "2016" or "2011-2015" without "năm"; the caller decides by its neighbours whether it is a year."""
    match = _YEARS.match(key, at)
    if match and int(match["z"]) > int(match["y"]):
        return Moment(at, match.end(), "years", year=int(match["y"]), last_year=int(match["z"]))
    match = _ONE.match(key, at)
    return Moment(at, match.end(), "year", year=int(match["y"])) if match else None
