"""Old Excel workbooks (.xls) by xlrd."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .errors import SourceError
from .number_formats import printed
from .packages import BrokenError
from .paper import Paper
from .sheets import Sheet, check_cells, paper_of

if TYPE_CHECKING:
    import xlrd

WHAT = "old Excel workbook"


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of a workbook's visible sheets. Raises SourceError for one that is damaged, protected or huge."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise SourceError(f"the {WHAT} is protected by a password") from None
        raise BrokenError(f"a broken {WHAT}") from None
    except (ValueError, IndexError, KeyError, AssertionError, TypeError, AttributeError, OverflowError):
        raise BrokenError(f"a broken {WHAT}") from None
    visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    check_cells(sum(sheet.nrows * sheet.ncols for sheet in visible), WHAT)
    return paper_of((_sheet(book, sheet) for sheet in visible), WHAT)


def _sheet(book: xlrd.Book, sheet: Any) -> Sheet:
    found = Sheet(sheet.name)
    for row in range(sheet.nrows):
        if row in sheet.rowinfo_map and sheet.rowinfo_map[row].hidden:
            continue
        for column in range(sheet.row_len(row)):
            info = sheet.colinfo_map.get(column)
            if info is None or not info.hidden:
                found.put(row, column, _printed(book, sheet.cell(row, column)))
    for top, bottom, left, right in sheet.merged_cells:
        found.merge(top, left, bottom - 1, right - 1)
    return found


def _printed(book: xlrd.Book, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return printed(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (xlrd.XLDateError, ValueError, OverflowError):
            return ""
    if cell.ctype != xlrd.XL_CELL_NUMBER:
        return ""
    value = int(cell.value) if float(cell.value).is_integer() else cell.value
    return printed(value, _code(book, cell.xf_index))


def _code(book: xlrd.Book, index: int | None) -> str:
    """The cell's format code."""
    if index is None or not 0 <= index < len(book.xf_list):
        return "General"
    found = book.format_map.get(book.xf_list[index].format_key)
    return found.format_str if found is not None else "General"
