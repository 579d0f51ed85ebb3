"""What the registry knows of a place of either division: its level and name, what it lies in, was and is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tongket.grammar.gazetteer import Gazetteer
from tongket.registry.body_paths import path_of_code, provinces
from tongket.registry.boundaries import parts, today, today_code
from tongket.registry.places import province_name
from tongket.registry.units import NEW, OLD, Unit, commune_by_code, communes, district_by_code, districts

DIVISIONS = (NEW, OLD)
COUNTRY = ""
"""The division of a country's code."""


@dataclass(frozen=True, slots=True)
class Place:
    """`level`: country, province, or the level word of a district or commune. `parent`: code of what it lies in.

    `into`: the places of today that took it in; `made_of`: the former ones that it was made of; both by code, in the
    other division. `path`: the slugs by which ids of bodies name it.
    """

    code: str
    division: str
    name: str
    level: str
    parent: str | None = None
    into: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


def place_of(code: str, division: str, gazetteer: Gazetteer) -> Place | None:
    """The place of a code in a division; None where that has no such code."""
    path = path_of_code(code, division or None) or ()
    name = province_name(code, division)
    if name is not None:
        into = today_code(code, OLD) if division == OLD else None
        made_of = parts(code) if division == NEW else ()
        return Place(code, division, name, "province", None, (into,) if into else (), made_of, path)
    if division == COUNTRY:
        names = [entry.name for entry in gazetteer.entries if entry.level == "country" and entry.code == code]
        return Place(code, division, names[0], "country") if names else None
    unit = _unit(code, division)
    if unit is not None:
        return Place(code, division, unit.name, unit.level, unit.parent, unit.into, _made_of(code, division), path)
    return _users(code, division, gazetteer)


def _users(code: str, division: str, gazetteer: Gazetteer) -> Place | None:
    """A province of the user's own: of both divisions, where it went into no other."""
    known = provinces(gazetteer)[0]
    for slug, own in known.items():
        if own.code != code or (own.into and division == NEW):
            continue
        into = known.get(own.into or slug) if division == OLD else None
        parts = [each.code for each in known.values() if each.into == slug] if division == NEW else []
        made_of = (code, *parts) if parts else ()
        return Place(code, division, own.name, "province", None, (into.code,) if into else (), made_of, (slug,))
    return None


def _unit(code: str, division: str) -> Unit | None:
    if len(code) == 3:
        return district_by_code().get(code) if division == OLD else None
    return commune_by_code(division).get(code)


@lru_cache(maxsize=1)
def _came_from() -> dict[str, tuple[str, ...]]:
    """Code of a commune of today → codes of the former ones of which it took in all or a part."""
    found: dict[str, list[str]] = {}
    for unit in communes(OLD):
        for code in unit.into if unit.last else ():
            found.setdefault(code, []).append(unit.code)
    return {code: tuple(sorted(set(former))) for code, former in found.items()}


def _made_of(code: str, division: str) -> tuple[str, ...]:
    return _came_from().get(code, ()) if division == NEW else ()


def divisions_of(code: str, gazetteer: Gazetteer) -> list[str]:
    """The divisions that have a place of this code, today's first."""
    return [each for each in (*DIVISIONS, COUNTRY) if place_of(code, each, gazetteer) is not None]


def children(place: Place) -> list[Unit]:
    """The districts of a former province, the communes of a district, the communes of a province of today."""
    if place.level == "province":
        listed = communes(NEW) if place.division == NEW else districts()
        return [unit for unit in listed if unit.parent == place.code and unit.last]
    if len(place.code) == 3:
        return [unit for unit in communes(OLD) if unit.parent == place.code and unit.last]
    return []


def provinces_of(division: str) -> list[str]:
    """The codes of all provinces of a division."""
    if division == NEW:
        return list(today())
    return sorted({code for new in today() for code in parts(new)})
