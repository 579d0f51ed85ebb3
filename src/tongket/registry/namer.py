"""The bodies of one document: names in its words → ids of the registry.

A name that tells no place ("Công an tỉnh") means the province of the figure's place, else that of the document; a
short name ("Bộ", "Sở") the only body of its type that the document names. Where neither is clear there is no id.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.grammar.gazetteer import Gazetteer
from tongket.registry.bodies import kind_in, parse_id
from tongket.registry.body_ids import place_words, resolve
from tongket.registry.body_paths import by_code, path_of_code
from tongket.registry.body_places import Where, home_country, is_foreign, province_of
from tongket.registry.body_words import clock_words, tokens, vocabulary
from tongket.registry.home import Home
from tongket.registry.places import Placer

_ERAS: Final = tuple(dt.date(*day) for day in ((2018, 8, 6), (2025, 1, 1), (2025, 3, 1), (2025, 7, 1)))
"""Days from which names mean other bodies; between two of them a name means the same."""
_BEFORE_ERAS: Final = dt.date(2018, 1, 1)
_MOST: Final = 0.6
"""Share of what a document names that makes a province its home."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a document tells of its bodies: all names, and the places of its figures, one for each figure."""

    names: Sequence[str]
    places: Sequence[str | None]


class Namer:
    """Bodies by name, for one document."""

    def __init__(self, gazetteer: Gazetteer, told: Told, home: Home, placer: Placer) -> None:
        self._gazetteer, self._told, self._home, self._placer = gazetteer, told, home, placer
        self._known: dict[tuple[str, str | None, int], str | None] = {}
        self._found_home: Where | None = None
        self._ours: bool | None = None

    def id_of(self, name: str | None, place: str | None, day: dt.date | None, at: int | None = None) -> str | None:
        """The id of a body named for a figure about `place` on `day`; None where it is unknown, unclear or no public
        body. `at`: where the figure stands."""
        if name is None:
            return None
        era = len(_ERAS) if day is None else sum(day >= start for start in _ERAS)
        asked = name, place, era
        if asked not in self._known:
            self._known[asked] = self._find(name, place, _day(era), at)
        return self._known[asked]

    def _find(self, name: str, place: str | None, day: dt.date, at: int | None) -> str | None:
        if _is_short(name):
            return self._short(name, day)
        found = resolve(name, Where(), day, self._gazetteer) or self._at_home(name, place, day, at)
        if found is None or not _has_namesakes(found) or self._is_ours:
            return found
        ours = place is None or (place == home_country() or province_of(place, self._gazetteer).province is not None)
        return found if ours else None

    def _at_home(self, name: str, place: str | None, day: dt.date, at: int | None) -> str | None:
        """A name without a place of its own, where the figure's place or the document tells it."""
        for where in self._settings(name, place, day, at):
            found = resolve(name, where, day, self._gazetteer)
            if found is not None:
                return found
        return None

    def _settings(self, name: str, place: str | None, day: dt.date, at: int | None) -> Iterable[Where]:
        """Where the name may be at home, the surest first."""
        near = Where() if place is None else province_of(place, self._gazetteer)
        if place is not None and near.commune is None:
            near = self._located(place, day, at) or near
        if near.province is not None:
            yield near
        unit = place_words(name, self._gazetteer)
        if unit is not None and (where := self._located(unit, day, at)) is not None:
            yield where
        if near.province is None and (place is None or not is_foreign(place, self._gazetteer)):
            yield self.home

    def _located(self, place: str, day: dt.date, at: int | None) -> Where | None:
        """Where a place lies, told by the document where its name alone doesn't."""
        located = self._placer.locate(place, day, None, self._home, at)
        path = None if located is None else path_of_code(located.code, located.boundary)
        return Where.at(path) if path else None

    def _short(self, name: str, day: dt.date) -> str | None:
        """ "Bộ": the only ministry of the document."""
        type_id = vocabulary().types_spelled[" ".join(tokens(name))].id
        ids = {resolve(other, self.home, day, self._gazetteer) for other in self._told.names if not _is_short(other)}
        fitting = {found for found in ids if found is not None and kind_in(found).id.startswith(f"{type_id}-")}
        return fitting.pop() if len(fitting) == 1 else None

    @property
    def home(self) -> Where:
        """The province, and district, of most bodies that tell theirs, else of most figures, else of most mentions."""
        if self._found_home is None:
            self._found_home = self._find_home()
        return self._found_home

    def _find_home(self) -> Where:
        bodies: Counter[Where] = Counter()
        for name in self._told.names:
            found = resolve(name, Where(), _BEFORE_ERAS, self._gazetteer)
            path = () if found is None else parse_id(found)[1]
            if path:
                bodies[Where.at(path)] += 1
        told = _most(bodies)
        if told.province is None:
            told = _most(Counter(province_of(p, self._gazetteer) for p in self._told.places if p is not None))
        if told.province is None:
            named = self._home.publishers or [code for _, code in self._home.provinces]
            told = _most(Counter(Where(by_code()[code].slug) for code in named if code in by_code()))
        return told

    @property
    def _is_ours(self) -> bool:
        """Whether the document speaks of Viet Nam; elsewhere "Quốc hội" may be another country's."""
        if self._ours is None:
            self._ours = self._speaks_of_home()
        return self._ours

    def _speaks_of_home(self) -> bool:
        if self._home.provinces:
            return True
        country, text = home_country().lower(), self._home.key
        return text.count(country) > sum(text.count(f"{word} {country}") for word in clock_words())


def _most(told: Counter[Where]) -> Where:
    """The province that most of what is told lies in, and the district where most of that does."""
    provinces: Counter[str] = Counter()
    for where, count in told.items():
        if where.province is not None:
            provinces[where.province] += count
    province = _winner(provinces)
    if province is None:
        return Where()
    districts: Counter[str] = Counter()
    for where, count in told.items():
        if where.province == province and where.district is not None:
            districts[where.district] += count
    return Where(province, _winner(districts))


def _winner(counts: Counter[str]) -> str | None:
    if not counts:
        return None
    value, count = counts.most_common(1)[0]
    return value if count >= _MOST * counts.total() else None


@cache
def _day(era: int) -> dt.date:
    return _ERAS[era - 1] if era else _BEFORE_ERAS


@cache
def _is_short(name: str) -> bool:
    kind = vocabulary().types_spelled.get(" ".join(tokens(name)))
    return kind is not None and kind.short


@cache
def _has_namesakes(body_id: str) -> bool:
    return kind_in(body_id).foreign
