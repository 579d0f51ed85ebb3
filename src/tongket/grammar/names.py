"""Runs of capitalised syllables that are a person's name, told from places and bodies named beside them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.records import Span
from tongket.text import Text

_SYLLABLE: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_BEFORE: Final = re.compile(r"([^\W_]+)[ .]*$")
_LONGEST: Final = 5


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("officials")["names"][name])


def _capital(syllable: str) -> bool:
    return syllable[0].isupper() and (len(syllable) == 1 or not syllable[1:].isupper())


def _run(text: Text, at: int, limit: int) -> list[Span]:
    """Capitalised syllables from `at`, one space apart."""
    raw = text.raw
    spans: list[Span] = []
    while at < limit:
        match = _SYLLABLE.match(raw, at)
        if match is None or not _capital(match.group()):
            break
        end = match.end()
        if (
            spans
            and text.key[at:end] in _set("starters")
            and raw[end : end + 1] == " "
            and raw[end + 1 : end + 2].islower()
        ):
            break
        if end > limit or (end < len(raw) and (raw[end] in "&/" or raw[end].isdigit())):
            break
        spans.append((at, end))
        if end >= len(raw) or raw[end] != " ":
            break
        at = end + 1
    return spans


def _is_place(text: Text, spans: list[Span]) -> bool:
    places = _set("places")
    return any(len(spans) >= n and text.key[spans[0][0] : spans[n - 1][1]] in places for n in (2, 3))


def titled(text: Text, at: int, limit: int) -> Span | None:
    """A name right after a rank or form of address: any one to five capitalised syllables."""
    spans = _run(text, at, limit)
    if not spans:
        return None
    known = text.key[slice(*spans[0])] in _set("family")
    longest = 4 if known and len(spans) > _LONGEST else _LONGEST
    return spans[0][0], spans[:longest][-1][1]


def plain(text: Text, at: int, limit: int) -> Span | None:
    """A name inside running text, as after an office's body: a family name and one to three (four) more syllables.

    "UBND TP Hồ Chí Minh Lê Văn Bốn": the run is too long from "Hồ", right from "Lê".
    """
    spans = _run(text, at, limit)
    if not 2 <= len(spans) <= 4 or text.key[slice(*spans[0])] not in _set("family"):
        return None
    if _is_place(text, spans):
        return None
    before = _BEFORE.search(text.raw, max(0, at - 24), at)
    word = before.group(1) if before else ""
    if text.raw[at - 1 : at] == " " and _capital(word or "-") and not _inside(text, spans):
        return None
    word = word.lower()
    if word in _set("named_after") or (len(spans) == 2 and word in _set("levels")):
        return None
    return spans[0][0], spans[-1][1]


def _inside(text: Text, spans: list[Span]) -> bool:
    """Whether a name may begin in the middle of a capitalised run.

    Not "Đào Nha" of "Bồ Đào Nha", and in "Gia Lâm Nguyễn Văn Ba" not at "Lâm", as a frequent family name follows.
    """
    frequent = _set("frequent")
    firsts = [text.key[start:end] in frequent for start, end in spans]
    if len(spans) == 2:
        return firsts[0]
    return not any(firsts[1 : len(spans) - 2])


def run_before(text: Text, start: int, end: int) -> Span | None:
    """The capitalised run that ends at `end`, without a form of address at its head; None under two syllables."""
    spans: list[Span] = []
    matches = list(_SYLLABLE.finditer(text.raw, start, end))
    last = end
    for match in reversed(matches):
        gap = text.raw[match.end() : last]
        if gap != (" " if spans else "") or not _capital(match.group()) or len(spans) == _LONGEST:
            break
        if match.start() == start and start > 0 and text.raw[start - 1].isalnum():
            break
        if text.key[match.start() : match.end()] in _set("address") and spans:
            break
        spans.append(match.span())
        last = match.start()
    if len(spans) < 2:
        return None
    return spans[-1][0], spans[0][1]


def untitled(text: Text, run: Span) -> Span | None:
    """The name that ends a capitalised run, by its family name; None where it is a place."""
    at = run[0]
    for match in _SYLLABLE.finditer(text.raw, *run):
        at = match.start()
        name = plain(text, at, run[1])
        if name:
            return name
    return None
