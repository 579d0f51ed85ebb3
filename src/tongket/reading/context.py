"""Period, body and place of a figure: one mechanism of inheritance for all three.

What a figure does not say itself it takes from the nearest thing above it that does:
clause ← sentence ← the sentences before it in the paragraph ← bullet's line, heading ← lead. `Inheritance.of` walks
up these steps and takes the first mention that stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, Generic, TypeVar

from tongket.patterns import maybe, one_of
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block, Mention, Span

M = TypeVar("M", bound=Mention)


_words: Final = words_of("context")


@cache
def _left() -> re.Pattern[str]:
    """'từ 40,6% ⟨năm 2015⟩ lên …': before the time of a movement's beginning."""
    return re.compile(rf"(?:^|\W){one_of(_words('from'))} [^;.]{{0,8}}\d[^;.]{{0,14}} {maybe(_words('of'))}$")


@cache
def _reached() -> re.Pattern[str]:
    to = rf"(?: {one_of(_words('to'))})*"
    return re.compile(rf"\)? {maybe(_words('moves'))}{one_of(_words('reaching'))}{to} ")


def _sums_up(mention: Mention, before: Mention) -> bool:
    """'xuất khẩu ⟨tháng 6⟩ …, đưa xuất khẩu ⟨6 tháng đầu năm⟩ lên …': what follows is of the longer time."""
    longer, shorter = mention.value, before.value
    if not isinstance(longer, tuple) or not isinstance(shorter, tuple):
        return False
    return bool(longer[1] == shorter[1] and longer[0] < shorter[0])


def is_left_side(mention: Mention, key: str) -> bool:
    """'từ 71,4% ⟨năm 2019⟩ lên 83,3%'."""
    reached = _reached().match(key, mention.end) is not None
    return reached and _left().search(key, max(0, mention.start - 30), mention.start) is not None


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
        passes_on: Callable[[M], int],
        touches: bool = False,
    ) -> None:
        """`passes_on`: for how many sentences after its own a mention holds. Of several in a sentence the one that
        holds longest is passed on, the first of these or the one that sums it up. `touches`: what follows the number
        without a word between ('từ 41% ⟨năm 2015⟩') goes before what its clause said earlier."""
        self._tokens = tokens
        self._index = Index(mentions)
        self._blocks = blocks
        self._sentences = sentences
        self._block_of = block_of
        self._default = default
        self._touches = touches
        self._above = self._passed_on(passes_on)

    def of(self, slot: Slot) -> M | None:
        """The mention in force for a slot."""
        mention = self.own(slot) or self.at(slot.sentence, slot.quantity.start)
        if self._touches and mention is not None and self._reached_from(mention, slot):
            return self._above[slot.sentence]
        return mention

    def at(self, sentence: int, offset: int) -> M | None:
        """The mention in force at an offset of a sentence: the last before it, else what was said above."""
        before = self._index.within(self._sentences[sentence][0], offset)
        return before[-1] if before else self._above[sentence]

    def said(self, slot: Slot) -> bool:
        """Whether the slot's own sentence says it, in its clause or before the number."""
        start = self._sentences[slot.sentence][0]
        return bool(self._index.within(start, slot.quantity.start)) or self.own(slot) is not None

    def said_after(self, offset: int, slot: Slot) -> bool:
        """Whether a mention stands between an offset and the slot's number."""
        return bool(self._index.within(offset, slot.quantity.start))

    def own(self, slot: Slot) -> M | None:
        """What the slot's clause says: before the number, else right behind it, before the next mark."""
        before = self._index.within(self._tokens.starts[slot.floor], slot.quantity.start)
        end = slot.quantity.end
        touching = (
            self._index.within(end, end + 2) if self._touches and self._tokens.text.key[end : end + 1] == " " else []
        )
        if touching:
            return touching[0]
        if before:
            return before[-1]
        behind = self._index.within(slot.quantity.end, self._clause_end(slot))
        return behind[0] if behind else None

    def _reached_from(self, mention: M, slot: Slot) -> bool:
        """'từ 71,4% ⟨năm 2019⟩ lên 83,3%': the time of the one side is not that of the other."""
        key = self._tokens.text.key
        return _reached().fullmatch(key, mention.end, slot.quantity.start) is not None and is_left_side(mention, key)

    def _clause_end(self, slot: Slot) -> int:
        last = slot.noun[1] if slot.noun is not None else slot.last
        at = last
        while at < slot.ceiling and self._tokens.keys[at] not in ",;:":
            at += 1
        return self._tokens.starts[at] if at < len(self._tokens) else self._tokens.ends[-1]

    def _passed_on(self, passes_on: Callable[[M], int]) -> list[M | None]:
        """For each sentence, what the sentences before it in its block, or the blocks above it, pass on to it."""
        said = self._said(passes_on)
        said_in: dict[int, tuple[int, M]] = {}
        passed: list[M | None] = []
        for at, block in enumerate(self._block_of):
            passed.append(self._said_above(at, said_in))
            if at in said:
                said_in[block] = at + said[at][0], said[at][1]
        return passed

    def _said(self, passes_on: Callable[[M], int]) -> dict[int, tuple[int, M]]:
        """Sentence → the first of its mentions that hold longest after it, and for how many sentences."""
        starts = [start for start, _ in self._sentences]
        said: dict[int, tuple[int, M]] = {}
        for mention in self._index.mentions:
            at = bisect_right(starts, mention.start) - 1
            if at < 0 or mention.start >= self._sentences[at][1]:
                continue
            holds = passes_on(mention)
            before = said.get(at)
            if holds > (before[0] if before else 0) or (before and holds == before[0] and _sums_up(mention, before[1])):
                said[at] = holds, mention
        return said

    def _said_above(self, sentence: int, said_in: dict[int, tuple[int, M]]) -> M | None:
        """Of its own block what still holds, of the blocks above it what they said last."""
        block: int | None = self._block_of[sentence]
        own = True
        while block is not None:
            if block in said_in and (not own or sentence <= said_in[block][0]):
                return said_in[block][1]
            block, own = self._blocks[block].parent, False
        return self._default
