"""The official lists of districts and communes, read from `data/` once and only when a place asks for them.

`districts.csv`, `communes-2025-06-30.csv`: the division in force to 30 June 2025, with the codes of Decision
124/2004/QĐ-TTg as amended. Names and codes changed over the years, so each row tells in which of three lists of the
General Statistics Office it stands: `a` of 6 October 2019, `b` of 2023, `c` of 30 June 2025. `levels` and `names` are
those that the same unit had in the older lists; `into` the communes of 1 July 2025 that took its area in, the one
with most of it first. `communes-2025-07-01.csv`: the 3,321 communes, wards and special zones of Decision
19/2025/QĐ-TTg, right under the provinces.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from tongket.text import key

OLD, NEW = "2025-06-30", "2025-07-01"
"""The divisions of the country, as `Figure.boundary` names them: 63 provinces, 34 provinces."""

_LIST_OF = ((dt.date(2020, 1, 1), "a"), (dt.date(2024, 1, 1), "b"), (dt.date.max, "c"))
"""Up to which day a list tells best what was in force."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A district or commune. `parent` is the code of the district or province that it lies in."""

    code: str
    parent: str
    level: str
    name: str
    boundary: str
    lists: str = ""
    levels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    into: tuple[str, ...] = ()

    @property
    def last(self) -> bool:
        """Whether it stood to the division's last day (all do of the division in force)."""
        return not self.lists or "c" in self.lists

    def has_been(self, level: str) -> bool:
        """Whether it is, or was in an older list, of a level."""
        return level == self.level or level in self.levels


def _several(cell: str, mark: str = ";") -> tuple[str, ...]:
    return tuple(cell.split(mark)) if cell else ()


def _read(name: str, parent: str, boundary: str) -> tuple[Unit, ...]:
    with (files(__package__) / "data" / name).open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        head = next(rows)
        assert head[:4] == ["code", parent, "level", "name"], f"{name}: unknown columns"
        if len(head) == 4:
            return tuple(Unit(code, of, level, own, boundary) for code, of, level, own in rows)
        return tuple(
            Unit(code, of, level, own, boundary, lists, _several(levels), _several(names), _several(into, "+"))
            for code, of, level, own, lists, levels, names, into in rows
        )


@cache
def districts() -> tuple[Unit, ...]:
    """The districts to 30 June 2025, those abolished since 2019 among them."""
    return _read("districts.csv", "province", OLD)


@cache
def communes(boundary: str) -> tuple[Unit, ...]:
    """The communes of a division; of the old one those merged since 2019 too."""
    return (
        _read("communes-2025-07-01.csv", "province", NEW)
        if boundary == NEW
        else (_read("communes-2025-06-30.csv", "district", OLD))
    )


@cache
def district_by_code() -> dict[str, Unit]:
    """The district of a code; of two that had it one after the other the later."""
    return {unit.code: unit for unit in sorted(districts(), key=lambda unit: unit.lists[-1])}


@cache
def commune_by_code(boundary: str) -> dict[str, Unit]:
    return {unit.code: unit for unit in sorted(communes(boundary), key=lambda unit: unit.lists[-1:])}


class Index:
    """Units by name: in the spelling of the key, else without accents ("Đắk Hà" is "Đăk Hà")."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._exact: dict[str, list[Unit]] = {}
        for unit in units:
            for name in (unit.name, *unit.names):
                self._exact.setdefault(key(name), []).append(unit)
        self._loose: dict[str, list[Unit]] = {}
        """Filled when first asked for."""

    def alike(self, name: str) -> tuple[Unit, ...]:
        """All units whose names are the same but for accents, hyphens and blanks."""
        if not self._loose:
            for unit in self._units:
                self._loose.setdefault(loosely(unit.name), []).append(unit)
        return tuple(self._loose.get(loosely(name), ()))

    def find(self, name: str) -> tuple[Unit, ...]:
        """All units of that name (a comparison key)."""
        found = self._exact.get(name)
        return self.alike(name) if found is None else tuple(found)


_LOOSE: Final = {ord("đ"): "d", ord("y"): "i", ord("k"): "c"} | dict.fromkeys(map(ord, " -–'’"))


def loosely(name: str) -> str:
    """Without accents, hyphens and blanks, and with one way of writing i and c: "Krông Pắk" is "Krông Pắc"."""
    plain = unicodedata.normalize("NFD", name.lower())
    return _MARKS.sub("", plain).translate(_LOOSE)


_MARKS: Final = re.compile("[\u0300-\u036f]+")


@cache
def district_index() -> Index:
    return Index(districts())


@cache
def commune_index(boundary: str) -> Index:
    return Index(communes(boundary))


def in_force(units: Iterable[Unit], day: dt.date | None) -> tuple[Unit, ...]:
    """Of units of one name those in the list nearest to the day; all of them where that list has none."""
    listed = tuple(units)
    mark = "c" if day is None else next(name for until, name in _LIST_OF if day < until)
    return tuple(unit for unit in listed if not unit.lists or mark in unit.lists) or listed
