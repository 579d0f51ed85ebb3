"""The lexicon of bodies, made ready for one pass over a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tongket import lexicon
from tongket.text import key

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


@dataclass(frozen=True, slots=True)
class Type:
    """A type of body in the lexicon; the fields are explained there."""

    name: str
    rank: int
    style: str
    alone: bool = False
    short: bool = False
    field: bool = False


class Words(NamedTuple):
    types: list[Type | None]
    """By pattern of the automaton; None for a generic name."""
    automaton: AhoCorasick
    fields: frozenset[str]
    openers: frozenset[str]
    level: re.Pattern[str]
    not_short: frozenset[str]
    surnames: frozenset[str]
    counting: frozenset[str]
    compounds: dict[str, frozenset[str]]
    verbs: frozenset[str]
    no_names: frozenset[str]
    schools: frozenset[str]


@cache
def words() -> Words:
    from ahocorasick_rs import AhoCorasick, MatchKind

    table, places = lexicon.load("bodies"), lexicon.load("places")
    patterns: dict[str, Type | None] = {key(w): None for w in table["generic"]["words"]}
    for name, row in table["types"].items():
        kind = Type(
            name, row["rank"], row["style"], row.get("alone", False), row.get("short", False), row.get("field", False)
        )
        for word in row["words"]:
            patterns.setdefault(key(word), kind)
    fields = frozenset(key(f) for f in (*table["fields"]["names"], *table["fields"]["words"]))
    levels = sorted(map(re.escape, table["levels"]["words"]), key=len, reverse=True)
    return Words(
        list(patterns.values()),
        AhoCorasick(list(patterns), matchkind=MatchKind.LeftmostLongest),
        fields,
        frozenset(f.split()[0] for f in fields),
        re.compile(rf"(?:{'|'.join(levels)})(?![\w])"),
        frozenset(table["not_short"]["next"]),
        frozenset(places["person"]["surnames"]) - {"Công", "Kim", "Quốc", "Thanh", "Thu", "Tiến", "Văn", "Hữu", "Thái"},
        frozenset(places["numbered"]["counting"]),
        {head: frozenset(before) for head, before in table["compounds"].items()},
        frozenset(table["fields"]["verbs"]),
        frozenset(table["not_in_names"]["words"]),
        frozenset(key(w) for w in table["fields"]["schools"]),
    )
