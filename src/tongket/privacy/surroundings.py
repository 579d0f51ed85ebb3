"""What stands around a stretch of text: the word before and after, a sentence's beginning, the authors at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tongket.records import Span

_SPACES: Final = " \u00a0"
_OPENING: Final = " \u00a0“\"'‘("
_ENDS: Final[tuple[str, ...]] = (". ", "./.", ".” ", '." ', "\n", ") ", "? ", "! ", "… ")
_LONGEST_CREDITS: Final = 120


def word_before(raw: str, start: int) -> str:
    """The word right before `start`, over spaces; "" where a mark stands there."""
    at = start
    while at > 0 and raw[at - 1] in _SPACES:
        at -= 1
    begin = at
    while begin > 0 and raw[begin - 1].isalpha():
        begin -= 1
    return raw[begin:at]


def standing(raw: str, forms: Iterable[str]) -> list[Span]:
    """Where these forms stand as whole words, in text order; of two that overlap the first, or the longer."""
    found: list[Span] = []
    for form in forms:
        start = raw.find(form)
        while start >= 0:
            end = start + len(form)
            if not (_goes_on(raw[start - 1 : start]) or _goes_on(raw[end : end + 1])):
                found.append((start, end))
            start = raw.find(form, start + 1)
    found.sort(key=lambda span: (span[0], -span[1]))
    apart: list[Span] = []
    for span in found:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _goes_on(char: str) -> bool:
    return char.isalnum() or char == "_"


def word_after(raw: str, end: int) -> str:
    """The word one space after `end`; "" where there is none."""
    if raw[end : end + 1] not in ("\u00a0", " ") or not raw[end + 1 : end + 2].isalpha():
        return ""
    at = end + 1
    while at < len(raw) and raw[at].isalpha():
        at += 1
    return raw[end + 1 : at]


def opens_sentence(raw: str, start: int) -> bool:
    """Whether a sentence, a line, a quotation or a bracket begins at `start`."""
    at = start
    while at > 0 and raw[at - 1] in _OPENING:
        at -= 1
    return at == 0 or at < start - 1 or raw[at - 1] in '.!?:;…\n”"–-)'


def credits_from(raw: str) -> int:
    """Where the authors' names after the last sentence begin; the text's length where there are none."""
    text = raw.rstrip()
    near = max(0, len(text) - _LONGEST_CREDITS - 3)
    last = max(text.rfind(mark, near, len(text) - 1) for mark in _ENDS)
    tail = text[last + 1 :] if last >= 0 else ""
    if not tail or len(tail) > _LONGEST_CREDITS:
        return len(raw)
    words = [word for word in re.split(r"[\s/–-]+", tail) if any(c.isalpha() for c in word)]
    if words:
        capitals = sum(word[0].isupper() or word[0] == "(" for word in words)
        if capitals * 3 >= len(words) * 2:
            return last + 1
    return len(raw)
