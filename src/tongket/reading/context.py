"""Period, body and place of a figure: one mechanism of inheritance for all three.

What a figure does not say itself it takes from the nearest thing above it that does:
clause ← sentence ← the sentences before it in the paragraph ← bullet's line, heading ← lead. `Inheritance.of` walks
up these steps and takes the first mention that stands there.
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
        block_of: Sequence[int],
        default: M | None,
        passes_on: Callable[[M], bool],
        keeps: int = 1000,
    ) -> None:
        """`passes_on`: whether a mention holds for the sentences after its own, for `keeps` sentences at most."""
        self._tokens = tokens
        self._index = Index(mentions)
        self._blocks = blocks
        self._sentences = sentences
        self._block_of = block_of
        self._default = default
        self._passes_on = passes_on
        self._keeps = keeps
        self._carried: dict[int, tuple[int, M]] = {}
        self._noted = -1

    def of(self, slot: Slot) -> M | None:
        """The mention in force for a slot; slots must be asked for in text order."""
        self._note_until(slot.sentence)
        return self._in_clause(slot) or self._in_sentence(slot) or self._above(slot)

    def _in_clause(self, slot: Slot) -> M | None:
        """Before the number in its own clause, else right behind it, before the next mark."""
        starts = self._tokens.starts
        before = self._index.within(starts[slot.floor], slot.quantity.start)
        if before:
            return before[-1]
        behind = self._index.within(slot.quantity.end, self._clause_end(slot))
        return behind[0] if behind else None

    def _clause_end(self, slot: Slot) -> int:
        last = slot.noun[1] if slot.noun is not None else slot.last
        at = last
        while at < slot.ceiling and self._tokens.keys[at] not in ",;:":
            at += 1
        return self._tokens.starts[at] if at < len(self._tokens) else self._tokens.ends[-1]

    def _in_sentence(self, slot: Slot) -> M | None:
        start = self._sentences[slot.sentence][0]
        before = self._index.within(start, slot.quantity.start)
        return before[-1] if before else None

    def _note_until(self, sentence: int) -> None:
        """Take note of what the sentences before said for those after them."""
        for at in range(self._noted + 1, sentence):
            start, end = self._sentences[at]
            said = [m for m in self._index.within(start, end) if self._passes_on(m)]
            if said:
                self._carried[self._block_of[at]] = (at, said[0])
        self._noted = max(self._noted, sentence - 1)

    def _above(self, slot: Slot) -> M | None:
        block: int | None = slot.block
        while block is not None:
            if block in self._carried and slot.sentence - self._carried[block][0] <= self._keeps:
                return self._carried[block][1]
            block = self._blocks[block].parent
        return self._default
