"""Period, body and place of a figure: one mechanism of inheritance for all three.

What a figure does not say itself it takes from the nearest thing above it that does:
clause ← sentence ← bullet or cell ← paragraph ← heading ← lead. `Inheritance.of` walks up these steps and takes the
first mention that the kind accepts; what a sentence said first stays in force for the sentences after it in the
same paragraph (`carried`), and what a block said is in force for the blocks that have it as parent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block, Mention, Span

M = TypeVar("M", bound=Mention)


class Index(Generic[M]):
    """Mentions of one kind in text order, to be asked for by stretch."""

    def __init__(self, mentions: Sequence[M]) -> None:
        self.mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self.mentions]

    def within(self, start: int, end: int) -> list[M]:
        """Those that begin in start … end."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


class Inheritance(Generic[M]):
    """Who passes what on, for one kind of mention."""

    def __init__(
        self,
        tokens: Tokens,
        mentions: Sequence[M],
        blocks: Sequence[Block],
        sentences: Sequence[Span],
        default: M | None,
        follows: Callable[[M, Slot], bool],
    ) -> None:
        """`follows(mention, slot)`: whether a mention behind the number speaks of it."""
        self._tokens = tokens
        self._index = Index(mentions)
        self._blocks = blocks
        self._sentences = sentences
        self._default = default
        self._follows = follows
        self._said_by_block: dict[int, M] = {}
        self._carried: dict[int, M] = {}

    def of(self, slot: Slot) -> M | None:
        """The mention in force for a slot; slots must be asked for in text order."""
        found = self._in_clause(slot) or self._in_sentence(slot)
        return found or self._above(slot.block)

    def _in_clause(self, slot: Slot) -> M | None:
        starts = self._tokens.starts
        before = self._index.within(starts[slot.floor], slot.quantity.start)
        if before:
            return before[-1]
        end = self._tokens.ends[slot.ceiling - 1] if slot.ceiling > slot.last else slot.quantity.end
        for mention in self._index.within(slot.quantity.end, end):
            if self._follows(mention, slot):
                return mention
        return None

    def _in_sentence(self, slot: Slot) -> M | None:
        start, end = self._sentences[slot.sentence]
        before = self._index.within(start, slot.quantity.start)
        return before[-1] if before else None

    def close_sentence(self, sentence: int, block: int, first_number: int | None) -> None:
        """Take note of what a sentence said before its first number, for the sentences after it."""
        start, end = self._sentences[sentence]
        said = self._index.within(start, end if first_number is None else first_number)
        if said:
            self._carried[block] = said[0] if first_number is not None else said[-1]
            self._said_by_block.setdefault(block, said[0])

    def _above(self, block: int) -> M | None:
        if block in self._carried:
            return self._carried[block]
        parent = self._blocks[block].parent
        while parent is not None:
            if parent in self._carried:
                return self._carried[parent]
            parent = self._blocks[parent].parent
        return self._default
