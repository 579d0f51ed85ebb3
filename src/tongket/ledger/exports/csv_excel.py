"""CSV as Excel opens it right by a double click: with a byte order mark, else it takes UTF-8 for a codepage."""

from __future__ import annotations

from pathlib import Path

from tongket.ledger.exports import csv
from tongket.ledger.exports.content import Content


def write(content: Content, path: Path) -> None:
    """The figures as one CSV file with its mark."""
    csv.write(content, path, encoding="utf-8-sig")
