"""OpenDocument texts (.odt), straight from the part that holds their content: paragraphs, headings, lists, tables.

Authors and dates of changes stand in parts that are not opened; deleted text of tracked changes is left out. The one
library for this format in Python gives the bare elements too, without tables or list numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import EmptyError
from .grids import Grid, GridBuilder
from .html_lines import Line
from .numbering import Level, Numbering
from .odf import (
    DRAW,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    cell_text,
    content,
    covered,
    raised_styles,
    repeated,
    rows_of,
    text_of,
)
from .paper import Paper, printed_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

WHAT = "OpenDocument text"
MAX_DEPTH = 60
MAX_REPEATED = 100
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_OUTLINE = "outline"
_GROUPS = frozenset([f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}index-title", f"{DRAW}text-box", f"{DRAW}g"])


def read(data: bytes, max_bytes: int, ocr: bool) -> Paper:
    """The content of an OpenDocument text. Raises SourceError for one that is damaged, protected, or too large."""
    package, root = content(data, WHAT, max_bytes)
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise EmptyError(f"an {WHAT} without text")
    numbering = Numbering({**_list_styles(root)})
    if "styles.xml" in package:
        styles = package.xml("styles.xml")
        numbering.lists = {**_list_styles(styles), **numbering.lists, **_outline(styles)}
    reader = _Reader(numbering, raised_styles(root))
    reader.blocks(body, 0)
    return reader.paper


def _list_styles(root: _Element) -> dict[str, dict[int, Level]]:
    return {each.get(f"{STYLE}name", ""): _levels(each) for each in root.iter(f"{TEXT}list-style")}


def _outline(styles: _Element) -> dict[str, dict[int, Level]]:
    found = styles.find(f".//{TEXT}outline-style")
    return {} if found is None else {_OUTLINE: _levels(found)}


def _levels(style: _Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for each in style:
        depth = _small(each.get(f"{TEXT}level"), 1) - 1
        if each.tag == f"{TEXT}list-level-style-bullet":
            found[depth] = Level("bullet")
        elif each.tag in (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style"):
            form = _FORMS.get(each.get(f"{STYLE}num-format", ""), "decimal")
            first = depth - _small(each.get(f"{TEXT}display-levels"), 1) + 2
            numbers = ".".join(f"%{number}" for number in range(max(first, 1), depth + 2))
            text = f"{each.get(f'{STYLE}num-prefix', '')}{numbers}{each.get(f'{STYLE}num-suffix', '')}"
            found[depth] = Level(form, text, _small(each.get(f"{TEXT}start-value"), 1))
    return found


def _small(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else default


class _Reader:
    """Walks the body."""

    def __init__(self, numbering: Numbering, raised: frozenset[str]) -> None:
        self.numbering = numbering
        self.raised = raised
        self.paper = Paper()

    def blocks(self, parent: _Element, depth: int) -> None:
        """Paragraphs, lists and tables in order, those of sections and frames too."""
        if depth > MAX_DEPTH:
            raise RecursionError
        for element in parent:
            if element.tag == f"{TEXT}h":
                self._heading(element)
            elif element.tag == f"{TEXT}p":
                self._paragraph(element, "", depth)
            elif element.tag == f"{TEXT}list":
                self._list(element, element.get(f"{TEXT}style-name", ""), 0, depth)
            elif element.tag == f"{TABLE}table":
                self.paper.content.append(self._table(element))
            elif element.tag in _GROUPS or element.tag in (f"{TEXT}table-of-content", f"{DRAW}frame"):
                self.blocks(element, depth + 1)

    def _heading(self, element: _Element) -> None:
        level = _small(element.get(f"{TEXT}outline-level"), 1)
        if lines := printed_lines(text_of(element, self.raised)):
            prefix = self.numbering.next(_OUTLINE, level - 1)
            self.paper.content.append(Line("heading", prefix + " ".join(lines), level=min(level, 6)))

    def _paragraph(self, element: _Element, prefix: str, depth: int) -> bool:
        """Print a paragraph, and the text boxes that hang on it; whether it printed anything."""
        lines = printed_lines(text_of(element, self.raised))
        if lines:
            self.paper.content += [Line("paragraph", text) for text in (prefix + lines[0], *lines[1:])]
        for box in element.iter(f"{DRAW}text-box"):
            if next(box.iterancestors(f"{TEXT}p", f"{TEXT}h"), None) is element:
                self.blocks(box, depth + 1)
        return bool(lines)

    def _list(self, element: _Element, style: str, level: int, depth: int) -> None:
        """The items of a list; its number counts on where it says so, and begins again where it does not."""
        if depth > MAX_DEPTH:
            raise RecursionError
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" or element.get(f"{TEXT}continue-list")
        if level == 0 and not goes_on:
            self.numbering.counts.pop(style, None)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            numbered = item.tag == f"{TEXT}list-item"
            for child in item:
                if child.tag == f"{TEXT}list":
                    self._list(child, child.get(f"{TEXT}style-name", style), level + 1, depth + 1)
                elif child.tag == f"{TEXT}h":
                    self._heading(child)
                elif child.tag == f"{TEXT}p":
                    prefix = self.numbering.next(style, level) if numbered else ""
                    numbered = not self._paragraph(child, prefix, depth) and numbered

    def _table(self, table: _Element) -> Grid:
        builder = GridBuilder()
        for row in rows_of(table):
            cells = []
            for cell in row:
                if cell.tag == f"{TABLE}table-cell":
                    found = cell_text(cell, self.raised), covered(cell, "columns"), covered(cell, "rows")
                    cells += [found] * min(repeated(cell, "columns"), MAX_REPEATED)
            for _ in range(min(repeated(row, "rows"), MAX_REPEATED)):
                builder.add(cells)
        return Grid("", builder.rows)
