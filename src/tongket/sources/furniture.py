"""Furniture: what a page prints around a report. It is labelled, never deleted, so that spans stay true.

A block of reported work must never be lost: every rule asks for a line that says nothing else (a label with its
number, an imprint, a headline in a list of headlines), and none looks into a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import alternatives
from tongket.records import Block, BlockKind
from tongket.sources.dates import dateline
from tongket.text import key

LINE_LENGTH: Final = 330
"""Characters; an imprint may be long, a longer line is prose."""
SHORT: Final = 60
"""A menu entry or section name."""
HEADLINE: Final = 180
CONTENT: Final = 120
"""A line this long, or one that ends a sentence, is content."""
COUNTER_REACH: Final = 8
"""Lines between a counter's heading and its numbers."""
BYLINE_REACH: Final = 6
"""Lines from the end in which a name alone is the writer's."""
REPEATED: Final = 0.6
"""Share of a caption's word triples that the rest of the text must hold for it to say nothing new."""
TWINS: Final = 0.75
"""Share of word triples that two lines have in common to count as the same caption."""

_SENTENCE_END: Final[tuple[str, ...]] = (".", "!", "?", ";", ":", "…", ".”", '."', "./.", ",")
_LABEL_NUMBER: Final = re.compile(r"^\W*(?P<label>[^\d:]{2,40}?)\s*[:\-–]?\s*\(?[\d.,\s]+\)?\W*$")
_NUMBER_LABEL: Final = re.compile(r"^\W*\(?[\d.,]+\)?\s*(?P<label>[^\d:]{2,40}?)\W*$")
_CONTACT_VALUE: Final = re.compile(r"\s*(?:[.\-–]|(?:[^\W\d]+[ /]){0,4}[^\W\d]*\s*:|\(?\+?\d|$)")
_NAME: Final = re.compile(r"^[(\s]*[^\W\d_a-zà-ỹ][\w.]*(?:[ ]?[-–,&.]?[ ]?[^\W\d_a-zà-ỹ][\w.]*){0,7}[)\s.]*$")
_WORDS: Final = re.compile(r"\w+")
_NUMBERS: Final = re.compile(r"\d+")
_PATH: Final = re.compile(r"\s*[>»›|]+\s*|\s/\s")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@cache
def _words(section: str, name: str) -> tuple[str, ...]:
    return tuple(lexicon.load("furniture")[section][name])


@cache
def _set(section: str, name: str) -> frozenset[str]:
    return frozenset(_words(section, name))


@cache
def _opening(section: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"^[\s\-–•*|>»]*(?P<word>{alternatives(_words(section, name))})(?!\w)")


class _Lines:
    """The blocks with their text, key, and the label each gets."""

    def __init__(self, text: str, blocks: tuple[Block, ...]) -> None:
        self.text = text
        self.blocks = blocks
        self.kinds: list[BlockKind] = [block.kind for block in blocks]
        self.raw = [text[b.start : min(b.end, b.start + LINE_LENGTH + 1)].strip() for b in blocks]
        self.keys = [key(raw) if len(raw) <= LINE_LENGTH else "" for raw in self.raw]
        self.bare = [k.strip(" \n-–•*|>»:.()[]") for k in self.keys]

    def __len__(self) -> int:
        return len(self.blocks)

    def open(self, i: int) -> bool:
        """May still be relabelled: no table row, no official header, no signature."""
        return self.kinds[i] in ("paragraph", "heading", "bullet", "title", "caption")

    def mark(self, i: int, kind: BlockKind = "furniture") -> None:
        if self.open(i):
            self.kinds[i] = kind

    def is_sentence(self, i: int) -> bool:
        return self.raw[i].endswith(_SENTENCE_END) or len(self.raw[i]) > HEADLINE

    def is_headline(self, i: int) -> bool:
        """A line that may be another page's headline, or what already counts as furniture."""
        return self.kinds[i] == "furniture" or (self.open(i) and bool(self.raw[i]) and not self.is_sentence(i))

    def is_content(self, i: int) -> bool:
        """Prose, a table, a paper's parts: where the report itself is."""
        if self.kinds[i] in ("furniture", "caption"):
            return False
        if self.kinds[i] in ("row", "header", "signature"):
            return True
        return len(self.raw[i]) >= CONTENT or (
            self.raw[i].endswith((".", ";", ":", "!", "?", "./.")) and len(self.raw[i]) > 40
        )

    def may_report(self, i: int) -> bool:
        """Below the last prose: an item of a list, or a line with a number, that no other rule has set aside."""
        if self.kinds[i] in ("furniture", "caption"):
            return False
        item = self.kinds[i] in ("bullet", "row", "header", "signature") and self.bare[i] not in _set(
            "menus", "entries"
        )
        return item or any(map(str.isdigit, self.raw[i]))


def _is_contact(line: str) -> bool:
    """ "Cơ quan chủ quản: …", "Giấy phép số 01/GP-…", "Điện thoại: … - Fax: …"."""
    if sum(1 for mark in _words("contacts", "marks") if mark in line) >= 2:
        return True
    found = _opening("contacts", "openings").match(line)
    if not found:
        return False
    return found["word"] not in _set("contacts", "short") or bool(_CONTACT_VALUE.match(line, found.end()))


def _is_button(bare: str) -> bool:
    """ "Chia sẻ", "In trang", "Lượt xem: 1.234", "123 lượt xem"."""
    if bare in _set("buttons", "lines"):
        return True
    found = _LABEL_NUMBER.match(bare) or _NUMBER_LABEL.match(bare)
    return bool(found) and found["label"].strip(" :") in _set("buttons", "views") if found else False


def _is_pointer(line: str) -> bool:
    """ "Xem thêm: …", "Video: …": one headline of another page, no sentence of this one."""
    if len(line) > HEADLINE or ". " in line or line.endswith("."):
        return False
    found = _opening("related", "inline").match(line)
    return bool(found) and line[found.end() :].lstrip().startswith(":") if found else False


def _is_path(line: str) -> bool:
    """ "Trang chủ > Tin tức > …", "Trang chủ | Giới thiệu | Liên hệ", ">> …" before another page's headline."""
    if len(line) > HEADLINE or line.endswith("."):
        return False
    parts = _PATH.split(line)
    return line[0] in ">»" or (len(parts) > 1 and parts[0].strip() in _set("menus", "entries"))


def _single_lines(lines: _Lines) -> None:
    """Lines that betray themselves: imprints, buttons, "Xem thêm: …"; a dateline is kept for its own reader."""
    for i, line in enumerate(lines.keys):
        if not line or not lines.open(i):
            continue
        if _is_path(line):
            lines.mark(i)
        if lines.kinds[i] == "title":
            continue
        if _is_contact(line) or _is_button(lines.bare[i]) or _is_pointer(line):
            lines.mark(i)


def _counters(lines: _Lines) -> None:
    """ "Lượt truy cập", "• Tất cả: 78299612": numbers under or beside a counter's heading."""
    anchors = [i for i, bare in enumerate(lines.bare) if bare and _is_anchor(bare)]
    for anchor in anchors:
        lines.mark(anchor)
        for step in (1, -1):
            i = anchor + step
            while 0 <= i < len(lines) and abs(i - anchor) <= COUNTER_REACH and _is_count(lines, i):
                lines.mark(i)
                i += step


def _is_anchor(bare: str) -> bool:
    if bare in _set("counters", "anchors"):
        return True
    found = _LABEL_NUMBER.match(bare) or _NUMBER_LABEL.match(bare)
    return found is not None and found["label"].strip(" :") in _set("counters", "anchors")


def _is_count(lines: _Lines, i: int) -> bool:
    bare = lines.bare[i]
    if lines.kinds[i] == "furniture" or bare.replace(".", "").replace(",", "").replace(" ", "").isdigit():
        return True
    if bare in _set("counters", "labels"):
        return True
    found = _LABEL_NUMBER.match(bare)
    return found is not None and found["label"].strip(" :") in _set("counters", "labels")


def _related(lines: _Lines) -> None:
    """ "Các tin khác" and the headlines under it, at the end or in the middle of a text."""
    for i, bare in enumerate(lines.bare):
        if bare not in _set("related", "openings") or not lines.open(i):
            continue
        lines.mark(i)
        j = i + 1
        while j < len(lines) and j - i <= 25 and lines.is_headline(j):
            lines.mark(j)
            j += 1


def _edges(lines: _Lines) -> None:
    """Menus before the first and after the last line of content; the writer's name under the text."""
    content = [i for i in range(len(lines)) if lines.is_content(i)]
    if not content:
        return
    end = max(i for i in range(len(lines)) if i in content[-1:] or lines.may_report(i))
    _menu(lines, [i for i in range(end + 1, len(lines)) if lines.kinds[i] != "furniture"], tail=True)
    _menu(lines, [i for i in range(content[0]) if lines.kinds[i] != "furniture"], tail=False)


def _menu(lines: _Lines, run: list[int], *, tail: bool) -> None:
    short = [
        i for i in run if lines.open(i) and len(lines.raw[i]) <= SHORT and not any(c.isdigit() for c in lines.raw[i])
    ]
    entries = [i for i in short if lines.bare[i] in _set("menus", "entries")]
    if tail:
        for i in {*run[:2], *range(max(2, len(lines) - BYLINE_REACH), len(lines))}:
            if lines.kinds[i] == "paragraph" and _is_byline(lines, i):
                lines.mark(i)
        if entries or (len(lines) > run[-1] + 1 if run else False):
            for i in short:
                lines.mark(i)
        return
    if len(entries) >= 2 or (entries and len(short) >= 4):
        last = max(entries)
        for i in short:
            if i <= last or len(lines.raw[i]) <= 25:
                lines.mark(i)


def _is_byline(lines: _Lines, i: int) -> bool:
    """The writer or the source: "Minh Tâm", "Tin, ảnh: Hải Hà", "(Theo Báo …)"."""
    raw, line = lines.raw[i], lines.keys[i]
    if len(raw) > SHORT or any(c.isdigit() for c in raw):
        return False
    found = _opening("bylines", "openings").match(line.lstrip("("))
    if found and (line.lstrip("(")[found.end() :].lstrip()[:1] in (":", "") or found["word"] == "theo"):
        return True
    return bool(_NAME.match(raw)) and not raw.isupper() and 2 <= len(raw.split()) <= 8


def _captions(lines: _Lines) -> None:
    """Captions of pictures: twin lines, lines with a credit, and lines without a full stop that repeat the text."""
    for i in range(1, len(lines)):
        if lines.kinds[i] != "paragraph" or not lines.keys[i]:
            continue
        if lines.kinds[i - 1] != "title" and _are_twins(lines.keys[i - 1], lines.keys[i]):
            if lines.keys[i] == lines.keys[i - 1] and lines.kinds[i - 1] == "paragraph":
                lines.mark(i - 1, "caption")
            lines.mark(i, "caption")
        elif _credit().search(lines.keys[i]) and len(lines) > 3:
            lines.mark(i, "caption")
    _repeating(lines)
    _retelling(lines)


def _are_twins(one: str, other: str) -> bool:
    """The line says what the one before it says, with the same numbers."""
    if len(one) <= 12 or not 0.7 <= len(other) / len(one) <= 1.4:
        return False
    if one == other:
        return True
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return False
    first, second = set(_triples(one)), set(_triples(other))
    return len(first & second) >= TWINS * max(len(first), len(second), 1)


@cache
def _credit() -> re.Pattern[str]:
    """ "… (Ảnh minh họa)", "… Ảnh: Hải Hà", "Ảnh: …": the credit of a picture."""
    words = alternatives(_words("bylines", "credits"))
    bracketed, behind = rf"\((?:{words})[^()]{{0,40}}\)", rf"[.!?”\"\s–-]\s*(?:{words}):[^.:]{{1,40}}"
    return re.compile(rf"(?:{bracketed}|{behind})\.?$|^(?:{words}):")


def _repeating(lines: _Lines) -> None:
    long = (i for i in range(len(lines)) if lines.kinds[i] != "furniture" and len(lines.raw[i]) > CONTENT)
    candidates = [i for i in range(2, max(long, default=0)) if _may_be_caption(lines, i)]
    if not candidates:
        return
    triples = _Triples(lines)
    for i in candidates:
        if triples.repeated(i) >= REPEATED:
            lines.mark(i, "caption")


def _retelling(lines: _Lines) -> None:
    """Captions whose numbers the text tells in the same words: read, they would be reported twice. Not a table's."""
    heads = {block.parent for block in lines.blocks}
    told = [
        i for i in range(len(lines)) if lines.kinds[i] == "caption" and i not in heads and _NUMBERS.search(lines.raw[i])
    ]
    if not told:
        return
    counts = _Triples(lines).counts
    for i in told:
        stating = [triple for triple in _triples(lines.keys[i]) if _states_number(triple)]
        if stating and all(triple in counts for triple in stating):
            lines.mark(i)


def _may_be_caption(lines: _Lines, i: int) -> bool:
    """Between paragraphs, after the lead, no full stop, no bullet and nothing introduced."""
    if lines.kinds[i] != "paragraph" or not 25 <= len(lines.raw[i]) <= LINE_LENGTH:
        return False
    return not lines.raw[i].endswith(_SENTENCE_END) and any(len(raw) > CONTENT for raw in lines.raw[1:i])


def _triples(string: str) -> list[tuple[str, str, str]]:
    words = _WORDS.findall(string)
    return list(zip(words, words[1:], words[2:], strict=False))


class _Triples:
    """Which runs of three words the paragraphs of a text hold, and how often."""

    def __init__(self, lines: _Lines) -> None:
        self.lines = lines
        self.counts: dict[tuple[str, str, str], int] = {}
        for i, block in enumerate(lines.blocks):
            if lines.kinds[i] in ("paragraph", "title", "bullet", "heading"):
                for triple in _triples(key(lines.text[block.start : block.end])):
                    self.counts[triple] = self.counts.get(triple, 0) + 1

    def repeated(self, i: int) -> float:
        """Share of the line's triples that the text holds elsewhere too; 0 where a number is among the rest."""
        own = _triples(self.lines.keys[i])
        new = [triple for triple in own if self.counts.get(triple, 0) <= own.count(triple)]
        if len(own) < 3 or any(_states_number(triple) for triple in new):
            return 0.0
        return 1 - len(new) / len(own)


def _states_number(words: tuple[str, str, str]) -> bool:
    """A number that is no year."""
    return any(word[0].isdigit() and not _YEAR.fullmatch(word) for word in words)


def _datelines(lines: _Lines) -> None:
    """A printed date of publication is no content (its reader looks at blocks of every kind)."""
    for i, raw in enumerate(lines.raw):
        if raw and lines.open(i) and dateline(raw):
            lines.mark(i)


def furniture(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same blocks, those of the page's furniture relabelled "furniture", captions "caption".

    Tables, official headers and signatures keep their kind. A block whose parent became furniture has none.
    """
    if not blocks:
        return blocks
    lines = _Lines(text, blocks)
    _datelines(lines)
    _single_lines(lines)
    _counters(lines)
    _related(lines)
    _captions(lines)
    _edges(lines)
    return tuple(_relabelled(block, lines.kinds, i) for i, block in enumerate(blocks))


def _relabelled(block: Block, kinds: list[BlockKind], i: int) -> Block:
    lost = block.parent is not None and kinds[block.parent] == "furniture"
    if kinds[i] == block.kind and not lost:
        return block
    away = kinds[i] in ("furniture", "caption")
    return replace(block, kind=kinds[i], parent=None if lost else block.parent, level=0 if away else block.level)
