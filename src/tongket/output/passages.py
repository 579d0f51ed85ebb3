"""The document's text as passages to lay out: runs of plain and marked text, gathered in paragraphs, lists, tables.

Every word of the text appears once, in order, whatever the blocks leave uncovered; lines drawn with signs alone
("---|---") do not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from tongket.records import Block, Reading, Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: plain, or with the index of the figure or of the worded zero that it is; where it starts."""

    text: str
    figure: int | None = None
    zero: int | None = None
    start: int = 0


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its runs, and "col", "row" or "" for what it heads."""

    runs: list[Run]
    scope: str


@dataclass(frozen=True, slots=True)
class Line:
    """A block's runs; `cells` where it is a row of a table."""

    kind: str
    level: int
    runs: list[Run] = field(default_factory=list)
    cells: list[TableCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring lines that are laid out as one: the items of a list, the rows of a table, the furniture."""

    kind: str
    lines: list[Line]


_BETWEEN_CELLS = re.compile(r"[^\S\n]*\|[^\S\n]*|\t+")
"""What stands between the cells of a row, in tables kept as text."""

_GATHERED = {"bullet", "row", "furniture", "header", "signature"}


class Runs:
    """Cuts any span of the text into runs."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.document.text
        marks: list[tuple[int, int, int | None, int | None]]
        marks = [(f.start, f.end, number, None) for number, f in enumerate(reading.figures)]
        marks += [(z.start, z.end, None, number) for number, z in enumerate(reading.zeros)]
        self._marks = sorted(marks, key=lambda mark: (mark[0], -mark[1]))
        self._starts = [mark[0] for mark in self._marks]

    def __call__(self, start: int, end: int) -> list[Run]:
        """The runs of text[start:end]; a mark inside another, or cut by the span, gives way."""
        runs, at = [], start
        for first, last, figure, zero in islice(self._marks, bisect_left(self._starts, start), None):
            if first >= end:
                break
            if first < at or last > end:
                continue
            if first > at:
                runs.append(Run(self._text[at:first], start=at))
            runs.append(Run(self._text[first:last], figure, zero, first))
            at = last
        if at < end:
            runs.append(Run(self._text[at:end], start=at))
        return runs


def passages(reading: Reading, *, without: Span | None = None) -> list[Passage]:
    """The passages of the document's text; the block at `without` (the title, shown elsewhere) left out."""
    text, runs = reading.document.text, Runs(reading)
    heads = _heads(reading.document.blocks)
    lines = [
        (block.parent if block.kind == "row" else None, _line(block, text, runs, heads))
        for block in _covering(text, reading.document.blocks)
        if (block.start, block.end) != without and _has_words(text[block.start : block.end])
    ]
    return list(_gather(lines))


def _gather(lines: Iterable[tuple[int | None, Line]]) -> Iterator[Passage]:
    for (kind, _), group in groupby(lines, key=lambda item: (item[1].kind, item[0])):
        members = [line for _, line in group]
        if kind in _GATHERED:
            yield Passage(kind, members)
        else:
            yield from (Passage(kind, [line]) for line in members)


def _covering(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks in order, with a paragraph for each line of text that no block covers."""
    at = 0
    for block in sorted(blocks, key=lambda b: (b.start, b.end)):
        yield from _loose(text, at, block.start)
        if block.end > at:
            yield block if block.start >= at else Block(block.kind, at, block.end, block.level, block.parent)
            at = block.end
    yield from _loose(text, at, len(text))


def _loose(text: str, start: int, end: int) -> Iterator[Block]:
    at = start
    for line in text[start:end].splitlines(keepends=True):
        if _has_words(line):
            yield Block("paragraph", at, at + len(line))
        at += len(line)


def _heads(blocks: Sequence[Block]) -> dict[Span, str]:
    """Which cells head columns or rows of others."""
    heads: dict[Span, str] = {}
    for block in blocks:
        for cell in block.cells:
            heads.update(dict.fromkeys(cell.row_heads, "row"))
            heads.update(dict.fromkeys(cell.column_heads, "col"))
    return heads


def _line(block: Block, text: str, runs: Runs, heads: dict[Span, str]) -> Line:
    if block.kind != "row":
        return Line(block.kind, block.level, runs(block.start, block.end))
    cells = [TableCell(runs(*span), heads.get(span, "")) for span in _cells(block, text)]
    return Line(block.kind, block.level, cells=cells)


def _cells(block: Block, text: str) -> Iterator[Span]:
    """The spans between the separators of a row; only its numbers are cells of the record."""
    start = block.start
    for between in _BETWEEN_CELLS.finditer(text, block.start, block.end):
        yield start, between.start()
        start = between.end()
    yield start, block.end


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
