"""The words by which officials are found: office heads, ranks, forms of address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.text import Text


@dataclass(slots=True)
class Anchor:
    """A word by which an official may be found. `kind`: office, rank, comrade or plain (a form of address)."""

    start: int
    end: int
    kind: str


@cache
def table() -> dict[str, Any]:
    """The lexicon of officials."""
    return lexicon.load("officials")


@cache
def _automaton() -> tuple[WordFinder, list[str]]:
    """All anchors in one automaton, with the kind of each pattern."""
    all_words = table()
    kinds: dict[str, str] = dict.fromkeys(all_words["plain"], "plain")
    kinds |= dict.fromkeys(all_words["academic"], "rank") | dict.fromkeys(all_words["ranks"], "rank")
    kinds |= dict.fromkeys(all_words["comrade"], "comrade") | dict.fromkeys(all_words["not_titles"], "none")
    offices = all_words["offices"]
    deputies = [f"{deputy} {office}" for deputy in all_words["deputy"] for office in offices]
    heads = [*offices, *deputies, *all_words["deputies"]]
    kinds |= dict.fromkeys(heads, "office")
    return WordFinder(kinds), list(kinds.values())


def anchors(text: Text) -> list[Anchor]:
    """Office heads, ranks and forms of address that stand as whole words."""
    automaton, kinds = _automaton()
    key = text.key
    found = []
    for number, start, end in automaton.find(key):
        if (start and key[start - 1].isalnum()) or (end < len(key) and key[end].isalnum()):
            continue
        if kinds[number] != "none":
            found.append(Anchor(start, end, kinds[number]))
    return found


@cache
def word_set(name: str) -> frozenset[str]:
    """A list of the lexicon as a set."""
    return frozenset(table()[name])
