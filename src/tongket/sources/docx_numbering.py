"""The lists of a Word document: how each of their levels is numbered (word/numbering.xml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .numbering import Level, Numbering

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_LEVEL = 8


def read_numbering(root: _Element | None) -> Numbering:
    """From the part word/numbering.xml."""
    if root is None:
        return Numbering()
    abstract = {each.get(f"{W}abstractNumId", ""): _levels(each) for each in root.findall(f"{W}abstractNum")}
    lists: dict[str, Mapping[int, Level]] = {}
    homes: dict[str, str] = {}
    for each in root.findall(f"{W}num"):
        number, home = each.get(f"{W}numId", ""), value(each.find(f"{W}abstractNumId"))
        if home in abstract:
            lists[number] = _overridden(each, abstract[home])
            restarted = each.find(f"{W}lvlOverride/{W}startOverride") is not None
            homes[number] = number if restarted else f"abstract {home}"
    return Numbering(lists, homes)


def _levels(element: _Element) -> dict[int, Level]:
    found = {}
    for each in element.findall(f"{W}lvl"):
        depth = whole(each.get(f"{W}ilvl"), 0)
        form = value(each.find(f"{W}numFmt")) or "decimal"
        found[depth] = Level(form, value(each.find(f"{W}lvlText")), whole(value(each.find(f"{W}start")), 1))
    return found


def _overridden(element: _Element, levels: Mapping[int, Level]) -> dict[int, Level]:
    found = dict(levels)
    for each in element.findall(f"{W}lvlOverride"):
        depth = whole(each.get(f"{W}ilvl"), 0)
        found.update({at: level for at, level in _levels(each).items() if at == depth})
        start = each.find(f"{W}startOverride")
        if start is not None and depth in found:
            found[depth] = Level(found[depth].form, found[depth].text, whole(value(start), 1))
    return found


def value(element: _Element | None) -> str:
    """The attribute w:val; "" where there is none."""
    return "" if element is None else str(element.get(f"{W}val") or "")


def whole(text: str | None, default: int) -> int:
    """A small whole number; `default` for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default
