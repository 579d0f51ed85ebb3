"""The grid of a table whose source tells rows and columns: HTML, Word, OpenDocument, sheets, ruled lines of a PDF.

A cell is printed once, where it begins; the grid repeats it in every place that it covers, as `tables.table_blocks`
wants it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tongket.lexicon import load
from tongket.records import Span
from tongket.text import key

MAX_SPAN = 200
"""A span beyond this is an error of the source; HTML's own limit of 1,000 columns only costs memory here."""
SEPARATOR = " | "
_HEAD_ROWS, _HEAD_LENGTH = 6, 1000
"""Decree 30/2020, annex I: at most body, rule, number beside State, motto, rule, place and date."""


@dataclass(slots=True, eq=False)
class GridCell:
    """A cell of the source. `row` is where it begins; `at` its offsets in the printed row."""

    text: str
    row: int
    at: Span = (0, 0)


GridRow = list[GridCell | None]


@dataclass(slots=True)
class Grid:
    """A table of data. `heads`: how many leading rows the source declares as heads, None where it declares none."""

    caption: str
    rows: list[GridRow]
    heads: int | None = None
    linked: int = 0
    """Characters inside links."""

    def cells(self) -> list[GridCell]:
        """Each cell once, in reading order."""
        return [cell for cell in dict.fromkeys(cell for row in self.rows for cell in row) if cell is not None]

    def own(self, number: int) -> list[GridCell]:
        """The cells that begin in a row and hold a text, from the left."""
        row = dict.fromkeys(self.rows[number])
        return [cell for cell in row if cell is not None and cell.row == number and cell.text]


@dataclass(slots=True)
class GridBuilder:
    """Lays cells on the grid; `down` holds those that reach into the next rows, with how many are left."""

    rows: list[GridRow] = field(default_factory=list)
    down: dict[int, tuple[GridCell, int]] = field(default_factory=dict)

    def add(self, cells: Iterable[tuple[str, int, int]]) -> None:
        """One more row: of each cell that begins in it the text, and how many columns and rows it covers."""
        line: dict[int, GridCell] = {}
        for column, (cell, left) in list(self.down.items()):
            line[column] = cell
            if left == 1:
                del self.down[column]
            else:
                self.down[column] = (cell, left - 1)
        column = 0
        for text, wide, high in cells:
            while column in line:
                column += 1
            cell = GridCell(text, len(self.rows))
            for at in range(column, column + min(wide, MAX_SPAN)):
                line[at] = cell
                if high > 1:
                    self.down[at] = (cell, min(high, MAX_SPAN) - 1)
            column += min(wide, MAX_SPAN)
        self.rows.append([line.get(at) for at in range(max(line, default=-1) + 1)])


def print_row(row: GridRow, number: int) -> str:
    """The row as text, the cells that begin in it joined; sets each one's offsets."""
    text = ""
    for cell in dict.fromkeys(row):
        if cell is None or cell.row != number or not cell.text:
            continue
        text += SEPARATOR if text else ""
        cell.at = (len(text), len(text) + len(cell.text))
        text += cell.text
    return text


def is_letterhead(text: str, widths: list[int]) -> bool:
    """The head block of an official paper: issuing body on the left, the State's or the Party's name on the right.

    `text`: the table's; `widths`: how many cells each of its rows has."""
    if not 0 < len(widths) <= _HEAD_ROWS or max(widths) < 2:
        return False
    text = " ".join(text.split())
    names = load("papers")["header"]
    return len(text) <= _HEAD_LENGTH and any(name in key(text) for name in (*names["state"], *names["party"]))
