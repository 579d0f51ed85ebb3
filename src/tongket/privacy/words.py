"""The words of `lexicon/people.toml`, ready to be looked for: one pass gives every cue of a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.records import Span
from tongket.text import Text


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


@dataclass(slots=True)
class Cues:
    """The cues of one text.

    `ending[end]` is the kind and start of the word that ends there and may stand before a name; `others` lists by
    kind (birth, age, residence, account, quoted, alias, identity, patient, stage, deed) where those words stand.
    """

    ending: dict[int, tuple[str, int]] = field(default_factory=dict)
    others: dict[str, list[Span]] = field(default_factory=dict)


_OTHERS: Final = frozenset(
    ("residence", "account", "quoted", "alias", "identity", "patient", "birth", "age", "stage", "deed")
)


@cache
def _kinds() -> dict[str, str]:
    """Every cue word with its kind; a word of several kinds is of the one that stands last here."""
    data = table()
    lists: dict[str, list[str]] = {
        "stage": data["public"]["stage_words"],
        "deed": data["foreign_deeds"],
        "residence": data["residence"]["cues"],
        "account": data["accounts"]["before"],
        "quoted": data["accounts"]["quoted"],
        "alias": data["aliases"]["before"],
        "identity": data["identity"]["before"],
        "patient": data["identity"]["patient"],
        "birth": data["birth"]["words"],
        "age": data["birth"]["age"],
        "handled": data["handled"],
        "title": data["titles"],
        "humble": data["humble"],
        "weak": data["public"]["weak"],
        "strong": data["public"]["strong"],
        "role": data["roles"],
        "loose": data["loose"],
        "named": data["named"],
        "none": data["nobody"],
    }
    return {word: kind for kind, words in lists.items() for word in words}


@cache
def _automaton() -> tuple[WordFinder, list[str]]:
    kinds = _kinds()
    return WordFinder(kinds), list(kinds.values())


def cues(text: Text) -> Cues:
    """Every cue that stands as whole words."""
    automaton, kinds = _automaton()
    key = text.key
    size = len(key)
    found = Cues()
    ending, others = found.ending, found.others
    for number, start, end in automaton.find(key):
        if (start and key[start - 1].isalnum()) or (end < size and key[end].isalnum()):
            continue
        kind = kinds[number]
        if kind in _OTHERS:
            others.setdefault(kind, []).append((start, end))
        else:
            ending[end] = (kind, start)
    return found
