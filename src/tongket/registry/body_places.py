"""Where a body works: the words at the end of its name that tell level and place, as a path (body_paths.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from tongket import lexicon
from tongket.grammar.gazetteer import NEW_DIVISION, Gazetteer
from tongket.registry.body_paths import (
    MADE_PROVINCE,
    Path,
    Province,
    commune_path,
    district_path,
    level_of,
    loosely,
    provinces,
    users_districts,
)
from tongket.registry.body_words import bodies_table, spelling, tokens
from tongket.registry.units import NEW, OLD, Unit, communes, districts

_COMMUNES: Final[tuple[str, ...]] = ("commune", "ward", "township", "zone")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a document is at home: slugs, None where that is not known."""

    province: str | None = None
    district: str | None = None
    commune: Path | None = None
    """The whole path of the commune."""

    @classmethod
    def at(cls, path: Path) -> Where:
        """The place of a path."""
        if not path:
            return cls()
        level = level_of(path)
        district = path[1] if len(path) > 1 and (level == "district" or len(path) == 3) else None
        return cls(path[0], district, path if level == "commune" else None)


@dataclass(frozen=True, slots=True)
class Site:
    """`level`: central, province, district or commune. `path` is None where the place cannot be told."""

    level: str
    path: Path | None


@cache
def _districts_spelled() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for unit in districts():
        for name in (unit.name, *unit.names):
            units = found.setdefault(loosely(name), [])
            if unit not in units:
                units.append(unit)
    return {name: tuple(units) for name, units in found.items()}


@cache
def _communes_spelled(boundary: str) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for unit in communes(boundary):
        for name in (unit.name, *unit.names):
            found.setdefault(loosely(name), []).append(unit)
    return {name: tuple(units) for name, units in found.items()}


@cache
def _levels() -> tuple[dict[str, tuple[str, str]], int]:
    """Spelling of a level word → its class, and the level word in full; and the most words in one."""
    table = bodies_table()["levels"]
    found = {spelling(w): (name, words[0]) for name, words in table.items() for w in words}
    return found, max(name.count(" ") + 1 for name in found)


# ── reading ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Part:
    """One place word with the level word before it: ("district", "huyện", "hữu lũng"); `name` may be empty."""

    level: str | None
    word: str
    name: str


def parts(words: Sequence[str], spelled: dict[str, Province]) -> list[Part]:
    """The place words of a name's end, lowest first: "huyện Hữu Lũng tỉnh Lạng Sơn"."""
    levels, longest = _levels()
    found: list[Part] = []
    level: tuple[str | None, str] = (None, "")
    name: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            hit = levels.get(" ".join(words[at : at + size]))
            if hit is not None and not (size == 1 and len(words[at]) == 1 and at + 1 == len(words)):
                if name or level[0] is not None:
                    found.append(Part(*level, " ".join(name)))
                level, name = hit, []
                at += size
                break
        else:
            name.append(words[at])
            at += 1
    if name or level[0] is not None:
        found.append(Part(*level, " ".join(name)))
    return _split_last(found, spelled)


def _split_last(found: list[Part], spelled: dict[str, Province]) -> list[Part]:
    """A province without a level word ends the name: "quận Hai Bà Trưng Hà Nội"."""
    if not found or found[-1].name in spelled:
        return found
    last = found[-1]
    words = last.name.split()
    for at in range(1, len(words)):
        if " ".join(words[at:]) in spelled:
            return [
                *found[:-1],
                Part(last.level, last.word, " ".join(words[:at])),
                Part(None, "", " ".join(words[at:])),
            ]
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the words around a place word say: the levels that the body may have, what is known above it, the day."""

    levels: tuple[str, ...]
    above: Where
    day: dt.date | None
    last: bool
    inner: bool
    """Whether it only tells where a lower place lies."""


def site(
    found: Sequence[Part], levels: Sequence[str], home: Where, day: dt.date | None, gazetteer: Gazetteer
) -> Site | None:
    """Where a body with one of the `levels` works; None where the words are no place that is known."""
    by_slug, spelled = provinces(gazetteer)
    above, known = home, None
    for index in range(len(found) - 1, -1, -1):
        part = found[index]
        setting = _Setting(tuple(levels), above, day, index == len(found) - 1, index > 0)
        province = spelled.get(part.name) if setting.last else None
        if not part.name:
            known = _unnamed(part.level or "", levels, above, by_slug)
        elif province is not None:
            known = _of_province(part, province, setting)
        elif part.level in _COMMUNES:
            known = _commune(part, setting)
        else:
            known = _district(part, setting)
        if known is None:
            known = _of_users(part, setting, gazetteer)
        if known is None or (index and known.path is None):
            return known
        if known.path:
            above = Where(known.path[0], known.path[1] if len(known.path) > 1 else None)
    return known


def _of_users(part: Part, setting: _Setting, gazetteer: Gazetteer) -> Site | None:
    """A district of the user's gazetteer."""
    if part.level in _COMMUNES or part.level == "province":
        return None
    named = {path for path, entry in users_districts(gazetteer).items() if spelling(entry.name) == part.name}
    inside = {path for path in named if path[0] == setting.above.province} or named
    return Site("district", inside.pop()) if len(inside) == 1 else None


def _of_province(part: Part, province: Province, setting: _Setting) -> Site | None:
    """A name that a province has: the province, or its town of the same name ("TP Yên Bái")."""
    made = MADE_PROVINCE.get(province.slug)
    town_yet = made is not None and setting.day is not None and setting.day < made[0]
    if part.level == "province" or (part.level == "city" and province.municipality and not town_yet):
        return Site("province", (province.slug,))
    if part.level is None:
        if setting.inner or "district" not in setting.levels or not town_yet:
            own = made[1] if made is not None and town_yet else province.slug
            return Site("province", (own,)) if setting.inner or "province" in setting.levels else None
        return Site("district", None)
    if part.level in _COMMUNES:
        return _commune(part, setting)
    town = _district(part, setting if town_yet else replace(setting, above=Where(province.slug)))
    if town is None and part.level == "city" and "province" in setting.levels:
        return Site("province", (province.slug,))  # a city since, or only in the text's words
    return town


def _unnamed(level: str, levels: Sequence[str], home: Where, by_slug: dict[str, Province]) -> Site | None:
    """ "UBND tỉnh", "Công an huyện": of the document's home."""
    if level == "province":
        return Site("province", None if home.province is None else (home.province,))
    province = by_slug.get(home.province or "")
    if level == "city" and "province" in levels and province is not None and province.municipality:
        return Site("province", (province.slug,))
    if level in ("city", "district", "urban", "town"):
        if home.province is None or home.district is None:
            return Site("district", None)
        return Site("district", (home.province, home.district))
    return Site("commune", home.commune)


def _district(part: Part, setting: _Setting) -> Site | None:
    """The district of that name: the only one, or the one in the province that is known."""
    if "district" not in setting.levels and not setting.inner:
        return None
    units = _districts_spelled().get(loosely(part.name), ())
    if part.level is not None:
        units = tuple(u for u in units if u.has_been(part.word)) or units
    paths = {district_path(unit) for unit in units}
    inside = {path for path in paths if path[0] == setting.above.province}
    if len(inside) == 1:
        return Site("district", inside.pop())
    if not setting.last and not inside:
        return None
    if len(paths) == 1 and (part.level is not None or setting.above.province is None):
        return Site("district", paths.pop())
    return Site("district", None) if paths else None


def _commune(part: Part, setting: _Setting) -> Site | None:
    """The commune of that name in the district or province that is known."""
    in_district = not setting.last and setting.above.district is not None
    new = setting.day is not None and setting.day >= NEW_DIVISION and not in_district
    units = _communes_spelled(NEW if new else OLD).get(loosely(part.name), ())
    paths = {commune_path(unit, new) for unit in units if unit.has_been(part.word)}
    inside = {path for path in paths if path[:1] == (setting.above.province,)}
    if not new and setting.above.district is not None:
        inside = {path for path in inside if path[1] == setting.above.district}
    if len(inside) == 1:
        return Site("commune", inside.pop())
    return Site("commune", None) if paths else None


@lru_cache(maxsize=4096)
def province_of(name: str, gazetteer: Gazetteer) -> Where:
    """The province (and district) that a place's name tells, as `Figure.place` has it: "huyện Hữu Lũng", "Hà Nội"."""
    _, spelled = provinces(gazetteer)
    words = tokens(name)
    if (known := spelled.get(" ".join(words))) is not None:
        return Where(known.slug)
    found = parts(words, spelled)
    told = site(found, ("province", "district", "commune"), Where(), None, gazetteer) if found else None
    return Where() if told is None or told.path is None else Where.at(told.path)


def is_foreign(name: str, gazetteer: Gazetteer) -> bool:
    """Whether a place is another country."""
    entry = gazetteer.get(name)
    return entry is not None and entry.level == "country" and entry.name != home_country()


def home_country() -> str:
    name: str = lexicon.load("places")["country"]["name"]
    return name
