"""Runs of capitalised words that can be a person's name: full, with initials, or initials alone.

"Nguyễn Văn An", "Hoàng thị N", "Dương V. Tr.", "Đ.T.L", "C." of "ông C.", "Amin Goshti". Whether a run is a person,
and a private one, is decided in people.py by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from tongket.grammar.capitals import UPPER, is_syllable
from tongket.patterns import alternatives
from tongket.privacy.surroundings import word_before
from tongket.privacy.words import family, frequent, word_set
from tongket.text import Text

_REST: Final = r"(?:[^\W\d_]|['’][^\W\d_]|-[a-zà-ỹđ])*"
"""What goes on behind a capital, also "Jong-un"."""
_WORD: Final = rf"[{UPPER}]{_REST}"
INITIAL: Final = rf"(?:Ngh|Ng|Nh|Th|Tr|Ph|Kh|Ch|Gi|Qu|Gh|[{UPPER}])"
_DOTTED: Final = rf"(?<!\.[{UPPER}])(?:gh|g|h|r|i|u)?(?:\. ?{INITIAL}){{1,4}}(?:\.{_WORD}|\.?(?!\w))"


@cache
def _run() -> re.Pattern[str]:
    """Dotted initials, or capitalised words one space apart. The capital stands first for the engine's quick search."""
    small = alternatives(word_set("names", "middle"))
    words = rf"{_REST}(?:[ \u00a0](?:(?:{small})[ \u00a0])?{_WORD})*"
    return re.compile(rf"[{UPPER}](?<!\w[{UPPER}])(?:(?P<dotted>{_DOTTED})|(?P<words>{words}))(?!\w)")


_INITIAL: Final = re.compile(rf"{INITIAL}\Z")
_MORE_INITIALS: Final = re.compile(rf"\.(?: ?{INITIAL}(?:\.|(?!\w)))*")

_FOREIGN_REST: Final = re.compile(rf"\. ?{_WORD}(?![\w.])(?: {_WORD}(?!\w))?")
"""What follows an initial inside a foreign name: "Ann B. Carter"."""


_HYPHENED: Final = re.compile(r"(?:-[A-Z][a-z]+)+")
"""The second half of a foreign surname: "-Lorens"."""


@dataclass(slots=True, unsafe_hash=True)
class Run:
    """A run that may name a person. `words` are its words in the text's spelling.

    `form`: "full" (family name and more), "initials" (a full name with initials), "dotted" (initials alone),
    "initial" (one), "short" (one or two syllables), "foreign" or "other".
    """

    start: int
    end: int
    words: tuple[str, ...]
    form: str


def runs(text: Text) -> Iterator[Run]:
    """The runs of a text, in text order, freed of what a sentence puts before and after a name."""
    raw = text.raw
    never = word_set("names", "never")
    done = 0
    for match in _run().finditer(raw):
        start, end = match.span()
        if start < done:
            continue
        if match.lastgroup == "dotted":
            yield Run(start, end, (match.group(),), "dotted")
            continue
        word = match.group()
        words = word.replace("\u00a0", " ").split(" ")
        if len(words) == 1:
            if word.lower() in never:
                continue
            form = _form_alone(word)
            if form != "initial":
                yield Run(start, end, (word,), form)
                continue
        if raw[end : end + 1] == "." and _INITIAL.match(words[-1]):
            if len(words) > 1 and (rest := _FOREIGN_REST.match(raw, end)) and not any(map(is_syllable, words[:-1])):
                done = end = rest.end()
                words = raw[start:end].replace("\u00a0", " ").split(" ")
            elif more := _MORE_INITIALS.match(raw, end):
                end = more.end()
        foreign = raw[end : end + 1] == "-" and len(words) > 1 and not any(map(is_syllable, words[-2:]))
        if foreign and (second := _HYPHENED.match(raw, end)):
            end = second.end()
            words[-1] += second.group()
        run = _trimmed(raw, start, end, tuple(words))
        if run.form == "initial" and run.end - run.start > len(run.words[0]) + 1:  # "Chị T.N.X."
            run = Run(run.start, run.end, (raw[run.start : run.end],), "dotted")
        yield run


def _trimmed(raw: str, start: int, end: int, words: tuple[str, ...]) -> Run:
    """Without titles, abbreviations and sentence openers at the head, and sentence starters at the tail."""
    if len(words) > 1:
        while len(words) > 1 and _is_head(words) and not _titled(raw, start, words):
            start += len(words[0]) + 1
            words = words[1:]
        starters = word_set("names", "starters")
        middle = word_set("names", "middle")
        while (
            len(words) > 1
            and words[-1].lower() in starters
            and words[-2].lower() not in middle
            and not (len(words) == 3 and words[1].lower() in word_set("names", "open_middle"))
            and not words[-1].isupper()
            and _goes_on(raw, end)
        ):
            end -= len(words[-1]) + 1
            words = words[:-1]
        if len(words) > 2 and _adds_sentence(words) and _goes_on(raw, end):
            end -= len(words[-1]) + 1
            words = words[:-1]
    return Run(start, end, words, _form(words))


def _titled(raw: str, start: int, words: tuple[str, ...]) -> bool:
    """Whether an ordinary word is a name's first after all, behind a title: "anh Liên Kim Ba"."""
    low = words[0].lower()
    if low not in word_set("names", "openers") or low in word_set("titles"):
        return False
    return word_before(raw, start).lower() in word_set("titles")


@lru_cache(maxsize=8192)
def _is_head(words: tuple[str, ...]) -> bool:
    """Whether the first word of a run is none of the name: "Ông", "ĐB", "Theo"."""
    first = words[0]
    low = first.lower()
    if low in word_set("titles"):
        return True
    if len(first) > 1 and first.isupper() and not words[1].isupper() and low not in family():
        return True
    if low in word_set("names", "nations") and not is_syllable(words[1]):
        return True
    return low in word_set("names", "openers") and not (low in family() and len(words) > 2)


def _adds_sentence(words: tuple[str, ...]) -> bool:
    """Whether a Vietnamese syllable closes a foreign name: the sentence behind a caption."""
    return not words[-1].isascii() and is_syllable(words[-1]) and not any(map(is_syllable, words[-3:-1]))


def _goes_on(raw: str, end: int) -> bool:
    """Whether a sentence's small letters or figures follow."""
    return raw[end : end + 1] in (" ", ",") and (raw[end + 1 : end + 2].islower() or raw[end + 1 : end + 2].isdigit())


@lru_cache(maxsize=4096)
def _form_alone(word: str) -> str:
    if len(word) <= 3 and _INITIAL.match(word):
        return "initial"
    if word[1:].isupper():
        return "other"
    return "short" if is_syllable(word) else "foreign"


@lru_cache(maxsize=8192)
def _form(words: tuple[str, ...]) -> str:
    last = words[-1]
    if len(words) == 1:
        return _form_alone(last)
    known = words[0].lower() in family()
    if known and len(words) <= 5 and len(last) <= 3 and _INITIAL.match(last):
        return "initials"
    if all(len(word) > 1 and word.isupper() for word in words) and not (known and len(words) >= 3):
        return "other"
    if all(is_syllable(word) for word in words):
        if known and len(words) <= 5:
            return "full"
        return "short" if len(words) == 2 else "other"
    if known and len(words) <= 4:
        return "full"
    return "foreign" if len(words) <= 4 else "other"


def inner(run: Run) -> Run | None:
    """The name inside a run that begins with something else: "Gia Lâm Nguyễn Văn Ba"; None where there is none."""
    at = run.start
    for index, word in enumerate(run.words):
        rest = run.words[index:]
        if index and word.lower() in frequent() and 2 <= len(rest) <= 4:
            return Run(at, run.end, rest, _form(rest))
        at += len(word) + 1
    return None


def is_year(run: Run) -> bool:
    """A year of the lunar cycle: "Đinh Dậu"."""
    if len(run.words) != 2:
        return False
    stem, branch = (word.lower() for word in run.words)
    return stem in word_set("names", "stems") and branch in word_set("names", "branches")
