"""Plain text → blocks: title, headings, paragraphs, bullets with the line they inherit from, table rows.

The outline follows Decree 30/2020/NĐ-CP, annex I: Phần, Chương, Mục, I., 1., 1.1., a), and below it the list
marks "*", "-", "+" as reports use them. Furniture, captions and the official header are labelled afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import one_of
from tongket.records import Block, BlockKind, Span
from tongket.sources import lines as marks
from tongket.sources.lines import Line, Marker
from tongket.sources.tables import CellSpan as CellSpan
from tongket.sources.tables import spread_heads, unit_span
from tongket.sources.tables import table_blocks as table_blocks
from tongket.sources.titles import titled as titled
from tongket.text import key

HEADING_LENGTH: Final = 160
"""Characters; a longer numbered line is an item that reports, not a heading."""
COLON_HEADING_LENGTH: Final = 80
SIGNATURE_LENGTH: Final = 110
LONG_RUN: Final = 50
"""Lines with columns that are no table: past this many, the run is not tried again from its next line."""
WRAP_LENGTH: Final = 140
"""No typewritten or PDF line is wider; a text with longer lines is not hard-wrapped."""

_ENDS: Final[tuple[str, ...]] = (".", ":", ";", "!", "?", "…", ".”", '."', "/.")
_NAMES: Final = re.compile(r"[^\W\d_]+-?\d+")
_YEARS: Final = re.compile(r"(?:\d{1,2}\s?[-/.]\s?)*(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?")


@dataclass(slots=True)
class _Level:
    """An open heading or item that later lines may hang under. `listed`: it belongs to an introducing line."""

    rank: int
    sign: str
    index: int
    parent: int | None
    indent: int
    bullet: bool
    listed: bool


class _Outline:
    """Gathers blocks and keeps the chain of open headings and items."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.open: list[_Level] = []
        self.intro: int | None = None
        self.signing = False

    def add(self, kind: BlockKind, start: int, end: int, level: int = 0, parent: int | None = None) -> int:
        self.blocks.append(Block(kind, start, end, level, parent))
        return len(self.blocks) - 1

    def top(self) -> int | None:
        return self.open[-1].index if self.open else None

    def paragraph(self, start: int, end: int) -> None:
        """A paragraph closes every list and hangs under the nearest heading."""
        while self.open and (self.open[-1].rank > marks.COLON or self.open[-1].listed):
            self.open.pop()
            self._close_colon()
        parent = self.top()
        self.intro = self.add("paragraph", start, end, 0, parent)

    def _close_colon(self) -> None:
        if self.open and self.open[-1].rank == marks.COLON:
            self.open.pop()

    def placed(self, marker: Marker) -> Marker:
        """ "1)" is the same level as "1." in most papers, but below it where both are used."""
        if marker.sign == "1)" and any(e.sign == "1" for e in self.open):
            return replace(marker, rank=marks.INNER_NUMBER)
        return marker

    def heading(self, start: int, end: int, rank: int, sign: str) -> None:
        parent = self._close(rank)
        level = 1 + sum(1 for entry in self.open if not entry.bullet)
        index = self.add("heading", start, end, level, parent)
        self.open.append(_Level(rank, sign, index, parent, 0, False, False))
        self.intro = index if rank == marks.COLON else None

    def _close(self, rank: int) -> int | None:
        """Close what is not outside `rank`; the parent of the new item: its sibling's, or the open one."""
        sibling: _Level | None = None
        while self.open and self.open[-1].rank >= rank:
            closed = self.open.pop()
            sibling = closed if closed.rank == rank else None
        return sibling.parent if sibling else self.top()

    def numbered(self, start: int, end: int, marker: Marker, indent: int) -> None:
        """A numbered item that reports: it may belong to an introducing line ("… gồm:")."""
        sibling = next((e for e in self.open if e.rank == marker.rank), None)
        listed = sibling.listed if sibling else self._introduced()
        intro = self.intro
        parent = self._close(marker.rank)
        if listed and not sibling:
            parent = intro
        self._item(start, end, marker, indent, parent, listed)

    def _introduced(self) -> bool:
        return self.intro is not None and self.text[self.blocks[self.intro].end - 1] == ":"

    def bullet(self, start: int, end: int, marker: Marker, indent: int) -> None:
        """A list mark: beside the open item with the same mark, else under what stands above."""
        alike = [e for e in reversed(self.open) if e.sign == marker.sign and e.rank == marker.rank]
        sibling = next((e for e in alike if indent > e.indent - 2), alike[-1] if alike else None)
        if sibling and (indent < sibling.indent + 2 or self.open[-1] is not sibling):
            while self.open.pop() is not sibling:
                pass
            self._item(start, end, marker, indent, sibling.parent, True)
            return
        while self.open and self.open[-1].rank > max(marker.rank, marks.COLON):
            self.open.pop()
        under_item = bool(self.open) and self.open[-1].rank > marks.COLON
        parent = self.top() if under_item or self.intro is None else self.intro
        self._item(start, end, marker, indent, parent, True)

    def _item(self, start: int, end: int, marker: Marker, indent: int, parent: int | None, listed: bool) -> None:
        level = 1 + sum(1 for entry in self.open if entry.bullet)
        index = self.add("bullet", start, end, level, parent)
        self.open.append(_Level(marker.rank, marker.sign, index, parent, indent, True, listed))
        if marker.rank <= marks.INNER_NUMBER:
            self.intro = None

    def table(self, rows: list[list[CellSpan]]) -> None:
        """A table hangs under its caption or under the line that introduces it."""
        self.signing = False
        unit, caption, parent = self._above_table(rows)
        self.blocks.extend(table_blocks(self.text, rows, None, caption, unit, parent=parent))

    def _above_table(self, rows: list[list[CellSpan]]) -> tuple[Span | None, Span | None, int | None]:
        unit: Span | None = None
        start = min(s[0] for s in rows[0] if s)
        for index in (len(self.blocks) - 1, len(self.blocks) - 2):
            if index < 0 or start - self.blocks[index].end > 400 or self.blocks[index].kind == "row":
                break
            block = self.blocks[index]
            span = block.start, block.end
            string = key(self.text[block.start : block.end])
            if unit is None and len(string) <= 80 and unit_span(self.text, span) and not _is_caption(string):
                unit = unit_span(self.text, span)
                self.blocks[index] = replace(block, kind="caption")
                continue
            if _is_caption(string):
                self.blocks[index] = replace(block, kind="caption")
                return unit, span, index
            introduces = block.kind in ("heading", "title", "bullet") or string.endswith(":") or len(string) <= 200
            return unit, None, index if introduces else self.top()
        return unit, None, self.top()


@cache
def _lexicon(section: str, name: str) -> tuple[str, ...]:
    return tuple(lexicon.load("papers")[section][name])


@cache
def _caption_words() -> re.Pattern[str]:
    word, number = (one_of(_lexicon("tables", name)) for name in ("caption", "number"))
    return re.compile(rf"{word}\s*(?:{number}\s*)?[\divx]{{1,4}}\b")


def _is_caption(string: str) -> bool:
    return len(string) <= 250 and bool(_caption_words().match(string))


@cache
def _period_numbers() -> re.Pattern[str]:
    words = "|".join(_lexicon("headings", "periods"))
    return re.compile(rf"(?:{words})\s+\d{{1,2}}|\d{{1,2}}\s+(?:{words})")


def _reports(string: str) -> bool:
    """A line that states a number other than a year, a period, or a part of a name ("Covid-19", "PC06")."""
    if not any(c.isdigit() for c in string):
        return False
    rest = _period_numbers().sub(" ", _YEARS.sub(" ", _NAMES.sub(" ", string.lower())))
    return any(c.isdigit() for c in rest)


def _is_numbered_heading(line: str, marker: Marker) -> bool:
    string = line[marker.length :]
    if len(line) > HEADING_LENGTH and not string.isupper():
        return False
    if string.isupper() or marker.rank < marks.CAPS or string.endswith(":"):
        return True
    return not string.endswith((";", ",")) and ". " not in string and not _reports(string)


def _is_capitals(line: str) -> bool:
    return line.isupper() and len(line) <= 250 and sum(1 for c in line if c.isalpha()) >= 4 and not _reports(line)


def _is_colon_heading(line: str) -> bool:
    short = line.endswith(":") and len(line) <= COLON_HEADING_LENGTH
    return short and ". " not in line and "," not in line and not _reports(line)


@cache
def _signature_start() -> re.Pattern[str]:
    recipients = "|".join(map(re.escape, _lexicon("signature", "recipients")))
    on_behalf = "|".join(map(re.escape, _lexicon("signature", "marks")))
    signed = "|".join(map(re.escape, _lexicon("signature", "signed")))
    return re.compile(rf"(?:{recipients})\s*:|(?P<mark>{on_behalf})\s*\w|(?:{signed})\s*$")


def starts_signature(line: str) -> bool:
    """ "Nơi nhận:", "KT. GIÁM ĐỐC", "T/M Ủy ban nhân dân huyện", "(Đã ký)"."""
    if len(line) > SIGNATURE_LENGTH:
        return False
    string = key(line)
    found = _signature_start().match(string[:60])
    if not found or found["mark"] is None:
        return bool(found)
    rest = string[found.end("mark") :].lstrip()
    return line.isupper() or rest.startswith((*_lexicon("header", "bodies"), *_lexicon("signature", "offices")))


def _ends_signature(line: str, marker: Marker | None) -> bool:
    """An appendix, a numbered heading, or prose below the signatures."""
    if marker:
        return marker.rank <= marks.ROMAN
    appendix = key(line[:20]).startswith(_lexicon("headings", "parts")) or _is_caption(key(line))
    return appendix or len(line) > SIGNATURE_LENGTH or (len(line) > 40 and line.endswith("."))


def _wrap_width(found: list[Line]) -> int:
    """The width at which a hard-wrapped text breaks its lines; 0 where the text is not wrapped."""
    lengths = [line.end - line.start + line.indent for line in found]
    if len(lengths) < 4 or max(lengths) > WRAP_LENGTH:
        return 0
    width = max(lengths)
    full = sum(1 for n in lengths if n >= 0.82 * width)
    return width if width >= 50 and full >= 3 and full >= 0.3 * len(lengths) else 0


def _continues(line: Line, follower: Line, width: int) -> bool:
    """The follower is the rest of a sentence that a line break cut."""
    if follower.after_blank or line.text.endswith(_ENDS) or marks.marker(follower):
        return False
    length = line.end - line.start
    first = follower.text[0]
    if first.islower():
        return length >= 40
    full = width > 0 and length + line.indent >= 0.82 * width
    return full and not (line.text.isupper() or follower.text.isupper())


def _table_rows(text: str, found: list[Line], i: int) -> tuple[list[list[CellSpan]], int]:
    """The rows of the table that begins at line `i`, or none, and how many lines have columns alike.

    A table has two lines alike at least and a number in every fourth line.
    """
    sep = marks.separator(found[i])
    if not sep:
        return [], 0
    rows: list[list[CellSpan]] = []
    for line in found[i:]:
        if marks.separator(line) != sep:
            break
        cells = marks.columns(line, sep)
        if not marks.is_tabular(line, cells, sep):
            break
        rows.append(cells)
    widths = [len(row) for row in rows]
    common = max(set(widths), key=widths.count, default=0)
    numbers = sum(1 for row in rows if marks.quantities(text, row))
    if widths.count(common) < 2 or numbers == 0 or numbers * 4 < len(rows):
        return [], len(rows)
    return rows, len(rows)


def _edges(rows: list[list[CellSpan]], starts: list[int], width: int) -> list[Span]:
    """Where each column of a table parted by wide gaps begins and ends, from its complete rows."""
    edges = [(1 << 30, 0)] * width
    for row, start in zip(rows, starts, strict=True):
        if len(row) == width:
            spans = [cell or (start, start) for cell in row]
            edges = [(min(a, c - start), max(b, d - start)) for (a, b), (c, d) in zip(edges, spans, strict=True)]
    return edges


def _align(rows: list[list[CellSpan]], starts: list[int]) -> list[list[CellSpan]]:
    """Rows parted by wide gaps: each cell under the column where it stands, so that missing cells stay empty."""
    width = max(map(len, rows))
    edges = _edges(rows, starts, width)
    aligned: list[list[CellSpan]] = []
    for row, start in zip(rows, starts, strict=True):
        placed: list[CellSpan] = [None] * width
        for cell in filter(None, row):
            overlap = [min(cell[1] - start, b) - max(cell[0] - start, a) for a, b in edges]
            placed[max(range(width), key=overlap.__getitem__)] = cell
        aligned.append(row if len(row) == width or len(set(placed)) < len(row) else placed)
    return aligned


def _place(outline: _Outline, line: Line, end: int) -> None:
    """Give one line (with its continuation up to `end`) its block."""
    if not line.text[0].isalnum() and not any(c.isalnum() for c in line.text):
        outline.add("furniture", line.start, end)
        return
    marker = marks.marker(line)
    if starts_signature(line.text):
        outline.signing = True
    if outline.signing and not _ends_signature(outline.text[line.start : end], marker):
        outline.add("signature", line.start, end)
        return
    outline.signing = False
    marker = outline.placed(marker) if marker else None
    if marker and marker.rank > marks.COLON:
        outline.bullet(line.start, end, marker, line.indent)
    elif marker and _is_numbered_heading(outline.text[line.start : end], marker):
        outline.heading(line.start, end, marker.rank, marker.sign)
    elif marker:
        outline.numbered(line.start, end, marker, line.indent)
    elif _is_capitals(line.text):
        outline.heading(line.start, end, marks.CAPS, "caps")
    elif _is_colon_heading(line.text):
        outline.heading(line.start, end, marks.COLON, ":")
    else:
        outline.paragraph(line.start, end)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text, in order, covering every line that is not blank.

    A paragraph or item that the source broke over several lines is one block. `text` is NFC with LF.
    """
    found = marks.lines(text)
    outline = _Outline(text)
    width = _wrap_width(found)
    i = prose_until = 0
    while i < len(found):
        rows, run = _table_rows(text, found, i) if i >= prose_until else ([], 0)
        if rows:
            count = len(rows)
            if marks.separator(found[i]) == "  ":
                rows = _align(rows, [line.start - line.indent for line in found[i : i + count]])
            outline.table(spread_heads(text, rows))
            i += count
            continue
        prose_until = max(prose_until, i + run if run > LONG_RUN else 0)
        last = i
        while (i or width) and last + 1 < len(found) and _continues(found[last], found[last + 1], width):
            last += 1
        _place(outline, found[i], found[last].end)
        i = last + 1
    return titled(text, tuple(outline.blocks))
