"""A text and its comparison key: one place for how Vietnamese spellings are compared.

The key has the same length as the text, so that a match in the key is a span of the text.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_SPACES: Final = tuple("\u00a0\u2007\u202f\u2009\u200b\ufeff\t")
"""Spaces that a key has as plain ones. Texts rarely hold them: looking for each is faster than `str.translate`."""


def _toned(vowel: str) -> dict[str, str]:
    """Tone mark → the vowel that carries it, NFC."""
    return {tone: unicodedata.normalize("NFC", vowel + tone) for tone in _TONES}


def _placements() -> dict[str, str]:
    """Tone on the second vowel of an open oa, oe, uy → tone on the first (hoà → hòa, thuỷ → thủy)."""
    table = {}
    for first, second in ("oa", "oe", "uy"):
        a, b = _toned(first), _toned(second)
        table.update({first + b[tone]: a[tone] + second for tone in _TONES})
    return table


def _late_tone() -> re.Pattern[str]:
    """An open oa, oe or uy with its tone on the second vowel; "qu" is a consonant ("quý").

    The pattern begins with the letters, not with a look behind, so that the search can leap to them.
    """
    after_o = "".join([*_toned("a").values(), *_toned("e").values()])
    after_u = "".join(_toned("y").values())
    return re.compile(rf"(?:o[{after_o}]|u[{after_u}])(?!\w)(?<!q..)")


_PLACEMENTS: Final = _placements()
_LATE_TONE: Final = _late_tone()


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def composed(text: str) -> str:
    """The text in NFC. `unicodedata` alone would take hours where a million marks stand on one letter, which nothing
    could interrupt: it moves each past all before it."""
    if unicodedata.is_normalized("NFC", text):
        return text
    if len(text) > _FEW:
        text = _MARKS.sub(_ordered, text)
    return unicodedata.normalize("NFC", text)


_FEW: Final = 10_000
"""Characters within which marks are put in order in some milliseconds."""
_MARKS: Final = re.compile(r"[^\w\s!-~]{100,}")
"""What may be so many marks; every mark that has an order is none of the letters, digits and spaces."""


def _ordered(match: re.Match[str]) -> str:
    """Marks in their canonical order (Unicode, 3.11 D109): by class, else as they stand; past no other sign."""
    groups = groupby(match[0], lambda sign: unicodedata.combining(sign) > 0)
    return "".join("".join(sorted(signs, key=unicodedata.combining) if marks else signs) for marks, signs in groups)


def key(text: str) -> str:
    """Lower case, one way of placing the tone mark, special spaces as plain ones; same length as `text` (NFC)."""
    lowered = _lower(text)
    for space in _SPACES:
        if space in lowered:
            lowered = lowered.replace(space, " ")
    return _LATE_TONE.sub(_early_tone, lowered)


def _early_tone(match: re.Match[str]) -> str:
    return _PLACEMENTS[match.group()]


class Text:
    """A text with its key, made once and shared by all grammars."""

    __slots__ = ("key", "raw", "sentences")

    def __init__(self, raw: str, known: str | None = None) -> None:
        """`known`: the text's key, where it is known already."""
        self.raw = raw
        self.key = key(raw) if known is None else known
        self.sentences: dict[tuple[int, int], list[tuple[int, int]]] = {}
        """Stretches that were split before (`grammar.sentences`), with their sentences."""

    def __len__(self) -> int:
        return len(self.raw)
