"""Where a document is at home: which provinces and districts it names, for places of one name in several of them.

Asked only for names that the official lists have more than once or whose place is in doubt; the text is searched then,
not before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.grammar.gazetteer import Gazetteer
from tongket.registry.units import NEW, Unit, district_by_code
from tongket.text import key

if TYPE_CHECKING:
    from tongket.records import Document, Span

_WINDOW: Final = 70
"""How far after a name the place that it lies in is told: "xã Tân Lập, huyện Vũ Thư, tỉnh Thái Bình"."""
_OCCURRENCES: Final = 6
"""How often a name is looked at; a document tells at its first mentions where a place lies."""
_STOP: Final = re.compile(r"[\n;]|\.(?= )")

_NUMBER: Final = re.compile(r" (\d{1,2})(?![\w.,/]?\d)(?= *[,.;:)(\n])")

_OPENINGS: Final[tuple[str, ...]] = ("", "\n", ".", ":", "!", "?", "…", "“", "”", '"', "-", "–")

Named = tuple[int, str]
"""Where a place is named, and its code."""


@lru_cache(maxsize=8)
def _finder(gazetteer: Gazetteer) -> tuple[WordFinder, tuple[str | None, ...]]:
    """The names of all provinces, with the code in the old division; names that only begin like one have none."""
    codes: dict[str, str | None] = {}
    for entry in gazetteer.entries:
        if entry.level == "province" and entry.code is not None:
            for name in (entry.name, *entry.names):
                codes.setdefault(key(name), entry.code)
    codes.update((key(name), None) for name in lexicon.load("places")["not_provinces"]["names"])
    names = sorted(codes)
    return WordFinder(names), tuple(codes[name] for name in names)


@cache
def _signs() -> tuple[str, tuple[str, ...]]:
    """The home country's name, and the keys of words that are about it."""
    words = lexicon.load("places")
    country = words["country"]
    scopes = [scope for scope in words["scopes"]["country"] if scope not in country["not_signs"]]
    return country["name"], tuple(map(key, (*lexicon.load("countries")["countries"]["VN"], *scopes, *country["signs"])))


class Home:
    """What a document tells of where its places lie."""

    def __init__(self, text: str, publisher: str = "", gazetteer: Gazetteer | None = None) -> None:
        self._raw, self._publisher = text, publisher
        self._gazetteer = gazetteer
        self._key: str | None = None
        self._provinces: tuple[Named, ...] | None = None
        self._publishers: frozenset[str] | None = None
        self._domestic: bool | None = None
        self._occurrences: dict[str, tuple[Span, ...]] = {}

    @classmethod
    def of(cls, document: Document, gazetteer: Gazetteer) -> Home:
        """The home of a document; nothing is searched yet."""
        return cls(document.text, document.publisher or "", gazetteer)

    @property
    def key(self) -> str:
        if self._key is None:
            self._key = key(self._raw)
        return self._key

    @property
    def provinces(self) -> tuple[Named, ...]:
        """Every province named in the text, in order, by its code in the division of 63."""
        if self._provinces is None:
            self._provinces = self._provinces_in(self._raw, self.key)
        return self._provinces

    @property
    def publishers(self) -> frozenset[str]:
        """The provinces that the publisher's name tells ("Báo Đà Nẵng")."""
        if self._publishers is None:
            named = self._provinces_in(self._publisher, key(self._publisher))
            self._publishers = frozenset([code for _, code in named])
        return self._publishers

    def _provinces_in(self, raw: str, text: str) -> tuple[Named, ...]:
        if self._gazetteer is None or not text:
            return ()
        finder, codes = _finder(self._gazetteer)
        return tuple(
            (start, code)
            for index, start, end in finder.find(text)
            if (code := codes[index]) is not None and raw[start].isupper() and _is_word(text, start, end)
        )

    @property
    def domestic(self) -> bool:
        """Whether the text is about the home country: it names the country, a province of it or its offices."""
        if self._domestic is None:
            name, signs = _signs()
            self._domestic = name in self._raw or any(sign in self.key for sign in signs) or bool(self.provinces)
        return self._domestic

    def is_name(self, name: str, personal: bool) -> bool:
        """Whether a word that is a country's name and another word too is the country anywhere: where it does not
        open a sentence as "Anh" does; of a `personal` one, where no other name goes on ("Jordan Pickford")."""
        for start, end in self.occurrences(name.lower()):
            if not self._raw[start].isupper():
                continue
            after = self._raw[end + 1 : end + 2] if self._raw[end : end + 1] == " " else ""
            opens = self._raw[:start].rstrip(" \u00a0")[-1:] in _OPENINGS and not personal
            if not opens and not (personal and after.isupper()):
                return True
        return not self.occurrences(name.lower())

    def numbered(self, name: str, at: int | None) -> str | None:
        """The number right after a name where it is mentioned last before `at` ("xã Bàu Hàm ⟨2⟩")."""
        ends = [end for start, end in self.occurrences(name) if at is None or start <= at] or [
            end for _, end in self.occurrences(name)
        ]
        match = _NUMBER.match(self.key, ends[-1]) if ends else None
        return match[1] if match else None

    def choose(self, name: str, units: Sequence[Unit], at: int | None = None) -> Unit | None:
        """Which of several units of one name is meant: the one told right after the name, else the only one whose
        district or province the document names, else the one whose is named nearest before. None where open.

        `name`: the key of the place as the text has it; `at`: where the figure stands.
        """
        return (
            self._told_beside(name, units)
            or self._in_named(units, at, _district)
            or self._in_named(units, at, _province)
        )

    def supports(self, name: str, unit: Unit) -> bool:
        """Whether the document names the unit's province or district; also where it names no province at all."""
        if not self.provinces and not self.publishers:
            return True
        return bool(self._told_beside(name, (unit,)) or self._in_named((unit,), None, _province)) or (
            self._in_named((unit,), None, _district) is not None
        )

    def occurrences(self, name: str) -> tuple[Span, ...]:
        """Where a key stands as words of its own, the first few."""
        if name not in self._occurrences:
            self._occurrences[name] = tuple(self._found(name))
        return self._occurrences[name]

    def _found(self, name: str) -> list[Span]:
        found: list[Span] = []
        start = self.key.find(name)
        while start >= 0 and len(found) < _OCCURRENCES:
            end = start + len(name)
            if _is_word(self.key, start, end):
                found.append((start, end))
            start = self.key.find(name, end)
        return found

    def _told_beside(self, name: str, units: Sequence[Unit]) -> Unit | None:
        for _, end in self.occurrences(name):
            stop = _STOP.search(self.key, end, end + _WINDOW)
            window = self.key[end : stop.start() if stop else end + _WINDOW]
            if window[:1] not in _AFTER:
                continue
            told = [(at, unit) for unit in units if (at := _parent_in(window, unit)) is not None]
            if told:
                nearest = min(at for at, _ in told)
                first = [unit for at, unit in told if at == nearest]
                return first[0] if len(first) == 1 else None
        return None

    def _in_named(self, units: Sequence[Unit], at: int | None, of: Callable[[Home, Unit], list[int]]) -> Unit | None:
        named = [(unit, places) for unit in units if (places := of(self, unit))]
        if len(named) < 2:
            return named[0][0] if named else None
        if at is None:
            return None
        before = [(places[i - 1], unit) for unit, places in named if (i := bisect_right(places, at))]
        if not before:
            return None
        nearest = max(place for place, _ in before)
        last = [unit for place, unit in before if place == nearest]
        return last[0] if len(last) == 1 else None


_AFTER: Final[tuple[str, ...]] = (",", " ", "(", "-", "–", "")


def _is_word(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


def province_of(unit: Unit) -> str:
    """Code of the province that a unit lies in, in its own division."""
    if unit.boundary == NEW or len(unit.parent) == 2:
        return unit.parent
    return district_by_code()[unit.parent].parent


def _parent_in(window: str, unit: Unit) -> int | None:
    """Where the district of a commune, or else the province, is named in the words that follow."""
    found = []
    for name in _parents(unit):
        at = window.find(name)
        if at >= 0 and _is_word(window, at, at + len(name)):
            found.append(at)
    return min(found, default=None)


@lru_cache(maxsize=4096)
def _parents(unit: Unit) -> tuple[str, ...]:
    """Names of what a unit lies in, as keys."""
    names = list(_province_names(province_of(unit), unit.boundary))
    if len(unit.parent) == 3:
        district = district_by_code()[unit.parent]
        alone = (district.name, *district.names)
        names += [f"{word} {n}" for n in alone for word in _words(district)] if district.name.isdigit() else alone
    return tuple(key(name) for name in names)


def _words(district: Unit) -> tuple[str, ...]:
    shorts: dict[str, list[str]] = lexicon.load("places")["units"]["district"]
    return tuple(dict.fromkeys((district.level, *district.levels, *shorts[district.level])))


@lru_cache(maxsize=256)
def _province_names(code: str, boundary: str) -> tuple[str, ...]:
    """Names of a province, of one of the 34 those of the provinces that went into it too."""
    table = lexicon.load("provinces")
    now = {name for name, c in table["since_2025"].items() if c == code} if boundary == NEW else set()
    rows = [r for r in table["place"] if (r.get("into") or r["name"]) in now or (boundary != NEW and r["code"] == code)]
    return tuple(dict.fromkeys([*now, *(name for r in rows for name in (r["name"], *r.get("names", ())))]))


def _province(home: Home, unit: Unit) -> list[int]:
    """Where the document names the unit's province; before its beginning (-1) where only the publisher does."""
    codes = _old_codes(province_of(unit), unit.boundary)
    places = [at for at, code in home.provinces if code in codes]
    return places or ([-1] if codes & home.publishers else [])


@lru_cache(maxsize=256)
def _old_codes(code: str, boundary: str) -> frozenset[str]:
    if boundary != NEW:
        return frozenset((code,))
    table = lexicon.load("provinces")
    names = {name for name, c in table["since_2025"].items() if c == code}
    return frozenset(r["code"] for r in table["place"] if (r.get("into") or r["name"]) in names)


def _district(home: Home, unit: Unit) -> list[int]:
    """Where the document names the district of a commune."""
    if len(unit.parent) != 3:
        return []
    district = district_by_code()[unit.parent]
    own = (key(unit.name) == key(district.name)) or district.name.isdigit()
    names = (
        [f"{word} {n}" for n in (district.name, *district.names) for word in _words(district)]
        if own
        else (district.name, *district.names)
    )
    return sorted(start for name in names for start, _ in home.occurrences(key(name)))
