"""The header block of an official paper: issuing body, number, place and date, type, subject.

State papers follow Decree 30/2020/NĐ-CP, annex I (two columns at the head of the page); Party papers Guide
36-HD/VPTW, with "ĐẢNG CỘNG SẢN VIỆT NAM" in place of the State's name. Text layers flatten the two columns
onto one line or set them one after the other; both are read.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import one_of
from tongket.records import Block, OfficialHeader, Span
from tongket.sources import lines as marks
from tongket.sources.dates import place_date, signed_day
from tongket.sources.lines import Line
from tongket.sources.titles import header_words, paper_types, relinked
from tongket.text import key

HEAD_LINES: Final = 40
"""How many lines from the top may hold the header, below a portal's menu."""
HEAD_LENGTH: Final = 8000
BODY_LINES: Final = 5
LEFT_COLUMN: Final = 8
"""How many lines the left column may have where it is set before the right one."""
BARE_LINES: Final = 8
"""How many lines may stand above a line of place and date that alone makes a header."""
SUBJECT_LINES: Final = 4

_PUNCTUATION: Final = re.compile(r"[\d.;:,]")
_SYMBOL: Final = r"[A-ZĐƯ&][\wĐđ&.()-]*(?:\s?[-/]\s?[A-ZĐƯ&0-9][\wĐđ&.-]*)*"
_PAPER_NUMBER: Final = rf"(?P<number>\d+[A-Za-z]?(?:/\d{{4}})?\s?[-/–]\s?{_SYMBOL})"
_BLANK: Final = r"[\s.…_-]*[-/]\s?[A-ZĐ]{2}[\w/-]*"


@dataclass(slots=True)
class _Found:
    """What the header holds. `end`: where the block of the header ends; `subject`: the lines under the type."""

    start: int
    end: int = 0
    names: list[Span] = field(default_factory=list)
    number: Span | None = None
    place: Span | None = None
    date: dt.date | None = None
    type: Span | None = None
    subject: Span | None = None


def _words(name: str) -> list[str]:
    """The words of one list about a header's lines (lexicon/papers.toml, "header_lines")."""
    found: list[str] = lexicon.load("papers")["header_lines"][name]
    return found


@cache
def _number() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of(_words('number'))}\s*:?\s*{_PAPER_NUMBER}")


@cache
def _blank_number() -> re.Pattern[str]:
    """The number of a paper that is not registered yet: "Số:   /BC-UBND"."""
    return re.compile(rf"(?<!\w){one_of(_words('number'))}\s*:?{_BLANK}")


@cache
def _signs() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A header has one of the first, or begins with one of the second; most articles have none and are not read."""
    openings = tuple(_words("opening"))
    heads = (f"\n{space}{word}" for word in openings for space in ("", " "))
    return (*_words("signs"), *(f"{word}\n" for word in _words("line_ends")), *heads), openings


@cache
def _letterhead() -> re.Pattern[str]:
    """The State's or the Party's name, or the motto."""
    words = (*header_words("state"), *header_words("party"), *header_words("motto"))
    return re.compile("|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words))


@cache
def _body_start() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, header_words("bodies")), key=len, reverse=True))
    return re.compile(rf"(?:{words})(?!\w)")


def _left(line: Line) -> Span | None:
    """The left column of a line: what stands before the letterhead, the date, or a wide gap."""
    cut = len(line.text)
    if found := _letterhead().search(key(line.text)):
        cut = found.start()
    if found := place_date().search(line.text):
        cut = min(cut, found.start())
    if found := re.search(r"\s{3,}|\t|\|", line.text):
        cut = min(cut, found.start())
    kept = line.text[:cut].rstrip(" *-–_|")
    return (line.start, line.start + len(kept)) if kept.strip() else None


def _is_name(string: str) -> bool:
    """A body's name: in capitals, or beginning with a body's word; not the number, nor the letterhead."""
    if len(string) <= 90 and not _PUNCTUATION.search(string) and _body_start().match(key(string)):
        return True
    letters = [c for c in string if c.isalpha()]
    if len(letters) < 4 or len(string) > 120 or not string.isupper() or paper_types().fullmatch(key(string)):
        return False
    return not _number().search(string)


def _anchor(found: list[Line]) -> int | None:
    """The first line of the letterhead; where it was left out, the number, or a line of place and date."""
    numbered: int | None = None
    for i, line in enumerate(found[:HEAD_LINES]):
        if len(line.text) > 400:
            continue
        if _letterhead().search(key(line.text)):
            return i
        if _number().match(line.text) or _blank_number().match(line.text):
            numbered = i
        if i <= BARE_LINES and place_date().fullmatch(line.text):
            return i if numbered is None else numbered
        if (dated := place_date().search(line.text)) and numbered is not None and i - numbered <= 2:
            return numbered if dated.end() >= len(line.text) - 2 else None
    return None


def _first(found: list[Line], anchor: int) -> int:
    """The header begins with the names in capitals above the letterhead; a left column set whole before it may hold
    its number, the subject of a letter and drawn rules too."""
    first = at = anchor
    while at > 0 and anchor - at < LEFT_COLUMN:
        at -= 1
        if _is_name(found[at].text) and first - at <= BODY_LINES:
            first = at
        elif not _is_left_part(found[at]):
            break
    return first


def _is_left_part(line: Line) -> bool:
    """The paper's number, the subject of a letter, a drawn rule."""
    string = key(line.text).lstrip("( ")
    if not any(c.isalnum() for c in string) or string.startswith(header_words("subject")):
        return True
    return bool(_number().match(line.text) or _blank_number().match(line.text))


def _type_line(found: list[Line], anchor: int) -> int | None:
    for i in range(anchor, min(anchor + 14, len(found))):
        line = found[i]
        matched = paper_types().match(key(line.text))
        if matched and len(line.text) <= 300:
            rest = line.text[matched.end() :].strip(" *:-–")
            if line.text[: matched.end()].isupper() or not rest:
                return i
    return None


def _read_line(header: _Found, line: Line) -> None:
    if not header.number and (numbered := _number().search(line.text)):
        header.number = line.start + numbered.start("number"), line.start + numbered.end("number")
    behind = _number().search(line.text)
    if not header.place and (dated := place_date().search(line.text, behind.end() if behind else 0)):
        header.place = line.start + dated.start("place"), line.start + dated.end("place")
        header.date = signed_day(dated)
    if not header.subject and key(line.text).startswith(header_words("subject")):
        header.subject = line.start, line.end
    left = _left(line)
    if left and not header.number and _is_name(line.text[: left[1] - line.start]):
        header.names.append(left)


def _read_type(header: _Found, found: list[Line], i: int) -> None:
    """The type and, after it on the line or on the lines below, the subject."""
    line = found[i]
    matched = paper_types().match(key(line.text))
    if matched is None:
        return
    header.subject = None
    header.type = line.start, line.start + matched.end()
    header.end = line.end
    rest = line.text[matched.end() :].strip(" *:-–")
    if rest:
        start = line.text.index(rest, matched.end())
        header.subject = line.start + start, line.end
    for follower in found[i + 1 : i + 1 + SUBJECT_LINES]:
        string = key(follower.text)
        named = header.subject is not None and follower.after_blank
        if (
            named
            or not any(c.isalnum() for c in string)
            or marks.marker(follower)
            or string.startswith(header_words("address"))
        ):
            break
        if len(follower.text) > 250 or follower.text.endswith((".", ":")):
            break
        start = header.subject[0] if header.subject else follower.start
        header.subject = start, follower.end


def find(text: str) -> _Found | None:
    """The header and where it stands; None where the text is no official paper."""
    top = text[:HEAD_LENGTH]
    signs, openings = _signs()
    if not any(sign in top for sign in signs) and not top.startswith(openings):
        return None
    found = marks.lines(top)[: HEAD_LINES + 20]
    anchor = _anchor(found)
    if anchor is None:
        return None
    first = _first(found, anchor)
    header = _Found(found[first].start, found[anchor].end)
    type_line = _type_line(found, anchor)
    last = type_line if type_line is not None else min(anchor + 6, len(found))
    for line in found[first:last]:
        if type_line is None and (len(line.text) > 200 or line.text.endswith((".", ";"))):
            break
        if type_line is None and header.place and not _may_follow_date(line):
            break
        if type_line is None and _is_title_below(header, line):
            break
        _read_line(header, line)
        header.end = max(header.end, line.end) if type_line is not None or _is_part(line) else header.end
    if type_line is not None:
        _read_type(header, found, type_line)
    return header


def _may_follow_date(line: Line) -> bool:
    """The right column may be set before the rest of the left one: the number, the subject of a letter."""
    return bool(_number().search(line.text)) or key(line.text).startswith(header_words("subject"))


def _is_title_below(header: _Found, line: Line) -> bool:
    """A line in capitals below the body's name, apart from it and itself no name: the title of a table's sheet."""
    apart = bool(header.names) and line.after_blank
    return (
        apart
        and line.text.isupper()
        and not _body_start().match(key(line.text))
        and not _letterhead().search(key(line.text))
    )


def _is_part(line: Line) -> bool:
    """A line that belongs to a header without a type line (an official letter)."""
    string = key(line.text)
    return bool(
        _letterhead().search(string)
        or _number().search(line.text)
        or place_date().search(line.text)
        or _blank_number().search(line.text)
        or _is_name(line.text)
        or string.startswith(header_words("subject"))
    )


def _body_lines(text: str, names: list[Span]) -> list[Span]:
    """The issuing body is the last name; a line that begins no name continues the one above it."""
    i = len(names) - 1
    while i > 0 and not _body_start().match(key(text[names[i][0] : names[i][1]])):
        i -= 1
    return names[max(i, 0) :]


def _in_one_piece(text: str, lines: list[Span]) -> Span | None:
    """From the first of the lines as far as nothing stands between them."""
    if not lines:
        return None
    start, end = lines[0]
    for span in lines[1:]:
        if text[end : span[0]].strip(" \n*_-|"):
            break
        end = span[1]
    return start, end


def _record(text: str, header: _Found) -> OfficialHeader:
    lines = _body_lines(text, header.names)
    return OfficialHeader(
        _in_one_piece(text, lines),
        header.number,
        header.place,
        header.date,
        header.type,
        tuple(lines),
        tuple(header.names[: len(header.names) - len(lines)]),
    )


def headed(text: str, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], OfficialHeader | None]:
    """The blocks with those of the header relabelled "header" and its subject "title", and the header's record."""
    header = find(text)
    if header is None:
        return blocks, None
    changed: list[Block] = []
    for block in blocks:
        if header.start <= block.start < header.end and not _is_subject(block, header):
            block = replace(block, kind="header", level=0, parent=None, cells=())
        elif _is_subject(block, header):
            block = replace(block, kind="title", level=0, parent=None)
        elif block.kind == "title":
            block = replace(block, kind="furniture" if block.end <= header.start else "paragraph")
        changed.append(block)
    return relinked(changed), _record(text, header)


def _is_subject(block: Block, header: _Found) -> bool:
    subject = header.subject
    return subject is not None and subject[0] < block.end and block.start < subject[1]
