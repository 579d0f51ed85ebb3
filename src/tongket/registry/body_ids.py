"""From a parsed name to an id: KIND[/KIND …][/PROVINCE[/DISTRICT][/COMMUNE]].

An arm whose body follows from its kind is not told twice: "Phòng CSGT Công an tỉnh Lạng Sơn" is
`phong-canh-sat-giao-thong/lang-son`, but "Thanh tra Sở Y tế Hà Nội" is `thanh-tra/so-y-te/ha-noi`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from tongket.grammar.gazetteer import Gazetteer
from tongket.registry.body_changes import kind_valid
from tongket.registry.body_parser import POLICE, Head, Parsed, country_words, parse, without_idle
from tongket.registry.body_paths import Path, provinces
from tongket.registry.body_places import Part, Site, Where, parts, site
from tongket.registry.body_words import Kind, composed, kind_of, vocabulary
from tongket.registry.slugs import slug

_PARTY: Final = frozenset(("tinh-uy", "thanh-uy", "huyen-uy", "quan-uy", "thi-uy"))
_ABOVE: Final = {
    "commune": ("district", "province", "central"),
    "district": ("province", "central"),
    "zone": ("central",),
}
_ABOVE["province"] = ("central",)


@lru_cache(maxsize=65536)
def resolve(name: str, home: Where, day: dt.date | None, gazetteer: Gazetteer) -> str | None:
    """The id of a body's name in a document at home in `home`; None where it is not known or not clear.

    `day`: any day of the era that the name is used in.
    """
    found = _resolved(name, home, day, gazetteer)
    if found is None and (shorter := without_idle(name)) is not None:
        return resolve(shorter, home, day, gazetteer)
    return found


def _resolved(name: str, home: Where, day: dt.date | None, gazetteer: Gazetteer) -> str | None:
    parsed = parse(name)
    if parsed is None:
        return None
    if parsed.sector is not None:
        return _sector(parsed, home, day, gazetteer)
    heads = parsed.heads
    found = _site(heads[-1], parsed.place, home, day, gazetteer)
    if found is None and heads[-1].kind.local is not None and (local := kind_of(heads[-1].kind.local)) is not None:
        heads = (*heads[:-1], Head(local))
        found = _site(heads[-1], parsed.place, home, day, gazetteer)
    if found is None or found.path is None:
        return None
    return _written(heads, found, gazetteer)


def place_words(name: str, gazetteer: Gazetteer) -> str | None:
    """The district or commune that a body's name ends in, with its level word: "phường lý thái tổ"."""
    parsed = parse(name)
    found = parts(parsed.place, provinces(gazetteer)[1]) if parsed is not None and parsed.place else []
    if not found or not found[0].name or found[0].level in (None, "province"):
        return None
    return f"{found[0].word} {found[0].name}"


def _site(head: Head, place: Path, home: Where, day: dt.date | None, gazetteer: Gazetteer) -> Site | None:
    kind = head.kind
    levels = tuple(level for level in kind.levels if level != "zone")
    if kind.plain_number and not head.number:
        return None
    if head.number and not place:
        if kind.zones_of_province:
            return Site("province", None if home.province is None else (home.province,))
        if kind.zones or kind.levels == ("central",):
            return Site("zone" if kind.zones else "central", ())
    if not place:
        if head.central and "central" in levels:
            return Site("central", ())
        return None if head.loose else _alone(kind, _standing(kind, levels, day), home, gazetteer)
    if " ".join(place) in country_words():
        return Site("central", ()) if "central" in levels else None
    found = parts(place, provinces(gazetteer)[1])
    if found and found[0].level is None and kind.level_word is not None:
        found[0] = replace(found[0], level=kind.level_word, word="")
    if head.police and "district" not in levels:
        levels = (*levels, "district")
    told = site(found, levels, home, day, gazetteer)
    return told if told is not None and told.level in levels else None


def _standing(kind: Kind, levels: tuple[str, ...], day: dt.date | None) -> tuple[str, ...]:
    """The levels that the kind has on a day: "Cục Thuế" was a province's to February 2025, then the country's."""
    if day is None:
        return levels
    days = {level: kind_valid(kind.id, level) for level in levels}
    on = [level for level, (first, last) in days.items() if (not first or first <= day) and (not last or day <= last)]
    return tuple(on) or levels


def _alone(kind: Kind, levels: tuple[str, ...], home: Where, gazetteer: Gazetteer) -> Site | None:
    """A kind without place: of the country, or of the one level that it has in the document's home."""
    if kind.level_word is not None:
        return site([Part(kind.level_word, "", "")], levels, home, None, gazetteer)
    if kind.bare is not None or levels == ("central",):
        return Site(kind.bare or "central", ())
    if levels == ("province",):
        return Site("province", None if home.province is None else (home.province,))
    if levels == ("district",) and home.province and home.district:
        return Site("district", (home.province, home.district))
    return None


def _written(heads: tuple[Head, ...], found: Site, gazetteer: Gazetteer) -> str:
    last = heads[-1]
    if last.police and found.level == "district" and last.kind.work is not None:
        last = replace(last, kind=composed("doi", last.kind.work.id))
    written = [last.id]
    below = last
    for head in reversed(heads[:-1]):
        kind = head.kind
        if head.police and found.level == "district" and kind.work is not None:
            kind = composed("doi", kind.work.id)
            head = replace(head, kind=kind)
        implied = len(written) == 1 and not below.number and _follows(kind, below.kind, found, gazetteer)
        written = [head.id] if implied else [head.id, *written]
        below = head
    return "/".join((*written, *(found.path or ())))


def _follows(kind: Kind, above: Kind, found: Site, gazetteer: Gazetteer) -> bool:
    """Whether a kind in a place is always an arm of another there, or an arm of its arm."""
    level, path = found.level, found.path or ()
    for _ in range(2):
        up = parent_kind(kind, level, path, gazetteer)
        if up is None:
            return False
        if _same(up[0], above.id):
            return True
        kind, level = kind_of(up[0]) or kind, up[1]
    return False


def _same(one: str, other: str) -> bool:
    return one == other or (one in _PARTY and other in _PARTY)


def parent_kind(kind: Kind, level: str, path: Path, gazetteer: Gazetteer) -> tuple[str, str] | None:
    """Id and level of the kind above one at a level; None where nothing is above it."""
    told = kind.parent.get(level)
    if told is None:
        return None
    if told == "^":
        levels = [up for up in _ABOVE.get(level, ()) if up in kind.levels and (up != "district" or len(path) == 3)]
        return (kind.id, levels[0]) if levels else None
    if told in ("ministry", "department"):
        return _owner(kind, told, level)
    above = kind_of(slug(told))
    if above is None:
        return None
    if above.id in ("tinh-uy", "thanh-uy"):
        province = provinces(gazetteer)[0].get(path[0]) if path else None
        city = province is not None and province.municipality
        return ("thanh-uy" if city else "tinh-uy"), "province"
    at = next((up for up in (level, *_ABOVE.get(level, ())) if up in above.levels), None)
    return None if at is None else (above.id, at)


def _owner(kind: Kind, told: str, level: str) -> tuple[str, str] | None:
    """The ministry, department or police that a kind's field belongs to."""
    if kind.work is None:
        return None
    owner = kind.work.of
    if owner == POLICE and told == "department":
        return POLICE, level
    if told == "ministry":
        if owner is None:
            owner = kind.work.id
        above = kind_of(owner) if owner in vocabulary().kinds else kind_of(f"bo-{owner}")
        return None if above is None else (above.id, "central")
    above = kind_of(f"so-{owner or kind.work.id}")
    return None if above is None or above.id == kind.id else (above.id, "province")


def _sector(parsed: Parsed, home: Where, day: dt.date | None, gazetteer: Gazetteer) -> str | None:
    """The body that leads a sector in the place told; a sector without place names none."""
    leading = _leading(parsed.sector or "")
    if not parsed.place or leading is None:
        return None
    if " ".join(parsed.place) in country_words():
        return leading.get("central")
    found = site(parts(parsed.place, provinces(gazetteer)[1]), tuple(leading), home, day, gazetteer)
    if found is None or found.path is None or found.level not in leading:
        return None
    return "/".join((leading[found.level], *found.path))


def _leading(sector: str) -> Mapping[str, str] | None:
    words = vocabulary()
    if sector in words.sectors:
        return words.sectors[sector]
    field = words.fields_spelled[sector]
    if field.of is not None:
        return None
    ministry, department = kind_of(f"bo-{field.id}"), kind_of(f"so-{field.id}")
    if ministry is None or department is None:
        return None
    return {"central": ministry.id, "province": department.id, "district": f"phong-{field.id}"}
