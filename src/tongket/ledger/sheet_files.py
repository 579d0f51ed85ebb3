"""Sheets as files: .xlsx by openpyxl, which both writes and reads it (so that one library says what a cell is), and
CSV in the ways that spreadsheets write it: with a byte order mark, with semicolons, with CRLF.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongket.ledger.cells import Cell, Raw, fits_a_float, guarded
from tongket.ledger.errors import LedgerError
from tongket.output.numbers import plain

if TYPE_CHECKING:
    from openpyxl.cell import Cell as XlsxCell
    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "figures"
ENDINGS = (".xlsx", ".csv")
_ROWS = 1_048_575
"""Rows that a sheet can have, the head not counted."""
_HEAD_ROWS = 20
"""A head may stand under some lines that somebody wrote above it."""


@dataclass(frozen=True, slots=True)
class Column:
    """`choices`: what may be picked there. `fixed`: not for changing, shown grey. `width` in characters."""

    name: str
    width: int = 14
    fixed: bool = False
    words: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was read: its number as the program counts it, and its cells by the column's name."""

    number: int
    cells: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Broken:
    """Put where a cell has no value: an error (#N/A), or a formula that was never worked out."""

    cause: str


def write(path: Path, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> None:
    """Write a new file; one that is there is never overwritten, for somebody may have worked in it.

    Raises LedgerError where it can't be written.
    """
    ending = _ending(path)
    if len(rows) > _ROWS:
        raise LedgerError(f"{path}: {len(rows)} rows, more than the {_ROWS} that a sheet can have")
    content = _xlsx(columns, rows) if ending == ".xlsx" else _csv(columns, rows)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise LedgerError(f"{path} is there already: somebody may have worked in it, so take another name") from None
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror}") from None


def read(path: Path) -> list[Line]:
    """The rows of a file, by the names in its head, without empty ones. Raises LedgerError where it can't be read."""
    ending = _ending(path)
    try:
        rows = _xlsx_rows(path) if ending == ".xlsx" else _csv_rows(path.read_bytes(), path)
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror or error}") from None
    return _lines(path, rows)


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise LedgerError(f"{path}: a sheet's name ends in .xlsx or .csv")
    return ending


def _lines(path: Path, rows: Iterable[tuple[int, Sequence[Raw]]]) -> list[Line]:
    head: list[str] = []
    lines = []
    for number, row in rows:
        if not head:
            names = [str(name).strip().lower() if name is not None else "" for name in row]
            if "id" in names:
                head = names
            elif number > _HEAD_ROWS:
                break
        elif any(value not in (None, "") for value in row):
            lines.append(Line(number, {name: value for name, value in zip(head, row, strict=False) if name}))
    if not head:
        raise LedgerError(f"{path}: no column is called id: is it a sheet that tongket wrote?")
    if doubled := {name for name in head if name and head.count(name) > 1}:
        raise LedgerError(f"{path}: two columns are called {', '.join(sorted(doubled))}")
    return lines


# ── CSV ──────────────────────────────────────────────────────────────────────
def _csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_as_text(row.get(column.name)) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel takes it for another encoding


def _as_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return str(value).upper()
    return value.isoformat() if isinstance(value, dt.date) else guarded(str(value))


def _csv_rows(content: bytes, path: Path) -> list[tuple[int, Sequence[Raw]]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise LedgerError(f"{path}: not in UTF-8: save it as “CSV UTF-8”, or as .xlsx") from None
    head = next((line for line in text.splitlines()[:_HEAD_ROWS] if "id" in line.lower()), "")
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise LedgerError(f"{path}: {error}") from None
    return list(enumerate(rows, start=1))


# ── Excel ────────────────────────────────────────────────────────────────────
def _xlsx(columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for style in _styles():
        book.add_named_style(style)
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number, column.name)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", start_color="D9D9D9" if column.fixed else "DDEBF7")
        sheet.column_dimensions[letter].width = column.width
        if column.words:  # else a program makes numbers and days of what is typed into a new row
            sheet.column_dimensions[letter].number_format = "@"
        if column.choices and rows:
            _offer(sheet, letter, column.choices, len(rows))
    for at, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            _fill(sheet.cell(at, number), row.get(column.name), column)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: XlsxCell, value: Cell, column: Column) -> None:
    """An empty cell keeps the style of its column."""
    if value is None:
        return
    cell.style = _style(type(value), column)
    if isinstance(value, Decimal) and fits_a_float(value):
        cell.value = int(value) if value == int(value) else float(value)
    elif isinstance(value, Decimal | str):
        cell.value = value if isinstance(value, str) else plain(value)
        cell.data_type = "s"  # "=…" is what somebody wrote, no formula
        cell.quotePrefix = True  # so that it stays text when somebody edits it
    else:
        cell.value = value


def _style(kind: type, column: Column) -> str:
    """The name of a style of the book, one for each look: by name they are set fast."""
    look = "day" if kind is dt.date else "words" if kind is str else "plain"
    return f"{look} {'wide' if column.width >= 30 else 'narrow'} {'grey' if column.fixed and column.width < 60 else ''}"


def _styles() -> Iterator[NamedStyle]:
    from openpyxl.styles import Alignment, Font, NamedStyle

    for look, form in (("day", "yyyy-mm-dd"), ("words", "@"), ("plain", "General")):
        for width in ("wide", "narrow"):
            for colour, font in (("grey", Font(color="808080")), ("", Font())):
                alignment = Alignment(vertical="top", wrap_text=width == "wide")
                yield NamedStyle(f"{look} {width} {colour}", number_format=form, font=font, alignment=alignment)


def _offer(sheet: Worksheet, letter: str, choices: Sequence[str], rows: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation(type="list", formula1='"' + ",".join(choices) + '"', allow_blank=True)
    offer.showErrorMessage = True
    sheet.add_data_validation(offer)
    offer.add(f"{letter}2:{letter}{rows + 500}")


def _xlsx_rows(path: Path) -> list[tuple[int, Sequence[Raw]]]:
    sheet = _sheet(path, values=False)
    has_formulas = any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    worked_out = _sheet(path, values=True) if has_formulas else sheet
    return [
        (row[0].row, [_value(cell, worked_out) for cell in row])
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _ROWS + 1))
    ]


def _value(cell: XlsxCell, worked_out: Worksheet) -> Any:
    if cell.data_type == "f":
        cell = worked_out.cell(cell.row, cell.column)
        if cell.value is None:
            return Broken("a formula without a value: open the file in a spreadsheet and save it")
    if cell.data_type == "e":
        return Broken(f"an error of the spreadsheet: {cell.value}")
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and "%" in (cell.number_format or ""):
        return float(f"{cell.value * 100:.15g}")
    return cell.value


def _sheet(path: Path, *, values: bool) -> Worksheet:
    import warnings
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    if not os.access(path, os.R_OK):
        path.open("rb").close()  # raises what is wrong
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we don't look at
            book = load_workbook(path, data_only=values)
    except (BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError) as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise LedgerError(f"{path}: no .xlsx that can be read: {cause}") from None
    sheets = book.worksheets
    if not sheets:
        raise LedgerError(f"{path}: it has no sheet")
    return book[SHEET] if SHEET in book.sheetnames and book[SHEET] in sheets else sheets[0]
