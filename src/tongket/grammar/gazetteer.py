"""Known places: the provinces in both divisions, regions, countries, and what a user adds.

A user's file is TOML, one table for each place; nothing but `name` and `level` is required:

    [[place]]
    name   = "Tân Giang"          # as it is to be reported, without its level word
    level  = "province"           # country, region, province, district, commune or other
    code   = "99"                 # any code; of a province the two digits of the official list
    parent = "Việt Nam"           # the place that it lies in
    names  = ["T.Giang", "Tân-Giang"]   # other spellings and abbreviations
    into   = "Hải Bình"           # the province that took it in on 1 July 2025
    municipality = false          # a centrally run city: "thành phố X" means the province, not a town in it

The capitals of a name must stand in the text too ("Hòa Bình" is a province, "hòa bình" is peace); where the tone
mark stands (Hoà, Hòa) and non-breaking spaces make no difference.

Sources: Resolution 202/2025/QH15 (34 provinces since 1 July 2025), Decision 124/2004/QĐ-TTg (codes of the 63) and
Decision 19/2025/QĐ-TTg (codes of the 34).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import tomli

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.text import key

NEW_DIVISION: Final = dt.date(2025, 7, 1)
"""The first day of the 34 provinces."""
LEVELS: Final[tuple[str, ...]] = ("country", "region", "province", "district", "commune", "other")


class GazetteerError(ValueError):
    """A gazetteer file that cannot be read: the message names the file and the fault, in one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A known place; the fields are those of the file format in this module's docstring."""

    name: str
    level: str
    code: str | None = None
    parent: str | None = None
    names: tuple[str, ...] = ()
    into: str | None = None
    municipality: bool = False
    short: bool = False
    """Its name is also a syllable of other names ("Anh"), so that it needs a free-standing place in the text."""


@dataclass(frozen=True, slots=True)
class Term:
    """One pattern of the automaton: what its hit means.

    `kind`: "name", "level", "scope" or "block" (a longer name that is no place). `capitals` are the offsets that
    must be capital letters in the text.
    """

    kind: str
    capitals: tuple[int, ...] = ()
    entry: Entry | None = None
    level: str = ""
    value: str | None = None


def _capitals(name: str) -> tuple[int, ...]:
    return tuple(i for i, c in enumerate(name) if c.isupper())


class Gazetteer:
    """The known places and one automaton over all their names."""

    def __init__(self, entries: Sequence[Entry], codes_2025: dict[str, str]) -> None:
        self.entries = tuple(entries)
        self.codes_2025 = codes_2025
        self._by_key = {key(n): e for e in reversed(self.entries) for n in (e.name, *e.names)}
        self._known: tuple[WordFinder, list[list[Term]]] | None = None

    def get(self, name: str) -> Entry | None:
        """The place of that name or spelling, letter case and tone placement aside."""
        return self._by_key.get(key(name))

    def code(self, name: str, day: dt.date | None = None) -> str | None:
        """The official code of a province on `day`, in the division then in force; of another place its code.

        Without a day the 63 come first. None for a name that did not exist then, or that is unknown.
        """
        entry = self.get(name)
        if entry is None:
            return None
        if day is None or day < NEW_DIVISION or entry.level != "province":
            return entry.code
        return self.codes_2025.get(entry.name, None if entry.into else entry.code)

    def successor(self, name: str) -> str | None:
        """The province of the 34 that a province of the 63 lies in; None for what is no province."""
        entry = self.get(name)
        if entry is None or entry.level != "province":
            return None
        return entry.into or entry.name

    def automaton(self) -> tuple[WordFinder, list[list[Term]]]:
        """What finds the patterns, and what each of them means; made when first asked for."""
        if self._known is None:
            patterns = sorted(self._patterns().items())
            self._known = WordFinder([word for word, _ in patterns]), [terms for _, terms in patterns]
        return self._known

    def _patterns(self) -> dict[str, list[Term]]:
        patterns: dict[str, list[Term]] = {}
        for entry in self.entries:
            for name in (entry.name, *entry.names):
                patterns.setdefault(key(name), []).append(Term("name", _capitals(name), entry))
        words = lexicon.load("places")
        for level, table in words["levels"].items():
            for word in table["words"]:
                patterns.setdefault(key(word), []).append(Term("level", level=level))
        for word in words["numbered"]["strict"]:
            patterns.setdefault(key(word), [Term("level", level="numbered")])
        for scope, value in (("country", _home()), ("local", None)):
            for word in words["scopes"][scope]:
                patterns.setdefault(key(word), []).append(Term("scope", value=value))
        for name in words["not_places"]["names"]:
            patterns.setdefault(key(name), []).append(Term("block", _capitals(name)))
        return patterns


def _home() -> str:
    """The country of every place that is not foreign."""
    name: str = lexicon.load("places")["country"]["name"]
    return name


def _entry(row: dict[str, Any], source: str) -> Entry:
    name, level = row.get("name"), row.get("level")
    if not isinstance(name, str) or not name.strip():
        raise GazetteerError(f"{source}: a [[place]] without a name")
    if level not in LEVELS:
        raise GazetteerError(f"{source}: {name}: level is {level!r}, not one of {', '.join(LEVELS)}")
    names = row.get("names", [])
    if not isinstance(names, list) or not all(isinstance(n, str) and n for n in names):
        raise GazetteerError(f"{source}: {name}: names is not a list of strings")
    unknown = row.keys() - {"name", "level", "code", "parent", "names", "into", "municipality"}
    if unknown:
        raise GazetteerError(f"{source}: {name}: unknown key {min(unknown)!r}")
    code = row.get("code")
    return Entry(
        name,
        level,
        None if code is None else str(code),
        row.get("parent"),
        tuple(names),
        row.get("into"),
        row.get("municipality") is True,
    )


def read(path: Path) -> list[Entry]:
    """The places of a user's file. Raises GazetteerError (bad TOML, wrong fields) and OSError."""
    try:
        rows = tomli.loads(path.read_text(encoding="utf-8")).get("place", [])
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise GazetteerError(f"{path}: {fault}") from fault
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise GazetteerError(f"{path}: places are written as [[place]] tables")
    return [_entry(row, str(path)) for row in rows]


def _countries() -> Iterable[Entry]:
    words = lexicon.load("countries")
    short = set(words["short"]["names"])
    for code, names in words["countries"].items():
        for name in names:
            # Viet Nam's spellings are one name; of other countries each name is reported as the text has it.
            if code != "VN":
                yield Entry(name, "country", code, short=name in short)
        if code == "VN":
            yield Entry(names[0], "country", code, names=tuple(names[1:]))
    for name in words["blocs"]["names"]:
        yield Entry(name, "region")


def _others() -> Iterable[Entry]:
    words = lexicon.load("places")
    for name in words["regions"]["names"]:
        yield Entry(name, "region", parent=_home())
    for name in words["cities"]["names"]:
        yield Entry(name, "district", parent=_home(), short=" " not in name)
    for name in words["cities"]["foreign"]:
        yield Entry(name, "other")


@cache
def _built_in() -> tuple[tuple[Entry, ...], dict[str, str]]:
    table = lexicon.load("provinces")
    provinces = [replace(_entry(row, "provinces.toml"), parent=_home()) for row in table["place"]]
    return (*provinces, *_countries(), *_others()), table["since_2025"]


@cache
def _load(paths: tuple[Path, ...]) -> Gazetteer:
    entries, codes = _built_in()
    added = [entry for path in paths for entry in read(path)]
    return Gazetteer([*added, *entries], codes)


def load(paths: Sequence[Path] = ()) -> Gazetteer:
    """The built-in places with those of the user's files, which come first. Raises GazetteerError and OSError."""
    return _load(tuple(Path(p) for p in paths))
