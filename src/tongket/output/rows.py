"""The rows of an answer on standard output: a table for eyes, CSV, or JSON (one array of objects)."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tongket.output.display import one_line
from tongket.output.jsonl import encode
from tongket.output.numbers import plain, vietnamese

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.table import Table

_SHOWN = 200
"""Rows of a table for eyes; more are told, and are for CSV."""
_NARROWEST = 7
"""Characters that a column needs at the least, its margins included; with less room each row becomes a sheet."""


def write(rows: pa.Table, format: str) -> None:
    """Write every row in the format "table", "csv" or "json"; the table shows the first 200."""
    {"table": _table, "csv": _csv, "json": _json}[format](rows)


def _rows(rows: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in rows.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _csv(rows: pa.Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows.column_names)
    writer.writerows([_cell(value) for value in row.values()] for row in _rows(rows))


def _json(rows: pa.Table) -> None:
    separator = "["
    for row in _rows(rows):
        sys.stdout.write(f"{separator}{encode(_exact(row))}")
        separator = ",\n "
    sys.stdout.write("]\n" if separator != "[" else "[]\n")


def _table(rows: pa.Table) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    shown = [[_for_eyes(value) for value in row.values()] for row in _rows(rows.slice(0, _SHOWN))]
    if rows.num_columns * _NARROWEST <= console.width:
        console.print(_lines(rows, shown))
    else:
        for number, row in enumerate(shown, 1):
            console.print(f"── {number} ──", style="bold")
            console.print(_sheet(rows.column_names, row))
    if not shown:
        console.print("no rows")
    if rows.num_rows > _SHOWN:
        console.print(f"… {_SHOWN} of {rows.num_rows} rows; --format csv writes all")


def _lines(rows: pa.Table, shown: list[list[str]]) -> Table:
    """A line for each row."""
    from rich.table import Table

    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    numeric = {field.name for field in rows.schema if _is_number(field.type)}
    for name in rows.column_names:
        table.add_column(name, justify="right" if name in numeric else "left", overflow="fold")
    for row in shown:
        table.add_row(*row)
    return table


def _sheet(names: list[str], row: list[str]) -> Table:
    """A line for each column that says something, where a row has too many for one line."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for name, cell in zip(names, row, strict=True):
        if cell:
            table.add_row(name, cell)
    return table


def _for_eyes(value: Any) -> str:
    """A cell of a table: fractions and sums as Vietnamese papers print them, whole numbers (years, counts) bare."""
    if isinstance(value, float | Decimal):
        exact = _exact(value)
        return "" if exact is None else vietnamese(exact)
    return one_line(_cell(value))


def _is_number(type_: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_decimal(type_) or pa.types.is_integer(type_) or pa.types.is_floating(type_))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return encode(_exact(value))
    return str(value)


def _exact(value: Any) -> Any:
    """The value in types that JSON is written from: a mean is a binary float in DuckDB, shown with its digits."""
    if isinstance(value, float):
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dt.timedelta | dt.time):
        return str(value)
    return value
