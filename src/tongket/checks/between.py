"""What stands between two figures of a text: the evidence that they belong to one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.records import Figure
from tongket.text import key

_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_LONGEST: Final = 14
"""Tokens of a gap that still is short."""


@cache
def words(name: str) -> frozenset[str]:
    """A list of lexicon/checks.toml."""
    return frozenset(lexicon.load("checks")[name])


@cache
def _whole(listed: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, listed), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


def phrase_in(phrases: frozenset[str], stretch: str) -> bool:
    """Whether a stretch of a key holds one of the phrases as whole words."""
    return _whole(phrases).search(stretch) is not None


def says(name: str, gap: str) -> bool:
    """Whether a stretch of a key holds a word of a list of lexicon/checks.toml as a whole word."""
    return phrase_in(words(name), gap)


@cache
def _dates() -> re.Pattern[str]:
    """'năm 2016', 'quý II/2017', 'tháng 5': when, which parts no statement."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words('dates')))})\s+(?:\d[\d/.-]*|[ivx]+(?:[/-]\d+)?)(?!\w)")


class Between:
    """The stretches between the figures of one text, as keys."""

    def __init__(self, figures: Sequence[Figure], text: str) -> None:
        self.figures = figures
        self._text = text

    def gap(self, first: int, second: int) -> str:
        """What stands between two figures, in either order; empty where they touch or overlap."""
        a, b = sorted((self.figures[first], self.figures[second]), key=lambda figure: figure.start)
        return key(self._text[a.end : b.start])

    def stretch(self, first: int, last: int) -> str:
        """The text from one figure to another, both included."""
        return key(self._text[self.figures[first].start : self.figures[last].end])

    def sentence(self, index: int) -> str:
        """The sentence of a figure."""
        return key(self._text[slice(*self.figures[index].sentence)])

    def before(self, index: int, length: int) -> str:
        """What stands before a figure in its sentence, at most `length` characters."""
        figure = self.figures[index]
        return key(self._text[max(figure.sentence[0], figure.start - length, 0) : figure.start])

    def after(self, index: int, length: int) -> str:
        """What stands behind a figure in its sentence, at most `length` characters."""
        figure = self.figures[index]
        return key(self._text[figure.end : max(figure.end, min(figure.sentence[1], figure.end + length))])

    def is_short(self, first: int, second: int, allowed: str, nouns: Sequence[int] | None = None) -> bool:
        """Whether nothing but words of the list `allowed` and the figures' own nouns (those of `nouns`, where given)
        stands between two figures."""
        tokens = _TOKEN.findall(_dates().sub(" ", self.gap(first, second)))
        if not tokens or len(tokens) > _LONGEST:
            return False
        own = self._nouns((first, second) if nouns is None else nouns)
        return all(token in words(allowed) or token in own for token in tokens)

    def _nouns(self, indices: Iterable[int]) -> set[str]:
        """Words of what the figures count."""
        return {word for index in indices for word in _TOKEN.findall(key(self.figures[index].counted or ""))}
