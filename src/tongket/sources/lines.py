"""The lines of a plain text with what can be seen of each: its span, its marker, its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import alternatives
from tongket.sources.tables import CellSpan, is_quantity
from tongket.text import key

BULLETS: Final = "-+•*–—●▪■◦○o§◆♦➢►▶✓✔\uf0b7\uf0a7\uf0d8·"
_BULLET: Final = re.compile(r"([-+•*–—●▪■◦○§◆♦➢►▶✓✔\uf0b7\uf0a7\uf0d8·]+|o(?=\s))(?:\s+|(?=[^\W\d]))(?=\S)")
_ROMAN: Final = re.compile(r"(?:[IVX]{1,6})\s?(?:[.)/](?=\s|[^\W\d])|[-–:](?=\s))\s*(?=\S)")
_LETTER_CAPITAL: Final = re.compile(r"[A-HĐ]\s?[.)/](?=\s)\s*(?=\S)")
_DECIMAL: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})[.)]?\s+(?=[^\W\d])")
_NUMBER: Final = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}\s?[.)/\-](?!\d))\s*(?=[^\W\d]|[\"“(‘'])")
_LETTER: Final = re.compile(r"(?:\([a-zđ]\)|[a-zđ]\s?[.)/])(?=\s|[^\W\d])\s*(?=\S)")
_PIPE_CELL: Final = re.compile(r"(?:^|(?<=\|))[^|]*(?:(?=\|)|$)")
_TAB_CELL: Final = re.compile(r"(?:^|(?<=\t))[^\t]*")
_GAPS: Final = re.compile(r"\S+(?: \S+)*")

# Ranks of markers: the outline of Decree 30/2020 (Phần, Chương, Mục, I, 1, 1.1, a) and the list marks below it.
PART, CAPS, CAPITAL, ROMAN, NUMBER, DECIMAL, LETTER, INNER_NUMBER, COLON = 10, 25, 28, 30, 40, 41, 50, 55, 60
STAR, BULLET, PLUS = 65, 70, 75
_SIGN_RANKS: Final = {"*": STAR, "+": PLUS}
_ONE_SIGN: Final = {
    "–": "-",
    "—": "-",
    "·": "•",
    "\uf0b7": "•",
    "●": "•",
    "\uf0a7": "▪",
    "■": "▪",
}  # word processors swap these


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before an item: `rank` (lower is further out), `sign` (items with the same sign are siblings)."""

    rank: int
    sign: str
    length: int


@dataclass(slots=True)
class Line:
    """One non-blank line; `start`/`end` leave out the space around it, `indent` counts that before it.

    `tabs`: how many tabs stand before and behind the text, each of which opens an empty cell.
    """

    start: int
    end: int
    indent: int
    text: str
    after_blank: bool
    tabs: tuple[int, int] = (0, 0)


def lines(text: str) -> list[Line]:
    """The non-blank lines in order."""
    found: list[Line] = []
    start, blank = 0, True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            left = start + len(raw) - len(raw.lstrip())
            tabs = _outer_tabs(raw, stripped) if "\t" in raw else (0, 0)
            found.append(Line(left, left + len(stripped), left - start, stripped, blank, tabs))
        blank = not stripped
        start += len(raw) + 1
    return found


def _outer_tabs(raw: str, stripped: str) -> tuple[int, int]:
    before, behind = raw.split(stripped, 1)
    return before.count("\t"), behind.count("\t")


@cache
def _parts() -> re.Pattern[str]:
    words = lexicon.load("papers")["headings"]
    part, ordinal, number = (alternatives(words[name]) for name in ("parts", "ordinals", "number"))
    numeral = rf"(?:(?:{number})\s+)?(?:[ivxlc]+|\d{{1,2}}|[a-h])"
    return re.compile(rf"({part})\s+(?:(?:{ordinal})|{numeral})(?=\s*(?:[.:;,–-]|$|\s))")


def marker(line: Line) -> Marker | None:
    """The marker at the head of a line: "Phần thứ nhất", "II.", "1.2.", "a)", "-", "+"; None where there is none."""
    head = line.text[:40]
    first = head[0]
    if bullet := _BULLET.match(head):
        sign = _ONE_SIGN.get(bullet.group(1)[0], bullet.group(1)[0])
        return Marker(_SIGN_RANKS.get(sign, BULLET), sign, bullet.end())
    if first.isdigit() or first == "(":
        if found := _DECIMAL.match(head):
            depth = found.group(1).count(".")
            return Marker(DECIMAL + min(depth, 4) - 1, f"1{'.1' * depth}", found.end())
        if found := _NUMBER.match(head):
            return Marker(NUMBER, "1)" if ")" in found.group() else "1", found.end())
    for pattern, rank, sign in ((_ROMAN, ROMAN, "I"), (_LETTER_CAPITAL, CAPITAL, "A"), (_LETTER, LETTER, "a")):
        if found := pattern.match(head):
            return Marker(rank, sign, found.end())
    if (first in "PCMpcm") and (found := _parts().match(key(head))):
        order = lexicon.load("papers")["headings"]["parts"].index(found.group(1))
        return Marker(PART + order, found.group(1), found.end())
    return None


def _trimmed(line: Line, match: re.Match[str]) -> CellSpan:
    string = match.group()
    left = len(string) - len(string.lstrip())
    kept = string.strip()
    start = line.start + match.start() + left
    return (start, start + len(kept)) if kept else None


def separator(line: Line) -> str:
    """What parts the line's columns: "|", a tab, or "  " (a wide gap); "" for prose."""
    if line.text.count("|") >= 2 or " | " in line.text:
        return "|"
    if "\t" in line.text:
        return "\t"
    return "  " if "  " in line.text else ""


def columns(line: Line, sep: str) -> list[CellSpan]:
    """The cells of a line that is divided by `sep`; empty cells are None. A list mark is no cell of its own."""
    if sep == "|":
        body = line.text
        cells = [_trimmed(line, m) for m in _PIPE_CELL.finditer(body)]
        if body.startswith("|"):
            cells = cells[1:]
        return cells[:-1] if body.endswith("|") else cells
    if sep == "\t":
        inner = [_trimmed(line, m) for m in _TAB_CELL.finditer(line.text)]
        return [None] * line.tabs[0] + inner + [None] * line.tabs[1]
    spans: list[CellSpan] = [(line.start + m.start(), line.start + m.end()) for m in _GAPS.finditer(line.text)]
    first = spans[0] if spans else None
    if len(spans) > 1 and first and spans[1] and first[1] - first[0] == 1 and line.text[0] in BULLETS:
        return [(first[0], spans[1][1]), *spans[2:]]
    return spans


def is_tabular(line: Line, cells: list[CellSpan], sep: str) -> bool:
    """At least two columns and, where only wide gaps part them, cells too short for prose."""
    filled = [c for c in cells if c]
    if len(cells) < 2 or not filled:
        return False
    if sep == "|" or (sep == "\t" and len(cells) > 2):
        return True
    lengths = [b - a for a, b in filled]
    return max(lengths) <= 110 and max(lengths[1:], default=0) <= 60


def quantities(text: str, cells: list[CellSpan]) -> int:
    """How many cells after the first state a number."""
    return sum(1 for c in cells[1:] if c and is_quantity(text[c[0] : c[1]]))
