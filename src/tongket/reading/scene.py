"""What the rules beyond the gold look at: the figures of each sentence, and lists of words as patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.patterns import whole
from tongket.reading.slots import Slot

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader


class Scene:
    """The slots of a document by sentence, with the text that lies between them."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        self.reader = reader
        self.slots = slots
        self.tokens = reader.tokens
        self.keys = reader.tokens.keys
        self.key = reader.text.key
        self.raw = reader.text.raw
        self._found: dict[str, list[tuple[int, int]]] | None = None
        self.sentences: dict[int, list[int]] = {}
        for index, slot in enumerate(slots):
            self.sentences.setdefault(slot.sentence, []).append(index)

    def found(self, role: str) -> list[tuple[int, int]]:
        """Spans of the words of a role ("scope.sector") in the whole text, whole words, in order."""
        if self._found is None:
            automaton, roles = _automaton()
            self._found = {}
            for at, start, end in automaton.find(self.key):
                if not (self.key[end : end + 1].isalnum() or (start and self.key[start - 1].isalnum())):
                    self._found.setdefault(roles[at], []).append((start, end))
        return self._found.get(role, [])

    def span(self, sentence: int) -> tuple[int, int]:
        """Code-point span of a sentence."""
        return self.reader.sentences[sentence]

    def start(self, index: int) -> int:
        """First code point of a slot's number with the modifier before it."""
        return self.tokens.starts[self.slots[index].first]

    def end(self, index: int) -> int:
        """One past the last code point of a slot's number with the modifier behind it."""
        return self.tokens.ends[self.slots[index].last - 1]

    def noun_end(self, index: int) -> int:
        """One past the last code point of a slot's number and noun."""
        slot = self.slots[index]
        return self.tokens.ends[slot.noun[1] - 1] if slot.noun is not None else self.end(index)

    def before(self, index: int) -> str:
        """The key of the text between the slot and the one before it, or its sentence's start."""
        first = self.span(self.slots[index].sentence)[0]
        if index and self.slots[index - 1].sentence == self.slots[index].sentence:
            first = self.end(index - 1)
        return self.key[first : self.start(index)]


_SOUGHT: Final[tuple[str, ...]] = (
    "scope.sector",
    "scope.all_levels",
    "qualifier.opens",
    "qualifier.limits",
    "moments.cumulative",
    "moments.merged",
)


@cache
def _automaton() -> tuple[WordFinder, list[str]]:
    """One automaton over the words that any text may hold anywhere; and the role of each of its patterns."""
    pairs = [(word, role) for role in _SOUGHT for word in words(*role.split("."))]
    return WordFinder([word for word, _ in pairs]), [role for _, role in pairs]


@cache
def words(table: str, name: str) -> tuple[str, ...]:
    """A list of lexicon/beyond.toml."""
    found = lexicon.load("beyond")[table][name]
    return (found,) if isinstance(found, str) else tuple(found)


@cache
def pattern(table: str, *names: str) -> re.Pattern[str]:
    """The words of some lists of lexicon/beyond.toml as whole words, the longest first."""
    every = {word for name in names for word in words(table, name)}
    return re.compile(rf"(?<!\w){whole(every)}")
