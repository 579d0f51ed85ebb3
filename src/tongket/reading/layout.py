"""Where figures stand in a text: its sentences, the stretches around numbers, the lines above them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from tongket.grammar.sentences import sentences as find_sentences
from tongket.records import Block, Quantity, Span
from tongket.text import Text

_NEXT_BEGINNING: Final = 60
"""Characters of the next sentence that may still tell about a number."""
_INTRODUCING: Final[tuple[str, ...]] = ("bullet", "paragraph")


def sentences_of(text: Text, blocks: Sequence[Block]) -> tuple[list[Span], list[int]]:
    spans: list[Span] = []
    owner: list[int] = []
    for index, block in enumerate(blocks):
        for span in find_sentences(text, block.start, block.end):
            spans.append(span)
            owner.append(index)
    return spans, owner


def around(quantities: Sequence[Quantity], sentences: Sequence[Span], key: str) -> list[Span]:
    """The stretches to read: each sentence that holds a number with the beginning of the one after it, which may say
    what a number at the end is compared with ("… 25%. So với cùng kỳ …")."""
    starts = [start for start, _ in sentences]
    stretches: list[Span] = []
    for at in sorted({bisect_right(starts, quantity.start) - 1 for quantity in quantities}):
        if at < 0:
            continue
        start, end = starts[at], starts[at + 2] if at + 2 < len(starts) else len(key)
        space = key.find(" ", sentences[at][1] + _NEXT_BEGINNING, end)
        end = space if space >= 0 else end
        stretches.append((start, end))
    return stretches


def lines_above(quantities: Sequence[Quantity], blocks: Sequence[Block]) -> list[Span]:
    """The lines, without a number maybe, whose verb and unit the numbers of bullets take over."""
    starts = [block.start for block in blocks]
    above: set[int] = set()
    for quantity in quantities:
        block = blocks[bisect_right(starts, quantity.start) - 1] if quantity.start >= starts[0] else None
        while block is not None and block.parent is not None and block.parent not in above:
            above.add(block.parent)
            block = blocks[block.parent]
    return [(blocks[at].start, blocks[at].end) for at in above if blocks[at].kind in _INTRODUCING]


def joined(spans: Sequence[Span]) -> list[Span]:
    """In text order, those that meet made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return joined


def unrepeated(quantities: Sequence[Quantity], text: Text, sentences: Sequence[Span]) -> list[Quantity]:
    """Without the figures of a sentence that repeats an earlier one word for word."""
    seen: set[str] = set()
    repeated: list[Span] = []
    for start, end in sentences:
        words = text.key[start:end].strip(" .")
        if len(words) > 25 and words in seen:
            repeated.append((start, end))
        seen.add(words)
    return [q for q in quantities if not any(start <= q.start < end for start, end in repeated)]


def low_end(quantity: Quantity) -> int:
    """Start of the number with the modifier before it; a comparative ('ít hơn') is a cue, no modifier."""
    if quantity.bound_span is None or quantity.bound == "exact":
        return quantity.start
    return min(quantity.start, quantity.bound_span[0])


def high_end(quantity: Quantity) -> int:
    """End of the number with the modifier right behind it, not one behind its noun ('50 lần trở lên')."""
    if quantity.bound_span is None or not 0 <= quantity.bound_span[0] - quantity.end <= 1:
        return quantity.end
    return quantity.bound_span[1]
