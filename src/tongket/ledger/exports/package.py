"""A Frictionless Data Package (v1): a folder of CSV files and a `datapackage.json` that says what every column is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.ledger.exports.content import Content
from tongket.ledger.exports.csv import write_table
from tongket.ledger.schema import TABLES

_KEYS = {"documents": "id", "clusters": "document_id"}


def write(content: Content, path: Path) -> None:
    """All tables as CSV files in a folder, and their description."""
    path.mkdir()
    resources = []
    for name, rows in content.tables.items():
        write_table(rows, path / f"{name}.csv")
        resources.append(_resource(name, rows))
    package = {
        "profile": "tabular-data-package",
        "name": "tongket-ledger",
        "title": "What public bodies reported, figure by figure",
        "description": "As reported, not official statistics. Each figure has its quote and where it stands.",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (path / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _resource(name: str, rows: pa.Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(name, field) for field in rows.schema], "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    if name != "documents" and "document_id" in rows.column_names:
        reference = {"resource": "documents", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "document_id", "reference": reference}]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(table: str, field: pa.Field) -> dict[str, Any]:
    described = {column.name: column.meaning for column in TABLES.get(table, ())}
    found = {"name": field.name, "type": _type(field.type)}
    return found | ({"description": described[field.name]} if field.name in described else {})


def _type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return "number"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return "datetime"
    if pa.types.is_struct(kind):
        return "object"
    return "array" if pa.types.is_list(kind) else "string"
