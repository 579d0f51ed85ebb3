"""Series over the two divisions of the country: as it was then, or summed to the provinces of today.

On 1 July 2025 Resolution 202/2025/QH15 made 34 provinces of 63, each of whole former provinces, so that what may be
summed over places can be told for today's provinces in former years too. Districts ended that day; a commune of today
may hold parts of several former ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket import lexicon
from tongket.registry.home import province_of
from tongket.registry.places import province_name
from tongket.registry.slugs import slug
from tongket.registry.units import NEW, OLD, commune_by_code, communes, district_by_code, districts

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Sum:
    """A province of today: the sum over its former provinces, or None where some have no value.

    `parts`: the codes of those that were summed; `missing`: of those without a value.
    """

    code: str
    value: Decimal | None
    parts: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.missing


@cache
def _merged() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Code of the 63 → code of the 34, and code of the 34 → codes of the 63."""
    table = lexicon.load("provinces")
    into: dict[str, str] = {}
    for row in table["place"]:
        if row["code"] not in into:
            into[row["code"]] = table["since_2025"][row.get("into", row["name"])]
    held: dict[str, list[str]] = {}
    for old, new in sorted(into.items()):
        held.setdefault(new, []).append(old)
    return into, {new: tuple(old) for new, old in held.items()}


def today_code(code: str, boundary: str | None) -> str | None:
    """The unit of today's division that a place is or went into as a whole: of a province of the 63 one of the 34, of
    a former commune the one that took all of it. A place of today, or a country, is itself.

    None for districts, which ended, for communes that were divided, and for codes that no list has.
    """
    if boundary != OLD:
        return code
    if len(code) == 2:
        return _merged()[0].get(code)
    unit = commune_by_code(OLD).get(code) if len(code) == 5 else None
    return unit.into[0] if unit is not None and len(unit.into) == 1 else None


def today_province(code: str, boundary: str | None) -> str | None:
    """Code of the province of today in which a place of either division lies; None for a country or unknown code."""
    province = province_code(code, boundary)
    return province if boundary == NEW or province is None else _merged()[0].get(province)


def province_code(code: str, boundary: str | None) -> str | None:
    """Code of the province, in the place's own division, in which it lies; None for a country or unknown code."""
    division = boundary or OLD
    if not code.isdigit():
        return None
    if len(code) == 2:
        return code if province_name(code, division) else None
    unit = district_by_code().get(code) if len(code) == 3 else commune_by_code(division).get(code)
    return None if unit is None else province_of(unit)


def parts(code: str) -> tuple[str, ...]:
    """The provinces of the 63 that a province of today is made of, by code; none for what is no province of today."""
    return _merged()[1].get(code, ())


def today() -> tuple[str, ...]:
    """The codes of the 34 provinces of today."""
    return tuple(sorted(_merged()[1]))


def sum_to_today(values: Mapping[str, Decimal | int]) -> dict[str, Sum]:
    """Values of provinces of the 63 summed to the provinces of today that hold any of them.

    Only for what may be summed over places: counts and money, levels, of one indicator, period and status; whether
    that holds the caller knows. Where a former province has no value there is no sum, and it is named. Codes that no
    province has are left out.
    """
    held = {today_code(code, OLD) for code in values if len(code) == 2}
    sums = {}
    for new in sorted(code for code in held if code is not None):
        missing = tuple(old for old in parts(new) if old not in values)
        total = None if missing else sum((Decimal(values[old]) for old in parts(new)), Decimal())
        sums[new] = Sum(new, total, tuple(old for old in parts(new) if old in values), missing)
    return sums


def incomparable(code: str, boundary: str | None, other_code: str, other_boundary: str | None) -> str | None:
    """Why two values of one place may not be compared: one line that names both; None where they may.

    A province that took none in, and went into none, is the same in both divisions.
    """
    if boundary == other_boundary or boundary is None or other_boundary is None:
        return None
    old, new = (code, other_code) if boundary == OLD else (other_code, code)
    if len(old) == 2 and len(parts(new)) == 1 == len(parts(today_code(old, OLD) or "")):
        return None
    name = province_name(new, NEW) if len(new) == 2 else None
    if name is None or today_province(old, OLD) != new:
        return f"one is on the division up to {OLD}, one on that since {NEW}"
    if len(old) != 2:
        return f"{name} since {NEW} holds more than the place up to {OLD}"
    held = ", ".join(province_name(part, OLD) or part for part in parts(new))
    return f"{name} since {NEW} holds {held}"


# ── as a table ───────────────────────────────────────────────────────────────
COLUMNS: Final[tuple[str, ...]] = ("code", "boundary", "level", "name", "name_en", "slug", "parent", "into")
"""Of `rows`: code and division; `province`, or the level word of a district or commune; names; slug; code of what it
lies in; code of the unit of today that took all of it (of a place of today its own)."""


def rows(with_communes: bool = False) -> list[tuple[str, str, str, str, str, str, str | None, str | None]]:
    """Every place of both divisions as a row of `COLUMNS`: provinces and districts, communes where asked for."""
    english: dict[str, str] = lexicon.load("provinces")["english"]
    found: list[tuple[str, str, str, str, str, str, str | None, str | None]] = []
    for division in (OLD, NEW):
        codes = _merged()[0] if division == OLD else _merged()[1]
        for code in sorted(codes):
            name = province_name(code, division) or code
            into = today_code(code, division)
            found.append((code, division, "province", name, english.get(name, _plain(name)), slug(name), None, into))
    units = [unit for unit in districts() if unit.last]
    if with_communes:
        units += [unit for division in (OLD, NEW) for unit in communes(division) if unit.last]
    for unit in units:
        name, into = unit.name, today_code(unit.code, unit.boundary)
        found.append((unit.code, unit.boundary, unit.level, name, _plain(name), slug(name), unit.parent, into))
    return found


def table(with_communes: bool = False) -> pa.Table:
    """The same as an Arrow table, all columns strings."""
    import pyarrow as pa

    columns = zip(*rows(with_communes), strict=True)
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(COLUMNS, columns, strict=True)})


def _plain(name: str) -> str:
    """A name without accents, as English texts write it: "Lang Son", "Ba Ria - Vung Tau"."""
    import unicodedata

    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))
