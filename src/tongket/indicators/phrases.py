"""Phrases as words: how the words of an entry are compared with those of a text.

Letter case, the place of the tone mark, kinds of space and signs between words make no difference, nor "tỷ" and "tỉ".
A phrase is only ever found in whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar

from tongket import text
from tongket.finder import WordFinder

Words = tuple[str, ...]
Mark = TypeVar("Mark")

_WORD: Final = re.compile(r"[^\W_]+")
_YS: Final = "yỳýỷỹỵ"
_EITHER: Final = dict(zip(map(ord, _YS), "iìíỉĩị", strict=True))
_Y_AFTER_CONSONANT: Final = re.compile(rf"[bcdđghklmnprstvx]{{1,3}}[{_YS}]")


def words(phrase: str) -> Words:
    """The words of a phrase or text, as they are compared.

    >>> words("Tỷ lệ thuỷ lợi – hoá")
    ('tỉ', 'lệ', 'thủy', 'lợi', 'hóa')
    """
    key = text.key(unicodedata.normalize("NFC", phrase))
    found: list[str] = _WORD.findall(key)
    return tuple([_with_i(word) if word[-1] in _YS else word for word in found])


def _with_i(word: str) -> str:
    return word.translate(_EITHER) if _Y_AFTER_CONSONANT.fullmatch(word) else word


class Phrases(Generic[Mark]):
    """Many phrases, each with its mark, to be found in the words of a text."""

    def __init__(self, marks: Mapping[Words, Mark]) -> None:
        self._first: dict[str, _Node[Mark]] = {}
        for phrase, mark in marks.items():
            nodes = self._first
            for word in phrase:
                node = nodes.setdefault(word, _Node())
                nodes = node.following
            node.marks.append(mark)

    def at(self, text: Sequence[str], start: int) -> list[tuple[int, Mark]]:
        """Number of words and mark of each phrase that begins at a word of the text, the shortest first."""
        found: list[tuple[int, Mark]] = []
        nodes = self._first
        for place in range(start, len(text)):
            node = nodes.get(text[place])
            if node is None:
                break
            if node.marks:
                found += [(place - start + 1, mark) for mark in node.marks]
            nodes = node.following
        return found

    def inside(self, text: Sequence[str], begin: int = 0) -> list[tuple[int, Mark]]:
        """The same, for every word of the text, or those from one on."""
        first = self._first
        found: list[tuple[int, Mark]] = []
        for start in range(begin, len(text)):
            if text[start] in first:
                found += self.at(text, start)
        return found


class AnyOf:
    """Which of many phrases stand in a text, for long texts: all are looked for at once."""

    def __init__(self, phrases: Iterable[Words]) -> None:
        self._phrases = sorted(set(phrases))
        self._finder = WordFinder([_spaced(phrase) for phrase in self._phrases], overlapping=True)

    def inside(self, string: str) -> frozenset[Words]:
        """Those that stand in the words of a string."""
        return frozenset(self._phrases[hit[0]] for hit in self._finder.find(_spaced(words(string))))


def _spaced(phrase: Words) -> str:
    """Words between single spaces, so that they are found only as whole ones."""
    return f" {' '.join(phrase)} "


class _Node(Generic[Mark]):
    """A word of phrases: the marks of those that end with it, and the words that follow in others."""

    __slots__ = ("following", "marks")

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.following: dict[str, _Node[Mark]] = {}
