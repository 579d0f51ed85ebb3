"""Where time expressions may begin: one pass for all words, one for digits; then the forms of the right kind.

`moments(text)` reads a text from left to right and gives every time expression as written, not yet placed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from tongket.finder import WordFinder
from tongket.grammar import counts, dates, festivals, numerals, stretches
from tongket.grammar.moments import Moment
from tongket.grammar.timewords import YEAR, again, either, section, table, unit, words, year_tail
from tongket.patterns import maybe, one_of
from tongket.text import Text

_DIGITS: Final = re.compile(r"\d+")


@cache
def _roles() -> dict[str, str]:
    """Anchor word → the role that says how to read on from it. Later entries win over earlier ones."""
    units, w = section("units"), section("anchors")
    worded = [*units["worded"], *units["age"]]
    roles = {f"{count} {counted}": "count" for count in table("counts") for counted in worded}
    simple = {
        "day": [*words("day_parts"), *units["day_or"], *w["early"]],
        "weekday": [*units["weekday"], *units["sunday"]],
        "decade": [*w["several"], *units["decade"], *units["century"]],
        "half": w["half"],
    }
    simple |= {name: units[name] for name in ("week", "month", "quarter", "year")}
    for role, anchors in simple.items():
        roles |= dict.fromkeys(anchors, role)
    roles |= dict.fromkeys(words("stretch_names"), "stretch") | dict.fromkeys(words("school_years"), "school")
    roles |= dict.fromkeys(table("relative_days"), "relative_day")
    roles |= dict.fromkeys(words("open"), "open") | dict.fromkeys(words("now"), "now")
    roles |= dict.fromkeys(words("same_period"), "same") | dict.fromkeys(again(), "again")
    roles |= dict.fromkeys(festivals.names(), "festival")
    roles |= dict.fromkeys(w["birth"], "birth")
    return roles | dict.fromkeys(words("decoys"), "decoy")


@cache
def _matcher() -> tuple[WordFinder, list[tuple[str, str]]]:
    pairs = list(_roles().items())
    return WordFinder([word for word, _ in pairs]), pairs


def _begins_number(key: str, at: int) -> bool:
    """Whether digits open a number: not those of "QL1A", nor the decimals of "2,5"."""
    if at == 0:
        return True
    before = key[at - 1]
    return not (before.isalnum() or (before in ".,/" and key[max(0, at - 2)].isdigit()))


def _anchors(key: str) -> list[tuple[int, int, str, str]]:
    """(start, end, role, word) of every anchor, in text order; digits have the role "digits"."""
    matcher, pairs = _matcher()
    found = [(m.start(), m.end(), "digits", "") for m in _DIGITS.finditer(key) if _begins_number(key, m.start())]
    padded = key + " "
    for index, start, end in matcher.find(key):
        if padded[end].isalnum() and pairs[index][1] != "birth":
            continue
        if start and key[start - 1].isalnum():
            continue
        word, role = pairs[index]
        if role != "decoy":
            found.append((start, end, role, word))
    found.sort()
    return found


def moments(text: Text) -> Iterator[Moment]:
    """Every time expression of a text, in order, without overlap."""
    key, raw, floor = text.key, text.raw, 0
    for start, end, role, word in _anchors(key):
        if start < floor:
            continue
        moment = _READERS[role](key, raw, start, end, word)
        if moment is None or moment.start < floor:
            continue
        floor = moment.end
        yield moment
        while moment is not None and (moment := _following(key, moment)):
            floor = moment.end
            yield moment


def _following(key: str, moment: Moment) -> Moment | None:
    """What continues a list or a range without a word of its own."""
    if moment.grain == "year" and moment.year:
        return stretches.more_years(key, moment)
    solar_festival = moment.grain == "tet" and festivals.is_solar(moment.name)
    if (moment.grain in ("day", "days", "week") and moment.month is None) or solar_festival:
        return dates.explained(key, moment)
    return dates.another(key, moment)


# ── words ────────────────────────────────────────────────────────────────────
@cache
def _day_head() -> re.Pattern[str]:
    w, part = section("anchors"), either(words("day_parts"))
    day = rf"(?:(?P<day>{unit('day')}) |{unit('day_or')} )?"
    return re.compile(rf"(?:{part} )?{maybe(w['same'])}{day}(?:{part} )?(?:(?P<early>{one_of(w['early'])}) )?")


def _day(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """As in "ngày 6/2", "sáng 18/5", "đêm 5 rạng ngày 6/2", "mồng 5 tháng Giêng"."""
    head = _day_head().match(key, start)
    at = head.end() if head else end
    if at < len(key) and not key[at].isdigit():
        return None
    found = dates.introduced(key, at, start)
    if found or not head:
        return found
    if head["day"]:
        return dates.day_alone(key, at, start)
    return _first_days_of_tet(key, at, start) if head["early"] else None


@cache
def _lunar() -> re.Pattern[str]:
    w = section("anchors")
    return re.compile(rf"(\d{{1,2}}) {one_of(w['lunar'])}(?: {one_of(w['lunar_more'])})?")


def _first_days_of_tet(key: str, at: int, start: int) -> Moment | None:
    """As in "mùng 3 Tết": a day of the first lunar month."""
    match = _lunar().match(key, at)
    return Moment(start, match.end(), "day", month=1, day=int(match[1]), lunar=True) if match else None


def _relative_day(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "day", shift=table("relative_days")[word], unit="day")


@cache
def _weekdays() -> re.Pattern[str]:
    return re.compile(rf"{unit('weekday')} (?P<w>{either(table('weekdays'))})|{unit('sunday')}(?!\w)")


@cache
def _dated() -> re.Pattern[str]:
    """A date in digits right behind the day's name."""
    return re.compile(rf",? (?:{unit('day')} |\()\d")


def _weekday(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """As in "thứ Sáu tuần trước", "sáng thứ Hai"; "thứ hai" is an ordinal unless something says it is a day."""
    match = _weekdays().match(key, start)
    if not match:
        return None
    moment = Moment(
        start, match.end(), "day", day=6 if match["w"] is None else table("weekdays")[match["w"]], unit="weekday"
    )
    after = _which_week().match(key, match.end() + 1) if key.startswith(" ", match.end()) else None
    if after and not after["more"]:
        moment.end, moment.shift = after.end(), table("week_shifts")[after["r"]]
        return moment
    before = key[max(0, start - 7) : start].split(" ")
    sure = (
        match["w"] is None
        or raw[match.start("w")].isupper()
        or (len(before) > 1 and before[-2] in section("anchors")["days"])
    )
    return moment if sure or _dated().match(key, match.end()) else None


def _month(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.month(key, raw, start)


def _quarter(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.quarter(key, start)


def _year(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.year(key, start)


@cache
def _which_week() -> re.Pattern[str]:
    more = rf"(?:(?P<more>{one_of(section('anchors')['week_more'])}) )?"
    return re.compile(rf"{unit('week')} {more}(?P<r>{either(table('week_shifts'))})")


@cache
def _week_number() -> re.Pattern[str]:
    """'tuần 41', where no noun follows that the number would count ("mỗi tuần 2 buổi")."""
    after = one_of(section("anchors")["after_week"])
    return re.compile(
        rf"{unit('week')} (?P<n>0?[1-9]|[1-4]\d|5[0-3])(?=$|[.,:;()|\t\n\-–]|/(?:19|20)\d\d| {after}\b| ?\|)(?![.,]\d)"
    )


@cache
def _each_week() -> re.Pattern[str]:
    return re.compile(rf"(?:\d|/|(?:^|\W){one_of(section('anchors')['before_week'])}) ?$")


def _week(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    match = _which_week().match(key, start)
    if not match:
        numbered = _week_number().match(key, start)
        if numbered and not _each_week().search(key, max(0, start - 8), start):
            return stretches.with_year(key, Moment(start, numbered.end(), "week", count=int(numbered["n"])))
        return None
    return Moment(start, match.end(), "week", shift=table("week_shifts")[match["r"]], unit="week")


def _half(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.half(key, start)


def _decade(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    found = stretches.decade(key, start)
    year = next((year for year in section("units")["year"] if word.endswith(year)), None)
    if found or year is None:
        return found
    return _stretch(key, raw, start, end, word) or stretches.year(key, end - len(year))


def _stretch(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.stretch(key, start)


def _school(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.school(key, start) or stretches.stretch(key, start)


def _count(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """A number in words before a unit; where it counts nothing, the unit may still open an expression."""
    counted = word.rsplit(" ", 1)[1]
    if counted in section("units")["age"]:
        return numerals.age(key, start)
    found = counts.count(key, start)
    if found:
        return found
    role = _roles().get(counted)
    return _READERS[role](key, raw, end - len(counted), end, counted) if role and role != "count" else None


def _open(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "open")


def _now(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "now")


def _again(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end - 1, "again", unit=again()[word])


def _same(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "same")


@cache
def _born() -> re.Pattern[str]:
    before = one_of(word.rstrip(":") for word in section("anchors")["birth"])
    return re.compile(rf"{before}\.?:? ?(?P<d>[\d/.\- ]*)(?P<y>{YEAR})(?!\d)")


def _birth(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    match = _born().match(key, start)
    return Moment(start, match.end(), "birth") if match else None


# ── festivals ────────────────────────────────────────────────────────────────
@cache
def _sexagenary() -> re.Pattern[str]:
    return re.compile(rf" (?P<s>{either(table('stems'))}) (?P<b>{either(table('branches'))})")


@cache
def _on_the_days() -> re.Pattern[str]:
    w = section("anchors")
    return re.compile(rf"{one_of(w['festival_days'])}(?: {one_of(w['off'])})?(?: {one_of(w['feast'])})?,? $")


def _festival(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """As in "dịp Tết", "Tết Đinh Dậu 2017", "Tết Nguyên đán năm nay"; "quà Tết" names it without telling a time."""
    if key[start - 1 : start] == "-":  # "bít-tết"
        return None
    moment = Moment(start, end, "tet", name=word)
    cycle = _sexagenary().match(key, end)
    if cycle:
        moment.end = cycle.end()
        moment.cycle = table("stems")[cycle["s"]], table("branches")[cycle["b"]]
    tail = year_tail().match(key, moment.end)
    if tail:
        moment.end = tail.end()
        moment.year = int(tail["y"]) if tail["y"] else None
        moment.year_shift = table("shifts")[tail["r"]] if tail["r"] else None
    if not _on_the_days().search(key, max(0, start - 16), start):
        moment.part = "open"
    return moment


_READERS: Final = {
    "digits": numerals.digits,
    "day": _day,
    "relative_day": _relative_day,
    "weekday": _weekday,
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
    "half": _half,
    "decade": _decade,
    "stretch": _stretch,
    "school": _school,
    "count": _count,
    "open": _open,
    "now": _now,
    "same": _same,
    "again": _again,
    "festival": _festival,
    "birth": _birth,
}
