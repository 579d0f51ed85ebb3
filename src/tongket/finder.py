"""Many words at once: where the words of a lexicon stand in the key of a text.

The keys of Vietnamese texts need fewer than 256 letters and signs. So a key is written with one byte for each
character, once for all lexicons, and the automaton works on bytes: an offset in them is an offset in the key. Over
UTF-8 the offsets must be counted out anew in every search, which took most of its time.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

Hit = tuple[int, int, int]
"""Index of the word, start and end of where it stands in the key."""

_SIGNS: Final = "“”‘’–—…•²³°º×€£¥₫‰"
_NO_CHARACTER: Final = "\ufffe"


def _alphabet() -> str:
    """The 256 characters that have a byte, in order: ASCII, small Vietnamese letters, signs, then none."""
    marked = (
        unicodedata.normalize("NFC", vowel + shape + tone)
        for vowel in "aeiouy"
        for shape in ("", "\u0302", "\u0306", "\u031b")
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    )
    letters = sorted({letter for letter in marked if len(letter) == 1 and not letter.isascii()})
    known = "".join(map(chr, range(128))) + "đ" + "".join(letters) + _SIGNS
    return known.ljust(256, _NO_CHARACTER)


_ALPHABET: Final = _alphabet()
_BYTES: Final = codecs.charmap_build(_ALPHABET)
_SURE: Final = frozenset(_ALPHABET) - {"?", _NO_CHARACTER}


@lru_cache(maxsize=2)
def _written(key: str) -> bytes:
    """The key with one byte for each character; a character without a byte is written "?"."""
    return codecs.charmap_encode(key, "replace", _BYTES)[0]


def _has_bytes(word: str) -> bool:
    """Whether the word is written with bytes that nothing else is written with."""
    return _SURE.issuperset(word)


class WordFinder:
    """The words of a lexicon, to be found in keys."""

    def __init__(self, words: Iterable[str], *, overlapping: bool = False) -> None:
        """`words`: comparison keys. Of words that overlap in the text the first and longest is found; all of them
        with `overlapping`."""
        listed = list(words)
        kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
        self._overlapping = overlapping
        self._in_text: AhoCorasick | None = None
        self._in_bytes: BytesAhoCorasick | None = None
        if all(map(_has_bytes, listed)):
            spelled = [_written(word) for word in listed]
            self._in_bytes = BytesAhoCorasick(spelled, matchkind=kind, implementation=Implementation.DFA)
        else:  # a gazetteer of the user's own may hold any letter
            self._in_text = AhoCorasick(listed, matchkind=kind)

    def find(self, key: str) -> list[Hit]:
        """Every word that stands in the key, in text order; also inside longer words."""
        if self._in_bytes is not None:
            return self._in_bytes.find_matches_as_indexes(_written(key), overlapping=self._overlapping)
        assert self._in_text is not None
        return self._in_text.find_matches_as_indexes(key, overlapping=self._overlapping)
