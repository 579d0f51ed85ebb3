"""The lexicon of bodies, made ready for one pass over a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.grammar.place_words import any_of
from tongket.grammar.place_words import words as place_words
from tongket.text import key


@dataclass(frozen=True, slots=True)
class Type:
    """A type of body in the lexicon; the fields are explained there."""

    name: str
    rank: int
    style: str
    alone: bool = False
    short: bool = False
    field: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    types: list[Type | None]
    """By pattern of the automaton; None for a generic name."""
    finder: WordFinder
    fields: frozenset[str]
    openers: dict[str, int]
    """First word of a field → the length of the longest field that begins with it."""
    level: re.Pattern[str]
    not_short: frozenset[str]
    surnames: frozenset[str]
    compounds: dict[str, frozenset[str]]
    verbs: frozenset[str]
    no_names: frozenset[str]
    schools: frozenset[str]
    level_of: dict[str, str]
    numbered: frozenset[str]
    capital_only: frozenset[str]
    arms: frozenset[str]
    comma_parents: frozenset[str]
    small_too: frozenset[str]
    wholes: tuple[str, ...]
    after_short: frozenset[str]
    person_like: frozenset[str]
    branches: frozenset[str]
    zones: frozenset[str]
    code_after: frozenset[str]
    after_label: re.Pattern[str]


@cache
def words() -> Words:
    table, places = lexicon.load("bodies"), lexicon.load("places")
    patterns: dict[str, Type | None] = {key(w): None for w in table["generic"]["words"]}
    for name, row in table["types"].items():
        kind = Type(
            name, row["rank"], row["style"], row.get("alone", False), row.get("short", False), row.get("field", False)
        )
        for word in row["words"]:
            patterns.setdefault(key(word), kind)
    fields = frozenset(key(f) for f in (*table["fields"]["names"], *table["fields"]["words"]))
    rules = {name: frozenset(names) for name, names in table["rules"].items()}
    return Words(
        types=list(patterns.values()),
        finder=WordFinder(patterns),
        fields=fields,
        openers={f.split()[0]: len(f) for f in sorted(fields, key=len)},
        level=re.compile(rf"(?:{any_of(table['levels']['words'])})(?![\w])"),
        not_short=frozenset(table["not_short"]["next"]),
        surnames=frozenset(places["person"]["surnames"]) - frozenset(table["surnames"]["fields_too"]),
        compounds={head: frozenset(before) for head, before in table["compounds"].items()},
        verbs=frozenset(table["fields"]["verbs"]),
        no_names=frozenset(table["not_in_names"]["words"]),
        schools=frozenset(key(w) for w in table["fields"]["schools"]),
        level_of={word: level for level, names in table["level_of"].items() for word in names},
        numbered=rules["numbered"],
        capital_only=rules["capital_only"],
        arms=rules["arms"],
        comma_parents=rules["comma_parents"],
        small_too=rules["small_too"],
        wholes=tuple(f"{word} " for word in rules["wholes"]),
        after_short=rules["after_short"],
        person_like=rules["person_like"],
        branches=rules["branches"],
        zones=rules["zones"],
        code_after=rules["code_after"],
        after_label=place_words().after_label,
    )
