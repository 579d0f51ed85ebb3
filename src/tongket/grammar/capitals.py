"""How proper names are written in Vietnamese: capitals, syllables, and runs of capitalised words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LATIN: Final[tuple[int, ...]] = (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
UPPER: Final = "".join(c for c in map(chr, _LATIN) if unicodedata.category(c) == "Lu")
"""Every Latin capital that Vietnamese uses, for character classes."""

WORD: Final = rf"[{UPPER}](?:[^\W\d_]|['’])*(?!\w)"
"""A capitalised word: "Cường", "M'gar", "TP"."""
JOIN: Final = r"[ \u00a0-]"
"""What may stand between two words of one name."""

RUN: Final = re.compile(rf"{WORD}(?:{JOIN}{WORD}){{0,4}}")
"""A run of up to five capitalised words."""

_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"  # onset
    r"[aăâeêioôơuưy]{1,3}"  # nucleus
    r"(?:ch|ng|nh|[cmnpt])?"  # coda
)
_TONES: Final = str.maketrans(dict.fromkeys("\u0300\u0301\u0303\u0309\u0323"))


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """True for a word that Vietnamese phonology allows ("Đức"), False for a foreign one ("Donald")."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def word_before(raw: str, start: int) -> str:
    """The word that stands right before `start`, with only one space between; "" where there is none."""
    if start < 2 or raw[start - 1] not in " \u00a0":
        return ""
    i = start - 2
    while i >= 0 and (raw[i].isalnum() or raw[i] in "'’.&"):
        i -= 1
    return raw[i + 1 : start - 1]


def word_after(raw: str, end: int) -> str:
    """The word that stands right after `end`, with only one space between; "" where there is none."""
    if end + 1 >= len(raw) or raw[end] not in " \u00a0":
        return ""
    i = end + 1
    while i < len(raw) and raw[i].isalnum():
        i += 1
    return raw[end + 1 : i]
