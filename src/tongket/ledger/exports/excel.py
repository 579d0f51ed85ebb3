"""Excel: real numbers and dates, a frozen header with filters, links to the source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongket.ledger.errors import LedgerError
from tongket.ledger.exports.content import Content
from tongket.output.cells import as_text

if TYPE_CHECKING:
    import xlsxwriter

_ROWS = 1_048_575
_LINKS = 65_000
"""Excel opens no file with more than 65,530 links; the others are plain text."""
_LINK_LENGTH = 2_079
_CELL = 32_767
_DIGITS = 15
"""Excel keeps numbers as binary floats of 15 digits; longer ones stay exact as text."""
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel has a 29 February 1900; days before it stay text."""
_WIDTHS = {"sentence": 60, "quote": 14, "counted": 30, "act": 24, "body": 30, "place": 18, "title": 40, "link": 24}


def write(content: Content, path: Path) -> None:
    """The figures as one sheet. Raises LedgerError where they are more than a sheet holds."""
    import xlsxwriter

    rows = content.figures
    if rows.num_rows > _ROWS:
        raise LedgerError(f"a sheet holds {_ROWS:,} rows, these are {rows.num_rows:,}: export Parquet or SQLite")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _Sheet(book, rows.column_names).fill(rows.to_batches(max_chunksize=10_000))


class _Sheet:
    def __init__(self, book: xlsxwriter.Workbook, columns: list[str]) -> None:
        self._sheet = book.add_worksheet("figures")
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        head = book.add_format({"bold": True, "bottom": 1})
        self._sheet.freeze_panes(1, 0)
        self._links = 0
        for number, name in enumerate(columns):
            self._sheet.set_column(number, number, _WIDTHS.get(name, 12))
            self._sheet.write_string(0, number, name, head)
        self._columns = columns

    def fill(self, batches: Any) -> None:
        line = 0
        for batch in batches:
            for row in batch.to_pylist():
                line += 1
                for number, (name, value) in enumerate(row.items()):
                    self._write(line, number, name, value)
        self._sheet.autofilter(0, 0, line, len(self._columns) - 1)

    def _write(self, line: int, column: int, name: str, value: Any) -> None:
        sheet = self._sheet
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(line, column, value)
        elif isinstance(value, int | Decimal) and _fits(value):
            sheet.write_number(line, column, value)
        elif isinstance(value, dt.datetime):
            sheet.write_datetime(line, column, value.astimezone(dt.UTC).replace(tzinfo=None), self._moment)
        elif isinstance(value, dt.date) and value >= _FIRST_DAY:
            sheet.write_datetime(line, column, value, self._day)
        elif name in ("link", "url") and len(value) <= _LINK_LENGTH and self._links < _LINKS:
            self._links += 1
            sheet.write_url(line, column, value, string=value[:255])
        else:
            sheet.write_string(line, column, as_text(value)[:_CELL])


def _fits(value: int | Decimal) -> bool:
    digits = Decimal(value).normalize().as_tuple()
    return len(digits.digits) + max(int(digits.exponent), 0) <= _DIGITS
