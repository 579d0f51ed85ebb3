"""The time words of `lexicon/periods.toml` as regular expressions over a text's key; named parts for the grammars."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from tongket import lexicon
from tongket.patterns import maybe, one_of, whole


@cache
def table(name: str) -> dict[str, int]:
    """A word → number table of the lexicon ("months", "counts", "shifts" …)."""
    entries: dict[str, int] = lexicon.load("periods")[name]
    return entries


@cache
def again() -> dict[str, str]:
    """Phrases that point to the last stretch of a grain ("trong tháng,": month)."""
    entries: dict[str, str] = lexicon.load("periods")["again"]
    return entries


@cache
def words(name: str) -> tuple[str, ...]:
    """A word list of the lexicon ("now", "open", "frames" …)."""
    entries: dict[str, Any] = lexicon.load("periods")["words"]
    return tuple(entries[name])


def section(name: str) -> dict[str, list[str]]:
    """The named word lists of one part of the lexicon ("units", "anchors" …)."""
    entries: dict[str, list[str]] = lexicon.load("periods")[name]
    return entries


def unit(name: str) -> str:
    """The words that name a unit of time ("month", "year" …), as a part of an expression."""
    return one_of(section("units")[name])


def either(choices: Iterable[str]) -> str:
    """An alternation that prefers the longest choice, ended by a word boundary."""
    return whole(choices)


# A number ends where no further digit, and no separator with a digit, follows.
STOP: Final = r"(?!\d|[.,/]\d)"
DASH: Final = r"[-–—−]"
YEAR: Final = r"(?:19|20)\d\d"
SEP: Final = r" ?(?:[/.]|" + DASH + r") ?"


def _shift() -> str:
    return either(table("shifts"))


@cache
def year_tail() -> re.Pattern[str]:
    """What gives a month or "6 tháng đầu năm" its year: "/2017", "-2017", " năm 2017", " (2017)", " năm nay"."""
    number = r"(?P<y>" + YEAR + r")(?!\d|[.,]\d)"
    w, year = section("tails"), section("units")["year"]
    named = rf",? {maybe(w['of'])}{one_of(year)} "
    joined = rf"(?:/ ?| ?/ ?|\.| ?{DASH} ?|{named}|,? | ?\({maybe(year)})"
    spoken = rf",? {maybe(w['in'])}{one_of(year)} (?P<r>{_shift()})"
    return re.compile(joined + number + r"\)?|" + spoken)


@cache
def counted(units: str) -> re.Pattern[str]:
    """A number in digits or words, or two of them ("5-6", "ba bốn"), before one of the units."""
    low = rf"(?:\d{{1,3}} ?(?:{DASH}|{one_of(section('tails')['between'])}) ?)?"
    return re.compile(low + r"(?P<n>\d{1,3}|" + either(table("counts")) + r") (?P<u>" + units + r")(?!\w)")


def number(text: str, name: str = "counts") -> int | None:
    """The value of digits or of a word of a lexicon table; None where it is neither."""
    if text.isdigit():
        return int(text)
    return table(name).get(text)
