"""The words of one text as features: those of its title, and those around its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from tongket.choosing.ranking import Table
from tongket.choosing.signs import shown
from tongket.reading.slots import Slot

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_WORD: Final = re.compile(r"[^\W\d_]+")


class Words:
    """The words of one text, each weighed by the table of its sort."""

    def __init__(self, reader: FigureReader, tables: Mapping[str, Table], nothing: Any) -> None:
        """`nothing`: what a word never learnt weighs."""
        self._reader = reader
        self._tables = tables
        self._nothing = nothing

    def one(self, sort: str, word: str) -> Any:
        """What a word tells."""
        return self._tables[sort](word, self._nothing)

    def all(self, sort: str, words: Iterable[str]) -> Any:
        """What words tell together."""
        table, nothing = self._tables[sort], self._nothing
        total = nothing
        for word in words:
            total = total + table(word, nothing)
        return total

    def each(self, sort: str, words: Iterable[str]) -> Any:
        """Likewise, each word once."""
        return self.all(sort, dict.fromkeys(words))

    def of_title(self, sort: str) -> Any:
        """What the words of the title, the first sentence, tell."""
        text, sentences = self._reader.text, self._reader.sentences
        spans = (match.span() for match in _WORD.finditer(text.key, *(sentences[0] if sentences else (0, 0))))
        return self.each(sort, [shown(text.raw, text.key, *span) for span in spans])

    def before(self, slot: Slot, many: int) -> list[str]:
        """So many words before a number in its sentence, in their order."""
        start, _ = self._reader.sentences[slot.sentence]
        return self.between(max(self._reader.tokens.at(start), slot.first - many), slot.first)

    def between(self, first: int, last: int) -> list[str]:
        """The words first … last (not included)."""
        return list(self._reader.shown[first:last])
