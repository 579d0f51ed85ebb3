"""Is a word a Vietnamese syllable? The yardstick for reading a text in the right encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from tongket import lexicon

_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_WORD: Final = re.compile(r"[^\W\d_]+")


@cache
def _shapes() -> frozenset[str]:
    """Every onset with every rhyme that the spelling allows, tone marks left out."""
    data = lexicon.load("syllables")
    rhymes = data["rhymes"].split()
    shapes = set(rhymes)
    for onset in data["onsets"]:
        for rhyme in rhymes:
            front = rhyme[0] in data["front"]
            if (onset in data["back_only"] and front) or (onset in data["front_only"] and not front):
                continue
            shapes.add(onset + rhyme)
    return frozenset(shapes.union(data["merged"]))


@cache
def _plain_shapes() -> frozenset[str]:
    return frozenset(plain(shape) for shape in _shapes())


def plain(word: str) -> str:
    """The word without any mark: "được" → "duoc"."""
    spread = unicodedata.normalize("NFD", word)
    return "".join(c for c in spread if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """True for a possible Vietnamese syllable with at most one tone mark, in either case, NFC."""
    spread = unicodedata.normalize("NFD", word.lower())
    toneless, tones = _TONES.subn("", spread)
    return tones <= 1 and unicodedata.normalize("NFC", toneless) in _shapes()


def is_plain_syllable(word: str) -> bool:
    """True for a syllable that lost its marks ("duoc"), lower case."""
    return word in _plain_shapes()


def words(text: str) -> list[str]:
    """The runs of letters in a text."""
    return _WORD.findall(text)


def share(found: Iterable[str]) -> float:
    """Share of Vietnamese syllables among the words; 0 where there are none."""
    listed = list(found)
    return sum(map(is_syllable, listed)) / len(listed) if listed else 0.0
