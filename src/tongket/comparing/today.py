"""A series by place on the provinces of today, and how much that is for every 100,000 people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

import pyarrow as pa

from tongket.ledger.questions import Table
from tongket.registry.boundaries import sum_to_today, today_code
from tongket.registry.places import province_name
from tongket.registry.population import population
from tongket.registry.units import NEW, OLD

Row = Mapping[str, Any]

_HEAD = 100_000
_KEYS = ("period_start", "period_end", "kind", "status", "scope", "qualifier", "cumulative", "unit")
_PLACES = Decimal("0.01")


def on_today(series: Table, sums: bool) -> Table:
    """Rows of `series` by place, on the provinces of today.

    A province that merged is the sum of its former ones, of levels in counts and money only, and only where `sums`:
    the indicator may be added up over places (its entry in the catalogue says so). `missing` names the former
    provinces without a value; then there is no sum, and `value` is null. Rows of districts are left out.
    """
    kept, apart = list[dict[str, Any]](), defaultdict[tuple[Any, ...], dict[str, Row]](dict)
    for row in series:
        code, boundary = row["place_code"], row["boundary"]
        if len(code) != 2 or (boundary == OLD and today_code(code, OLD) is None):
            continue
        if boundary != OLD:
            kept.append({**row, "missing": []})
        else:
            apart[tuple(row[key] for key in _KEYS)][code] = row
    told = {(row["place_code"], *(row[key] for key in _KEYS)) for row in kept}
    for key, values in apart.items():
        found = _summed(values, sums)
        kept += [row for row in found if (row["place_code"], *key) not in told]
    kept.sort(key=lambda row: (row["place_code"], row["kind"], row["status"], row["period_end"], row["id"]))
    return _table(kept, series, ("missing", pa.list_(pa.string())))


def _summed(values: Mapping[str, Row], sums: bool) -> Iterator[dict[str, Any]]:
    for code, found in sum_to_today({old: row["value"] or Decimal() for old, row in values.items()}).items():
        parts = [values[old] for old in found.parts]
        first = parts[0]
        if len(found.parts) + len(found.missing) == 1:
            yield {**first, "place_code": code, "boundary": NEW, "missing": []}
        elif sums and all(map(_adds, parts)):
            yield {
                **first,
                "place_code": code,
                "boundary": NEW,
                "value": found.value,
                "high": None,
                "values": max(row["values"] for row in parts),
                "reports": sum(row["reports"] for row in parts),
                "figures": [row["id"] for row in parts],
                "missing": [province_name(old, OLD) or old for old in found.missing],
            }


def _adds(row: Row) -> bool:
    return row["kind"] == "level" and row["unit"] in ("count", "VND") and row["value"] is not None and not row["high"]


def per_head(series: Table) -> Table:
    """The rows with `persons` of the place in the year that the period ends in, `rate` for every 100,000 of them, and
    `population` (the table that this is from); all null where no table has them, or where a row is no count."""
    rows = []
    for row in series:
        people = population(row["place_code"], row["boundary"], row["period_end"].year)
        counts = people is not None and row["unit"] == "count" and row["kind"] == "level" and row["value"] is not None
        told = people if counts else None
        rows.append(
            {
                **row,
                "persons": told and told.persons,
                "rate": told and _rate(row["value"], told.persons),
                "population": told and told.source,
            }
        )
    added = ("persons", pa.int64()), ("rate", pa.decimal128(38, 2)), ("population", pa.string())
    return _table(rows, series, *added)


def _table(rows: list[dict[str, Any]], like: Table, *added: tuple[str, pa.DataType]) -> Table:
    schema = pa.schema([*like.arrow().schema, *map(pa.field, *zip(*added, strict=True))])
    return Table(pa.Table.from_pylist(rows, schema=schema))


def _rate(value: Decimal, persons: int) -> Decimal:
    with localcontext(prec=40):
        return (value * _HEAD / persons).quantize(_PLACES, ROUND_HALF_EVEN)
