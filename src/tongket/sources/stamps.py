"""Stamps on a paper that say it is not for everybody: "MẬT", "Lưu hành nội bộ", "DỰ THẢO"."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from tongket import lexicon
from tongket.records import Document

Stamp = Literal["secret", "internal", "draft"]

_LINES = 30
"""A stamp stands at the head of the first page; below, the same words are what the report is about."""
_EDGES = " \t.:;*_[](){}<>|“”\"'–—-"


def stamp(document: Document) -> Stamp | None:
    """The stamp at the head of a document; None where it bears none."""
    for line in document.text.split("\n", _LINES)[:_LINES]:
        for cell in line.split("|"):
            if found := _of_line(cell):
                return found
    return None


def _of_line(line: str) -> Stamp | None:
    words = line.strip(_EDGES)
    folded = " ".join(words.lower().split())
    if not folded or len(folded) > 60:
        return None
    kinds: tuple[Stamp, ...] = ("secret", "internal", "draft")
    for kind in kinds:
        match = _stamps(kind).fullmatch(folded)
        # A draft's stamp and a secret one are printed in capitals; "Dự thảo" in a list of papers is none.
        if match and (kind == "internal" or match.group("stamp").upper() == words[: len(match.group("stamp"))]):
            return kind
    return None


@cache
def _stamps(kind: Stamp) -> re.Pattern[str]:
    found = lexicon.load("stamps")
    names = "|".join(map(re.escape, sorted(found[kind], key=len, reverse=True)))
    degrees = "|".join(map(re.escape, sorted(found["secret"], key=len, reverse=True)))
    after = "|".join(map(re.escape, found["draft_number"]))
    tail = {
        "secret": rf"(?:\s*:\s*(?:{degrees}))?",
        "internal": "",
        "draft": rf"(?:\s*[:(,–-]?\s*(?:{after})?\s*[\d/.\-]+\)?)?",
    }[kind]
    return re.compile(rf"(?P<stamp>{names}){tail}")
