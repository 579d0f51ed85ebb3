"""Digits that are no quantity by their shape: dates, clock times, codes, phones, list numbers.

`skip` tells where such a piece ends. Words are in `lexicon/numbers.toml` ([dates], [names], [counted]).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.lexicon import load
from tongket.patterns import alternatives, one_of, whole

_YEAR: Final = r"(?:19|20)\d\d(?!\d)"
_DAY_MONTH: Final = r"(?:0?[1-9]|[12]\d|3[01]) ?[/.-] ?(?:0?[1-9]|1[0-2])(?![\d%])"
_FULL_DATE: Final = (
    rf"\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?(?:19|20)?\d\d(?![\d/.]\d)(?!\d)|{_YEAR}[/-]\d{{1,2}}[/-]\d{{1,2}}(?!\d)"
)
_MONTH_YEAR: Final = rf"(?:0?[1-9]|1[0-2]) ?/ ?{_YEAR}"
_DAYS_TO_DATE: Final = r"\d{1,2} ?[-–] ?\d{1,2}/(?:0?[1-9]|1[0-2])(?![\d/])"
_PHONE: Final = (
    r"0\d{1,3}[. -]\d{3,4}[. -]?\d{3,4}(?!\d)|0\d{8,10}(?!\d)|0\d{1,3}\) ?\d{6,8}(?!\d)|1[89]00[ .-]?\d{4,6}(?!\d)"
)
_DOTTED_MONTH: Final = r"(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?![\d.,]*\d)"
_ROW: Final = (
    r"\d{2,4}(?: ?[-–] ?\d{2,4}){2,}(?![\d.,]*\d)|\d(?:-\d){2,3}(?![\d.,]*\d)|\d\+\d(?!\d)|\d{1,2}:\d{1,2}(?![\d:])"
)
"""Three numbers joined by dashes: a telephone number, a figure's measures ("85-59-97"), a line-up; "2+2", "16:9"."""
_SETS: Final = r"\d{1,2}-\d{1,2}(?=,? \d{1,2}-\d{1,2}(?![\d.,]*\d))"
"""Scores in a row: "6-4 6-3"."""
_JOINED_NAME: Final = re.compile(r"\d{1,3}-(?:[A-ZĐ][a-z]{2}|[a-z]{5})")
"""A name that begins with digits: "7-Eleven"."""
_PLAYER: Final = re.compile(r"\d{1,2} [A-ZĐ]\. ?[A-ZĐ]")
"""A number on a shirt: "9 K. Benzema"."""
_YEARS: Final = rf"{_YEAR} ?[-–/] ?{_YEAR}"
_PLAIN: Final = re.compile(r"[1-9]\d{0,3}(?:\.\d{3})*(?:,\d{1,2})?(?:%|[,;]? [^\W\d_]{2})(?<!1[89]00)(?<! tr)")
"""Most numbers: digits and a word, which none of the shapes below begin with."""
_DOCUMENT: Final = re.compile(r"\d+(?:[/-]\d{2,4})?[a-z]? ?[/-] ?[A-ZĐ][A-ZĐƯ]+(?:[-/&.][A-ZĐƯa-z0-9]+)*")
_PLATE: Final = re.compile(r"\d{2}[A-ZĐ][A-Z0-9]? ?[-–.]? ?\d{3}(?:\.?\d{1,3})?(?!\d)")
UPPER: Final = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x1F00)) if c.isupper())
"""Capital letters, for character classes."""
_BEFORE_ITEM: Final = "(?=[" + UPPER + "])"
_LIST_NUMBER: Final = re.compile(
    r"\d{1,2}(?:\.\d{1,2})*(?:[.)]|/(?= )) "
    rf"|\d{{1,2}}(?:\.\d{{1,2}})+[. ]{_BEFORE_ITEM}|\d{{1,2}} ?[-–/] ?{_BEFORE_ITEM}"
)
_BRACKETED: Final = re.compile(rf"\d{{1,2}}\)(?: {_BEFORE_ITEM}|:|$|\n)")
"""Behind an opening bracket: "(1) Lúa, (2) Ngô"."""
_CODE_REST: Final = re.compile(r"[\w./-]*\w")
_WEB: Final = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<!\S)\S[^\s@]*+@\S+\.\w+"  # from where the run of signs begins: "a@a@a@…" would be tried from each sign
    r"|(?<!\w)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org|gov)(?:/\S*)?"
)


@cache
def _never() -> re.Pattern[str]:
    """Dates, clock times, telephone numbers, pairs of years."""
    minutes = one_of([*load("units")["min"]["names"], "'", "p"])
    clock = rf"(?:[01]?\d|2[0-4])[hg:][0-5]\d(?::[0-5]\d)?{minutes}?(?![\w:])"
    return re.compile(
        "|".join((_FULL_DATE, _MONTH_YEAR, _DAYS_TO_DATE, clock, _PHONE, _YEARS, _DOTTED_MONTH, _SETS, _ROW))
    )


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the lexicon that stand before or after digits which are no quantity."""

    names: frozenset[str]
    weak_names: frozenset[str]
    before_count: frozenset[str]
    range_names: frozenset[str]
    address_before: frozenset[str]
    dates: frozenset[str]
    clock_before: frozenset[str]
    clock_after: frozenset[str]
    fraction_before: frozenset[str]
    fraction_after: tuple[str, ...]
    fraction_of: tuple[str, ...]
    results_before: frozenset[str]
    score_before: frozenset[str]
    idioms: tuple[str, ...]
    counted: re.Pattern[str]
    stuck: re.Pattern[str]
    dotted: frozenset[str]
    months: frozenset[str]
    count_before_year: frozenset[str]
    year: frozenset[str]
    each: tuple[str, ...]
    map_scale: frozenset[str]
    after: re.Pattern[str]
    clock_behind: re.Pattern[str]
    clock_at: re.Pattern[str]
    clock_from: re.Pattern[str]
    changed: re.Pattern[str]


@cache
def words() -> Words:
    """The lexicon's words about digits, loaded once."""
    table = load("numbers")
    dates, names = table["dates"], table["names"]
    minutes = alternatives([*(f" {name}" for name in load("units")["min"]["names"]), "p", "'"])
    moved = one_of([*load("cues")["up"], *load("cues")["down"]])
    first = table["counted"]["first"]
    return Words(
        names=frozenset(names["always"]),
        weak_names=frozenset(names["unless_counted"]),
        before_count=frozenset(names["before_count"]),
        range_names=frozenset(names["unless_range"]),
        address_before=frozenset(names["address_before"]),
        dates=frozenset(dates["before"]),
        clock_before=frozenset(dates["clock_before"]),
        clock_after=frozenset(dates["clock_after"]),
        fraction_before=frozenset(dates["fraction_before"]),
        fraction_after=tuple(dates["fraction_after"]),
        fraction_of=tuple(dates["fraction_of"]),
        results_before=frozenset(dates["results_before"]),
        score_before=frozenset(dates["score_before"]),
        idioms=tuple(sorted(dates["idioms"], key=len, reverse=True)),
        counted=re.compile(rf" [“\"']?{whole(first)}"),
        stuck=re.compile(whole(word for word in first if len(word) > 2)),
        months=frozenset(dates["numbered"]),
        dotted=frozenset(dates["dotted"]),
        count_before_year=frozenset(dates["count_before_year"]),
        year=frozenset(dates["year"]),
        each=tuple(f"{word} " for word in dates["each"]),
        map_scale=frozenset(dates["map_scale"]),
        after=re.compile(f" {whole(dates['after'])}"),
        clock_behind=re.compile(rf"(?: ?\d{{1,2}}(?:{minutes})?)?,? ([^\W\d_]+)"),
        clock_at=re.compile(rf"(?<!\w){one_of(dates['clock_at'])}(?: {one_of(dates['clock_about'])})? $"),
        changed=re.compile(rf"(?<!\w){moved} (?:[^\W\d_]+ ){{0,3}}(\d{{1,2}})(?: [^\W\d_]+){{0,5}} \($"),
        clock_from=re.compile(rf"(?<!\w){one_of(dates['clock_from'])}(?: {one_of(dates['clock_about'])})? $"),
    )


def webs(key: str) -> list[tuple[int, int]]:
    """Spans of web and mail addresses."""
    if "http" not in key and "www" not in key and "@" not in key and ".vn" not in key and ".com" not in key:
        return []
    return [m.span() for m in _WEB.finditer(key)]


def skip(key: str, raw: str, start: int) -> int | None:
    """Where the piece that begins with the digits at `start` ends, if its own shape makes it no quantity."""
    if start and _joined_to_word(key, raw, start):
        rest = _CODE_REST.match(key, start)
        return rest.end() if rest else start + 1
    if _PLAIN.match(key, start) is None:
        found = (
            _never().match(key, start)
            or _DOCUMENT.match(raw, start)
            or _PLATE.match(raw, start)
            or _PLAYER.match(raw, start)
        )
        found = found or _JOINED_NAME.match(raw, start)
        if found is None and _starts_item(key, start):
            found = _LIST_NUMBER.match(raw, start)
        if found is None and start and key[start - 1] == "(":
            found = _BRACKETED.match(raw, start)
        if found is not None:
            return found.end()
        return next((start + len(i) for i in words().idioms if key.startswith(i, start)), None)
    return None


def _joined_to_word(key: str, raw: str, start: int) -> bool:
    """A letter touches the digits from the left ("PC06", "Covid-19"); a lower-case word and a dash do not count."""
    previous = key[start - 1]
    if previous.isalnum() or previous == "_":
        return True
    if previous == "+":
        return start > 1 and key[start - 2].isalnum()
    if previous not in "-–/." or start < 2 or not key[start - 2].isalpha():
        return False
    if previous == "/":
        return start == 2 or not key[start - 3].isalnum()
    word = start - 2
    while word and key[word - 1].isalnum():
        word -= 1
    if previous == ".":
        return raw[word].isupper() and start - 1 - word <= 2
    return raw[word].isupper() or any(c.isdigit() for c in key[word : start - 1])


def _starts_item(key: str, start: int) -> bool:
    """At the start of a line, or behind a full stop or colon ("chỉ đạo: 1. Thu hồi")."""
    before = key[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in '\n.:;”!?…“"' or key[start - 2 : start] == "  "


def counts(key: str, end: int) -> bool:
    """A counted noun follows: " vụ", " trường hợp"."""
    return words().counted.match(key, end) is not None


def is_clock(key: str, start: int, after_unit: int) -> bool:
    """ "lúc 16 giờ", "13 giờ ngày 11/2", "6 giờ 30 phút sáng": an hour of the day, not a duration."""
    w = words()
    after = w.clock_behind.match(key, after_unit)
    if after is not None and after[1] in w.clock_after:
        return True
    if w.clock_at.search(key, max(0, start - 16), start) is not None:
        return True
    stuck = key[after_unit - 1] == "h" and (key[after_unit - 2] in "56789" or key[after_unit - 3].isdigit())
    return stuck and w.clock_from.search(key, max(0, start - 8), start) is not None


_HOUSE: Final = re.compile(rf" [{UPPER}](?![{UPPER}])[^\W\d_]")
_SLASH: Final = re.compile(r"(\d{1,6}) ?/ ?(\d{1,6})(?!\d)")


def _explains_change(key: str, start: int, difference: int) -> bool:
    """'tăng 7 vụ (⟨19/12⟩)': in brackets behind a change which is the difference of the two, no date."""
    if key[start - 1 : start] != "(":
        return False
    found = words().changed.search(key, max(0, start - 60), start)
    return found is not None and int(found[1]) == difference


def slash(key: str, raw: str, start: int) -> tuple[str, int] | None:
    """What "x/y" at `start` is ("date", "fraction", "scale" of a map) and where it ends.

    None where it is a pair of quantities, or where there is no "x/y".
    """
    found = _SLASH.match(key, start) if "/" in key[start : start + 9] else None
    if found is None or (found[1][0] == "0" and len(found[1]) > 1 and len(found[2]) > 2):
        return None
    x, y, end = int(found[1]), int(found[2]), found.end()
    if key[end : end + 1] in ("/", "%") or key[end : end + 2].strip(",.")[:1].isdigit():
        return None
    w = words()
    before = key[max(0, start - 24) : start].split()
    last = before[-1].strip("(“\"'[,") if before and key[start - 1] == " " else ""
    last_two = " ".join(before[-2:])
    could_be_date = 1 <= x <= 31 and 1 <= y <= 12 and not _explains_change(key, start, abs(x - y))
    dated = last in w.dates and not (before[-1].endswith(",") and counts(key, end))
    if could_be_date and (dated or w.after.match(key, end)):
        return "date", end
    if 0 < x < y and (y <= 10 or y in (100, 1000)):
        rest = key[end : end + 16].lstrip()
        if last in w.fraction_before or last_two in w.fraction_before or rest.startswith(w.fraction_of):
            return "fraction", end
        if rest.startswith(w.fraction_after) and not counts(key, end):
            return "fraction", end
    if x == 1 and y >= 50 and last_two in w.map_scale:
        return "scale", end
    if counts(key, end):
        return None
    house = _HOUSE.match(raw, end) is not None
    settled = x <= y and last in w.results_before
    return ("date", end) if (could_be_date and not settled) or house else None
