"""Runs of capitalised words that can be a person's name: full, with initials, or initials alone.

"Nguyễn Văn An", "Hoàng thị N", "Dương V. Tr.", "Đ.T.L", "ông C.", "Amin Goshti". Whether a run is a person, and a
private one, is decided in people.py by what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tongket.grammar.capitals import UPPER, is_syllable
from tongket.privacy.words import alternatives, family, frequent, word_set
from tongket.text import Text

_WORD = rf"[{UPPER}](?:[^\W\d_]|['’][^\W\d_])*"
INITIAL = rf"(?:Ngh|Ng|Nh|Th|Tr|Ph|Kh|Ch|Gi|Qu|Gh|[{UPPER}])"
_DOTTED = rf"{INITIAL}(?:\. ?{INITIAL}){{1,4}}(?:\.{_WORD}|\.?(?!\w))"
_INITIALS_AFTER = rf"(?:(?<={INITIAL[-1]})|)"


@cache
def _run() -> re.Pattern[str]:
    """Dotted initials, or capitalised words one space apart that may end in dotted initials."""
    small = alternatives(word_set("names", "middle"))
    words = rf"{_WORD}(?:[ \u00a0](?:(?:{small})[ \u00a0])?{_WORD})*"
    return re.compile(rf"(?<![\w.])(?:(?P<dotted>{_DOTTED})|(?P<words>{words}))(?!\w)")


_INITIAL = re.compile(rf"{INITIAL}\Z")
_MORE_INITIALS = re.compile(rf"\.(?: ?{INITIAL}(?:\.|(?!\w)))*")
_SPLIT = re.compile(r"[ \u00a0]")


@dataclass(frozen=True, slots=True)
class Run:
    """A run that may name a person. `words` are its words in the text's spelling.

    `form`: "full" (family name and more), "initials" (a full name with initials, or initials alone), "initial" (one
    initial), "short" (one or two syllables), "foreign" or "other".
    """

    start: int
    end: int
    words: tuple[str, ...]
    form: str


def runs(text: Text) -> Iterator[Run]:
    """The runs of a text, in text order, freed of what a sentence puts before and after a name."""
    raw = text.raw
    for match in _run().finditer(raw):
        start, end = match.span()
        if match.lastgroup == "dotted":
            yield Run(start, end, (match.group(),), "initials")
            continue
        words = _SPLIT.split(match.group())
        if _INITIAL.match(words[-1]) and (more := _MORE_INITIALS.match(raw, end)) and more.end() > end:
            end = more.end()
        yield _trimmed(text, start, end, words)


def _trimmed(text: Text, start: int, end: int, words: list[str]) -> Run:
    """Without titles and sentence openers at the head, and sentence starters at the tail."""
    openers, starters = word_set("names", "openers"), word_set("names", "starters")
    while len(words) > 1:
        first = words[0].lower()
        plain = first in openers or first in word_set("titles")
        if not plain or (first in family() and len(words) > 2 and first not in word_set("titles")):
            break
        start += len(words[0]) + 1
        words = words[1:]
    while len(words) > 1 and words[-1].lower() in starters and not words[-1].isupper() and _goes_on(text.raw, end):
        end -= len(words[-1]) + 1
        words = words[:-1]
    return Run(start, end, tuple(words), _form(words))


def _goes_on(raw: str, end: int) -> bool:
    """Whether a sentence's small letters or figures follow."""
    return raw[end : end + 1] in (" ", ",") and (raw[end + 1 : end + 2].islower() or raw[end + 1 : end + 2].isdigit())


def _form(words: list[str]) -> str:
    last_initial = _INITIAL.match(words[-1]) is not None
    if len(words) == 1:
        word = words[0]
        if last_initial:
            return "initial"
        if len(word) > 1 and word[1:].isupper():
            return "other"
        return "short" if is_syllable(word) else "foreign"
    known = words[0].lower() in family()
    if len(words) <= 5 and known and last_initial:
        return "initials"
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
            return Run(at, run.end, rest, _form(list(rest)))
        at += len(word) + 1
    return None
