"""Digits that are no quantity by their shape or by the word before them: dates, clock times, codes, phones, list numbers.

`skip` tells where such a piece ends. Words are in `lexicon/numbers.toml` ([dates], [names], [counted]).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tongket.lexicon import load

_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY_MONTH = r"(?:0?[1-9]|[12]\d|3[01]) ?[/.-] ?(?:0?[1-9]|1[0-2])(?![\d%])"
_FULL_DATE = (
    rf"\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?(?:19|20)?\d\d(?![\d/.]\d)(?!\d)|{_YEAR}[/-]\d{{1,2}}[/-]\d{{1,2}}(?!\d)"
)
_MONTH_YEAR = rf"(?:0?[1-9]|1[0-2]) ?/ ?{_YEAR}"
_DAYS_TO_DATE = r"\d{1,2} ?[-–] ?\d{1,2}/(?:0?[1-9]|1[0-2])(?![\d/])"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[hg:][0-5]\d(?::[0-5]\d)?(?:['p]|phút)?)(?![\w:])"
_PHONE = r"0\d{1,3}[. -]\d{3,4}[. -]?\d{3,4}(?!\d)|0\d{8,10}(?!\d)|1[89]00[ .-]?\d{4,6}(?!\d)"
_YEARS = rf"{_YEAR} ?[-–/] ?{_YEAR}"
_NEVER = re.compile(
    f"(?P<date>{_FULL_DATE})|(?P<month>{_MONTH_YEAR})|(?P<days>{_DAYS_TO_DATE})|(?P<clock>{_CLOCK})|(?P<phone>{_PHONE})|(?P<years>{_YEARS})"
)
_DOCUMENT = re.compile(r"\d+(?:[/-]\d{2,4})?[a-z]? ?[/-] ?[A-ZĐ][A-ZĐƯ]+(?:[-/&.][A-ZĐƯa-z0-9]+)*")
_PLATE = re.compile(r"\d{2}[A-ZĐ][A-Z0-9]? ?[-–.]? ?\d{3}(?:\.?\d{2,3})?(?!\d)")
_LIST_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*(?:[.)]|/(?= ))(?: |$)|\d{1,2}(?:\.\d{1,2})+ (?=[A-ZĐÀ-Ỹ])")
_CODE_REST = re.compile(r"[\w./-]*\w")
_CHAIN = re.compile(r"\d+(?:(?: ?[-–/.] ?| và |, )\d+)*(?![\d.,]*\d)")
_YEAR_ALONE = re.compile(_YEAR)
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<!\w)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org|gov)(?:/\S*)?"
)


class Words(NamedTuple):
    """Words of the lexicon that stand before or after digits which are no quantity."""

    names: frozenset[str]
    weak_names: frozenset[str]
    before_count: frozenset[str]
    dates: frozenset[str]
    clock_before: frozenset[str]
    clock_after: frozenset[str]
    fraction_before: frozenset[str]
    fraction_after: tuple[str, ...]
    score_before: frozenset[str]
    idioms: tuple[str, ...]
    counted: re.Pattern[str]


@cache
def words() -> Words:
    """The lexicon's words about digits, loaded once."""
    table = load("numbers")
    dates, names = table["dates"], table["names"]
    first = sorted(set(table["counted"]["first"]), key=len, reverse=True)
    return Words(
        names=frozenset(names["always"]),
        weak_names=frozenset(names["unless_counted"]),
        before_count=frozenset(names["before_count"]),
        dates=frozenset(dates["before"]),
        clock_before=frozenset(dates["clock_before"]),
        clock_after=frozenset(dates["clock_after"]),
        fraction_before=frozenset(dates["fraction_before"]),
        fraction_after=tuple(dates["fraction_after"]),
        score_before=frozenset(dates["score_before"]),
        idioms=tuple(sorted(dates["idioms"], key=len, reverse=True)),
        counted=re.compile(r"[ \n]?[“\"']?(?:" + "|".join(map(re.escape, first)) + r")(?!\w)"),
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
    found = _NEVER.match(key, start)
    if found is not None:
        return None if found.lastgroup == "years" and _counts(key, found.end()) else found.end()
    for pattern in (_DOCUMENT, _PLATE):
        found = pattern.match(raw, start)
        if found is not None:
            return found.end()
    if _at_line_start(key, start):
        found = _LIST_NUMBER.match(raw, start)
        if found is not None:
            return found.end()
    return next((start + len(i) for i in words().idioms if key.startswith(i, start)), None)


def _joined_to_word(key: str, raw: str, start: int) -> bool:
    """A letter touches the digits from the left ("PC06", "Covid-19"); a lower-case word and a dash do not count."""
    previous = key[start - 1]
    if previous.isalnum() or previous == "_":
        return True
    if previous not in "-–/." or start < 2 or not key[start - 2].isalpha():
        return False
    if previous == "/":
        return False
    word = start - 2
    while word and key[word - 1].isalnum():
        word -= 1
    if previous == ".":
        return raw[word].isupper() and start - 1 - word <= 2
    return raw[word].isupper() or any(c.isdigit() for c in key[word : start - 1])


def _at_line_start(key: str, start: int) -> bool:
    before = key[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] == "\n"


def _counts(key: str, end: int) -> bool:
    return words().counted.match(key, end) is not None


def named(key: str, start: int, end: int, *, plain: bool, counted: bool) -> int | None:
    """Where a number ends that the word before it makes a name or a date ("quận 7", "tháng 3 và 4").

    `plain`: it has no unit, scale word nor separator; `counted`: a counted noun follows.
    """
    if not plain:
        return None
    before = key[max(0, start - 24) : start].rsplit("\n", 1)[-1].lstrip("(“\"'").split()
    if not before or key[start - 1] != " ":
        return _year(key, start, end, counted=counted)
    w = words()
    last, two = before[-1].lstrip("(“\"'["), " ".join(before[-2:])
    if last in w.names or two in w.names:
        return _chain_end(key, start)
    if two in w.before_count:
        return None
    if last in w.weak_names or two in w.weak_names:
        return None if counted else _chain_end(key, start)
    return _year(key, start, end, counted=counted)


def _year(key: str, start: int, end: int, *, counted: bool) -> int | None:
    """A bare number from 1900 to 2099 is a year unless something counted follows."""
    return end if end - start == 4 and not counted and _YEAR_ALONE.match(key, start) else None


def _chain_end(key: str, start: int) -> int:
    """Dates and names come in chains: "tháng 7 và 8", "ngày 6, 7/2", "điều 5, 6"; those that count something end it."""
    chain = _CHAIN.match(key, start)
    end = chain.end() if chain else start + 1
    while chain and end > start and _counts(key, end):
        shorter = max((key.rfind(s, start, end) for s in (" và ", ", ")), default=-1)
        if shorter < 0:
            break
        end = shorter
    return end


def is_clock(key: str, start: int, end: int, after_unit: int) -> bool:
    """ "lúc 16 giờ", "13 giờ ngày 11/2": an hour of the day, not a duration."""
    w = words()
    before = key[max(0, start - 16) : start].split()
    after = key[after_unit : after_unit + 10].split()
    if after and after[0].strip(",.;)(") in w.clock_after:
        return True
    return bool(before) and before[-1] in ("lúc", "hồi") or " ".join(before[-2:]) in ("vào lúc", "lúc khoảng", "từ lúc")


_SLASH = re.compile(r"(\d{1,6}) ?/ ?(\d{1,6})(?!\d)")


def slash(key: str, start: int) -> tuple[str, int] | None:
    """What "x/y" at `start` is: "date" or "fraction", and where it ends; None for a pair of quantities or no "x/y"."""
    found = _SLASH.match(key, start)
    if found is None or found[1][0] == "0" and len(found[1]) > 1 and len(found[2]) > 2:
        return None
    x, y, end = int(found[1]), int(found[2]), found.end()
    if key[end : end + 1] in ("/", "%") or key[end : end + 2].strip(",.")[:1].isdigit():
        return None
    w = words()
    before = key[max(0, start - 24) : start].split()
    last = before[-1].lstrip("(“\"'[") if before and key[start - 1] == " " else ""
    could_be_date = 1 <= x <= 31 and 1 <= y <= 12
    if last in w.dates and could_be_date:
        return "date", end
    if w.counted.match(key, end):
        return None
    if 0 < x < y <= 10 or y in (10, 100, 1000):
        rest = key[end : end + 16].lstrip()
        if (
            (last in w.fraction_before and not last.isdigit())
            and not could_be_date
            or rest.startswith(w.fraction_after)
        ):
            return "fraction", end
        if last in w.fraction_before - {"đến", "tới", "được", "với", "còn"} and x < y <= 10:
            return "fraction", end
    return ("date", end) if could_be_date else None
