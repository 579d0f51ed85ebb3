"""What OpenDocument texts and sheets have in common (ODF 1.3): the part with the content, and the text of elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .errors import SourceError
from .packages import Package
from .paper import raised, tidy

if TYPE_CHECKING:
    from lxml.etree import _Element

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, STYLE = (f"{{{_URN}{name}:1.0}}" for name in ("office", "text", "table", "style"))
DRAW = f"{{{_URN}drawing:1.0}}"
_SKIPPED = frozenset(
    [
        f"{OFFICE}annotation",
        f"{OFFICE}annotation-end",
        f"{TEXT}note",
        f"{TEXT}tracked-changes",
        f"{TEXT}ruby-text",
        f"{DRAW}frame",
        f"{DRAW}custom-shape",
        f"{TEXT}author-name",
        f"{TEXT}creator",
        f"{TEXT}initial-creator",
    ]
)
_MAX_SPACES = 40


def content(data: bytes, what: str, max_bytes: int) -> tuple[Package, _Element]:
    """The package and the root of its content. Raises SourceError for one that is damaged, protected, too large."""
    package = Package(data, what, max_bytes)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise SourceError(f"the {what} is protected by a password")
    return package, package.xml("content.xml")


def raised_styles(root: _Element) -> frozenset[str]:
    """The automatic styles that raise their text above the line."""
    found = set()
    for style in root.iterfind(f"{OFFICE}automatic-styles/{STYLE}style"):
        properties = style.find(f"{STYLE}text-properties")
        position = "" if properties is None else properties.get(f"{STYLE}text-position", "")
        if position.startswith("super") or (position[:1].isdigit() and not position.startswith("0")):
            found.add(style.get(f"{STYLE}name", ""))
    return frozenset(found)


def text_of(paragraph: _Element, high: frozenset[str]) -> str:
    """What a paragraph prints; a line break as a line end, a tab as a tab. Notes, comments and frames are left out."""
    text = ""
    for piece, is_high in _pieces(paragraph, high):
        text += raised(piece, text) if is_high else piece
    return text


def _pieces(element: _Element, styles: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The texts inside an element, in order, and whether each is raised; without recursion, as spans may nest deep."""
    pending: list[tuple[_Element | str, bool]] = [(element, False)]
    while pending:
        item, high = pending.pop()
        if isinstance(item, str):
            yield item, high
            continue
        high = high or item.get(f"{TEXT}style-name", "") in styles
        if item.tag == f"{TEXT}s":
            count = item.get(f"{TEXT}c", "1")
            yield " " * min(int(count) if count.isascii() and count.isdigit() else 1, _MAX_SPACES), False
        elif item.tag == f"{TEXT}tab":
            yield "\t", False
        elif item.tag == f"{TEXT}line-break":
            yield "\n", False
        for child in reversed(item):
            pending.append((_blank(child.tail), high))
            if child.tag not in _SKIPPED and isinstance(child.tag, str):
                pending.append((child, high))
        pending.append((_blank(item.text), high))


def _blank(text: str | None) -> str:
    """White space of the file is a single space; tabs and line ends are elements of their own."""
    return (text or "").replace("\n", " ").replace("\t", " ").replace("\r", " ")


def repeated(element: _Element, name: str) -> int:
    """How often a row or cell stands there."""
    value = element.get(f"{TABLE}number-{name}-repeated", "1")
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 8 else 1


def covered(element: _Element, name: str) -> int:
    """How many columns or rows a cell covers."""
    value = element.get(f"{TABLE}number-{name}-spanned", "1")
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 8 else 1


def rows_of(table: _Element) -> Iterator[_Element]:
    """The rows of a table, those of head rows and groups in their place."""
    groups = (f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group")
    pending = list(table)[::-1]
    while pending:
        element = pending.pop()
        if element.tag in groups:
            pending.extend(list(element)[::-1])
        elif element.tag == f"{TABLE}table-row":
            yield element


def cell_text(cell: _Element, high: frozenset[str]) -> str:
    """The paragraphs of a cell, one a line, also those in lists and inner tables."""
    paragraphs = (each for each in cell.iter(f"{TEXT}p", f"{TEXT}h") if not _is_aside(each, cell))
    return "\n".join(text for each in paragraphs if (text := tidy(text_of(each, high))))


def _is_aside(element: _Element, cell: _Element) -> bool:
    """Inside a comment, note or frame of the cell."""
    for above in element.iterancestors():
        if above is cell:
            return False
        if above.tag in _SKIPPED:
            return True
    return False
