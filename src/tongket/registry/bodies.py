"""The registry of bodies: what an id stands for, who followed whom, and who held a function when (docs/registry.md).

Nothing is a list of bodies: an id is composed of kinds and a place, and so are its names, its parent and the days it
was valid. What changed, when and by which act is data (`data/changes.toml`, `data/functions.toml`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from tongket.grammar.gazetteer import Gazetteer, load
from tongket.registry.body_changes import (
    Change,
    ended,
    functions,
    held_by,
    kind_valid,
    place_on,
    place_valid,
    successor_paths,
)
from tongket.registry.body_ids import parent_kind
from tongket.registry.body_paths import Path, Place, level_of, place
from tongket.registry.body_words import Kind, kind_of

Days = tuple[dt.date | None, dt.date | None]
"""First and last day, both included; None where it is open or unknown."""


@dataclass(frozen=True, slots=True)
class Successor:
    """Who follows a body. `function` is None for the body as a whole; `day` is the first one."""

    body_id: str
    day: dt.date
    function: str | None
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What an id stands for. `places`: names from the province down; `codes`: the official codes of the same."""

    id: str
    vi: str
    en: str
    abbreviations: tuple[str, ...]
    kind: str
    field: str | None
    level: str
    places: tuple[str, ...]
    parent: str | None
    valid: Days
    successors: tuple[Successor, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """One part of an id: a kind with its number."""

    id: str
    kind: Kind
    number: str


@lru_cache(maxsize=16384)
def parse_id(body_id: str) -> tuple[tuple[str, ...], Path]:
    """The kinds of an id and its path of places, not looked up yet. Raises KeyError for what begins with no kind."""
    parts = body_id.split("/")
    at = 0
    while at < len(parts) and _unit(parts[at]) is not None:
        at += 1
    if not at:
        raise KeyError(body_id)
    return tuple(parts[:at]), tuple(parts[at:])


@lru_cache(maxsize=8192)
def _unit(part: str) -> _Unit | None:
    """The kind of an id's part, with its number ("doi-canh-sat-giao-thong-so-4")."""
    kind = kind_of(part)
    if kind is not None:
        return _Unit(part, kind, "")
    for mark in ("-khu-vuc-", "-so-", "-"):
        stem, found, number = part.rpartition(mark)
        if found and number and (number.isdigit() or not number.strip("ivx")):
            kind = kind_of(stem)
            if kind is not None and (kind.numbered or kind.zones):
                return _Unit(part, kind, number if mark == "-" else part.removeprefix(f"{stem}-").replace("-", " "))
    return None


def kind_in(body_id: str) -> Kind:
    """The kind that an id begins with. Raises KeyError for what is no id."""
    unit = _unit(parse_id(body_id)[0][0])
    assert unit is not None
    return unit.kind


def describe(body_id: str, gazetteer: Gazetteer | None = None) -> Entry:
    """The registry's entry, composed from the id alone; `gazetteer` where a user's own places are meant too.
    Raises KeyError for what is no id."""
    return _described(body_id, gazetteer or load())


@lru_cache(maxsize=4096)
def _described(body_id: str, gazetteer: Gazetteer) -> Entry:
    ids, path = parse_id(body_id)
    units = [unit for unit in map(_unit, ids) if unit is not None]
    where = place(path, gazetteer)
    if path and where is None:
        raise KeyError(body_id)
    level = level_of(path)
    first = units[0].kind
    return Entry(
        body_id,
        _vietnamese(units, where),
        _english(units, where),
        first.abbreviations,
        first.id,
        None if first.work is None else first.work.id,
        level,
        () if where is None else where.names,
        _parent(ids, units, path, gazetteer),
        _valid(units, path, level),
        tuple(_heirs(body_id, ids, units, path)),
    )


# ── names ────────────────────────────────────────────────────────────────────
def _vietnamese(units: list[_Unit], where: Place | None) -> str:
    """ "Phòng Cảnh sát giao thông tỉnh Lạng Sơn"."""
    names = [f"{unit.kind.vi} {_number(unit)}".strip() for unit in units]
    if where is None:
        names[-1] = units[-1].kind.whole or names[-1]
        return " ".join(names)
    own = units[-1].kind.level_word is not None
    return f"{' '.join(names)} {where.vi_bare if own else where.vi}"


def _number(unit: _Unit) -> str:
    """The number as it is printed: "khu vực III"."""
    from tongket.registry.body_parser import printed_number

    return printed_number(unit.number)


def _english(units: list[_Unit], where: Place | None) -> str:
    """ "Lạng Sơn Traffic Safety Committee", "Police of Hữu Lũng District, Lạng Sơn"."""
    names = [f"{unit.kind.en} {_english_number(unit)}".strip() for unit in units]
    last = names[-1]
    if where is not None:
        last = f"{where.en} {last}" if len(where.names) == 1 else f"{last} of {where.en}"
    return " of the ".join([*names[:-1], last])


def _english_number(unit: _Unit) -> str:
    words = unit.number.split()
    if not words:
        return ""
    return f"No. {words[-1]}" if unit.kind.numbered and not unit.kind.plain_number else words[-1].upper()


# ── what is above and after it ───────────────────────────────────────────────
def _parent(ids: tuple[str, ...], units: list[_Unit], path: Path, gazetteer: Gazetteer) -> str | None:
    if len(ids) > 1:
        return "/".join((*ids[1:], *path))
    level = "zone" if not path and units[0].kind.zones and units[0].number else level_of(path)
    above = parent_kind(units[0].kind, level, path, gazetteer)
    if above is None:
        return None
    return "/".join((above[0], *_cut(path, above[1])))


def _cut(path: Path, level: str) -> Path:
    """The path of the place at a level that a place lies in."""
    return path[: {"central": 0, "zone": 0, "province": 1, "district": 2, "commune": 3}[level]]


def _valid(units: list[_Unit], path: Path, level: str) -> Days:
    first, last = place_valid(path)
    for unit, above in zip(units, (*units[1:], None), strict=True):
        at = "zone" if unit.number and unit.kind.zones else level
        begun, over = kind_valid(unit.kind.id, at, None if above is None else above.kind.id)
        first = begun if first is None or (begun is not None and begun > first) else first
        last = over if last is None or (over is not None and over < last) else last
    return first, last


def _heirs(body_id: str, ids: tuple[str, ...], units: list[_Unit], path: Path) -> list[Successor]:
    """Who follows it as a whole, then who follows it in each of its functions."""
    level = level_of(path)
    found: list[Successor] = []
    change = None if units[0].number else ended(units[0].kind.id, level, ids[1] if len(ids) > 1 else None)
    over = _valid(units, path, level)[1]
    if change is not None and over is not None and change.day == over + dt.timedelta(1):
        at = _cut(path, change.to_level or level)
        if len(ids) == 1 or change.inside is not None:
            day = change.to_day or change.day
            at = place_on(at, day)
            found += [Successor(_id(kind, at), day, None, change.source, change.verified) for kind in change.to]
    elif over is not None:
        found += [
            Successor("/".join((*ids, *at)), day, None, source, True)
            for at, day, source in successor_paths(path)
            if day == over + dt.timedelta(1)
        ]
    if len(ids) == 1 and level in ("central", "province"):
        found += [
            Successor(_id(kind, path), day, function, source, verified)
            for function, kind, day, source, verified in held_by(units[0].kind.id, level)
        ]
    return [heir for heir in found if heir.body_id != body_id]


def _id(kind: str, path: Path) -> str:
    return "/".join((kind, *path))


def successors(body_id: str, day: dt.date, gazetteer: Gazetteer | None = None) -> tuple[str, ...]:
    """Who stands on `day` for the body: itself while it is valid, else those who followed it as a whole, one after
    another; () where its work went to several, function by function. Raises KeyError for what is no id."""
    found: list[str] = []
    open_ids, seen = [body_id], set()
    while open_ids:
        asked = open_ids.pop(0)
        if asked in seen:
            continue
        seen.add(asked)
        entry = describe(asked, gazetteer)
        if entry.valid[1] is None or day <= entry.valid[1]:
            found.append(asked)
        else:
            open_ids += [heir.body_id for heir in entry.successors if heir.function is None]
    return tuple(dict.fromkeys(found))


def holder(function: str, day: dt.date, province: str | None = None) -> str | None:
    """The id of who held a function on `day`, in the country or in a province (its slug); None where nobody is known.
    Raises KeyError for an unknown function."""
    for held in functions()[function].held:
        if (held.first is None or held.first <= day) and (held.last is None or day <= held.last):
            kind = held.by if province is None else held.local
            return None if kind is None else _id(kind, () if province is None else (province,))
    return None


__all__ = ["Change", "Entry", "Successor", "describe", "holder", "kind_in", "parse_id", "successors"]
