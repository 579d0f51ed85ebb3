"""Ruled tables of a PDF page: the lines that are drawn, the cells between them, and the words in each cell."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .grids import Grid, GridCell
from .pdf_words import Turn, Word, rows_of

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

NEAR = 3.0
"""Points: lines closer than this are one; a drawn line is itself a box of up to two points."""
SHORTEST = 5.0
MAX_SEGMENTS = 20_000
"""Of one page; a drawing with more is no table."""
MAX_CROSSINGS = 1_000_000
MAX_LINES = 400
"""Rows or columns of a table on one page."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Ruled:
    """A table's grid and its place on the page."""

    grid: Grid
    top: float
    bottom: float
    left: float
    right: float
    words: set[int] = field(default_factory=set)
    """Of the page: those inside."""

    @property
    def y(self) -> float:
        return self.top


def rules_of(page: PdfPage, turned: Turn) -> tuple[list[Rule], list[Rule]]:
    """The horizontal and the vertical lines that are drawn on the page."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for count, ((ax, ay), (bx, by)) in enumerate(_segments(page)):
        if count > MAX_SEGMENTS:
            return [], []
        (ax, ay), (bx, by) = turned(ax, ay), turned(bx, by)
        if abs(ay - by) < 1 and abs(ax - bx) >= SHORTEST:
            horizontal.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
        elif abs(ax - bx) < 1 and abs(ay - by) >= SHORTEST:
            vertical.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))
    return merged(horizontal), merged(vertical)


def _segments(page: PdfPage) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        a, b, c, d, e, f = drawn.get_matrix().get()
        first: tuple[float, float] | None = None
        last: tuple[float, float] | None = None
        for index in range(min(pdfium.FPDFPath_CountSegments(drawn.raw), MAX_SEGMENTS)):
            segment = pdfium.FPDFPath_GetPathSegment(drawn.raw, index)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
                yield last, point
            if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
                yield point, first
            last = point


def merged(rules: list[Rule]) -> list[Rule]:
    """Lines on the same axis that touch or overlap as one."""
    found: list[Rule] = []
    for line in _snapped(rules):
        last = found[-1] if found else None
        if last is not None and last.at == line.at and line.start <= last.end + NEAR:
            found[-1] = Rule(last.at, last.start, max(last.end, line.end))
        else:
            found.append(line)
    return found


def _snapped(rules: list[Rule]) -> list[Rule]:
    """Each on the axis of the first that is near it, sorted by axis and start."""
    snapped: list[Rule] = []
    axis = float("-inf")
    for line in sorted(rules, key=lambda each: each.at):
        if line.at - axis > NEAR:
            axis = line.at
        snapped.append(Rule(axis, line.start, line.end))
    return sorted(snapped, key=lambda each: (each.at, each.start))


def tables_of(horizontal: list[Rule], vertical: list[Rule], words: Sequence[Word]) -> list[Ruled]:
    """The tables that the lines make, each with its words."""
    found: list[Ruled] = []
    if len(horizontal) * len(vertical) > MAX_CROSSINGS:
        return found
    for across, down in _connected(horizontal, vertical):
        xs = _axes([*(line.at for line in down), *(end for line in across for end in (line.start, line.end))])
        ys = _axes([*(line.at for line in across), *(end for line in down for end in (line.start, line.end))])
        if len(xs) < 3 or len(ys) < 2 or len(xs) + len(ys) < 6 or max(len(xs), len(ys)) > MAX_LINES:
            continue
        ruled = _fill(xs, ys, across, down, words)
        if sum(len(ruled.grid.own(number)) >= 2 for number in range(len(ruled.grid.rows))) >= 2:
            found.append(ruled)
    return sorted(found, key=lambda table: table.top)


def _axes(values: list[float]) -> list[float]:
    axes: list[float] = []
    for value in sorted(values):
        if not axes or value - axes[-1] > NEAR:
            axes.append(value)
    return axes


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of lines that cross or meet."""
    lines = [(line, True) for line in horizontal] + [(line, False) for line in vertical]
    home = list(range(len(lines)))

    def root(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    for i, line in enumerate(horizontal):
        for j, other in enumerate(vertical, len(horizontal)):
            meets = line.start - NEAR <= other.at <= line.end + NEAR
            if meets and other.start - NEAR <= line.at <= other.end + NEAR:
                home[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, (line, flat) in enumerate(lines):
        groups.setdefault(root(i), ([], []))[0 if flat else 1].append(line)
    return [group for group in groups.values() if group[0] and group[1]]


def _covers(rules: list[Rule], at: float, middle: float) -> bool:
    return any(abs(line.at - at) <= NEAR and line.start <= middle <= line.end for line in rules)


def _fill(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule], words: Sequence[Word]) -> Ruled:
    """The grid between the lines: places with no line between them are one cell."""
    cells: list[list[GridCell]] = []
    for i in range(len(ys) - 1):
        row: list[GridCell] = []
        middle = (ys[i] + ys[i + 1]) / 2
        for j in range(len(xs) - 1):
            if i and not _covers(across, ys[i], (xs[j] + xs[j + 1]) / 2):
                row.append(cells[i - 1][j])
            elif j and not _covers(down, xs[j], middle) and row[j - 1].row == i:
                row.append(row[j - 1])
            else:
                row.append(GridCell("", i))
        cells.append(row)
    ruled = Ruled(Grid("", [list(row) for row in cells]), ys[0], ys[-1], xs[0], xs[-1])
    inside: dict[GridCell, list[Word]] = {}
    for number, word in enumerate(words):
        down_at = _between(ys, word.y - 0.3 * word.size)
        across_at = _between(xs, (word.x0 + word.x1) / 2)
        if down_at is not None and across_at is not None:
            inside.setdefault(cells[down_at][across_at], []).append(word)
            ruled.words.add(number)
    for cell, held in inside.items():
        cell.text = "\n".join(row.text for row in rows_of(held))
    ruled.grid.rows = [row for row in ruled.grid.rows if any(cell and cell.text for cell in row)]
    return renumbered(ruled)


def renumbered(ruled: Ruled) -> Ruled:
    """Each cell's `row` as the place of its first row, after rows were left out or put together."""
    seen: set[GridCell] = set()
    for number, row in enumerate(ruled.grid.rows):
        for cell in row:
            if cell is not None and cell not in seen:
                cell.row = number
                seen.add(cell)
    return ruled


def _between(axes: list[float], value: float) -> int | None:
    if not axes[0] - 1 <= value <= axes[-1] + 1:
        return None
    return next((i for i in range(len(axes) - 1) if value <= axes[i + 1] + 0.5), len(axes) - 2)
