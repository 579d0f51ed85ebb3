"""OpenDocument sheets (.ods): their cells hold the printed text beside the value."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from .errors import EmptyError
from .number_formats import relocalised
from .odf import OFFICE, STYLE, TABLE, cell_text, content, covered, repeated, rows_of
from .paper import Paper
from .sheets import MAX_COLUMNS, Sheet, check_cells, paper_of

if TYPE_CHECKING:
    from lxml.etree import _Element

WHAT = "OpenDocument sheet"
_NUMBERS = ("float", "percentage", "currency")
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of the visible sheets. Raises SourceError for a file that is damaged, protected, or too large."""
    _, root = content(data, WHAT, max_bytes)
    body = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if body is None:
        raise EmptyError(f"an {WHAT} without sheets")
    hidden = _hidden_styles(root)
    tables = [each for each in body.findall(f"{TABLE}table") if each.get(f"{TABLE}style-name") not in hidden]
    return paper_of(_sheets(tables), WHAT)


def _hidden_styles(root: _Element) -> frozenset[str | None]:
    found = set()
    for style in root.iterfind(f"{OFFICE}automatic-styles/{STYLE}style"):
        properties = style.find(f"{STYLE}table-properties")
        if properties is not None and properties.get(f"{TABLE}display") == "false":
            found.add(style.get(f"{STYLE}name"))
    return frozenset(found)


def _sheets(tables: list[_Element]) -> list[Sheet]:
    sheets = []
    count = 0
    for table in tables:
        sheet = Sheet(table.get(f"{TABLE}name", ""))
        number = 0
        for row in rows_of(table):
            texts = _texts(row) if row.get(f"{TABLE}visibility", "visible") == "visible" else []
            times = repeated(row, "rows")
            for at in range(times) if texts else ():
                count += len(texts)
                check_cells(count, WHAT)
                for column, text, wide, high in texts:
                    sheet.put(number + at, column, text)
                    sheet.merge(number + at, column, number + at + high - 1, column + wide - 1)
            number += times
        sheets.append(sheet)
    return sheets


def _texts(row: _Element) -> list[tuple[int, str, int, int]]:
    """The cells of a row that print something: column, text, columns and rows that each covers."""
    found = []
    column = 0
    for cell in row:
        if cell.tag not in _CELLS or column >= MAX_COLUMNS:
            continue
        times = repeated(cell, "columns")
        if cell.tag == _CELLS[0] and (text := _printed(cell)):
            wide, high = covered(cell, "columns"), covered(cell, "rows")
            found += [(at, text, wide, high) for at in range(column, min(column + times, MAX_COLUMNS))]
        column += times
    return found


def _printed(cell: _Element) -> str:
    """The cell's text; a number in the Vietnamese way, whatever the language of the sheet."""
    text = cell_text(cell, frozenset())
    kind, value = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{OFFICE}value")
    if kind not in _NUMBERS or value is None:
        return "" if text.startswith("#") or text.startswith("Err:") else text
    try:
        return relocalised(Decimal(value), text, percent=kind == "percentage")
    except InvalidOperation:
        return text
