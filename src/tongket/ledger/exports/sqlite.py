"""SQLite that Datasette serves as it is: tables with keys between them, indexes for facets, full text of sentences.

SQLite has no exact decimals: a number with a fraction or of more than 18 digits is kept as text beside its nearest
float, in a column `…_exact`.
"""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.ledger.exports.content import Content
from tongket.output.cells import as_text

_KEYS = {"documents": "id", "figures": "id", "clusters": "document_id"}
_FACETS = {
    "figures": ("document_id", "place", "body", "unit", "kind", "status", "counted", "period_start"),
    "sources": ("document_id", "tier"),
    "reviews": ("document_id",),
    "flags": ("document_id",),
    "zeros": ("document_id",),
}
_LARGEST = 2**63


def write(content: Content, path: Path) -> None:
    """All tables as one database."""
    db = sqlite3.connect(path)
    try:
        with db:
            for name in sorted(content.tables, key=lambda each: each != "documents"):  # others refer to documents
                _table(db, name, content.tables[name])
            if {"sentence", "counted"} <= set(content.figures.column_names):
                _full_text(db)
        db.execute("vacuum")
    finally:
        db.close()


def _table(db: sqlite3.Connection, name: str, rows: pa.Table) -> None:
    key = _KEYS.get(name) if _is_key(rows, _KEYS.get(name)) else None
    columns = [_column(field, key) for field in rows.schema]
    exact = [field.name for field in rows.schema if pa.types.is_decimal(field.type) and field.type.scale > 2]
    columns += [f'"{column}_exact" text' for column in exact]
    if name != "documents" and "document_id" in rows.column_names:
        columns.append("foreign key (document_id) references documents(id)")
    db.execute(f'create table "{name}" ({", ".join(columns)})')
    marks = ", ".join("?" * (rows.num_columns + len(exact)))
    for batch in rows.to_batches(max_chunksize=10_000):
        listed = batch.to_pylist()
        db.executemany(
            f'insert into "{name}" values ({marks})',
            ([*map(_value, row.values()), *(_exact(row[column]) for column in exact)] for row in listed),
        )
    for column in _FACETS.get(name, ()):
        if column in rows.column_names:
            db.execute(f'create index "{name}_{column}" on "{name}" ("{column}")')


def _is_key(rows: pa.Table, column: str | None) -> bool:
    """Whether a column tells rows apart: a user's own query may give a figure twice, or no id."""
    if column is None or column not in rows.column_names:
        return False
    values = rows[column]
    return bool(values.null_count == 0 and len(values.unique()) == rows.num_rows)


def _column(field: pa.Field, key: str | None) -> str:
    numeric = pa.types.is_integer(field.type) or pa.types.is_boolean(field.type)
    kind = "integer" if numeric else "numeric" if pa.types.is_decimal(field.type) else "text"
    return f'"{field.name}" {kind}' + (" primary key" if field.name == key else "")


def _full_text(db: sqlite3.Connection) -> None:
    """Full text as Datasette finds it: a table that says whose content it is. "đ" is folded by nobody, the rest is."""
    db.execute(
        "create virtual table figures_fts using fts5"
        "(sentence, counted, content='figures', tokenize='unicode61 remove_diacritics 2')"
    )
    db.execute("insert into figures_fts (figures_fts) values ('rebuild')")


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < _LARGEST
        return int(value) if whole else float(value)
    return value if value is None or isinstance(value, int) else as_text(value)


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else as_text(value)
