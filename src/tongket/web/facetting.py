"""Facets of a search with their names: what can be narrowed, by which values, and how many hits each leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tongket.web.desk import Desk
from tongket.web.language import LANGUAGES, words_of
from tongket.web.model import search as index
from tongket.web.model.model import Model

_SHOWN = 10
_TRIED = 60
"""Places of which the names are looked up: those within others are left out."""
NAMES = ("sector", "place", "body", "year", "kind", "status", "genre")
_WORDS = {"kind": "kinds", "status": "statuses", "genre": "genres"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet, called in both languages."""

    value: str
    vi: str
    en: str
    count: index.Count


@dataclass(frozen=True, slots=True)
class Facet:
    """`chosen`: the value that hits are narrowed to, if any, by its name; else `values`, most first."""

    name: str
    chosen: Value | None
    values: tuple[Value, ...]


def facets(desk: Desk, search: index.Search, kind: index.Kind, chosen: Mapping[str, str]) -> list[Facet]:
    """All facets that have a value among the hits, or are chosen."""
    counted = search.facets(kind)
    found = []
    for name in NAMES:
        values = counted.get(name, {})
        if name == "year":
            values = dict(sorted(values.items(), reverse=True))
        wanted = chosen.get(name)
        named = _named(desk, name, [*values][:_TRIED], wanted)
        listed = [Value(value, *named[value], values[value]) for value in values if value in named and value != wanted]
        none = index.Count(0)
        mine = Value(wanted, *_name_of(desk, name, wanted), values.get(wanted, none)) if wanted else None
        # Within a place are other places; other facets have one value a hit, so that one chosen leaves no other.
        rest = listed if mine is None or name == "place" else []
        if mine or len(rest) > 0:
            found.append(Facet(name, mine, tuple(rest[:_SHOWN])))
    return found


def _named(desk: Desk, name: str, values: list[str], chosen: str | None) -> dict[str, tuple[str, str]]:
    """Value → its names; places only of one level: those within the chosen one, or within none."""
    if name != "place":
        return {value: _name_of(desk, name, value) for value in values[: _SHOWN + 1]}
    within = chosen.partition("@")[0] if chosen else None
    rows = {value: row for value in values if (row := _place(desk.model, value)) is not None}
    listed = {value: row for value, row in rows.items() if row["parent"] == within and value.split("@")[0] != within}
    often = Counter(row["vi"] for row in listed.values())
    return {value: _told_apart(row, value, often[row["vi"]] > 1) for value, row in listed.items()}


def _told_apart(row: Mapping[str, str], value: str, twice: bool) -> tuple[str, str]:
    """The names of a place, with its division where another one of the same name is listed."""
    division = f"boundaries.{value.partition('@')[2]}"
    vi, en = (words_of(language).get(division, "") if twice else "" for language in LANGUAGES)
    return f"{row['vi']} ({vi})" if vi else row["vi"], f"{row['en']} ({en})" if en else row["en"]


def _name_of(desk: Desk, name: str, value: str) -> tuple[str, str]:
    if name == "sector" and (sector := desk.catalogue.sectors.get(value)):
        return sector.name.vi, sector.name.en
    if name == "body" and (row := desk.model.row("select vi, en from bodies where id = ?", (value,))):
        return row["vi"], row["en"]
    if name == "place" and (row := _place(desk.model, value)):
        return row["vi"], row["en"]
    if name in _WORDS:
        key = f"{_WORDS[name]}.{value}"
        return words_of("vi").get(key, value), words_of("en").get(key, value)
    return value, value


def _place(model: Model, value: str) -> dict[str, str] | None:
    """A place by its code, of its division where that is told."""
    code, _, boundary = value.partition("@")
    sql = "select vi, en, parent from places where code = ? order by boundary = ? desc, figures desc limit 1"
    return model.row(sql, (code, boundary))
