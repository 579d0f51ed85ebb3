"""The vocabulary of bodies, made ready: types, fields and kinds with every spelling (registry/data/*.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, product
from typing import Any, Final, Literal

import tomli

from tongket.registry.slugs import slug
from tongket.text import key

Level = Literal["central", "zone", "province", "district", "commune"]
_WORD: Final = re.compile(r"[^\W_]+")
_BRACKET: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work. `of`: the id of the field whose ministry and departments it belongs to."""

    id: str
    vi: str
    en: str
    of: str | None = None
    abbreviation: str | None = None
    shared: bool = False
    """Every ministry has one, so that only the body that it is in tells it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What stands before the place in a body's name; its attributes are explained in data/bodies.toml."""

    id: str
    vi: str
    en: str
    levels: tuple[Level, ...]
    parent: Mapping[str, str] = field(default_factory=dict, hash=False)
    bare: Level | None = None
    level_word: str | None = None
    numbered: bool = False
    plain_number: bool = False
    """The number belongs to the name: "Quân khu 7"; without one the kind names nobody."""
    zones: bool = False
    zones_of_province: bool = False
    chain: bool = False
    foreign: bool = False
    short: bool = False
    named: bool = False
    local: str | None = None
    whole: str | None = None
    levels_of: Mapping[str, tuple[Level, ...]] = field(default_factory=dict, hash=False)
    """Of a type: the levels that it has in fields of another one ("Phòng" of the police: the province's)."""
    work: Field | None = None
    """The field, of a kind that is composed of a type and one."""
    fields: frozenset[str] | None = None
    abbreviations: tuple[str, ...] = ()


def table(name: str) -> dict[str, Any]:
    """The TOML table `data/<name>.toml`."""
    return tomli.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def bodies_table() -> dict[str, Any]:
    return table("bodies")


@cache
def _plain_words() -> tuple[dict[str, tuple[str, ...]], frozenset[str], tuple[tuple[re.Pattern[str], str], ...]]:
    rows = bodies_table()
    return (
        {k: tuple(v.split()) for k, v in rows["written_out"].items()},
        frozenset(rows["words"]["joiners"]),
        tuple((_dotted(short, rows["words"]["not_dotted"]), whole) for short, whole in rows["dotted"].items()),
    )


def _dotted(short: str, longer: Sequence[str]) -> re.Pattern[str]:
    """A short form as group 1; where it is a piece of a longer word ("ĐẦU TƯ") the group is empty."""
    words = "|".join(map(re.escape, longer))
    return re.compile(rf"(?<!\w)(?:(?:{words})|({re.escape(short)}))(?!\w)")


def _written_out(name: str, short: re.Pattern[str], whole: str) -> str:
    return short.sub(lambda match: whole if match[1] else match[0], name)


@lru_cache(maxsize=16384)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name for comparison: lower case, no marks between them, no joining words and brackets."""
    joiners = _plain_words()[1]
    return tuple(w for w in all_tokens(name) if w not in joiners)


def all_tokens(name: str) -> tuple[str, ...]:
    """The same with the joining words."""
    written, _, dotted = _plain_words()
    for short, whole in dotted:
        name = _written_out(name, short, whole)
    plain = key(name)
    if "(" in plain:
        plain = _BRACKET.sub(" ", plain)
    found = _WORD.findall(plain)
    return tuple(w for word in found for w in written.get(word, (word,)))


def spelling(name: str) -> str:
    return " ".join(tokens(name))


def _kind(vi: str, row: Mapping[str, Any]) -> Kind:
    only = row.get("fields")
    return Kind(
        slug(vi),
        vi,
        row["en"],
        tuple(row["levels"]),
        row.get("parent", {}),
        row.get("bare"),
        row.get("level_word"),
        bool(row.get("numbered")),
        row.get("numbered") == "plain",
        bool(row.get("zones")),
        row.get("zones") == "province",
        row.get("chain", False),
        row.get("foreign", False),
        row.get("short", False),
        row.get("named", False),
        None if "local" not in row else slug(row["local"]),
        row.get("whole"),
        {slug(owner): tuple(levels) for owner, levels in row.get("levels_of", {}).items()},
        fields=None if only is None else frozenset(map(slug, only)),
        abbreviations=tuple(name for name in row.get("names", ()) if " " not in name and name.isupper()),
    )


def _abbreviation(row: Mapping[str, Any]) -> str | None:
    """ "LĐ-TB&XH" of a name in three parts; else the first other name that is written in capitals."""
    shorts = [short for _, short, *_ in row.get("parts", ())]
    given = next((name for name in row.get("names", ()) if " " not in name and name.isupper()), None)
    return given or (f"{'-'.join(shorts[:-1])}&{shorts[-1]}" if shorts else None)


def _mixtures(parts: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every mixture of full parts and abbreviations, abbreviations side by side also written together."""
    if not parts:
        return
    for chosen in product(*([(0, full), *((1, s) for s in short)] for full, *short in parts)):
        spelled = chosen[0][1]
        together = spelled
        for (short_before, _), (short, word) in pairwise(chosen):
            spelled += f" {word}"
            together += word if short_before and short else f" {word}"
        yield spelled
        yield together
    shorts = [short for _, *short in parts]
    if len(shorts) == 3 and all(shorts):
        a, b, c = (s[0] for s in shorts)
        yield f"{a}{b} {c}"
        yield f"{a} {b}{c}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`…_spelled`: spelling → what it is, in the comparison form of `tokens`."""

    fields: dict[str, Field]
    types: dict[str, Kind]
    kinds: dict[str, Kind]
    fields_spelled: dict[str, Field]
    types_spelled: dict[str, Kind]
    kinds_spelled: dict[str, Kind]
    sectors: dict[str, Mapping[str, str]]
    """A sector's spelling → level → id of the kind that leads it there."""
    sector_words: frozenset[str]
    longest: int
    """The most words in one spelling."""


@cache
def vocabulary() -> Vocabulary:
    rows, field_rows = bodies_table(), table("fields")
    fields: dict[str, Field] = {}
    fields_spelled: dict[str, Field] = {}
    for vi, row in field_rows.items():
        work = Field(
            slug(vi),
            vi,
            row["en"],
            slug(row["of"]) if "of" in row else None,
            _abbreviation(row),
            row.get("shared", False),
        )
        fields[work.id] = work
        for name in (vi, *row.get("names", ()), *_mixtures(row.get("parts", ()))):
            fields_spelled.setdefault(spelling(name), work)
    types, types_spelled = _named(rows["types"])
    kinds, kinds_spelled = _named(rows["kinds"])
    sector = rows["sector"]
    longest = max(s.count(" ") + 1 for t in (fields_spelled, types_spelled, kinds_spelled) for s in t)
    return Vocabulary(
        fields,
        types,
        kinds,
        fields_spelled,
        types_spelled,
        kinds_spelled,
        {spelling(name): {level: slug(vi) for level, vi in row.items()} for name, row in sector["bodies"].items()},
        frozenset(map(spelling, sector["words"])),
        longest,
    )


def _named(rows: Mapping[str, Any]) -> tuple[dict[str, Kind], dict[str, Kind]]:
    by_id, spelled = {}, {}
    for vi, row in rows.items():
        kind = _kind(vi, row)
        by_id[kind.id] = kind
        spelled[spelling(vi)] = kind
    for vi, row in rows.items():
        for name in row.get("names", ()):
            spelled.setdefault(spelling(name), by_id[slug(vi)])
    return by_id, spelled


@cache
def composed(type_id: str, field_id: str) -> Kind:
    """The kind of a type with a field: "Sở" + "Y tế". Raises KeyError where either is unknown."""
    words = vocabulary()
    kind, work = words.types[type_id], words.fields[field_id]
    name = f"{kind.vi} {work.vi}"
    only = kind.levels_of.get(work.of or "")
    return (
        known
        if (known := words.kinds.get(slug(name))) is not None
        else Kind(
            slug(name),
            name,
            kind.en.format(field=work.en),
            only or kind.levels,
            kind.parent,
            kind.bare,
            kind.level_word,
            kind.numbered,
            kind.plain_number,
            kind.zones,
            kind.zones_of_province,
            kind.chain,
            kind.foreign,
            named=work.shared,
            whole=kind.whole and f"{kind.whole} {work.vi}",
            work=work,
            abbreviations=() if work.abbreviation is None else (f"{kind.vi} {work.abbreviation}",),
        )
    )


@cache
def kind_of(id: str) -> Kind | None:
    """The kind with that id, composed if need be; None where there is none."""
    words = vocabulary()
    if id in words.kinds:
        return words.kinds[id]
    for type_id in sorted(words.types, key=len, reverse=True):
        rest = id.removeprefix(f"{type_id}-")
        if rest != id and rest in words.fields:
            return composed(type_id, rest)
    return None


@cache
def clock_words() -> tuple[str, ...]:
    """Words before the country's name that tell the hour only ("giờ Việt Nam")."""
    return tuple(bodies_table()["words"]["clock"])
