"""The sheets of a workbook → a paper: titles and notes as lines, tables with their merged heads.

Whoever reads a workbook gives each visible sheet as a grid of printed texts (`Sheet`); where its tables begin and end
is found here, the same way for all formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tongket.lexicon import load
from tongket.text import key

from .errors import EmptyError
from .grids import Grid, GridCell, GridRow
from .html_lines import Line
from .packages import LimitError
from .paper import BLANK, GAP, Paper, is_data, tidy

MAX_CELLS = 500_000
"""Of one workbook; a report's tables have some thousands."""
MAX_COLUMNS = 300
"""Of one sheet: further right stand only helper cells."""


@dataclass(slots=True)
class Sheet:
    """The cells of a visible sheet by place (row, column), counted from 0; the merged places by their first one."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell that prints something."""
        if text and column < MAX_COLUMNS:
            self.cells[row, column] = text

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Places that print the cell at their top left, the last ones included."""
        right = min(right, MAX_COLUMNS)
        if (top, left) not in self.cells or (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
            return
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.merged[row, column] = top, left


def check_cells(count: int, what: str) -> None:
    """Raise LimitError for a workbook with more cells than are read."""
    if count > MAX_CELLS:
        raise LimitError(f"an {what} with more than {MAX_CELLS:,} cells")


def paper_of(sheets: Iterable[Sheet], what: str) -> Paper:
    """The content of all sheets in order. Raises EmptyError where no visible sheet holds anything."""
    filled = [sheet for sheet in sheets if sheet.cells]
    if not filled:
        raise EmptyError(f"an {what} whose visible sheets are empty")
    paper = Paper()
    for sheet in filled:
        if len(filled) > 1 and _is_name(sheet.name):
            paper.content.append(Line("heading", tidy(sheet.name), level=1))
        for run in _runs(_grid(sheet)):
            _print(run, paper)
    return paper


def _is_name(name: str) -> bool:
    """Not one that the program gave: "Sheet1", "Trang_tính2"."""
    words = "|".join(load("papers")["print"]["sheet"])
    return not re.fullmatch(rf"(?:{words})[ _]?\d*(?: \(\d+\))?", key(name).replace("_", " "))


def _grid(sheet: Sheet) -> list[GridRow]:
    """The rows of a sheet from the first to the last that holds anything."""
    rows = sorted({row for row, _ in sheet.cells})
    wide = max(column for _, column in (*sheet.cells, *sheet.merged)) + 1
    cells: dict[tuple[int, int], GridCell] = {}
    grid: list[GridRow] = []
    numbers = range(rows[0], rows[-1] + 1) if rows[-1] - rows[0] <= 2 * len(rows) + 100 else _with_gaps(rows)
    for number in numbers:
        line: GridRow = []
        for column in range(wide):
            home = sheet.merged.get((number, column), (number, column))
            text = sheet.cells.get(home)
            if text and home not in cells:
                cells[home] = GridCell(text, len(grid))
            line.append(cells[home] if text else None)
        grid.append(line)
    return grid


def _with_gaps(rows: list[int]) -> list[int]:
    """The rows of a sparse sheet, an empty one for each gap."""
    found: list[int] = []
    for row in rows:
        if found and row > found[-1] + 1:
            found.append(row - 1)
        found.append(row)
    return found


def _distinct(row: GridRow) -> list[GridCell]:
    return [cell for cell in dict.fromkeys(row) if cell is not None]


def _runs(rows: list[GridRow]) -> Iterable[list[GridRow]]:
    """The tables and the lines between them; an empty run for the empty lines between two.

    A table is what stands from a row with several cells to the last such row before an empty line that a lone text
    follows, or a lone text that is no label of a section.
    """
    run: list[GridRow] = []
    lone: list[GridRow] = []
    blank = False
    for row in rows:
        cells = _distinct(row)
        if not cells:
            blank = True
            continue
        if run and blank and (lone or len(cells) == 1 or _is_block(run)):
            yield from (run, *([each] for each in lone))
            run, lone = [], []
        if blank and not run:
            yield []
        if len(cells) > 1:
            run += [*lone, row]
            lone = []
        elif not run:
            yield [row]
        elif lone and not _begins_left(row, run):
            yield from (run, *([each] for each in lone), [row])
            run, lone = [], []
        else:
            lone.append(row)
        blank = False
    yield from ([run] if run else [])
    yield from ([each] for each in lone)


def _begins_left(row: GridRow, run: list[GridRow]) -> bool:
    """A lone cell where the table's first columns are: the label of a section."""
    first = min(at for each in run for at, cell in enumerate(each) if cell is not None)
    return any(row[first : first + 2])


def _is_block(run: list[GridRow]) -> bool:
    """A few lines side by side above a table: a letterhead."""
    return not is_data(_cut(run))


def _cut(run: list[GridRow]) -> Grid:
    """The run as a grid of its own: without the columns that are empty in it, cells' rows counted from its first."""
    used = [at for at in range(max(map(len, run))) if any(at < len(row) and row[at] for row in run)]
    copies: dict[GridCell, GridCell] = {}
    rows: list[GridRow] = []
    for number, row in enumerate(run):
        line: GridRow = []
        for at in used:
            cell = row[at] if at < len(row) else None
            if cell is not None and cell not in copies:
                copies[cell] = GridCell(cell.text, number)
            line.append(copies[cell] if cell is not None else None)
        rows.append(line)
    return Grid("", rows)


def _print(run: list[GridRow], paper: Paper) -> None:
    if not run:
        paper.content.append(BLANK)
        return
    grid = _cut(run)
    if len(run) > 1 and is_data(grid):
        paper.content.append(grid)
        return
    for number in range(len(grid.rows)):
        texts = [part for cell in grid.own(number) if (part := tidy(cell.text))]
        if texts:
            paper.content.append(Line("paragraph", GAP.join(texts)))
