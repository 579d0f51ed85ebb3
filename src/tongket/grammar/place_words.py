"""The lexicon of places, made ready for one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tongket import lexicon
from tongket.grammar.capitals import UPPER
from tongket.patterns import alternatives
from tongket.text import key


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words around places; each field is explained where lexicon/places.toml lists its words."""

    free: frozenset[str]
    strict: frozenset[str]
    counting: frozenset[str]
    each: frozenset[str]
    after_label: re.Pattern[str]
    former: re.Pattern[str]
    person: re.Pattern[str]
    surnames: frozenset[str]
    no_name: frozenset[str]
    offices: frozenset[str]
    breaks: frozenset[str]
    breaks_with: dict[str, frozenset[str]]
    compounds: dict[str, frozenset[str]]
    country_after: frozenset[str]
    not_country_after: frozenset[str]
    hyphenated: tuple[str, ...]
    words_too: frozenset[str]
    level_of: dict[str, str]
    level_before: re.Pattern[str]
    level_last: re.Pattern[str]
    plural: re.Pattern[str]
    date: re.Pattern[str]
    between: frozenset[str]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return alternatives(words)


def _label_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """What may follow a number that is a name: a pause, a small word, another name."""
    pause = r"$|[\n.,:;()/…”\"'\-–]"
    return re.compile(rf"\s*(?:{pause}|(?:{any_of(words)})\b|[{UPPER}])")


def _levels(table: dict[str, Any]) -> dict[str, str]:
    """The level words that may stand before any known name, with their level."""
    return {word: level for level in ("province", "city", "district", "commune") for word in table[level]["words"]}


@cache
def words() -> PlaceWords:
    table = lexicon.load("places")
    numbered, person, short = table["numbered"], table["person"], table["short_countries"]
    levels = _levels(table["levels"])
    spaced = [w for w in levels if not w.endswith(".")]
    return PlaceWords(
        free=frozenset(numbered["free"]),
        strict=frozenset(numbered["strict"]),
        counting=frozenset(numbered["counting"]),
        each=frozenset(numbered["each"]),
        after_label=_label_pattern(numbered["after"]),
        former=re.compile(rf"[ ]?\(?(?:{any_of(table['former']['after'])})(?!\w)"),
        person=re.compile(rf"(?:^|\W)(?:{any_of(map(key, person['before']))}) $"),
        surnames=frozenset(person["surnames"]),
        no_name=frozenset(table["not_places"]["first_words"]),
        offices=frozenset(table["not_places"]["after_offices"]),
        breaks=frozenset(table["not_places"]["breaks"]),
        breaks_with={word: frozenset(after) for word, after in table["not_places"]["breaks_with"].items()},
        compounds={word: frozenset(before) for word, before in table["compounds"].items()},
        country_after=frozenset(short["after"]),
        not_country_after=frozenset(short["not_after"]),
        hyphenated=tuple(f"{name}-" for name in short["hyphenated"]),
        words_too=frozenset(short["words_too"]),
        level_of=levels,
        level_before=re.compile(rf"(?:^|(?<=\W))(?P<level>{any_of((*levels, *short['level']))})\s?$"),
        level_last=re.compile(rf" ({any_of(spaced)})$"),
        plural=re.compile(rf"(?:{any_of(numbered['plural'])}|\d{{1,2}}) $"),
        date=re.compile(rf" (?:{any_of(numbered['dates'])}) \d"),
        between=frozenset(table["levels"]["road"]["between"]),
    )
