"""Values as text cells: what CSV, Excel and SQLite need where they have no type of their own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tongket.output.jsonl import encode
from tongket.output.numbers import plain


def as_text(value: Any) -> str:
    """A value as one cell of text: numbers exact and plain, days in ISO 8601, lists and structs as JSON, null empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return encode(value)
    return str(value)
