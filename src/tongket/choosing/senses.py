"""What the words around a number tell of its time or place, for options that the text may not name.

"Tính đến 20/6, cấp mới 1.183 dự án" sums up since the year's beginning, "tính đến 20/6, còn 58 dự án hiệu lực" tells a
state; a price, a rule and a size are of no time of their own; what the State gives or sells abroad is of the country.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from tongket.choosing.ranking import Weigher
from tongket.choosing.words import Words
from tongket.memo import Memo
from tongket.reading.slots import Slot

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_WORDS_BEFORE: Final = 8
_WORDS_BEHIND: Final = 6
_SORTS: Final[tuple[str, ...]] = ("s", "b", "b0", "f", "f0", "act", "counted", "c0")
"""The features that are words: of the sentence, before the number and behind it, of its act and of what is counted."""


class Senses:
    """What the words around the numbers of one text speak for."""

    def __init__(self, reader: FigureReader, weigh: Weigher, senses: tuple[str, ...]) -> None:
        """`senses`: what they may speak for, by the names of its features."""
        self._reader = reader
        self._weigh = weigh.across(senses)
        self._nothing = self._weigh([])
        self._signs = self._weigh.kept(_Sensed)
        self._words = Words(reader, self._signs.words, self._nothing)
        self._of_sentence = Memo(partial(_of_sentence, reader, self._words))

    def of(self, slot: Slot) -> list[Any]:
        """For each sense what speaks for it."""
        words, tokens = self._words, self._reader.tokens
        total = self._of_sentence[slot.sentence]
        last = tokens.before(self._reader.sentences[slot.sentence][1])
        before = words.before(slot, _WORDS_BEFORE)
        behind = words.between(slot.last, min(last, slot.last + _WORDS_BEHIND))
        total = total + self._signs.slot[self._reader.genre, slot.kind, slot.status, slot.unit]
        total = total + words.each("b", before) + words.each("f", behind)
        total = total + words.all("b0", before[-1:]) + words.all("f0", behind[:1])
        for sort, span in (("act", slot.act), ("counted", slot.counted)):
            if span is not None:
                phrase = words.between(tokens.at(span[0]), tokens.before(span[1]))
                total = total + words.each(sort, phrase)
                if sort == "counted":
                    total = total + words.all("c0", phrase[:1])
        return self._weigh.split(total)


def _of_sentence(reader: FigureReader, words: Words, index: int) -> Any:
    """What the words of a sentence speak for, each once."""
    tokens = reader.tokens
    start, end = reader.sentences[index]
    return words.each("s", words.between(tokens.at(start), tokens.before(end)))


class _Sensed:
    """The features of `Senses`."""

    def __init__(self, weigh: Weigher) -> None:
        self.words = {sort: weigh.of(sort) for sort in _SORTS}
        self.slot = weigh.group(_of_slot)


def _of_slot(genre: str, kind: str, status: str, unit: str) -> list[str]:
    return [f"g{genre}", f"g{genre}|{kind}|{status}", f"status{status}", f"unit{unit}"]
