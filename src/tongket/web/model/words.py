"""Words as the search index holds them: as written, and bare, so that "ung dung" finds "ứng dụng".

What a word is of is told by a first letter that no text keeps, so that a search reads only the places where it may be:
the few titles that hold "cong", not all texts that do.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from tongket.text import key

BARE, HEAD, HEAD_BARE = "\ue000", "\ue001", "\ue002"
"""First letters of words without marks, and of those of a title or of what is counted; words as written have none."""
_KEY = "\ue003"
_BAR = f" {_KEY} "
"""A word between fields: the last words of one and the first of the next make no phrase."""
WORD = re.compile(r"[^\W_]+")
_LONGEST_NUMBER = 4
"""Digits of numbers that are counted: years and the like."""
_THOUSANDS = re.compile(r"(\d)[.,](?=\d{3}(?!\d))")
_OTHER = re.compile(r"[^\x00-\x7f\w]")
"""What would vanish with the marks, and glue the words at its sides together."""
_OWN = re.compile(f"[{BARE}-{_KEY}]")
_NO_LETTERS = str.maketrans({letter: " " for letter in map(chr, range(128)) if not letter.isalnum()})


def written(text: str) -> str:
    """Words as written, but for their case and the place of the tone: "Hoà 1.234" → "hòa 1234"."""
    return _THOUSANDS.sub(r"\1", key(text))


def bare(words: str) -> str:
    """`written` words without marks, in ASCII: "ứng dụng ở đó" → "ung dung o do". Other scripts are left out."""
    letters = unicodedata.normalize("NFD", _OTHER.sub(" ", words)).replace("đ", "d")
    return letters.encode("ascii", "ignore").decode()


def indexed(head: Iterable[str | None], rest: Iterable[str | None], keys: str) -> str:
    """All words of a row of the index: of the fields of its head, of the other fields, and its facets (`keys`)."""
    heads, rests = _fields(head), _fields(rest)
    begins = heads and rests and rests[0].startswith(heads[0]) and not rests[0][len(heads[0]) :][:1].isalnum()
    all_of_it = (heads[1:] if begins else heads) + rests  # a text often begins with its title
    told = (
        " ".join(map(token, keys.split())),
        _BAR.join(_each(HEAD, " ".join(WORD.findall(field))) for field in heads),
        _BAR.join(_each(HEAD_BARE, bare(field)) for field in heads),
        _BAR.join(_each(BARE, bare(field)) for field in all_of_it),
        _BAR.join(all_of_it),
    )
    return _BAR.join(told)


def counted(fields: Iterable[str | None]) -> set[str]:
    """The words of `fields` that beginnings can be completed to: as written, and bare with `BARE` before them."""
    found: set[str] = set()
    for field in _fields(fields):
        found.update(word for word in WORD.findall(field) if len(word) <= _LONGEST_NUMBER or not word[0].isdigit())
    return found | {BARE + word for word in map(_bare_word, found) if word}


def _fields(fields: Iterable[str | None]) -> list[str]:
    return [written(_OWN.sub(" ", field)) for field in fields if field]


def _each(letter: str, words: str) -> str:
    """`letter` before each word."""
    found = words.translate(_NO_LETTERS).split()
    return f" {letter}".join(["", *found]).lstrip()


@lru_cache(maxsize=65536)
def _bare_word(word: str) -> str:
    return bare(word)


@lru_cache(maxsize=65536)
def token(facet: str) -> str:
    """A facet as one word of the index, which no text holds."""
    return _KEY + hashlib.blake2s(facet.encode(), digest_size=6).hexdigest()
