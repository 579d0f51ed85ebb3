"""Where the mentions of one thing stand around a number: before it in its sentence, behind it, or in a line above."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from tongket.choosing.signs import unit_class
from tongket.reading.slots import Slot

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader


class Mention(Protocol):
    """A time or a name where it stands."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def sentence(self) -> int:
        """Index of its sentence; -1 where it stands in none."""


M = TypeVar("M", bound=Mention)
_start: Final = attrgetter("start")
_DIGIT: Final = re.compile(r"\d")


def number_and_mark(gap: str) -> tuple[bool, bool]:
    """Whether a number and whether a mark of clauses stands in a stretch."""
    return _DIGIT.search(gap) is not None, "," in gap or ";" in gap or ":" in gap


class Mentions(Generic[M]):
    """The mentions of one thing, in the order of the text."""

    __slots__ = ("all", "starts")

    def __init__(self, mentions: Sequence[M] = ()) -> None:
        self.all = sorted(mentions, key=_start)
        self.starts = [mention.start for mention in self.all]


class Scene:
    """What all options of one slot are seen against."""

    def __init__(self, reader: FigureReader, slot: Slot, starts: Sequence[int]) -> None:
        """`starts`: where the mentions of every option begin that count, in order."""
        self.slot = slot
        self.number = slot.quantity.start
        self.start, self.end = reader.sentences[slot.sentence]
        self._starts = starts
        self.before = bisect_left(starts, self.number)
        """So many of all mentions stand before the number."""
        self.behind = self.before > 0 and starts[self.before - 1] >= self.start
        """Whether one of them stands in its sentence."""
        ahead = self.before < len(starts) and starts[self.before] < self.end
        self.here = f"b{self.behind:d}a{ahead:d}"
        self.unit = unit_class(slot)
        self.in_lead = self.number < reader.circumstances.lead_end
        self._clause = reader.tokens.starts[slot.floor]

    def between(self, mention: Mention) -> int:
        """How many mentions stand between an earlier one and the number."""
        return self.before - bisect_right(self._starts, mention.start)

    def since(self, mention: Mention) -> int:
        """How many mentions stand between the number and a later one."""
        return bisect_left(self._starts, mention.start) - bisect_right(self._starts, self.number)

    def in_clause(self, mention: Mention) -> bool:
        """Whether a mention stands in what may belong to this number alone."""
        return mention.start >= self._clause

    def seen(self, mentions: Mentions[M]) -> tuple[M | None, M | None, M | None]:
        """Of the mentions of one thing the last before the number in its sentence, the next behind it there, and,
        where none stands before it there, the last above."""
        at = bisect_left(mentions.starts, self.number)
        last = mentions.all[at - 1] if at else None
        behind = mentions.all[at] if at < len(mentions.all) and mentions.starts[at] < self.end else None
        if last is not None and last.start >= self.start:
            return last, behind, None
        return None, behind, last
