"""Excel workbooks (.xlsx) by openpyxl: it tells formats, merged and hidden cells, which faster readers do not."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

from .number_formats import printed
from .packages import BrokenError, Package, check_xml
from .paper import Paper
from .sheets import Sheet, check_cells, paper_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WHAT = "Excel workbook"
_MERGED = re.compile(rb"mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of a workbook's visible sheets, numbers as they are printed, formulas by their stored results.

    Raises SourceError for one that is damaged, protected, or over the limits.
    """
    import openpyxl

    _check(data, max_bytes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl leaves out: charts, validations, themes
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile, SyntaxError):
        raise BrokenError(f"a broken {WHAT}") from None
    return paper_of((_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"), WHAT)


def _check(data: bytes, max_bytes: int) -> None:
    """Look at the parts before the library does: what they unpack to, entities, and how many cells they have."""
    package = Package(data, WHAT, max_bytes)
    cells = 0
    for name in package.sizes:
        if name.endswith((".xml", ".rels")) and not name.startswith("docProps/"):
            part = package.read(name)
            check_xml(part, WHAT)
            if name.startswith("xl/worksheets/"):
                cells += part.count(b"<c ") + part.count(b"<c>") + part.count(b":c ")
                cells += sum(_area(*found.groups()) for found in _MERGED.finditer(part))
                check_cells(cells, WHAT)


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    """How many cells a merged area has: the library makes an object of each."""
    wide = abs(_column(right) - _column(left)) + 1
    return wide * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(sheet: Worksheet) -> Sheet:
    found = Sheet(sheet.title)
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    hidden_columns = {
        at
        for each in sheet.column_dimensions.values()
        if each.hidden and each.min is not None and each.max is not None
        for at in range(each.min, min(each.max, 1000) + 1)
    }
    for cell in list(sheet._cells.values()):  # only the cells that are stored; rows() would make all between them
        if cell.value is not None and cell.row not in hidden_rows and cell.column not in hidden_columns:
            found.put(cell.row - 1, cell.column - 1, printed(cell.value, cell.number_format))
    for area in sheet.merged_cells.ranges:
        found.merge(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
    return found
