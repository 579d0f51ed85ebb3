"""An HTML tree as the lines that a reader sees, and the boxes that hold them.

A line is a run of text between two block borders; a box is a block element with the range of its lines.
Choosing the article afterwards (html_main) needs only these two lists, not the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from tongket.records import BlockKind
from tongket.text import composed, key

from .grids import Grid, print_row
from .html_tables import is_data_table, is_letterhead, letterhead_cells, read_grid

if TYPE_CHECKING:
    from lxml.etree import _Element

HEAD: Final = 120
"""Characters that tell what a line is; a longer one is no heading of a list and no note about the page."""

_SKIPPED: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "select",
        "button",
        "textarea",
        "input",
        "option",
        "map",
        "audio",
        "video",
        "datalist",
        "head",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
_BOLD: Final = frozenset({"b", "strong"})
_ITALIC: Final = frozenset({"i", "em"})

_GAP: Final = " " * 4
"""Between the columns of a head block; plain text has it so."""
_SPACES: Final = re.compile(r"[ \t\r\n\f\v\u00a0\u2007\u202f\u2009]+")
_INVISIBLE: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u0000-\u0008\u000e-\u001f]")
_CAPTION_CLASS: Final = re.compile(r"caption|image-?desc|img-?desc|chuthich|chu-thich", re.I)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLOCK_STYLE: Final = re.compile(r"display\s*:\s*(block|flex|grid|table)", re.I)


@dataclass(slots=True)
class Line:
    """One line of the page. `linked`, `bold`, `italic` count its characters inside links and such marks."""

    kind: BlockKind
    text: str
    level: int = 0
    linked: int = 0
    bold: int = 0
    italic: int = 0
    box: int = 0
    after_break: bool = False
    """A single <br>, not a block border, stands before it."""
    after_image: bool = False
    grid: Grid | None = None
    row: int = 0
    """Of a table's row: its table, and its number there."""
    _head: str | None = None

    @property
    def head(self) -> str:
        """The comparison key of its beginning, HEAD characters; made once, when the text is final."""
        if self._head is None:
            self._head = key(self.text[:HEAD])
        return self._head


@dataclass(slots=True)
class Box:
    """A block element: its lines are lines[first:last]. `names` are its class and id, lower case."""

    tag: str
    names: str
    parent: int
    first: int
    last: int = 0


@dataclass(slots=True)
class Page:
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def clean(text: str) -> str:
    """One line of text: invisible characters off, white space runs as one space, NFC."""
    return _SPACES.sub(" ", visible(text)).strip()


def visible(text: str) -> str:
    """The text without invisible characters, NFC."""
    return composed(_INVISIBLE.sub("", text))


class _Walker:
    """Gathers inline text until a block border."""

    def __init__(self) -> None:
        self.page = Page([], [Box("html", "", -1, 0)])
        self.open = [0]
        self.lists = 0
        self.item = False
        self.pending: list[str] = []
        self.marks = {"linked": 0, "bold": 0, "italic": 0}
        self.counts = {"linked": 0, "bold": 0, "italic": 0}
        self.heading = 0
        self.captions = 0
        self.preformatted = 0
        self.image = False
        self.broke = False

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self.preformatted and "\n" in text:
            *whole, text = text.split("\n")
            for piece in whole:
                self._append(piece)
                self.flush()
        self._append(text)

    def _append(self, text: str) -> None:
        self.pending.append(text)
        size = len(text.strip())
        for mark, depth in self.marks.items():
            if depth:
                self.counts[mark] += size

    def flush(self) -> None:
        """End the line, if there is one."""
        if not self.pending:
            return
        text = clean("".join(self.pending))
        counts, broke = self.counts, self.broke
        self.pending, self.counts, self.broke = [], {"linked": 0, "bold": 0, "italic": 0}, False
        if not text:
            return
        kind, level = self._role()
        line = Line(kind, text, level, box=self.open[-1], after_break=broke, after_image=self.image)
        line.linked, line.bold, line.italic = counts["linked"], counts["bold"], counts["italic"]
        self.image = False
        self.page.lines.append(line)

    def _role(self) -> tuple[BlockKind, int]:
        if self.captions:
            return "caption", 0
        if self.heading:
            return "heading", self.heading
        if self.item:
            self.item = False
            return "bullet", max(self.lists, 1)
        return "paragraph", 0

    def break_line(self) -> None:
        self.flush()
        self.broke = True

    def start(self, tag: str, element: _Element) -> None:
        if tag in _BLOCKS or _is_block(element):
            self._start_block(tag, element)
        elif tag == "br":
            self.break_line()
        elif tag == "img":
            self.image = True
        elif tag == "a" and element.get("href") is not None:
            self.marks["linked"] += 1
        elif tag in _BOLD:
            self.marks["bold"] += 1
        elif tag in _ITALIC:
            self.marks["italic"] += 1

    def _start_block(self, tag: str, element: _Element) -> None:
        self.flush()
        self.broke = False
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        self.page.boxes.append(Box(tag, names, self.open[-1], len(self.page.lines)))
        self.open.append(len(self.page.boxes) - 1)
        self.heading = _HEADINGS.get(tag, self.heading)
        self.lists += tag in _LISTS
        self.preformatted += tag == "pre"
        self.captions += _is_caption(tag, names)
        if tag in ("li", "dd"):
            self.item = True

    def end(self, tag: str, element: _Element) -> None:
        if tag in _BLOCKS or _is_block(element):
            self._end_block(tag)
        elif tag == "a" and element.get("href") is not None:
            self.marks["linked"] -= 1
        elif tag in _BOLD:
            self.marks["bold"] -= 1
        elif tag in _ITALIC:
            self.marks["italic"] -= 1

    def _end_block(self, tag: str) -> None:
        self.flush()
        self.broke = False
        box = self.page.boxes[self.open.pop()]
        box.last = len(self.page.lines)
        if tag in _HEADINGS:
            self.heading = 0
        if tag in ("li", "dd"):
            self.item = False
        self.lists -= tag in _LISTS
        self.preformatted -= tag == "pre"
        self.captions -= _is_caption(tag, box.names)

    def table(self, element: _Element) -> bool:
        """Read a table that means something by its columns; False for one that only arranges the page."""
        if is_letterhead(element):
            self._letterhead(element)
        elif is_data_table(element):
            self._data_table(element)
        else:
            return False
        return True

    def _data_table(self, element: _Element) -> None:
        """Its caption and rows, each row one line."""
        self.flush()
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        first = len(self.page.lines)
        self.page.boxes.append(Box("table", names, self.open[-1], first))
        number = len(self.page.boxes) - 1
        grid = read_grid(element, clean)
        if grid.caption:
            self.page.lines.append(Line("caption", grid.caption, box=number))
        for at, row in enumerate(grid.rows):
            if text := print_row(row, at):
                linked = min(len(text), grid.linked // len(grid.rows))
                self.page.lines.append(Line("row", text, linked=linked, box=number, grid=grid, row=at))
        self.page.boxes[number].last = len(self.page.lines)

    def _letterhead(self, element: _Element) -> None:
        """The head block of an official paper: both columns on the same lines, as typed papers have it."""
        self.flush()
        for cells in letterhead_cells(element):
            columns = [[line.text for line in read_lines(cell).lines] for cell in cells]
            for parts in zip_longest(*columns, fillvalue=""):
                self.page.lines.append(Line("paragraph", _GAP.join(filter(None, parts)), box=self.open[-1]))


def _is_block(element: _Element) -> bool:
    style = element.get("style")
    return style is not None and _BLOCK_STYLE.search(style) is not None


def _is_caption(tag: str, names: str) -> bool:
    return tag == "figcaption" or (tag not in ("figure", "table", "body") and _CAPTION_CLASS.search(names) is not None)


def _is_hidden(element: _Element) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def read_lines(root: _Element) -> Page:
    """All visible lines of the tree, in document order."""
    from lxml.etree import iterwalk

    walker = _Walker()
    skipped: Any = None
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            unseen = not isinstance(tag, str) or tag in _SKIPPED or _is_hidden(element)
            if unseen or (tag == "table" and walker.table(element)):
                skipped = element
                walk.skip_subtree()
            else:
                walker.start(tag, element)
                walker.add(element.text)
            continue
        if element is skipped:
            skipped = None
        else:
            walker.end(tag, element)
        if element is not root:
            walker.add(element.tail)
    walker.flush()
    walker.page.boxes[0].last = len(walker.page.lines)
    return _rejoin(walker.page)


_ENDS: Final = re.compile(r"[.!?:;…”\"/)]$")


def _rejoin(page: Page) -> Page:
    """Join what a single <br> parts inside a sentence: the line before is unfinished, the next goes on small."""
    lines: list[Line] = []
    place: list[int] = []
    for line in page.lines:
        place.append(len(lines))
        last = lines[-1] if lines else None
        if (
            last
            and line.after_break
            and last.box == line.box
            and line.text[0].islower()
            and not _ENDS.search(last.text)
        ):
            last.text = f"{last.text} {line.text}"
            last.linked += line.linked
            last.bold += line.bold
            last.italic += line.italic
            place[-1] = len(lines) - 1
        else:
            lines.append(line)
    place.append(len(lines))
    for box in page.boxes:
        box.first, box.last = place[box.first], place[box.last]
    page.lines = lines
    return page
