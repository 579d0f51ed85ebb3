"""Parts of a text that are shown, the rest blank and as long, so that every span still points at its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongket.privacy.mask import MASK

Span = tuple[int, int]
_LETTERS = re.compile(r"[^\n]")
_WORD = re.compile(r"\w")
GAP = "[…]"
"""Stands where something was left out."""


class Spans:
    """Spans in order, none touching another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.list: list[Span] = []
        for start, end in sorted(span for span in spans if span[0] < span[1]):
            if self.list and start <= self.list[-1][1]:
                self.list[-1] = (self.list[-1][0], max(end, self.list[-1][1]))
            else:
                self.list.append((start, end))

    def union(self, other: Spans) -> Spans:
        """What is in one of the two."""
        return Spans([*self.list, *other.list])

    def without(self, other: Spans) -> Spans:
        """What is in these and not in the others."""
        left: list[Span] = []
        for first, last in self.list:
            start = first
            for begin, end in other.list:
                if end <= start or begin >= last:
                    continue
                if begin > start:
                    left.append((start, begin))
                start = max(start, end)
            if start < last:
                left.append((start, last))
        return Spans(left)

    def hold(self, span: Span) -> bool:
        """Whether all of a span lies in one of these."""
        return any(start <= span[0] and span[1] <= end for start, end in self.list)

    def meet(self, span: Span) -> bool:
        """Whether a part of it does."""
        return any(start < span[1] and span[0] < end for start, end in self.list)


class Excerpt:
    """The parts `shown` of a text. `whole`: that is all of it."""

    def __init__(self, text: str, shown: Spans, whole: bool) -> None:
        self._text = text
        self._shown = shown
        self.whole = whole

    def text(self, masked: Iterable[Span]) -> str:
        """The text with what isn't shown blank, gaps marked, and `masked` painted over."""
        text = self._text
        for start, end in masked:
            text = f"{text[:start]}{MASK * (end - start)}{text[end:]}"
        parts, at = [], 0
        for start, end in (*self._shown.list, (len(text), len(text))):
            parts += [_blank(text[at:start]), text[start:end]]
            at = end
        return "".join(parts)

    def holds(self, start: int, end: int) -> bool:
        """Whether all of a span is shown."""
        return self._shown.hold((start, end))

    def inside(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Rows with `start` and `end` whose words are shown."""
        return [dict(row) for row in rows if self._shown.hold((row["start"], row["end"]))]

    def blocks(self, blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The blocks of which something is shown, each under the nearest one above it that is."""
        kept = [at for at, row in enumerate(blocks) if self._shown.meet((row["start"], row["end"]))]
        numbers = {at: number for number, at in enumerate(kept)}
        return [{**blocks[at], "parent": _nearest(blocks, blocks[at]["parent"], numbers)} for at in kept]


def _nearest(blocks: Sequence[Mapping[str, Any]], parent: int | None, numbers: Mapping[int, int]) -> int | None:
    while parent is not None and parent not in numbers:
        parent = blocks[parent]["parent"]
    return None if parent is None else numbers[parent]


def _blank(words: str) -> str:
    """As long, with line ends kept, and marked where there were words."""
    blank = _LETTERS.sub(" ", words)
    if not _WORD.search(words):
        return blank
    room = blank.find(" " * (len(GAP) + 1))
    return blank if room < 0 else f"{blank[: room + 1]}{GAP}{blank[room + 1 + len(GAP) :]}"
