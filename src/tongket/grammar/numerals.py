"""Times that begin with digits: "6/2", "1/2017", "8h30", "34 tuổi", "2011-2015"; the words around decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.grammar import counts, dates, stretches
from tongket.grammar.moments import Moment
from tongket.grammar.timewords import YEAR, either, words
from tongket.lexicon import load
from tongket.patterns import alternatives, one_of


@dataclass(frozen=True, slots=True)
class _Ages:
    """An age in digits or words; what stands before a difference of ages."""

    digits: re.Pattern[str]
    words: re.Pattern[str]
    differs: re.Pattern[str]


@cache
def _ages() -> _Ages:
    w = load("counts")["ages"]
    years, smaller, to, bounds, about = (one_of(w[n]) for n in ("years", "smaller", "to", "bounds", "about"))
    joint = rf"(?: ?[-–] ?| {to}(?: {bounds})? )?"
    return _Ages(
        digits=re.compile(rf"\d{{1,3}}{joint}(?:\d{{1,3}})?(?: {smaller})? {years}(?!\w)"),
        words=re.compile(rf"\w+(?: \w+)? {years}(?!\w)"),
        differs=re.compile(rf"(?:{alternatives(w['differs'])}|\d)(?: {about})? (?:\d{{1,2}} ?- ?)?$"),
    )


def age(key: str, at: int) -> Moment | None:
    ages = _ages()
    match = ages.digits.match(key, at) or ages.words.match(key, at)
    if not match or ages.differs.search(key, max(0, at - 18), at):
        return None
    return Moment(at, match.end(), "age")


@dataclass(frozen=True, slots=True)
class _Digits:
    """What stands around digits that are a time by themselves (`[digits]` of `lexicon/counts.toml`)."""

    clock_starts: frozenset[str]
    """A space and the first letter of what follows an hour."""
    round_the_clock: re.Pattern[str]
    from_: frozenset[str]
    year_before: re.Pattern[str]
    exam: re.Pattern[str]
    """'kỳ thi trung học phổ thông quốc gia ⟨2017⟩': the year of its results."""
    amount_before: re.Pattern[str]


@cache
def _digits() -> _Digits:
    w = load("counts")["digits"]
    return _Digits(
        clock_starts=frozenset(f" {word[0]}" for word in w["clock"]),
        round_the_clock=re.compile(rf"24 ?/ ?(?:24|7)(?:h| {one_of(w['hours'])})?(?!\w)"),
        from_=frozenset(w["from"]),
        year_before=re.compile(rf"{one_of(w['year_before'])}[ (]*$"),
        exam=re.compile(rf"{one_of(w['exams'])}(?: [^\W\d]+){{0,7}} $"),
        amount_before=re.compile(rf"{one_of(w['amount_before'])} $"),
    )


@cache
def _count_nouns() -> re.Pattern[str]:
    return re.compile(" " + either(words("count_nouns")))


@cache
def _introducers() -> frozenset[str]:
    return frozenset(words("date_introducers"))


@cache
def _fraction_nouns() -> frozenset[str]:
    return frozenset(words("fraction_nouns"))


_WORD_BEFORE: Final = re.compile(r"(\w+)[ ,(]*$")
_WORD_AFTER: Final = re.compile(r" (\w+)")


def digits(key: str, raw: str, start: int, end: int, word: str) -> Moment | None:
    """Dispatch by what follows the digits: a separator, an hour sign, a unit, or nothing."""
    after = key[end : end + 2]
    if after[:1] in "/-–.:" or (after[:1] == " " and after[1:] in "/-–"):
        found = _separated(key, raw, start, end)
        if found:
            return found
    if after[:1] in "hg" or after[:1] in "-–" or after in _digits().clock_starts:
        clock = dates.clock(key, start)
        if clock:
            return clock
    if end - start <= 3 and after[:1] in " -–":
        counted = counts.count(key, start) or age(key, start) or dates.before_tet(key, start)
        if counted:
            return counted
    return _plain_year(key, raw, start) if end - start == 4 else None


def _separated(key: str, raw: str, start: int, end: int) -> Moment | None:
    if key.startswith("24", start) and (match := _digits().round_the_clock.match(key, start)):
        return Moment(start, match.end(), "clock")
    found = dates.full(key, start, start) or dates.clock(key, start)
    if found:
        return found
    before = _WORD_BEFORE.search(key, max(0, start - 14), start)
    prior = before[1] if before else ""
    found = dates.bare(key, start, start) or (dates.points(key, start) if prior in _digits().from_ else None)
    if found:
        return found if _is_date(key, found, prior) else None
    found = stretches.month_year(key, start)
    return found if found and prior not in words("law_words") and not key.startswith("/", found.end) else None


def _is_date(key: str, moment: Moment, prior: str) -> bool:
    """Whether a bare "6/2" is a date: by the word before it, and not a share of something counted after it."""
    after = _WORD_AFTER.match(key, moment.end)
    if after and after[1] in _fraction_nouns():
        return False
    if moment.start and key[moment.start - 1] == "(":
        return key.startswith(")", moment.end) and (prior in _introducers() or moment.last_day is not None)
    return prior in _introducers() or bool(_CLOCK_WORD.fullmatch(prior)) or _dated_by_itself(key, moment)


_CLOCK_WORD: Final = re.compile(r"\d{1,2}h\d{0,2}|h\d\d")


def _dated_by_itself(key: str, moment: Moment) -> bool:
    """As in "22/05:", "24/5, ": a day above 12 before its month, then a stop: no part of a whole is written so."""
    above = moment.day is not None and moment.day > 12 and moment.last_day is None
    return above and key[moment.end : moment.end + 1] in ("", ",", ".", ":", ";", ")", "\n")


_SEASON: Final = re.compile(rf"{YEAR} ?[/-] ?(?:{YEAR}|\d\d)(?![\d/]|[.,-]\d)")


def _plain_year(key: str, raw: str, start: int) -> Moment | None:
    """As in "so với 2016", "2011-2015", "SEA Games 2017": four digits that are a year and count nothing."""
    season = _SEASON.match(key, start)
    if season and int(key[start + 2 : start + 4]) + 1 == int(key[season.end() - 2 : season.end()]) and "/" in season[0]:
        return Moment(start, season.end(), "name")
    moment = stretches.bare_year(key, start)
    if moment is None or _count_nouns().match(key, moment.end):
        return None
    w = _digits()
    if moment.grain == "years" or w.year_before.search(key, max(0, start - 12), start):
        return moment
    if w.exam.search(key, max(0, start - 48), start):
        return moment
    following = key[moment.end : moment.end + 1]
    before = raw[max(0, start - 12) : start].rsplit(" ", 2)
    named = len(before) > 1 and before[-2][:1].isupper()
    lone = 1990 <= (moment.year or 0) <= 2035 and moment.year != 2000 and key[start - 1 : start] == " "
    lone = lone and not w.amount_before.search(key, max(0, start - 9), start)
    if following in ("", "\n", ".", ",", ")", ";", ":", '"', "”", "'", "’") or named or lone:
        moment.grain = "name"
        return moment
    return None
