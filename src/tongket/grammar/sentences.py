"""Where sentences end.

Robust to abbreviations ("TP. Đà Nẵng", "PGS.TS. …"), numbers ("1.500"), initials, ellipses, quotes, brackets,
"./.", stops without a space after them, numbered headings ("1. Kết quả") and picture credits ("Ảnh: H.V. …").
A semicolon ends a clause, never a sentence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import one_of
from tongket.records import Span
from tongket.text import Text

_STOP: Final = r"(?<!\n)[.!?…]*(?!\d)(?:/\.)?"
_CLOSING: Final = r"[\"”’»)\]]*"
_GAP: Final = r"\s*"
_OPENING: Final = r"[\"“‘«(\[]*"
_BULLET: Final = r"(?:[-–—•+*]\s*)?"
_LINE_END: Final = r"(?<=\n)\n*\s*"
_BOUNDARY: Final = re.compile(
    rf"[.!?…\n](?:(?P<stop>{_STOP})(?P<close>{_CLOSING}){_GAP}{_OPENING}{_BULLET}{_OPENING}|{_LINE_END})"
)
"""Begins with the plain set of all marks, so that the search can leap to them."""

_AGENCY: Final = r"[A-ZĐ]{3,}"
_NAME: Final = r"(?:\w[\w.]*[ ]){0,3}\w[\w.]*"
_LAST_WORD: Final = re.compile(r"[\w./]*$")
_NUMBERING: Final = re.compile(r"[\s\"“(\-–•+*]*(?:\d{1,2}(?:\.\d{1,2})*|[IVXivx]{1,5}|[a-eA-EđĐ])$")
_BEFORE_INITIAL: Final = re.compile(r"(\w+)\s+$")
_CREDIT_BEFORE: Final = re.compile(r"([^\W\d_]+(?: [^\W\d_]+)?) ?:\s*$")
_LONGEST_BRACKET: Final = 160
_QUOTES: Final = '"”’»'


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("sentences")[name])


@cache
def _pictures() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The words that open a picture's credit, with their colon, and a credit that has no full stop."""
    words = lexicon.load("sentences")["pictures"]
    either = tuple(f"{form}:" for word in words for form in (word, word.capitalize()))
    return either, re.compile(rf"{one_of(either)} ?(?:{_NAME}/)?{_AGENCY}(?=[ ])(?![ ][-–/,])")


def sentences(text: Text, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text.raw[start:end]`: ordered, apart, without outer space, covering all that is no space."""
    stop = len(text.raw) if end is None else end
    if (start, stop) not in text.sentences:
        text.sentences[start, stop] = _split(text.raw, start, stop)
    return list(text.sentences[start, stop])


def _split(raw: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begin = start
    for cut, following in _cuts(raw, start, end):
        if cut > begin and _ends(raw, begin, cut, following, end):
            _append(spans, raw, begin, cut)
            begin = cut
    _append(spans, raw, begin, end)
    return spans


def clauses(text: Text, start: int, end: int) -> list[Span]:
    """A sentence split at its semicolons, without them and without outer space; brackets are not looked into."""
    raw = text.raw
    spans: list[Span] = []
    begin, depth = start, 0
    for match in re.finditer(r"[;()]", raw[start:end]):
        at = start + match.start()
        if raw[at] == "(":
            depth += 1
        elif raw[at] == ")":
            depth = max(0, depth - 1)
        elif depth == 0 or ")" not in raw[at:end]:
            _append(spans, raw, begin, at)
            begin, depth = at + 1, 0
    _append(spans, raw, begin, end)
    return spans


def _append(spans: list[Span], raw: str, begin: int, end: int) -> None:
    piece = raw[begin:end]
    kept = piece.strip()
    if kept:
        first = begin + len(piece) - len(piece.lstrip())
        spans.append((first, first + len(kept)))


def _cuts(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Possible ends: (where the sentence would end, where the next word begins)."""
    found = []
    for match in _BOUNDARY.finditer(raw, start, end):
        if match["stop"] is None:
            found.append((match.start(), match.end()))
        else:
            found.append((match.end("close"), match.end()))
    openings, credit = _pictures()
    if any(raw.find(word, start, end) >= 0 for word in openings):
        found += [(m.end(), m.end() + 1) for m in credit.finditer(raw, start, end)]
        found.sort()
    return found


def _ends(raw: str, begin: int, cut: int, following: int, end: int) -> bool:
    if following >= end:
        return cut < end
    gap = raw[cut:following]
    if "\n" in gap:
        return "\n\n" in gap.replace(" ", "") or not raw[following].islower()
    mark = raw[cut - 1]
    if mark.isalnum():  # a picture's credit without a full stop
        return raw[following].isupper()
    if not (raw[following].isupper() or raw[following].isdigit()):
        return False
    if mark in _QUOTES and gap.lstrip()[:1] in ("-", "–", "—"):  # "… rồi." - ông A nói
        return False
    if not _is_stop(raw, begin, cut, following, end):
        return False
    return not _in_bracket(raw, begin, cut, end)


def _is_stop(raw: str, begin: int, cut: int, following: int, end: int) -> bool:
    """Whether the mark before `cut` stops a sentence, judged by the words on both sides."""
    at = cut
    while at > begin and raw[at - 1] in '.!?…/"”’»)]':
        at -= 1
    marks = raw[at:cut]
    spaced = raw[cut:following].strip('"“‘«([-–—•+*') != ""
    low = max(begin, at - 24)
    word = _LAST_WORD.search(raw, max(low, raw.rfind(" ", low, at) + 1), at)
    last = word.group() if word else ""
    if not spaced and not _joined_stop(raw, last, marks, following, end):
        return False
    if marks != ".":
        return True
    if _NUMBERING.fullmatch(raw, begin, at):
        return False
    lowered = last.lower()
    initials = last[:1].isupper() and all(len(part) == 1 for part in last.split("."))
    if initials and not last.isdigit():
        return _initial_ends(raw, begin, at - len(last), lowered)
    return lowered not in _words("abbreviations")


def _joined_stop(raw: str, last: str, marks: str, following: int, end: int) -> bool:
    """No space after the mark: "thật...Với những", "được giao.Trong năm", never "TP.HCM" or an address."""
    if raw[following].isdigit():
        return False
    capitalised = following + 1 < end and raw[following + 1].islower()
    if marks.startswith(("…", "..", "!", "?")) or (len(marks) > 1 and marks != "./."):
        return capitalised
    return capitalised and len(last) > 1 and "." not in last and last[-1].islower() and not last[0].isupper()


def _initial_ends(raw: str, begin: int, at: int, initial: str) -> bool:
    """A person's initial or a credit's may end a sentence; a place's or a name's first letters do not."""
    before = raw[max(begin, at - 24) : at]
    credit = _CREDIT_BEFORE.search(before)
    if credit:
        return credit.group(1).lower().split()[-1] in {word.split()[-1] for word in _words("credits")}
    previous = _BEFORE_INITIAL.search(before)
    if previous is None:
        return False
    named = previous.group(1)[0].isupper() or previous.group(1).lower() in _words("titles")
    return named or (initial not in _words("place_letters") and "." not in initial)


def _in_bracket(raw: str, begin: int, cut: int, end: int) -> bool:
    """Inside a short bracket that closes soon: "(Ảnh: V.T. Nguồn: …)" is one remark."""
    opened = raw.rfind("(", begin, cut)
    if opened < 0 or raw.find(")", opened, cut) >= 0:
        return False
    closed = raw.find(")", cut, min(end, opened + _LONGEST_BRACKET))
    return closed >= 0 and "\n" not in raw[cut:closed]
