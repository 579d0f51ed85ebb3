"""The rows of an answer on standard output: a table for eyes, CSV, or JSON (one array of objects)."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tongket.output.cells import as_text, exact
from tongket.output.display import one_line
from tongket.output.jsonl import encode

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
    writer.writerows([as_text(value) for value in row.values()] for row in _rows(rows))


def _json(rows: pa.Table) -> None:
    separator = "["
    for row in _rows(rows):
        sys.stdout.write(f"{separator}{encode(exact(row))}")
        separator = ",\n "
    sys.stdout.write("]\n" if separator != "[" else "[]\n")


def _table(rows: pa.Table) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    shown = [[one_line(as_text(value)) for value in row.values()] for row in _rows(rows.slice(0, _SHOWN))]
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


def _is_number(type_: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_decimal(type_) or pa.types.is_integer(type_) or pa.types.is_floating(type_))
