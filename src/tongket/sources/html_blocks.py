"""The article's lines as one text with its blocks.

List items are written with the marks that typed papers use ("- ", "+ ", "* "), so that the outline is found the same
way as in plain text; what HTML says beyond that (headings, tables, captions) is then laid over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tongket.records import Block, Span

from .dates import dateline
from .grids import Grid
from .html_lines import Line
from .structure import blocks as outline
from .structure import table_blocks
from .tables import unit_span

_MARKS: Final[tuple[str, ...]] = ("- ", "+ ", "* ")
_CAPTION_REACH: Final = 400
"""Characters; a longer line above a table is prose of its own."""
_UNIT_LENGTH: Final = 60
_HEADING_LENGTH: Final = 120
_BOLD_LEVEL: Final = 6
"""Of a heading that is one only by being bold: below all that HTML ranks."""


@dataclass(slots=True)
class Rendered:
    """`spans` are those of the lines, in order."""

    text: str
    blocks: tuple[Block, ...]
    spans: list[Span]


def _printed(line: Line) -> str:
    if line.kind != "bullet" or line.text[:2] in ("- ", "+ ", "* ", "• "):
        return line.text
    return _MARKS[min(line.level, len(_MARKS)) - 1] + line.text


def render(lines: Sequence[Line], title: int | None) -> Rendered:
    """`title`: which of the lines is the title."""
    spans: list[Span] = []
    pieces = [_printed(line) for line in lines]
    at = 0
    for piece in pieces:
        spans.append((at, at + len(piece)))
        at += len(piece) + 1
    text = "\n".join(pieces)
    placed = list(zip(spans, lines, strict=True))
    return Rendered(text, _blocks(text, placed, spans[title] if title is not None else None), spans)


def _blocks(text: str, placed: list[tuple[Span, Line]], title: Span | None) -> tuple[Block, ...]:
    """Outline of the text without its tables, HTML's own roles over it, then the tables in their places."""
    bare = "\n".join(" " * (end - start) if line.kind == "row" else text[start:end] for (start, end), line in placed)
    roles = {span[0]: line for span, line in placed}
    found = [_role(text, block, roles, title) for block in outline(bare)]
    return tuple(_insert_tables(text, _reparent(found), placed))


def _role(text: str, block: Block, roles: dict[int, Line], title: Span | None) -> Block:
    line = roles.get(block.start)
    if title is not None and block.kind == "title":
        block = replace(block, kind="paragraph")
    if line is None:
        return block
    if title is not None and block.start == title[0]:
        return replace(block, kind="title", level=0, parent=None)
    if dateline(line.text):
        return replace(block, kind="furniture", level=0, parent=None)
    if line.kind == "caption" or _is_picture_caption(line):
        return replace(block, kind="caption", level=0)
    if line.kind == "paragraph" and block.kind == "paragraph" and _is_bold_heading(line):
        return replace(block, kind="heading", level=_BOLD_LEVEL)
    if (
        line.kind == "heading"
        and block.kind in ("paragraph", "title", "bullet")
        and len(line.text) <= 2 * _HEADING_LENGTH
    ):
        return replace(block, kind="heading", level=line.level)
    return block


def _is_bold_heading(line: Line) -> bool:
    """A short line all bold, not a sentence: pages pasted from Word have no other headings."""
    size = len(line.text)
    return size <= _HEADING_LENGTH and line.bold * 10 >= 9 * size and line.text[-1] not in '.;,!?…)”"'


def _is_picture_caption(line: Line) -> bool:
    """The line in italics right under a picture."""
    return (
        line.after_image
        and line.kind == "paragraph"
        and line.italic * 10 >= 9 * len(line.text)
        and len(line.text) <= 300
    )


def _reparent(found: list[Block]) -> list[Block]:
    """A heading that only HTML marks closes what stands above it, and carries what follows."""
    last: int | None = None
    done: list[Block] = []
    for index, block in enumerate(found):
        if block.kind == "heading":
            parent = _outer_heading(done, last, block.level)
            done.append(replace(block, parent=parent))
            last = index
            continue
        closed = block.parent is None or (last is not None and block.parent < last)
        if closed and last is not None and block.kind not in ("title", "furniture"):
            block = replace(block, parent=last)
        done.append(block)
    return done


def _outer_heading(done: list[Block], last: int | None, level: int) -> int | None:
    while last is not None and done[last].level >= level:
        last = done[last].parent
    return last


def _insert_tables(text: str, found: list[Block], placed: list[tuple[Span, Line]]) -> list[Block]:
    """Put the rows of every table at its place; parents of the other blocks move with them."""
    tables: dict[int, tuple[Grid, list[Span]]] = {}
    for span, line in placed:
        if line.grid is not None:
            tables.setdefault(id(line.grid), (line.grid, []))[1].append(span)
    waiting = list(tables.values())[::-1]
    merged: list[Block] = []
    moved: list[int] = []
    for block in found:
        while waiting and waiting[-1][1][0][0] < block.start:
            merged.extend(_table(text, *waiting.pop(), merged))
        moved.append(len(merged))
        merged.append(block if block.parent is None else replace(block, parent=moved[block.parent]))
    while waiting:
        merged.extend(_table(text, *waiting.pop(), merged))
    return merged


def _caption_above(found: list[Block]) -> int | None:
    """The block that a table after these hangs under: its caption or the line that introduces it."""
    above = len(found) - 1
    while above >= 0 and found[above].kind == "furniture":
        above -= 1
    if above < 0 or found[above].kind == "row":
        return None
    return above if found[above].end - found[above].start <= _CAPTION_REACH else found[above].parent


def _table(text: str, grid: Grid, spans: list[Span], found: list[Block]) -> tuple[Block, ...]:
    """The rows of a table that stands after the blocks `found`; `spans` are those of its printed rows."""
    starts = {row: start for row, (start, _) in zip(_printed_rows(grid), spans, strict=False)}
    rows = [
        [(starts[c.row] + c.at[0], starts[c.row] + c.at[1]) if c and c.text and c.row in starts else None for c in row]
        for row in grid.rows
    ]
    parent = _caption_above(found)
    unit = _unit_line(text, found, parent)
    if unit is not None:
        parent = _caption_above(found[:parent])
    caption = None if parent is None else (found[parent].start, found[parent].end)
    return table_blocks(text, [row for row in rows if any(row)], grid.heads, caption, unit, parent=parent)


def _unit_line(text: str, found: list[Block], above: int | None) -> Span | None:
    """The unit in a line of its own between a table and its caption: "Đơn vị tính: triệu đồng"."""
    if above is None or above == 0 or found[above].end - found[above].start > _UNIT_LENGTH:
        return None
    if found[above].kind in ("title", "caption") or found[above - 1].kind == "row":
        return None
    return unit_span(text, (found[above].start, found[above].end))


def _printed_rows(grid: Grid) -> list[int]:
    return [number for number, row in enumerate(grid.rows) if any(c and c.row == number and c.text for c in row)]
