"""Where time expressions may begin: one pass for all words, one for digits; then the forms of the right kind.

`moments(text)` reads a text from left to right and gives every time expression as written, not yet placed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tongket.finder import WordFinder
from tongket.grammar import counts, dates, festivals, numerals, stretches
from tongket.grammar.moments import Moment
from tongket.grammar.timewords import YEAR, again, either, table, words, year_tail
from tongket.text import Text

_DIGITS = re.compile(r"\d+")
_WORDED_UNITS = ("tháng", "năm", "ngày", "tuần", "giờ", "quý", "thập kỷ", "tuổi")


@cache
def _roles() -> dict[str, str]:
    """Anchor word → the role that says how to read on from it. Later entries win over earlier ones."""
    roles = {f"{count} {unit}": "count" for count in table("counts") for unit in _WORDED_UNITS}
    roles |= dict.fromkeys(words("day_parts"), "day") | dict.fromkeys(("ngày", "hôm", "mồng", "mùng"), "day")
    roles |= {
        "tháng": "month",
        "quý": "quarter",
        "năm": "year",
        "thứ": "weekday",
        "chủ nhật": "weekday",
        "tuần": "week",
    }
    roles |= dict.fromkeys(("nửa đầu năm", "nửa cuối năm", "nửa năm"), "half")
    roles |= dict.fromkeys(("những năm", "các năm", "thập niên", "thập kỷ", "thế kỷ"), "decade")
    roles |= dict.fromkeys(words("stretch_names"), "stretch") | dict.fromkeys(words("school_years"), "school")
    roles |= dict.fromkeys(table("relative_days"), "relative_day")
    roles |= dict.fromkeys(words("open"), "open") | dict.fromkeys(words("now"), "now")
    roles |= dict.fromkeys(words("same_period"), "same") | dict.fromkeys(again(), "again")
    roles |= dict.fromkeys(festivals.names(), "festival")
    roles |= dict.fromkeys(("sinh năm", "sinh ngày", "sn", "sn:", "s.n", "sinh"), "birth")
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
    parts = either(words("day_parts"))
    return re.compile(rf"(?:{parts} )?(?:cùng )?(?:ngày |hôm )?(?:{parts} )?(?:mồng |mùng )?")


def _day(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """As in "ngày 6/2", "sáng 18/5", "đêm 5 rạng ngày 6/2", "mồng 5 tháng Giêng"."""
    head = _day_head().match(key, start)
    at = head.end() if head else end
    if at < len(key) and not key[at].isdigit():
        return None
    found = dates.introduced(key, at, start)
    if found or not head:
        return found
    if "ngày" in head[0]:
        return dates.day_alone(key, at, start)
    return _first_days_of_tet(key, at, start) if head[0].endswith(("mồng ", "mùng ")) else None


def _first_days_of_tet(key: str, at: int, start: int) -> Moment | None:
    """As in "mùng 3 Tết": a day of the first lunar month."""
    match = re.compile(r"(\d{1,2}) (?:âm lịch|tết)(?: nguyên đán)?").match(key, at)
    return Moment(start, match.end(), "day", month=1, day=int(match[1]), lunar=True) if match else None


def _relative_day(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "day", shift=table("relative_days")[word], unit="day")


_WEEK_AFTER = re.compile(r" tuần (?P<r>này|nay|trước|qua|vừa qua|rồi|tới|sau)(?!\w)")
_WEEK_SHIFT = {"này": 0, "nay": 0, "tới": 1, "sau": 1}


@cache
def _weekdays() -> re.Pattern[str]:
    return re.compile(rf"thứ (?P<w>{either(table('weekdays'))})|chủ nhật(?!\w)")


def _weekday(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """As in "thứ Sáu tuần trước", "sáng thứ Hai"; "thứ hai" is an ordinal unless something says it is a day."""
    match = _weekdays().match(key, start)
    if not match:
        return None
    moment = Moment(
        start, match.end(), "day", day=6 if match["w"] is None else table("weekdays")[match["w"]], unit="weekday"
    )
    after = _WEEK_AFTER.match(key, match.end())
    if after:
        moment.end, moment.shift = after.end(), _WEEK_SHIFT.get(after["r"], -1)
        return moment
    before = key[max(0, start - 7) : start].split(" ")
    sure = match["w"] is None or raw[match.start("w")].isupper() or (len(before) > 1 and before[-2] in _DAY_WORDS)
    dated = re.compile(r",? (?:ngày |\()\d").match(key, match.end())
    return moment if sure or dated else None


_DAY_WORDS = {"hôm", "ngày", "sáng", "trưa", "chiều", "tối", "đêm", "vào"}


def _month(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.month(key, raw, start)


def _quarter(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.quarter(key, start)


def _year(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.year(key, start)


_WEEK = re.compile(r"tuần (?:lễ )?(?P<r>này|nay|trước|qua|vừa qua|rồi|tới|sau)(?!\w)")


def _week(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    match = _WEEK.match(key, start)
    if not match:
        return None
    return Moment(start, match.end(), "week", shift=_WEEK_SHIFT.get(match["r"], -1), unit="week")


def _half(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.half(key, start)


def _decade(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    found = stretches.decade(key, start)
    if found or not word.endswith("năm"):
        return found
    return _stretch(key, raw, start, end, word) or stretches.year(key, end - 3)


def _stretch(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.stretch(key, start)


def _school(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    return stretches.school(key, start) or stretches.stretch(key, start)


def _count(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """A number in words before a unit; where it counts nothing, the unit may still open an expression."""
    unit = word.rsplit(" ", 1)[1]
    if unit == "tuổi":
        return numerals.age(key, start)
    found = counts.count(key, start)
    if found:
        return found
    role = _roles().get(unit)
    return _READERS[role](key, raw, end - len(unit), end, unit) if role and role != "count" else None


def _open(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "open")


def _now(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "now")


def _again(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end - 1, "again", unit=again()[word])


def _same(key: str, raw: str, start: int, end: int, word: str) -> Moment:
    return Moment(start, end, "same")


_BIRTH = re.compile(rf"(?:sinh năm|sinh ngày|sn|s\.n|sinh)\.?:? ?(?P<d>[\d/.\- ]*)(?P<y>{YEAR})(?!\d)")


def _birth(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    match = _BIRTH.match(key, start)
    return Moment(start, match.end(), "birth") if match else None


# ── festivals ────────────────────────────────────────────────────────────────
@cache
def _sexagenary() -> re.Pattern[str]:
    return re.compile(rf" (?P<s>{either(table('stems'))}) (?P<b>{either(table('branches'))})")


_ON_THE_DAYS = re.compile(r"(?:dịp|ngày|trong|đợt|nghỉ|lễ|kỳ nghỉ|mùa|đêm|dịp lễ|nghỉ lễ|vụ)(?: nghỉ)?(?: lễ)?,? $")


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
    if not _ON_THE_DAYS.search(key, max(0, start - 16), start):
        moment.part = "open"
    return moment


_READERS = {
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
