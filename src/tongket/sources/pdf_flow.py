"""Printed lines and ruled tables, page by page → paragraphs and tables in reading order.

What a page prints around its text (page numbers, running heads, the stamp of a signature) is left out, lines of one
paragraph are joined again, also over the end of a page, and a table that goes on there is one table.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from tongket import lexicon
from tongket.patterns import one_of
from tongket.text import key

from .grids import Grid
from .html_lines import Line
from .lines import Line as TypedLine
from .lines import marker
from .paper import BLANK, same_head, side_by_side, tidy
from .pdf_rules import NEAR, Ruled, renumbered
from .pdf_words import Row

EDGE = 3
"""Lines from the top or bottom of a page among which running heads and page numbers stand."""
REPEATED = 0.5
"""Share of the pages on which a running head stands, at least."""
INDENT = 0.7
"""Of the size: a line that begins further in opens a paragraph."""
LEADING = 1.45
"""Of the usual distance of lines: a greater one parts paragraphs."""
CAPITALS = 3
"""Words of a line in capitals that make it a heading; fewer may be a paper's number."""
HEAD_ROWS = 14
"""Lines at the top of the first page that may hold the head block."""
_LETTER = 0.42
"""Of the size: a letter's width on average, to print columns that no lines rule."""
_NUMBER_ALONE = re.compile(r"[-–—\s]*\d{1,4}[-–—\s]*")
_ENDS = (".", ";", ":", "!", "?", "./.")
_NOTE = re.compile(r"^[\d⁰¹²³⁴⁵⁶⁷⁸⁹*\[(]+")


@dataclass(slots=True)
class Sheet:
    """One page: its lines and tables from the top."""

    items: list[Row | Ruled]
    width: float
    height: float

    def rows(self) -> list[Row]:
        return [item for item in self.items if isinstance(item, Row)]


@dataclass(slots=True)
class _Margins:
    """Where the lines of running text begin and end, and how far apart they stand."""

    left: float
    right: float
    leading: float


def _words(section: str, name: str) -> list[str]:
    found: list[str] = lexicon.load("papers")[section][name]
    return found


# ── what is printed around the text ──────────────────────────────────────────
@cache
def _page_number() -> re.Pattern[str]:
    word = one_of(_words("print", "page"))
    return re.compile(rf"(?:{word}\s*)?\d{{1,4}}(?:\s*(?:/|{one_of(_words('print', 'of'))})\s*\d{{1,4}})?")


@cache
def _stamp() -> re.Pattern[str]:
    return re.compile(rf"\W*{one_of(_words('print', 'stamp'))}\s*:")


def without_furniture(sheets: list[Sheet]) -> None:
    """Leave out page numbers, running heads and feet, and the lines of an electronic signature."""
    heads = _repeated(sheets)
    offsets = _offsets(sheets)
    for page, sheet in enumerate(sheets):
        edge = _edge(sheet)
        dropped = {id(row) for row in edge if _offset(row, page) in offsets or _alike(row) in heads}
        stamped = {id(row) for row in sheet.rows() if _stamp().match(key(row.text))}
        sheet.items = [item for item in sheet.items if id(item) not in dropped | stamped]


def _edge(sheet: Sheet) -> list[Row]:
    """The lines that stand first and last on the page, tables apart."""
    first = [item for item in sheet.items[:EDGE] if isinstance(item, Row)]
    return first + [item for item in sheet.items[EDGE:][-EDGE:] if isinstance(item, Row)]


def _offset(row: Row, page: int) -> int | None:
    """How far the number that stands alone on a line is from the count of the pages; None for any other line."""
    if not (_NUMBER_ALONE.fullmatch(row.text) or _page_number().fullmatch(key(row.text))):
        return None
    found = re.search(r"\d+", row.text)
    return int(found.group()) - page if found else None


def _offsets(sheets: list[Sheet]) -> set[int]:
    """The offsets of page numbers: that of a file's own first page, and those that several pages share."""
    found = [{_offset(row, page) for row in _edge(sheet)} for page, sheet in enumerate(sheets)]
    counts = Counter(offset for each in found for offset in each if offset is not None)
    return {1} | {offset for offset, count in counts.items() if count > 1}


def _alike(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "0", key(row.text)), round(row.y / 6)


def _repeated(sheets: list[Sheet]) -> set[tuple[str, int]]:
    """Lines, digits apart, that stand at the same height on most pages."""
    if len(sheets) < 2:
        return set()
    counts = Counter(alike for sheet in sheets for alike in {_alike(row) for row in _edge(sheet)})
    return {alike for alike, count in counts.items() if count >= max(2, REPEATED * len(sheets))}


# ── the flow ─────────────────────────────────────────────────────────────────
class Flow:
    """Gathers the pages' content."""

    def __init__(self) -> None:
        self.content: list[Line | Grid] = []
        self.open: list[Row] = []
        self.notes: list[Row] = []
        self.columns: list[Row] = []
        self.margins = _Margins(0, 0, 0)
        self.table: Ruled | None = None
        """The table that the last page ended with."""

    def add(self, sheets: list[Sheet]) -> None:
        for number, sheet in enumerate(sheets):
            self.margins = _margins([each for each in sheets if abs(each.width - sheet.width) < 1])
            items = sheet.items
            if number == 0:
                items = self._letterhead(sheet)
            body, notes = _footnotes(items)
            for at, item in enumerate(body):
                self._item(item, first=at == 0)
            self.notes.extend(notes)
            if body and not isinstance(body[-1], Ruled):
                self.table = None
        self._close()
        self._close_notes()

    def _item(self, item: Row | Ruled, *, first: bool) -> None:
        if isinstance(item, Ruled):
            self._close()
            self._table(item, first=first)
            return
        self.table = None
        if len(item.pieces()) > 1:
            self._close()
            self.columns.append(item)
            return
        self._close_columns()
        if self.open and not _goes_on(self.open, item, self.margins, new_page=first):
            self._close()
        self.open.append(item)

    def _table(self, ruled: Ruled, *, first: bool) -> None:
        before = self.table
        self.table = ruled
        if before is not None and first and _same_columns(before, ruled):
            repeated = same_head(before.grid, ruled.grid)
            before.grid.rows.extend(ruled.grid.rows[repeated:])
            renumbered(before)
            self.table = before
            return
        self.content.append(ruled.grid)

    def _close(self) -> None:
        self._close_columns()
        if not self.open:
            return
        self._text(" ".join(row.text for row in self.open))
        self.open = []
        self._close_notes()

    def _close_notes(self) -> None:
        """Footnotes stand behind the paragraph that runs over them."""
        notes, self.notes = self.notes, []
        for group in _note_groups(notes):
            self._text(" ".join(row.text for row in group))

    def _text(self, text: str) -> None:
        if text := tidy(text):
            self.content.append(Line("paragraph", text))

    def _close_columns(self) -> None:
        """Lines with columns that no rules part: printed as typed, for the outline to find the table in them."""
        rows, self.columns = self.columns, []
        if not rows:
            return
        left = min(row.x0 for row in rows)
        for row in rows:
            text = ""
            for piece in row.pieces():
                at = round((piece.x0 - left) / max(_LETTER * row.size, 1))
                text += " " * (max(2, min(at, 400) - len(text)) if text else 0) + tidy(piece.text)
            if text.strip():
                self.content.append(Line("paragraph", text))

    def _letterhead(self, sheet: Sheet) -> list[Row | Ruled]:
        """Print the head block's two columns side by side; the items below it."""
        rows = sheet.items[:HEAD_ROWS]
        gutter = next((x for item in rows if isinstance(item, Row) and (x := _gutter(item)) is not None), None)
        if gutter is None:
            return sheet.items
        left: list[Row] = []
        right: list[Row] = []
        count = 0
        for item in rows:
            pieces = item.pieces() if isinstance(item, Row) else []
            if not pieces or any(p.x0 < gutter - NEAR and p.x1 > gutter + p.size for p in pieces) or _is_type(item):
                break
            left += [piece for piece in pieces if piece.x1 <= gutter + piece.size]
            right += [piece for piece in pieces if piece.x1 > gutter + piece.size]
            count += 1
        self.content.extend(side_by_side([[piece.text for piece in column] for column in (left, right)]))
        self.content.append(BLANK)
        return sheet.items[count:]


def _gutter(row: Row) -> float | None:
    """Where the right column of the head block begins: left of the State's or the Party's name, if something stands
    to the left of it."""
    names = (*_words("header", "state"), *_words("header", "party"))
    pieces = row.pieces()
    if len(pieces) < 2 or not any(name in key(pieces[-1].text) for name in names):
        return None
    return pieces[-1].x0 - pieces[-1].size / 2


def _is_type(item: Row | Ruled) -> bool:
    return isinstance(item, Row) and key(item.text) in _words("header", "types")


def _same_columns(before: Ruled, ruled: Ruled) -> bool:
    widths = {len(row) for row in before.grid.rows} == {len(row) for row in ruled.grid.rows}
    return widths and abs(before.left - ruled.left) < 2 * NEAR and abs(before.right - ruled.right) < 2 * NEAR


# ── paragraphs ───────────────────────────────────────────────────────────────
def _margins(sheets: list[Sheet]) -> _Margins:
    """From the lines of running text on the pages of one width."""
    rows = [row for sheet in sheets for row in sheet.rows() if len(row.pieces()) == 1 and len(row.words) > 3]
    if not rows:
        return _Margins(0, max(sheet.width for sheet in sheets), 0)
    starts, ends = sorted(row.x0 for row in rows), sorted(row.x1 for row in rows)
    steps = [b.y - a.y for sheet in sheets for a, b in pairwise(sheet.rows()) if 0 < b.y - a.y < 4 * a.size]
    usual = Counter(round(step, 1) for step in steps).most_common(1)
    return _Margins(starts[len(starts) // 20], ends[-1 - len(ends) // 20], usual[0][0] if usual else 0)


def _is_centred(row: Row, margins: _Margins) -> bool:
    before, behind = row.x0 - margins.left, margins.right - row.x1
    return before > 2 * row.size and behind > 2 * row.size and abs(before - behind) < 2 * row.size


def _goes_on(rows: list[Row], row: Row, margins: _Margins, *, new_page: bool) -> bool:
    """Whether a line is the next one of the paragraph of `rows`."""
    last = rows[-1]
    if abs(last.size - row.size) > 0.12 * max(last.size, row.size):
        return False
    if _is_centred(last, margins) or _is_centred(row, margins):
        return False
    if len(row.words) >= CAPITALS and last.text.isupper() != row.text.isupper():
        return False
    if not new_page and row.y - last.y > LEADING * max(margins.leading, last.size):
        return False
    room = margins.right - last.x1
    if room > row.words[0].x1 - row.words[0].x0 + 0.5 * row.size:
        return False
    return not _opens(rows, row, margins)


def _opens(rows: list[Row], row: Row, margins: _Margins) -> bool:
    """Whether a line behind a full one begins a paragraph: further in than the lines before it, or a list item."""
    first, last = rows[0], rows[-1]
    marked = _marker_length(row)
    if marked and last.text.endswith(_ENDS):
        return True
    hanging = _hanging(first)
    if hanging is not None and abs(row.x0 - hanging) < INDENT * row.size:
        return False
    margin = last.x0 if len(rows) > 1 else min(margins.left, last.x0)
    return row.x0 > margin + INDENT * row.size


def _marker_length(row: Row) -> int:
    text = row.text
    found = marker(TypedLine(0, len(text), 0, text, False))
    return found.length if found else 0


def _hanging(row: Row) -> float | None:
    """Where the words behind a list mark begin; None for a line without one."""
    length = _marker_length(row)
    if not length:
        return None
    size = 0
    for word in row.words:
        if size >= length:
            return word.x0
        size += len(word.text) + 1
    return None


# ── footnotes ────────────────────────────────────────────────────────────────
def _footnotes(items: list[Row | Ruled]) -> tuple[list[Row | Ruled], list[Row]]:
    """The items of a page, and apart from them the lines in small print at its foot that begin with a mark."""
    sizes = [item.size for item in items if isinstance(item, Row)]
    if len(sizes) < 4:
        return items, []
    usual = median(sizes)
    start = len(items)
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        if not isinstance(item, Row) or item.size > 0.92 * usual:
            break
        if _NOTE.match(item.text):
            start = at
    return items[:start], [item for item in items[start:] if isinstance(item, Row)]


def _note_groups(rows: list[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        if groups and not _NOTE.match(row.text):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups
