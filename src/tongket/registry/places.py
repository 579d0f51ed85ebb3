"""Which official place a figure's place is: its code in the division in force.

Provinces have two digits, districts three, communes five, in the lists of their division; countries their ISO 3166-1
alpha-2 code ("VN" is the whole country); regions and what is no administrative unit have none. A name that several
units share is told apart by its level word ("thành phố Hòa Bình", "huyện Hòa Bình"), by the words beside it and by what
else the document names (`Home`); where that leaves it open there is no code.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from tongket import lexicon
from tongket.grammar.gazetteer import NEW_DIVISION, Entry, Gazetteer
from tongket.patterns import alternatives, maybe
from tongket.registry.home import Home, province_of
from tongket.registry.slugs import slug
from tongket.registry.units import NEW, OLD, Unit, commune_index, district_by_code, district_index, in_force
from tongket.text import key

__all__ = ["NEW", "OLD", "Located", "Placer", "province_name"]


@dataclass(frozen=True, slots=True)
class Located:
    """A place of the official lists, or of a user's gazetteer, or a country.

    `code` is that of `boundary`'s division; of a country `boundary` is None. `province`: the name of its province, and
    `slug` that name's slug ("lang-son"); None of a country. `level`: country, province, district or commune. `path`:
    the slugs from the province down ("lang-son/huu-lung").
    """

    code: str
    boundary: str | None
    province: str | None = None
    slug: str | None = None
    level: str = "province"
    path: str | None = None


_HOME: Final = "VN"
"""Code of the country that is meant where a text names none; a text that is all about others gets no code."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A district or commune as it is named: the whole name, its level and level word, what is left; and where in the
    text of which document (`home`)."""

    name: str
    level: str | None
    word: str | None
    rest: str
    home: Home | None
    at: int | None


class Placer:
    """Places by name, for one document."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[str, dt.date | None, str | None, int | None], Located | None] = {}
        self._doubtful: dict[str, bool] = {}

    def locate(
        self,
        name: str | None,
        day: dt.date | None,
        boundary: str | None = None,
        home: Home | None = None,
        at: int | None = None,
    ) -> Located | None:
        """The place of that name, in the division `boundary` or else the one in force on `day`; None if unknown.

        `home`: the document that names it, `at` where in its text, for names that several places have.
        """
        if not name:
            return None
        asked = (name, day, boundary, at if home is not None and self._is_doubtful(name) else None)
        if asked not in self._known:
            self._known[asked] = self._find(name, day, boundary, home, at)
        return self._known[asked]

    def _is_doubtful(self, name: str) -> bool:
        """Whether where a name stands may tell which place it is: below the provinces it may."""
        if name not in self._doubtful:
            entry = self._gazetteer.get(name)
            self._doubtful[name] = entry is None or entry.level not in ("province", "country", "region")
        return self._doubtful[name]

    def _find(
        self, name: str, day: dt.date | None, boundary: str | None, home: Home | None, at: int | None
    ) -> Located | None:
        if boundary is None and day is not None:
            boundary = NEW if day >= NEW_DIVISION else OLD
        entry = self._gazetteer.get(name)
        if entry is not None and entry.level == "country":
            meant = home is None or _is_meant(entry, home)
            return Located(entry.code, None, level="country") if entry.code and meant else None
        if entry is not None and entry.level == "province":
            return self._city(entry, day, boundary, home) or self._province(entry, boundary)
        if entry is not None and entry.level in ("region", "other"):
            return None
        level, word, rest = _parsed(name)
        entry = entry or self._gazetteer.get(rest)
        if entry is not None and entry.level == (level or entry.level) and _is_users(entry):
            return self._users(entry, boundary)
        if level == "province":
            return None
        number = home.numbered(key(name), at) if home is not None and level == "commune" else None
        if number is not None and commune_index(OLD).find(f"{rest} {number}"):
            name, rest = f"{name} {number}", f"{rest} {number}"
        unit = self._unit(_Asked(key(name), level, word, rest, home, at), day, boundary)
        return None if unit is None else _located(unit)

    # ── provinces ────────────────────────────────────────────────────────────
    def _province(self, entry: Entry, boundary: str | None) -> Located | None:
        """In the division asked for; a name of the other one alone is a place of that one."""
        if boundary == NEW and self._gazetteer.code(entry.name, NEW_DIVISION) is None and entry.code is not None:
            entry = self._gazetteer.get(province_name(entry.code, OLD) or "") or entry  # "Sài Gòn", an everyday name
        for division in (NEW, OLD) if boundary == NEW else (OLD, NEW):
            code = self._gazetteer.code(entry.name, NEW_DIVISION if division == NEW else None)
            if code is not None:
                name = self._gazetteer.successor(entry.name) if division == NEW else None
                of = name or province_name(code, OLD) or entry.name
                return Located(code, division, of, slug(of), "province", slug(of))
        return None

    def _city(self, entry: Entry, day: dt.date | None, boundary: str | None, home: Home | None) -> Located | None:
        """'TP Huế' before it was a centrally run city: the town of that name, if the text says town."""
        if boundary == NEW or day is None or home is None or entry.name not in _risen():
            return None
        towns = [unit for unit in district_index().find(key(entry.name)) if unit in in_force((unit,), day)]
        town = next((unit for unit in towns if unit.lists and "c" not in unit.lists and day.year < 2025), None)
        words = lexicon.load("places")["units"]["district"]
        if town is None or not any(home.occurrences(f"{word} {key(entry.name)}") for word in words[town.level]):
            return None
        return _located(town)

    def _users(self, entry: Entry, boundary: str | None) -> Located | None:
        """A district or commune of the user's gazetteer: its code, if it was given one."""
        if entry.code is None:
            return None
        parent = self._gazetteer.get(entry.parent) if entry.parent else None
        while parent is not None and parent.level not in ("province", "country"):
            parent = self._gazetteer.get(parent.parent) if parent.parent else None
        of = parent.name if parent is not None and parent.level == "province" else None
        path = slug(entry.name) if of is None else f"{slug(of)}/{slug(entry.name)}"
        return Located(entry.code, boundary or OLD, of, of and slug(of), entry.level, path)

    # ── districts and communes ───────────────────────────────────────────────
    def _unit(self, asked: _Asked, day: dt.date | None, boundary: str | None) -> Unit | None:
        level, rest, home = asked.level, asked.rest, asked.home
        if level is None and boundary == NEW:  # "Phú Quốc" is a special zone now, under the name of the district
            zone = [unit for unit in commune_index(NEW).find(rest) if unit.level in _zones()]
            if len(zone) == 1:
                return zone[0]
        if level in (None, "district"):
            found = self._chosen(asked, district_index().find(rest), day)
            if found is not None or level == "district":
                return found
        for division in (NEW, OLD) if boundary == NEW else (OLD,):
            units = commune_index(division).find(rest)
            if level is None:  # "các xã Tân Lập, Minh Khai": a name alone only of a district that the text names
                units = () if home is None else tuple(unit for unit in units if home.supports(asked.name, unit))
            found = self._chosen(asked, units, day if division == OLD else None, commune=True)
            if found is not None:
                return found
        return None

    def _chosen(
        self, asked: _Asked, units: tuple[Unit, ...], day: dt.date | None, commune: bool = False
    ) -> Unit | None:
        """Of units of one name those of the level that the word tells, now or formerly, come first; where the
        document is about none of these, a unit of another level is meant, which had that level once."""
        level = _of_level(units, asked.word)
        found = self._one(asked, level, day, commune)
        if found is None and asked.home is not None and len(level) < len(units):
            others = tuple(unit for unit in units if unit not in level)
            found = self._one(asked, others, day, commune=True)
        return found

    def _one(self, asked: _Asked, units: tuple[Unit, ...], day: dt.date | None, commune: bool) -> Unit | None:
        name, word, home = asked.name, asked.word, asked.home
        if len(units) > 1:
            units = in_force(units, day)
        if len({unit.code for unit in units}) == 1:
            known = not commune and (word is not None or units[0].level in _towns(wards=True))
            return units[0] if home is None or known or home.supports(name, units[0]) else None
        chosen = None if home is None or not units else home.choose(name, units, asked.at)
        if chosen is not None or word is not None:
            return chosen
        towns = [unit for unit in units if unit.level in _towns()]  # "Cao Lãnh" alone is rather the town
        return towns[0] if len(towns) == 1 and len({unit.parent for unit in units}) == 1 else None


def _is_meant(entry: Entry, home: Home) -> bool:
    """Whether a document that is said to be about a country is: the home country is meant where none is named, and some
    names are common words and names of people too."""
    if entry.code == _HOME:
        return home.domestic
    table = lexicon.load("countries")
    if entry.name in table["personal"]["names"]:
        return home.is_name(entry.name, personal=True)
    common = lexicon.load("places")["short_countries"]["words_too"]
    return key(entry.name) not in common or home.is_name(entry.name, personal=False)


def _located(unit: Unit) -> Located:
    code = province_of(unit)
    province = province_name(code, unit.boundary)
    assert province is not None, f"{unit.code} lies in no province"
    steps = [slug(province), _step(unit)]
    if len(unit.parent) == 3:
        steps.insert(1, _step(district_by_code()[unit.parent]))
    level = "district" if len(unit.code) == 3 else "commune"
    return Located(unit.code, unit.boundary, province, slug(province), level, "/".join(steps))


@lru_cache(maxsize=4096)
def _step(unit: Unit) -> str:
    """The slug of a unit: of a commune with its level word, of a district where it has only a number or is not the
    only one of its name in the province; with the code where accents alone tell two apart ("Văn Lang", "Văn Lăng")."""
    commune = len(unit.code) == 5
    index = commune_index(unit.boundary) if commune else district_index()
    beside = [other for other in index.alike(unit.name) if other.parent == unit.parent and other.code != unit.code]
    shared = commune or unit.name.isdigit() or any(other.level != unit.level for other in beside)
    step = slug(f"{unit.level} {unit.name}" if shared else unit.name)
    twins = [other for other in beside if other.level == unit.level and key(other.name) != key(unit.name)]
    return f"{step}-{unit.code}" if twins else step


def _of_level(units: tuple[Unit, ...], word: str | None) -> tuple[Unit, ...]:
    """Those of the level that the word tells, now or formerly; all of them where none has it."""
    if word is None:
        return units
    return tuple(u for u in units if word == u.level) or tuple(u for u in units if word in u.levels) or units


def _is_users(entry: Entry) -> bool:
    """Not one of the well-known towns that are built in without more than their name."""
    return entry.code is not None or entry.parent != lexicon.load("places")["country"]["name"]


@cache
def _towns(wards: bool = False) -> frozenset[str]:
    """Levels of towns; with those of a city's wards, whose names stand alone too ("Hoàn Kiếm", "Nha Trang")."""
    table = lexicon.load("places")["units"]
    return frozenset((*table["towns"], *(table["wards"] if wards else ())))


@cache
def _zones() -> frozenset[str]:
    return frozenset(lexicon.load("places")["units"]["zones"])


@cache
def _level_word() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """'huyện Hữu Lũng', 'TP.Vinh', 'Q.1', 'P7': the level word of a name, and what it stands for."""
    table = lexicon.load("places")["units"]
    words = {
        short: (level, word)
        for level in ("district", "commune")
        for word, shorts in table[level].items()
        for short in shorts
    }
    words.update((word, ("province", word)) for word in lexicon.load("places")["levels"]["province"]["words"])
    return re.compile(rf"(?P<word>{alternatives(words)})(?: +|(?<=\.) *|(?=\d))(?P<rest>.+)"), words


@cache
def _number() -> re.Pattern[str]:
    """'số 7', '07': the name of a unit that has only a number."""
    return re.compile(rf"{maybe(lexicon.load('places')['numbered']['number'])}0?(\d{{1,2}})")


def _parsed(name: str) -> tuple[str | None, str | None, str]:
    """Level, level word and the rest of a name, as a key: "TX. Sơn Tây" → district, thị xã, sơn tây."""
    text = key(name)
    pattern, words = _level_word()
    match = pattern.fullmatch(text)
    if match is None:
        return None, None, text
    level, word = words[match["word"]]
    rest = match["rest"]
    number = _number().fullmatch(rest)
    return level, word, number[1] if number else rest


@cache
def _provinces() -> dict[tuple[str, str], str]:
    table = lexicon.load("provinces")
    known = {(row["code"], OLD): row["name"] for row in reversed(table["place"])}
    return known | {(code, NEW): name for name, code in table["since_2025"].items()}


@cache
def _risen() -> frozenset[str]:
    """Names of provinces of today that no former province has: there a town of that name rose ("Huế")."""
    table = lexicon.load("provinces")
    return frozenset(table["since_2025"]) - {name for (_, division), name in _provinces().items() if division == OLD}


def province_name(code: str, boundary: str) -> str | None:
    """Name of a province by its code in a division."""
    return _provinces().get((code, boundary))
