"""How many people live in a province, from published tables: for rates per 100,000.

Nothing is interpolated: a year without a table has no number, and a province of today is the sum of its parts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import tomli

from tongket.registry.boundaries import parts, today
from tongket.registry.units import NEW, OLD

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Population:
    """Persons in a place. `day` is that of a census; of an average over the year it is None.

    `source`: the published table; `note` tells of a sum, or of a number that was worked out from others of the table.
    """

    persons: int
    year: int
    source: str
    day: dt.date | None = None
    note: str | None = None


@cache
def _tables() -> dict[str, Any]:
    return tomli.loads((files(__package__) / "data" / "population.toml").read_text(encoding="utf-8"))


def years(code: str = "01") -> tuple[int, ...]:
    """The years that have a number, for "VN" or for the provinces."""
    tables = _tables()
    if code == "VN":
        return tuple(sorted({int(year) for column in tables["country"].values() for year in column}))
    return tuple(sorted({tables["sources"][name]["year"] for name in tables["columns"]}))


def population(code: str, boundary: str | None, year: int) -> Population | None:
    """The people of a province (by its code in the division `boundary`) or of the country ("VN") in a year.

    A census comes before an average of the same year, except for the country. None where no table has it.
    """
    if code == "VN":
        return _country(year)
    columns = [name for name in _tables()["columns"] if _tables()["sources"][name]["year"] == year]
    wanted = parts(code) if boundary == NEW else (code,)
    for name in sorted(columns, key=lambda name: "day" not in _tables()["sources"][name]):
        column = _tables()["columns"][name]
        if wanted and all(part in column for part in wanted):
            return _told(name, sum(column[part] for part in wanted), wanted, year)
    return None


def nearest(code: str, boundary: str | None, year: int) -> Population | None:
    """The people in the year of a table that is nearest, the later of two; its own `year` tells which.

    For rates of years without a table: say beside the rate of which year the people are.
    """
    found = (population(code, boundary, told) for told in sorted(years(code), key=lambda y: (abs(y - year), -y)))
    return next((one for one in found if one is not None), None)


COLUMNS: Final[tuple[str, ...]] = ("code", "boundary", "year", "persons", "source", "note")
"""Of `table`."""


def table() -> pa.Table:
    """Every number there is as an Arrow table: the provinces of both divisions, and the country."""
    import pyarrow as pa

    codes = [(code, NEW) for code in today()] + [(part, OLD) for code in today() for part in parts(code)]
    asked = [(code, division, year) for code, division in sorted(codes) for year in years()]
    asked_country = [("VN", None, year) for year in years("VN")]
    rows = []
    for code, division, year in (*asked, *asked_country):
        one = population(code, division, year)
        if one is not None:
            rows.append((code, division, year, one.persons, one.source, one.note))
    types = (pa.string(), pa.string(), pa.int32(), pa.int64(), pa.string(), pa.string())
    columns = zip(*rows, strict=True)
    return pa.table({name: pa.array(values, kind) for name, values, kind in zip(COLUMNS, columns, types, strict=True)})


def _country(year: int) -> Population | None:
    for name, column in _tables()["country"].items():
        if str(year) in column:
            return _told(name, column[str(year)], (), year)
    return None


def _told(name: str, persons: int, of: tuple[str, ...], year: int) -> Population:
    source = _tables()["sources"][name]
    notes = []
    if len(of) > 1:
        notes.append(f"sum of {len(of)} former provinces")
    if any(_tables()["derived"].get(part) == name for part in of):
        notes.append("worked out from the total of its region")
    day = dt.date.fromisoformat(source["day"]) if "day" in source else None
    return Population(persons, year, f"{source['by']}: {source['title']}", day, "; ".join(notes) or None)
