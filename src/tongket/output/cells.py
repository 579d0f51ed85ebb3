"""Values of an answer as text cells, and as JSON: numbers exact and plain, days in ISO 8601."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from tongket.output.jsonl import encode
from tongket.output.numbers import plain


def as_text(value: Any) -> str:
    """A value as one cell of text: lists and structs as JSON, null empty."""
    value = exact(value)
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
    return encode(value) if isinstance(value, list | dict) else str(value)


def exact(value: Any) -> Any:
    """The value in types that JSON is written from. A mean is a binary float in DuckDB: its shortest digits are taken;
    what is no number is null."""
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dt.timedelta | dt.time):
        return str(value)
    return value
