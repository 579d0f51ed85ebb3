"""What a reader of a document format found (lines and tables) → `Document`.

Lines are those of the page reader, so that outline, headings and tables are found the same way as in HTML. Neither
authors nor any other metadata of a file come this far: only what is printed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from tongket.records import Document, Encoding
from tongket.text import key

from .encodings import repair
from .grids import Grid, is_letterhead, print_row
from .html_blocks import render
from .html_lines import Line, visible
from .plain import from_text
from .structure import starts_signature
from .tables import is_quantity

GAP = " " * 4
"""Between texts that stand side by side and are no table: the head block, signatures. Plain text has it so."""
BLANK = Line("paragraph", "")
"""An empty line, which sets a head block apart."""
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TEN = re.compile(r"(?<![\d.,])10$")
"""Of a power of ten."""
_COLUMN = 8
"""Characters before a tab; fewer are a list mark, and no column."""
PROSE = 400
"""A cell with more characters holds prose; a table with many such cells arranges the page."""


@dataclass(slots=True)
class Paper:
    """The contents of a document in reading order. A table's cell may still hold line ends: one for each paragraph."""

    content: list[Line | Grid] = field(default_factory=list)
    encoding: Encoding | None = None
    """Where the text was not simply stored (OCR); else the content tells."""
    problems: tuple[str, ...] = ()
    soft_hyphen: str = ""
    """What a soft hyphen stands for that is no letter of a font encoding (in TCVN3 it is "ư"); PDF files print it."""
    pictures: tuple[int, ...] = ()
    """Pages that are pictures and were not read, counted from 1."""


def to_document(
    paper: Paper,
    data: bytes,
    *,
    doc: str,
    media_type: str,
    url: str | None = None,
    published: dt.datetime | dt.date | None = None,
) -> Document:
    """The document: font encodings set right, tables printed, outline, header and date found as in any text."""
    encoding = _repair(paper)
    rendered = render([line for item in paper.content for line in _lines(item)], None)
    document = from_text(
        rendered.text,
        doc=doc,
        published=published,
        url=url,
        media_type=media_type,
        encoding=paper.encoding or encoding or Encoding("utf-8"),
        blocks=rendered.blocks,
        source_hash=hashlib.sha256(data).hexdigest(),
    )
    if paper.problems:
        return replace(document, problems=paper.problems, blocks=(), pictures=paper.pictures)
    return replace(document, pictures=paper.pictures)


def _repair(paper: Paper) -> Encoding | None:
    """Set right what is written in the fonts of the 2000s (TCVN3, VNI), over the whole document at once."""
    holders = [cell for item in paper.content for cell in (item.cells() if isinstance(item, Grid) else [item])]
    pieces = [holder.text.split("\n") for holder in holders]
    repaired, encoding = repair("\n".join(line for piece in pieces for line in piece))
    lines = iter(repaired.split("\n"))
    for holder, piece in zip(holders, pieces, strict=True):
        holder.text = "\n".join(visible(next(lines).replace("\xad", paper.soft_hyphen)) for _ in piece)
    return encoding


def tidy(text: str) -> str:
    """One line of text, white space runs as one space. What looks invisible may be a letter of a font encoding."""
    return " ".join(text.split())


def raised(text: str, before: str) -> str:
    """A text that is set above the line behind `before`: a power stays as one, a footnote's mark on a number goes."""
    marks_number = before[-1:].isdigit() and not _TEN.search(before)
    return "" if marks_number and text.strip().isdigit() else text.translate(_SUPERSCRIPT)


# ── tables ───────────────────────────────────────────────────────────────────
def _lines(item: Line | Grid) -> list[Line]:
    if isinstance(item, Line):
        return [item]
    texts = [[cell.text for cell in item.own(number)] for number in range(len(item.rows))]
    widths = [len(row) for row in texts if row]
    if widths and is_letterhead(" ".join(text for row in texts for text in row), widths):
        return [line for row in texts for line in side_by_side([text.split("\n") for text in row])] + [BLANK]
    signed = _signed(item)
    if signed and is_data(data := Grid(item.caption, item.rows[:signed], item.heads)):
        return [*_rows(data), *_typed(texts[signed:])]
    return _rows(item) if is_data(item) else _typed(texts)


def _typed(texts: Sequence[Sequence[str]]) -> list[Line]:
    """Cells that are no data as lines, one after another."""
    parts = (part for row in texts for cell in row for part in cell.split("\n"))
    return [Line("paragraph", text) for part in parts if (text := tidy(part))]


def _signed(grid: Grid) -> int:
    """The row with which the signatures begin that a converter put under the table; 0 where there are none."""
    for number in range(len(grid.rows)):
        if any(starts_signature(line) for cell in grid.own(number) for line in cell.text.split("\n")):
            return number
    return 0


def side_by_side(columns: Sequence[Sequence[str]]) -> list[Line]:
    """Columns that are no table, line beside line, as typed papers have their head block."""
    kept = [[text for line in column if (text := tidy(line))] for column in columns]
    return [Line("paragraph", GAP.join(filter(None, parts))) for parts in zip_longest(*kept, fillvalue="")]


def _rows(grid: Grid) -> list[Line]:
    for cell in grid.cells():
        cell.text = tidy(cell.text)
    found = [Line("caption", grid.caption)] if grid.caption else []
    for number, row in enumerate(grid.rows):
        if text := print_row(row, number):
            found.append(Line("row", text, grid=grid, row=number))
    return found


def is_data(grid: Grid) -> bool:
    """Whether rows and columns carry meaning: not where cells hold prose or signatures."""
    texts = [[cell.text for cell in grid.own(number)] for number in range(len(grid.rows))]
    texts = [row for row in texts if row]
    flat = [text for row in texts for text in row]
    if len(texts) < 2 or max(map(len, texts)) < 2:
        return False
    if any(starts_signature(line) for text in flat for line in text.split("\n")):
        return False
    if max(map(len, flat)) > 3 * PROSE or sum(len(text) > PROSE for text in flat) * 3 > len(texts):
        return False
    numbers = sum(any(is_quantity(text) for text in row[1:]) for row in texts)
    return numbers > 0 or sum(len(row) > 1 for row in texts) * 2 > len(texts)


def printed_lines(text: str) -> list[str]:
    """The lines of a paragraph: a break parts them where the next one does not go on small; tabs part columns."""
    found: list[str] = []
    for line in text.split("\n"):
        parts = [part for each in line.split("\t") if (part := tidy(each))]
        wide = len(parts) > 1 and len(parts[0]) >= _COLUMN
        if not (line := (GAP if wide else " ").join(parts)):
            continue
        if found and line[0].islower():
            found[-1] += f" {line}"
        else:
            found.append(line)
    return found


def same_head(grid: Grid, other: Grid) -> int:
    """How many first rows of `other` repeat those of `grid`: a head printed again on the next page."""
    count = 0
    for row, again in zip(grid.rows, other.rows, strict=False):
        if not any(row) or [_key(cell) for cell in row] != [_key(cell) for cell in again]:
            break
        count += 1
    return count


def _key(cell: object) -> str:
    text = getattr(cell, "text", "")
    return key(" ".join(str(text).split()))
