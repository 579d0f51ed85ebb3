"""Paths of places in ids ("lang-son/huu-lung"): what they stand for, and the path of a unit of the official lists.

A path is () for the whole country, (province), (province, district), (province, district, commune), or since
1 July 2025 (province, commune). Two districts of one name in one province carry their level ("huyen-ky-anh"), as do
all communes ("xa-an-phu") and districts with a number ("quan-1").
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from tongket.grammar.gazetteer import Entry, Gazetteer, load
from tongket.registry.body_words import bodies_table, spelling
from tongket.registry.slugs import slug
from tongket.registry.units import NEW, OLD, Unit, commune_by_code, communes, district_by_code, districts

Path = tuple[str, ...]
MADE_PROVINCE: Final = {"hue": (dt.date(2025, 1, 1), "thua-thien-hue")}
"""Cities that became provinces: the first day, and the province that they were a district of before."""
COMMUNE_CLASSES: Final[tuple[str, ...]] = ("xa-", "phuong-", "thi-tran-", "dac-khu-")
"""What a commune's part of a path begins with."""


@dataclass(frozen=True, slots=True)
class Province:
    slug: str
    name: str
    code: str
    municipality: bool
    into: str | None = None
    """Slug of the province that took it in on 1 July 2025."""


# ── the tables ───────────────────────────────────────────────────────────────
@lru_cache(maxsize=4)
def provinces(gazetteer: Gazetteer) -> tuple[dict[str, Province], dict[str, Province]]:
    """By slug, and by spelling. A second name of a province ("Sài Gòn") leads to the first."""
    by_slug: dict[str, Province] = {}
    spelled: dict[str, Province] = {}
    everyday: list[tuple[Entry, str]] = []
    codes: dict[str, str] = {}
    for entry in gazetteer.entries:
        if entry.level != "province":
            continue
        same = codes.get(entry.code or "")
        if same is not None and entry.into == by_slug[same].name:
            everyday.append((entry, same))
            continue
        codes.setdefault(entry.code or entry.name, slug(entry.name))
        into = None if entry.into is None else slug(entry.into)
        own = Province(slug(entry.name), entry.name, entry.code or "", entry.municipality, into)
        by_slug.setdefault(own.slug, own)
        for name in (entry.name, *entry.names):
            spelled.setdefault(spelling(name), by_slug[own.slug])
    for entry, same in everyday:
        for name in (entry.name, *entry.names):
            spelled.setdefault(spelling(name), by_slug[same])
    return by_slug, spelled


@cache
def _ours() -> tuple[dict[str, Province], dict[str, Province]]:
    return provinces(load())


@lru_cache(maxsize=4)
def users_districts(gazetteer: Gazetteer) -> dict[Path, Entry]:
    """The districts that a user's gazetteer adds, by their paths: those whose province it names."""
    found: dict[Path, Entry] = {}
    for entry in gazetteer.entries:
        parent = gazetteer.get(entry.parent) if entry.level == "district" and entry.parent else None
        if parent is not None and parent.level == "province":
            found.setdefault((slug(parent.name), slug(entry.name)), entry)
    return found


def by_slug() -> dict[str, Province]:
    """The built-in provinces of both divisions by slug."""
    return _ours()[0]


@cache
def by_code() -> dict[str, Province]:
    """The provinces of the division of 63 by code."""
    return {province.code: province for province in reversed(_ours()[0].values())}


@cache
def _by_new_code() -> dict[str, Province]:
    return {code: _ours()[0][slug(name)] for name, code in load().codes_2025.items()}


@cache
def district_slugs() -> dict[Unit, tuple[str, str]]:
    """A district → the slugs of its province and of itself."""
    last = {_same(unit): unit for unit in sorted(districts(), key=lambda unit: unit.lists[-1])}
    names = Counter((parent, name) for parent, name, _ in {(u.parent, slug(u.name), u.level) for u in last.values()})
    found = {}
    for unit in districts():
        written = last[_same(unit)]
        own = slug(written.name)
        if own.isdigit() or names[unit.parent, own] > 1:
            own = f"{slug(unit.level)}-{own}"
        found[unit] = (by_code()[unit.parent].slug, own)
    return found


def _same(unit: Unit) -> tuple[str, str]:
    """What two rows of one unit share, whose name the lists spell in two ways ("Qui Nhơn", "Quy Nhơn")."""
    return unit.code, loosely(unit.name)


def loosely(name: str) -> str:
    """Without marks and blanks: "Krông Pắk", "Krông Păk" and "KrôngPăc" are written for one another."""
    return slug(name).replace("-", "").replace("y", "i").replace("k", "c").lstrip("0")


def district_path(unit: Unit) -> Path:
    return district_slugs()[unit]


def path_of_code(code: str, boundary: str | None) -> Path | None:
    """The path of an official code of a province, district or commune; None for a country's or an unknown one."""
    if len(code) == 2:
        province = (_by_new_code() if boundary == NEW else by_code()).get(code)
        return None if province is None else (province.slug,)
    if len(code) == 3:
        district = district_by_code().get(code)
        return None if district is None else district_path(district)
    commune = commune_by_code(boundary or OLD).get(code) if len(code) == 5 else None
    return None if commune is None else commune_path(commune, boundary == NEW)


# ── what a path stands for ───────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Place:
    """Names of a path: from the province down, and as they stand in a body's name."""

    names: tuple[str, ...]
    vi: str
    vi_bare: str
    en: str


def level_of(path: Path) -> str:
    """The level of a path."""
    if len(path) == 2 and path[1].startswith(COMMUNE_CLASSES):
        return "commune"
    return ("central", "province", "district", "commune")[len(path)]


@lru_cache(maxsize=8192)
def place(path: Path, gazetteer: Gazetteer) -> Place | None:
    """What a path stands for; None for the whole country and for what is no place of the gazetteer."""
    province = provinces(gazetteer)[0].get(path[0]) if path else None
    if province is None:
        return None
    words = bodies_table()["levels"]
    level = words["city" if province.municipality else "province"][0]
    if len(path) == 1:
        return Place((province.name,), f"{level} {province.name}", province.name, province.name)
    unit = _units_by_path(path[0]).get(path[1:])
    if unit is None:
        added = users_districts(gazetteer).get(path)
        inside = f"{added.name}, {level} {province.name}" if added is not None else ""
        return (
            None
            if added is None
            else Place((province.name, added.name), inside, inside, f"{added.name}, {province.name}")
        )
    names: tuple[str, ...] = (province.name, unit.name)
    inside = f"{level} {province.name}"
    if len(path) == 3:
        district = _units_by_path(path[0])[path[1:2]]
        names = (province.name, district.name, unit.name)
        inside = f"{district.level} {district.name}, {inside}"
    english = (
        f"{bodies_table()['english'][unit.level]} {unit.name}"
        if unit.name.isdigit()
        else (f"{unit.name} {bodies_table()['english'][unit.level]}")
    )
    return Place(
        names, f"{unit.level} {unit.name}, {inside}", f"{unit.name}, {inside}", ", ".join((english, *names[-2::-1]))
    )


@cache
def _units_by_path(province: str) -> dict[Path, Unit]:
    """The districts and communes of a province by their path below it, of both divisions."""
    found: dict[Path, Unit] = {}
    for unit in communes(NEW):
        path = commune_path(unit, True)
        if path[0] == province:
            found[path[1:]] = unit
    codes = {unit.code for unit in districts() if district_path(unit)[0] == province}
    for unit in communes(OLD):
        if unit.parent in codes:
            found[commune_path(unit, False)[1:]] = unit
    for unit in districts():
        if unit.code in codes:
            found[district_path(unit)[1:]] = unit
    return found


def commune_path(unit: Unit, new: bool) -> Path:
    own = f"{slug(unit.level)}-{slug(unit.name)}"
    if new:
        return (_by_new_code()[unit.parent].slug, own)
    district = district_by_code().get(unit.parent)
    return () if district is None else (*district_path(district), own)
