"""Word documents (.docx): paragraphs, headings, lists with their printed numbers, tables with merged cells.

Read straight from the parts of the package: only those that print text are opened, so that authors, comments and
metadata are never seen, and what was deleted in tracked changes is left out while insertions stay, which libraries
for writing Word files do not tell apart. Heads and feet of pages are parts of their own, and are not opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .docx_numbering import MAX_LEVEL, W, read_numbering, value, whole
from .errors import EmptyError
from .grids import Grid, GridBuilder, GridRow
from .html_lines import Line
from .numbering import Numbering
from .packages import BrokenError, Package
from .paper import Paper, printed_lines, raised

if TYPE_CHECKING:
    from lxml.etree import _Element

WHAT = "Word document"
MAX_DEPTH = 30
"""Of tables in tables, fields in fields; Word itself allows fewer."""
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "pict",
        "object",
        "drawing",
        "footnoteReference",
        "rPr",
        "pPr",
    )
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_TRUE = frozenset(("", "1", "true", "on"))


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph's style says of it. `heading`: 1 … 9, 0 for none."""

    heading: int = 0
    number: str = ""
    depth: int = 0
    parent: str = ""


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of a Word document. Raises SourceError for one that is damaged, protected, or over the limits."""
    package = Package(data, WHAT, max_bytes)
    main = _main_part(package)
    body = package.xml(main).find(f"{W}body")
    if body is None:
        raise EmptyError("a Word document without text")
    folder = main.rpartition("/")[0]
    reader = _Reader(
        _styles(_optional(package, f"{folder}/styles.xml")),
        read_numbering(_optional(package, f"{folder}/numbering.xml")),
    )
    paper = Paper()
    reader.blocks(body, paper, 0)
    return paper


def _main_part(package: Package) -> str:
    """The name of the part with the text; the usual one in nearly every file."""
    if "word/document.xml" in package:
        return "word/document.xml"
    relations = package.xml("_rels/.rels")
    for each in relations:
        if str(each.get("Type", "")).endswith("/officeDocument"):
            return str(each.get("Target", "")).lstrip("/")
    raise BrokenError(f"a broken {WHAT}: no part holds its text")


def _optional(package: Package, name: str) -> _Element | None:
    return package.xml(name) if name in package else None


def _styles(root: _Element | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for each in root.findall(f"{W}style") if root is not None else ():
        name = value(each.find(f"{W}name")).lower()
        level = name.removeprefix("heading ")
        outline = each.find(f"{W}pPr/{W}outlineLvl")
        heading = (
            whole(level, 0) if level != name else whole(value(outline), MAX_LEVEL + 1) + 1 if outline is not None else 0
        )
        number = each.find(f"{W}pPr/{W}numPr")
        found[each.get(f"{W}styleId", "")] = _Style(
            heading if heading <= MAX_LEVEL + 1 else 0,
            value(number.find(f"{W}numId")) if number is not None else "",
            whole(value(number.find(f"{W}ilvl")), 0) if number is not None else 0,
            value(each.find(f"{W}basedOn")),
        )
    return found


class _Reader:
    """Walks the body with the styles and the lists at hand."""

    def __init__(self, styles: dict[str, _Style], numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering

    def blocks(self, parent: _Element, paper: Paper, depth: int) -> None:
        """The paragraphs and tables of a body, cell or box, in order, those inside content controls too."""
        if depth > MAX_DEPTH:
            raise RecursionError
        for element in _content(parent):
            if element.tag == f"{W}p":
                paper.content.extend(self._paragraph(element))
                for box in _boxes(element):
                    self.blocks(box, paper, depth + 1)
            elif element.tag == f"{W}tbl":
                paper.content.append(Grid("", self._grid(element, depth)))

    def _paragraph(self, element: _Element) -> list[Line]:
        printed = printed_lines(_text(element))
        if not printed:
            return []
        style, number, depth = self._properties(element)
        printed[0] = (self.numbering.next(number, depth) if number else "") + printed[0]
        if style.heading:
            return [Line("heading", " ".join(printed), level=min(style.heading, 6))]
        return [Line("paragraph", line) for line in printed]

    def _properties(self, element: _Element) -> tuple[_Style, str, int]:
        """The paragraph's style, its list ("" or "0": none) and its depth in it, its own or inherited."""
        style = self._inherited(value(element.find(f"{W}pPr/{W}pStyle")))
        own = element.find(f"{W}pPr/{W}numPr")
        number, depth = style.number, style.depth
        if own is not None:
            number = value(own.find(f"{W}numId")) or number
            depth = whole(value(own.find(f"{W}ilvl")), depth)
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and whole(value(outline), MAX_LEVEL + 1) <= MAX_LEVEL:
            style = _Style(whole(value(outline), 0) + 1, style.number, style.depth)
        return style, number if number != "0" else "", depth

    def _inherited(self, name: str) -> _Style:
        chain = [self.styles[name]] if name in self.styles else []
        while chain and chain[-1].parent in self.styles and len(chain) < MAX_DEPTH:
            chain.append(self.styles[chain[-1].parent])
        heading = next((each.heading for each in chain if each.heading), 0)
        listed = next((each for each in chain if each.number), _Style())
        return _Style(heading, listed.number, listed.depth)

    def _grid(self, table: _Element, depth: int) -> list[GridRow]:
        rows = [row for row in _content(table) if row.tag == f"{W}tr" and not _is_deleted(row)]
        cells = [list(self._cells(row, depth)) for row in rows]
        builder = GridBuilder()
        for number, row in enumerate(cells):
            kept = [
                (text, wide, _height(cells, number, at)) for at, (text, wide, goes_on) in _places(row) if not goes_on
            ]
            builder.add(kept)
        return builder.rows

    def _cells(self, row: _Element, depth: int) -> Iterator[tuple[str, int, bool]]:
        """Of each cell the text, how many columns it covers, and whether it goes on from the row above."""
        before = whole(value(row.find(f"{W}trPr/{W}gridBefore")), 0)
        if before:
            yield "", before, False
        for cell in _content(row):
            if cell.tag != f"{W}tc":
                continue
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and value(merge) != "restart"
            inner = Paper()
            self.blocks(cell, inner, depth + 1)
            wide = max(whole(value(cell.find(f"{W}tcPr/{W}gridSpan")), 1), 1)
            yield "\n".join(_flat(inner)), wide, goes_on


def _places(row: Iterable[tuple[str, int, bool]]) -> Iterator[tuple[int, tuple[str, int, bool]]]:
    """Each cell with the column where it begins."""
    at = 0
    for cell in row:
        yield at, cell
        at += cell[1]


def _height(cells: list[list[tuple[str, int, bool]]], number: int, at: int) -> int:
    """How many rows a cell covers: those below in which the cell at its column goes on."""
    high = 1
    for row in cells[number + 1 :]:
        if not any(place == at and cell[2] for place, cell in _places(row)):
            break
        high += 1
    return high


def _flat(paper: Paper) -> Iterator[str]:
    """A cell's paragraphs; a table inside it row by row."""
    for item in paper.content:
        if isinstance(item, Line):
            yield item.text
        else:
            yield from (" ".join(cell.text for cell in item.own(number)) for number in range(len(item.rows)))


# ── elements ─────────────────────────────────────────────────────────────────
def _content(parent: _Element) -> Iterator[_Element]:
    """The children; those of content controls, custom elements and insertions in their place."""
    wrappers = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag")
    pending = list(parent)[::-1]
    while pending:
        element = pending.pop()
        if element.tag in wrappers:
            pending.extend(list(element)[::-1])
        else:
            yield element


def _is_deleted(row: _Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _boxes(paragraph: _Element) -> list[_Element]:
    """The text boxes that hang on a paragraph; each is stored twice, once for old versions of Word."""
    found = []
    for box in paragraph.iter(f"{W}txbxContent"):
        above = [each.tag for each in box.iterancestors()]
        inside = above[: above.index(f"{W}p")]
        if _FALLBACK not in inside and paragraph is next(each for each in box.iterancestors() if each.tag == f"{W}p"):
            found.append(box)
    return found


def _text(paragraph: _Element) -> str:
    """What the paragraph prints: without deleted text, field codes, notes and boxes."""
    pieces: list[str] = []
    pending = list(paragraph)[::-1]
    while pending:
        element = pending.pop()
        if element.tag in _SKIPPED or element.tag == _FALLBACK:
            continue
        if element.tag == f"{W}r":
            pieces.append(_run(element, pieces[-1] if pieces else ""))
        elif element.tag != f"{W}p":
            pending.extend(list(element)[::-1])
    return "".join(pieces)


def _run(run: _Element, before: str) -> str:
    properties = run.find(f"{W}rPr")
    if properties is not None:
        hidden = properties.find(f"{W}vanish")
        if hidden is not None and value(hidden) in _TRUE:
            return ""
    text = "".join(
        (each.text or "")
        if each.tag == f"{W}t"
        else _symbol(each)
        if each.tag == f"{W}sym"
        else _BREAKS.get(each.tag, "")
        for each in run
    )
    high = properties is not None and value(properties.find(f"{W}vertAlign")) == "superscript"
    return raised(text, before) if high else text


def _symbol(element: _Element) -> str:
    """A character of a symbol font: list marks that were typed by hand."""
    code = element.get(f"{W}char", "")
    return chr(int(code, 16)) if len(code) == 4 and all(c in "0123456789abcdefABCDEF" for c in code) else ""
