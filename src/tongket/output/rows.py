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

_SHOWN = 200
"""Rows of a table for eyes; more are told, and are for CSV."""


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
    from rich.table import Table

    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    numeric = {field.name for field in rows.schema if _is_number(field.type)}
    for name in rows.column_names:
        table.add_column(name, justify="right" if name in numeric else "left", overflow="fold")
    for row in _rows(rows.slice(0, _SHOWN)):
        table.add_row(*(one_line(as_text(value)) for value in row.values()))
    console = Console(highlight=False, markup=False)
    console.print(table)
    if rows.num_rows > _SHOWN:
        console.print(f"… {_SHOWN} of {rows.num_rows} rows; --format csv writes all")


def _is_number(type_: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_decimal(type_) or pa.types.is_integer(type_) or pa.types.is_floating(type_))
