"""CSV (RFC 4180), UTF-8. Text that a spreadsheet would take for a formula is kept from being one by an apostrophe."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.ledger.exports.content import Content
from tongket.output.cells import as_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(content: Content, path: Path, encoding: str = "utf-8") -> None:
    """The figures as one CSV file."""
    write_table(content.figures, path, encoding)


def write_table(rows: pa.Table, path: Path, encoding: str = "utf-8") -> None:
    """One table as a CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n" if encoding == "utf-8-sig" else "\n")
        writer.writerow(rows.column_names)
        for batch in rows.to_batches(max_chunksize=10_000):
            writer.writerows([_cell(value) for value in row.values()] for row in batch.to_pylist())


def _cell(value: Any) -> str:
    text = as_text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
