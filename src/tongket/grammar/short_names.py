"""Whether one name is another one shortened: "CỤC QLTT TỈNH A" for "Cục Quản lý thị trường tỉnh A"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.text import key

_WORD: Final = re.compile(r"\w+")


@cache
def _joiners() -> frozenset[str]:
    return frozenset(lexicon.load("bodies")["comparison"]["joiners"])


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(key(name)) if word not in _joiners()]


@cache
def _initial(word: str) -> str:
    return unicodedata.normalize("NFD", word[0])[0]


def stands_for(short: str, long: str) -> bool:
    """True where the words of `short`, each itself or the initials of several, are those that `long` begins with."""
    return bool(short and long) and _aligned(_words(short), _words(long))


def _aligned(short: Sequence[str], long: Sequence[str]) -> bool:
    if not short:
        return True
    if not long:
        return False
    first = short[0]
    if first == long[0]:
        return _aligned(short[1:], long[1:])
    size = len(first)
    letters = "".join(map(_initial, long[:size]))
    return size > 1 and letters == "".join(map(_initial, first)) and _aligned(short[1:], long[size:])
