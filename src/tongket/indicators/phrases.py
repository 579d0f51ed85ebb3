"""Phrases as words: how the words of an entry are compared with those of a text.

Letter case, the place of the tone mark, kinds of space and signs between words make no difference, nor "tỷ" and "tỉ".
A phrase is only ever found in whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from tongket import text

Words = tuple[str, ...]
Mark = TypeVar("Mark")

_WORD = re.compile(r"[^\W_]+")
_EITHER = dict(zip(map(ord, "yỳýỷỹỵ"), "iìíỉĩị", strict=True))
_Y_AFTER_CONSONANT = re.compile(r"(?<![^\W_])[bcdđghklmnprstvx]{1,3}[yỳýỷỹỵ](?![^\W_])")


def words(phrase: str) -> Words:
    """The words of a phrase or text, as they are compared.

    >>> words("Tỷ lệ thuỷ lợi – hoá")
    ('tỉ', 'lệ', 'thủy', 'lợi', 'hóa')
    """
    key = text.key(unicodedata.normalize("NFC", phrase))
    return tuple(_WORD.findall(_Y_AFTER_CONSONANT.sub(_with_i, key)))


def _with_i(match: re.Match[str]) -> str:
    return match.group().translate(_EITHER)


class Phrases(Generic[Mark]):
    """Many phrases, each with its mark, to be found in the words of a text."""

    def __init__(self, marks: Mapping[Words, Mark]) -> None:
        self._marks = dict(marks)
        lengths: dict[str, set[int]] = {}
        for phrase in self._marks:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: tuple(sorted(found)) for first, found in lengths.items()}

    def at(self, text: Sequence[str], start: int) -> Iterable[tuple[int, Mark]]:
        """Number of words and mark of each phrase that begins at a word of the text, the shortest first."""
        for length in self._lengths.get(text[start], ()):
            phrase = tuple(text[start : start + length])
            if phrase in self._marks:
                yield length, self._marks[phrase]

    def inside(self, text: Sequence[str], begin: int = 0) -> Iterable[tuple[int, Mark]]:
        """The same, for every word of the text, or those from one on."""
        for start in range(begin, len(text)):
            if text[start] in self._lengths:
                yield from self.at(text, start)
