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
_LONGEST_NUMBER = 5
"""Letters of numbers that beginnings are completed to, with that before them."""
_THOUSANDS = re.compile(r"(\d)[.,](?=\d{3}(?!\d))")
_OTHER = re.compile(r"[^\x00-\x7f\w]")
"""What is no word beyond ASCII, the letters above among it. FTS5 is left to part words at what is none in ASCII."""
_NO_LETTERS = str.maketrans({letter: " " for letter in map(chr, range(128)) if not letter.isalnum()})


def written(text: str) -> str:
    """Words as written, but for their case and the place of the tone: "Hoà 1.234" → "hòa 1234"."""
    return _THOUSANDS.sub(r"\1", key(text))


def _bare(words: str) -> str:
    """Words without marks, in ASCII: "ứng dụng ở đó" → "ung dung o do". Other scripts are left out."""
    return unicodedata.normalize("NFD", words).replace("đ", "d").encode("ascii", "ignore").decode()


def indexed(head: Iterable[str | None], rest: Iterable[str | None], keys: str = "") -> str:
    """All words of a row of the index: of the fields of its head, of the other fields, and its facets (`keys`)."""
    heads, rests = [field for field in head if field], [field for field in rest if field]
    begins = heads and rests and rests[0].startswith(heads[0]) and not rests[0][len(heads[0]) :][:1].isalnum()
    fields = [_forms(field) for field in (heads[1:] if begins else heads) + rests]  # a text often begins with its title
    told = [" ".join(map(token, keys.split())), *map(_head, heads)]
    return _BAR.join([*told, *(bare for _, bare in fields), *(written for written, _ in fields)])


def parted(row: str) -> set[str]:
    """The words of an `indexed` row, as FTS5 parts them."""
    return set(row.translate(_NO_LETTERS).split())


def may_begin(word: str) -> bool:
    """Whether beginnings are completed to a word of the index: one as written, or bare with `BARE` before it, and of
    numbers years and the like."""
    return not HEAD <= word[0] <= _KEY and (len(word) <= _LONGEST_NUMBER or not word.lstrip(BARE)[:1].isdigit())


def _forms(field: str) -> tuple[str, str]:
    """A field's words as written, and bare with `BARE` before each."""
    return _short_forms(field) if len(field) < _SHORT else _forms_of(field)


def _forms_of(field: str) -> tuple[str, str]:
    words = _OTHER.sub(" ", written(field))
    return words, _each(BARE, _bare(words))


_SHORT = 1000
_short_forms = lru_cache(maxsize=4096)(_forms_of)  # many figures stand in one sentence, and are of one body


@lru_cache(maxsize=4096)
def _head(field: str) -> str:
    words, bare = _forms(field)
    return f"{_each(HEAD, ' '.join(WORD.findall(words)))}{_BAR}{bare.replace(BARE, HEAD_BARE)}"


def _each(letter: str, words: str) -> str:
    """`letter` before each word."""
    found = words.translate(_NO_LETTERS).split()
    return f" {letter}".join(["", *found]).lstrip()


@lru_cache(maxsize=65536)
def token(facet: str) -> str:
    """A facet as one word of the index, which no text holds."""
    return _KEY + hashlib.blake2s(facet.encode(), digest_size=6).hexdigest()
