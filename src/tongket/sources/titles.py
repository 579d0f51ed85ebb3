"""Which line of a document is its title."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import whole
from tongket.records import Block
from tongket.sources import lines as marks
from tongket.sources.lines import Line
from tongket.text import key

TITLE_LINES: Final = 5
"""How many lines of names may stand above a paper's title."""


@cache
def header_words(name: str) -> tuple[str, ...]:
    """The words of one list about official papers (lexicon/papers.toml, "header")."""
    return tuple(lexicon.load("papers")["header"][name])


def titled(text: str, found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Label the title: the first line of content where it reads like one (no sentence, followed by more).

    Under names in capitals a line that names a paper's type is the title ("BÁO CÁO QUYẾT TOÁN …"); under a bare
    type its subject is. The lines above it become the paper's header.
    """
    content = [i for i, block in enumerate(found) if block.kind not in ("furniture", "header", "caption")]
    if len(content) < 2 or any(block.kind == "title" for block in found):
        return found
    first = _typed_line(text, found, content[:TITLE_LINES])
    first = content[0] if first is None else first
    if not _is_title(text, found[first]):
        return found
    changed = list(found)
    for i in content[: content.index(first)]:
        changed[i] = replace(found[i], kind="header", level=0, parent=None)
    changed[first] = replace(found[first], kind="title", level=0, parent=None)
    return relinked(changed)


def _typed_line(text: str, found: tuple[Block, ...], top: list[int]) -> int | None:
    """The line with the paper's type and subject, or the subject under a bare type; None where there is no type."""
    for place, i in enumerate(top):
        string = text[found[i].start : found[i].end]
        matched = paper_types().match(key(string))
        if matched and string[: matched.end()].isupper():
            bare = matched.end() == len(string.rstrip(" :"))
            follower = top[place + 1] if bare and place + 1 < len(top) else i
            return follower if _is_title(text, found[follower]) else i
        if not string.isupper():
            return None
    return None


@cache
def paper_types() -> re.Pattern[str]:
    """The types of official papers, longest first, as whole words of a key."""
    return re.compile(whole(header_words("types")))


def relinked(blocks: list[Block]) -> tuple[Block, ...]:
    """Nothing inherits from a header or title; the depth of the headings is counted anew without them."""
    linked: list[Block] = []
    for block in blocks:
        parent = block.parent
        if parent is not None and blocks[parent].kind in ("header", "title"):
            parent = None
        level = block.level
        if block.kind == "heading":
            level = 1 + (linked[parent].level if parent is not None and linked[parent].kind == "heading" else 0)
        linked.append(
            block if (parent, level) == (block.parent, block.level) else replace(block, parent=parent, level=level)
        )
    return tuple(linked)


def _numbered(text: str, block: Block) -> bool:
    line = Line(block.start, block.end, 0, text[block.start : block.end], False)
    return marks.marker(line) is not None


def _is_title(text: str, block: Block) -> bool:
    """A line of its own, not numbered, not addressed to anybody, no sentence."""
    string = text[block.start : block.end]
    if block.kind not in ("paragraph", "heading") or not 6 <= len(string) <= 260 or " " not in string:
        return False
    if key(string[:20]).startswith(header_words("address")) or _numbered(text, block):
        return False
    return not string.endswith((".", ";", ",", ":")) or string.endswith("...")
