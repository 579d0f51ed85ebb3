"""The words of `lexicon/people.toml`, ready to be looked for: one pass gives every cue of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tongket import lexicon
from tongket.text import Text

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


@cache
def table() -> dict[str, Any]:
    """The lexicon of private people."""
    return lexicon.load("people")


@cache
def word_set(*path: str) -> frozenset[str]:
    """A list of the lexicon as a set: `word_set("names", "things")`."""
    node: Any = table()
    for name in path:
        node = node[name]
    return frozenset(node)


@cache
def family() -> frozenset[str]:
    """Family names, of the minorities too; one list with the officials' grammar."""
    return frozenset(lexicon.load("officials")["names"]["family"]) | word_set("names", "family")


@cache
def frequent() -> frozenset[str]:
    """The most frequent family names."""
    return frozenset(lexicon.load("officials")["names"]["frequent"])


def alternatives(words: Iterable[str]) -> str:
    """The words as a regular expression's alternatives, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@dataclass(slots=True)
class Cues:
    """The cues of one text: `ending[end]` is the kinds and start of the cue that ends there; `residences` their ends."""

    ending: dict[int, tuple[str, int]] = field(default_factory=dict)
    starting: dict[int, tuple[str, int]] = field(default_factory=dict)


_ORDER = ("thing", "credit", "title", "humble", "weak", "strong", "loose", "role")
"""A word of several kinds is of the last of these that has it."""


@cache
def _automaton() -> tuple[AhoCorasick, list[str]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    data = table()
    lists = {
        "thing": data["names"]["things"],
        "credit": data["public"]["credit"],
        "title": data["titles"],
        "humble": data["humble"],
        "weak": data["public"]["weak"],
        "strong": data["public"]["strong"],
        "role": data["roles"],
        "loose": data["loose"],
    }
    kinds = {word: kind for kind in _ORDER for word in lists[kind]}
    kinds |= dict.fromkeys(data["loose"], "loose")
    return AhoCorasick(list(kinds), matchkind=MatchKind.LeftmostLongest), list(kinds.values())


def cues(text: Text) -> Cues:
    """Every cue that stands as whole words."""
    automaton, kinds = _automaton()
    key = text.key
    found = Cues()
    for number, start, end in automaton.find_matches_as_indexes(key):
        if (start and key[start - 1].isalnum()) or (end < len(key) and key[end].isalnum()):
            continue
        found.ending[end] = (kinds[number], start)
    return found
