"""Tables of an HTML page: which hold data, and their grid.

The grid follows the HTML standard's table model (colspan and rowspan resolved).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import grids
from .grids import MAX_SPAN, Grid, GridBuilder

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROSE = 400
"""A cell with more characters holds prose; where such cells are common the table arranges the page."""
_NUMBER = re.compile(r"[-–+(]?\s*\d[\d.,\s]*(?:%|‰)?\)?\*?")
_BREAKS = frozenset(["p", "div", "br", "li", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6"])


def is_letterhead(table: _Element) -> bool:
    """The head block of an official paper: issuing body on the left, the State's or the Party's name on the right."""
    return grids.is_letterhead(_raw(table), [len(_cells_of(row)) for row in _rows_of(table)])


def letterhead_cells(table: _Element) -> list[list[_Element]]:
    """Its cells, row by row."""
    return [_cells_of(row) for row in _rows_of(table)]


def _rows_of(table: _Element) -> list[_Element]:
    """The table's own rows, not those of tables inside it."""
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in child if row.tag == "tr")
    return rows


def _cells_of(row: _Element) -> list[_Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _raw(element: _Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def is_data_table(table: _Element) -> bool:
    """Whether rows and columns carry meaning; a table that only arranges the page does not."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    rows = [cells for cells in map(_cells_of, _rows_of(table)) if cells]
    if len(rows) < 2 or max(map(len, rows)) < 2 or sum(len(row) >= 2 for row in rows) * 2 < len(rows):
        return False
    if any(table.find(f".//{tag}") is not None for tag in ("h1", "h2", "form", "input")):
        return False
    texts = [[_raw(cell) for cell in row] for row in rows]
    flat = [text for row in texts for text in row]
    if max(map(len, flat)) > 3 * _PROSE or sum(len(text) > _PROSE for text in flat) * 3 > len(rows):
        return False
    numbers = sum(bool(_NUMBER.fullmatch(text)) for row in texts for text in row[1:] if text)
    if _linked(table) * 2 > sum(map(len, flat)) and numbers < len(rows) - 1:
        return False
    return _is_declared(table) or numbers * 2 >= len(rows)


def _is_declared(table: _Element) -> bool:
    """Heads, a caption, ruled lines or Word's grid style say that it is a table to the eye as well."""
    if any(table.find(path) is not None for path in (".//th", "caption", "thead")):
        return True
    ruled = (table.get("border") or "0") not in ("0", "") or "border" in (table.get("style") or "")
    return ruled or "grid" in (table.get("class") or "").lower()


def _linked(table: _Element) -> int:
    return sum(len(_raw(link)) for link in table.iter("a"))


def _cell_text(cell: _Element, clean: Callable[[str], str]) -> str:
    """The text of a cell as one line; a break inside it is a space."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    for event, element in iterwalk(cell, events=("start", "end")):
        named = isinstance(element.tag, str)
        if event == "start":
            pieces.append((element.text or "") if named and element.tag not in ("script", "style") else "")
            continue
        if element.tag in _BREAKS:
            pieces.append(" ")
        if element is not cell:
            pieces.append(element.tail or "")
    return clean("".join(pieces))


def _span(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _declared_heads(rows: list[_Element]) -> int | None:
    count = 0
    for row in rows:
        parent = row.getparent()
        cells = _cells_of(row)
        in_head = parent is not None and parent.tag == "thead"
        if not in_head and not (cells and all(cell.tag == "th" for cell in cells)):
            break
        count += 1
    return count if 0 < count < len(rows) else None


def read_grid(table: _Element, clean: Callable[[str], str]) -> Grid:
    """The grid of a data table, each cell's text cleaned by `clean`."""
    rows = _rows_of(table)
    builder = GridBuilder()
    for row in rows:
        cells = _cells_of(row)
        builder.add((_cell_text(cell, clean), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells)
    caption = table.find("caption")
    title = _cell_text(caption, clean) if caption is not None else ""
    return Grid(title, builder.rows, _declared_heads(rows), _linked(table))
