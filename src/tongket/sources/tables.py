"""Rows of a table → blocks whose cells know their row and column heads.

Shared by the plain-text and the HTML reader: whoever finds the cells gives their spans in the final text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from tongket import lexicon
from tongket.patterns import one_of
from tongket.records import Block, BlockKind, Cell, Span
from tongket.text import key

CellSpan = Span | None
"""Where a cell's text stands; None for an empty cell."""

MAX_HEAD_ROWS = 5
"""Heads of real tables nest three levels at most; beyond five lines without a number it is no head."""

_SIGNS = r"[(\[+\-−–—≈~<>≤≥\s]*"
_ORDINAL_CELL = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVXLC]+|[A-Z]|[a-zđ])[.)]*$")
_QUANTITY = re.compile(rf"^{_SIGNS}\d")
_LIST_LABEL = re.compile(r"^\(?\d{1,2}(?:\.\d{1,2})*[.)/]\s*\D|^\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d]")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_COUNTER = re.compile(r"^\(?([A-Z]|\d{1,2})\)?(?:\s*=.*)?$")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("papers")["tables"][name])


@cache
def _unit_phrase() -> re.Pattern[str]:
    name, and_ = one_of(_words("unit")), one_of(_words("and"))
    return re.compile(rf"(?<!\w){name}\s*(?::|\b{and_}\b|(?=[(]))\s*[^\n);]+")


def unit_span(text: str, span: Span) -> Span | None:
    """The unit line inside `span`: "Đơn vị tính: triệu đồng"; None where there is none."""
    found = _unit_phrase().search(key(text[span[0] : span[1]]))
    return (span[0] + found.start(), span[0] + found.end()) if found else None


def is_quantity(cell: str) -> bool:
    """True for a cell that states a number ("1.234", "(-14,8%)", "12/15 xã"), not "1. Thu nội địa"."""
    return len(cell) <= 60 and bool(_QUANTITY.match(cell)) and not _LIST_LABEL.match(cell)


@cache
def _time() -> re.Pattern[str]:
    return re.compile(rf"\d{{1,2}} ?{one_of(_words('head_times'))}(?!\w)")


def _is_time(cell: str) -> bool:
    """A head that begins with a count of months: "6T/2024", "10 tháng so với cùng kỳ (%)"."""
    return bool(_time().match(key(cell)))


def is_blank(cell: str) -> bool:
    """True for an empty cell or one that holds only a dash or a cross."""
    return not any((c.isalnum() and c != "x") or c == "%" for c in cell)


class _Table:
    """The cells of one table with the questions that are asked about them."""

    def __init__(self, text: str, rows: Sequence[Sequence[CellSpan]]) -> None:
        self.text = text
        self.rows = rows
        self.width = max((len(row) for row in rows), default=0)

    def string(self, i: int, j: int) -> str:
        span = self.rows[i][j] if j < len(self.rows[i]) else None
        return self.text[span[0] : span[1]].strip() if span else ""

    def strings(self, i: int) -> list[str]:
        return [self.string(i, j) for j in range(len(self.rows[i]))]

    def is_section(self, i: int) -> bool:
        """A row with a label alone ("II | Chi ngân sách | | |"): it heads the rows below it."""
        spans = self.rows[i]
        if self.width < 3 and len(set(spans) - {None}) != 1:
            return False
        filled = [j for j, span in enumerate(spans) if span and not is_blank(self.string(i, j))]
        distinct = {spans[j] for j in filled}
        if any(is_quantity(self.string(i, j)) for j in filled if not self.is_ordinal(i, j)):
            return False
        return bool(filled) and (len(distinct) == 1 or (len(distinct) == 2 and filled[-1] == 1))

    def is_ordinal(self, i: int, j: int) -> bool:
        return j == 0 and bool(_ORDINAL_CELL.match(self.string(i, j)))

    def is_numbering(self, i: int) -> bool:
        """The row that numbers the columns: "A | B | 1 | 2 | 3=2/1"."""
        cells = [c for c in self.strings(i) if c]
        matches = [_COUNTER.match(c) for c in cells]
        if len(cells) < 2 or not all(matches):
            return False
        numbers = [int(m.group(1)) for m in matches if m and m.group(1).isdigit()]
        return len(numbers) >= 2 and numbers[0] in (1, 2, 3) and all(b - a == 1 for a, b in pairwise(numbers))

    def has_quantity(self, i: int) -> bool:
        """A number beside the row's ordinal; a row of bare years is a head, not data."""
        cells = [c for j, c in enumerate(self.strings(i)) if is_quantity(c) and not (j == 0 and self.width > 1)]
        return any(not _YEAR.match(c) and not _is_time(c) for c in cells)

    def head_rows(self) -> int:
        """How many leading rows are heads: those without a number, before the first section row."""
        count = 0
        for i in range(min(len(self.rows) - 1, MAX_HEAD_ROWS)):
            if self.has_quantity(i) or self.is_numbering(i) or (count and self.is_section(i)):
                break
            count += 1
        return count

    def first_data_column(self, head_rows: int) -> int:
        """1 where the first column only numbers the rows (STT), else 0."""
        if any(key(self.string(i, 0)) in _words("ordinal") for i in range(head_rows)):
            return 1
        body = [self.string(i, 0) for i in range(head_rows, len(self.rows))]
        filled = [c for c in body if c]
        seconds = (self.string(i, 1) for i in range(head_rows, len(self.rows)))
        labelled = any(c and not is_quantity(c) for c in seconds)
        return int(self.width >= 3 and labelled and bool(filled) and all(_ORDINAL_CELL.match(c) for c in filled))

    def column_heads(self, head_rows: int) -> list[tuple[Span, ...]]:
        """Per column the distinct head cells above it, outermost first."""
        heads: list[tuple[Span, ...]] = []
        for j in range(self.width):
            column = (self.rows[i][j] for i in range(head_rows) if j < len(self.rows[i]))
            heads.append(tuple(dict.fromkeys(s for s in column if s and not is_blank(self.text[s[0] : s[1]]))))
        return heads

    def columns_called(self, words: frozenset[str], heads: list[tuple[Span, ...]]) -> frozenset[int]:
        return frozenset(
            j for j, spans in enumerate(heads) if any(key(self.text[a:b]).strip(" :.") in words for a, b in spans)
        )


class _Columns:
    """What the columns of a table are for: `first` with content, `heads`, those of units, ranks and notes."""

    def __init__(self, table: _Table, head_rows: int, named: int) -> None:
        self.first = table.first_data_column(head_rows)
        self.heads = table.column_heads(named)
        self.units = table.columns_called(_words("unit_column"), self.heads)
        self.ranks = table.columns_called(_words("ranks"), self.heads)
        self.notes = table.columns_called(_words("notes"), self.heads)


def _own_spans(row: Sequence[CellSpan], seen: set[Span]) -> list[Span]:
    """The row's cells that no earlier row holds: a cell that spans rows belongs to the first of them."""
    own = [span for span in dict.fromkeys(row) if span and span not in seen]
    seen.update(own)
    return own


def _is_label(table: _Table, i: int, j: int, first: int) -> bool:
    """A cell that names its row: the first column's text or year, and texts without digits beside it."""
    string = table.string(i, j)
    if j == first:
        return not is_quantity(string) or bool(_YEAR.match(string))
    return not any(c.isdigit() for c in string)


def _cells(table: _Table, i: int, columns: _Columns, sections: tuple[Span, ...], unit: Span | None) -> tuple[Cell, ...]:
    """The number cells of body row `i`, each with its heads."""
    row = table.rows[i]
    labels: list[Span] = []
    values: list[tuple[int, Span]] = []
    first = 0 if row and not table.is_ordinal(i, 0) else columns.first
    for j in range(first, len(row)):
        span = row[j]
        if span is None or is_blank(table.string(i, j)) or (j > first and span == row[j - 1]):
            continue
        if j in columns.units or (not values and j not in columns.notes and _is_label(table, i, j, first)):
            labels.append(span)
        elif j not in columns.ranks and any(c.isdigit() for c in table.string(i, j)):
            values.append((j, span))
    extra = (unit,) if unit else ()
    return tuple(Cell(a, b, (*sections, *labels), (*columns.heads[j], *extra)) for j, (a, b) in values)


def spread_heads(text: str, rows: list[list[CellSpan]]) -> list[list[CellSpan]]:
    """The rows of a table whose layout does not tell which heads span columns.

    An empty head cell takes the head to its left where the next head row has content under both
    ("Năm 2022 | | Năm 2023 |" above "KH | TH | KH | TH"). A first column that is empty throughout is dropped.
    """
    while rows and all(len(row) > 1 and row[0] is None for row in rows):
        rows = [row[1:] for row in rows]
    heads = _Table(text, rows).head_rows()
    spread = [list(row) for row in rows]
    for row, below in pairwise(spread[:heads]):
        for j in range(1, min(len(row), len(below))):
            if row[j] is None and below[j] and below[j - 1]:
                row[j] = row[j - 1]
    return spread


def table_blocks(
    text: str,
    rows: Sequence[Sequence[CellSpan]],
    head_rows: int | None = None,
    caption: Span | None = None,
    unit: Span | None = None,
    *,
    parent: int | None = None,
) -> tuple[Block, ...]:
    """One row block per row of a table, in order, spans into `text`.

    The caller resolves rowspan and colspan by repeating the span in every place that the cell covers.
    `head_rows`: how many leading rows are heads; None lets the contents decide.
    `caption`: its unit phrase ("Đơn vị tính: triệu đồng") joins the column heads, unless `unit` names one.
    `parent`: index of the caption's block, for the rows to inherit its period.
    A head row is a row block without cells. In a body row the cells are the stated numbers; a row's ordinal
    (column STT) is no cell. The line that numbers the columns ("A, 1, 2, 3=2/1") and drawn rules become furniture.
    """
    table = _Table(text, rows)
    count = table.head_rows() if head_rows is None else head_rows
    unit = unit or (unit_span(text, caption) if caption else None)
    numbered = {i for i in range(len(rows)) if i <= count and table.is_numbering(i)}
    columns = _Columns(table, count, count - len({i for i in numbered if i < count}))
    sections: tuple[Span, ...] = ()
    seen: set[Span] = set()
    blocks: list[Block] = []
    for i, row in enumerate(rows):
        own = _own_spans(row, seen)
        if not own:
            continue
        cells: tuple[Cell, ...] = ()
        if i >= count and i not in numbered:
            if table.is_section(i):
                sections = tuple(span for span in own if not _ORDINAL_CELL.match(text[span[0] : span[1]].strip()))
            cells = _cells(table, i, columns, () if table.is_section(i) else sections, unit)
        ruled = all(is_blank(cell) for cell in table.strings(i))
        kind: BlockKind = "furniture" if i in numbered or ruled else "row"
        blocks.append(Block(kind, min(s[0] for s in own), max(s[1] for s in own), 0, parent, cells))
    return tuple(blocks)
