"""Words as the search index holds them: as written, and bare, so that "ung dung" finds "ứng dụng"."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from tongket.text import key

WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(\d)[.,](?=\d{3}(?!\d))")
_OTHER = re.compile(r"[^\x00-\x7f\w]")
"""What would vanish with the marks, and glue the words at its sides together."""


def written(text: str) -> str:
    """Words as written, but for their case and the place of the tone: "Hoà 1.234" → "hòa 1234"."""
    return _THOUSANDS.sub(r"\1", key(text))


def bare(words: str) -> str:
    """`written` words without marks, in ASCII: "ứng dụng ở đó" → "ung dung o do". Other scripts are left out."""
    letters = unicodedata.normalize("NFD", _OTHER.sub(" ", words)).replace("đ", "d")
    return letters.encode("ascii", "ignore").decode()


@lru_cache(maxsize=65536)
def token(facet: str) -> str:
    """A facet as one word of the index, which no text holds: "body:bo-cong-an" → "k83…"."""
    return "k" + hashlib.blake2s(facet.encode(), digest_size=6).hexdigest()
