"""Is a text in another language than Vietnamese? Told by its letters and syllables, so that such pages cost nothing.

No library: its letters tell Vietnamese from all other languages, in a page that is half English too, and cost
microseconds where the usual detectors take milliseconds and megabytes.
"""

from __future__ import annotations

import re
from typing import Final

from tongket.sources import syllables

QUICK: Final = 0.05
"""Share of Vietnamese letters among a text's first characters that settles it; prose has 0.15 to 0.25."""
OWN: Final = 0.03
"""Share of a text's letters in small words with a Vietnamese letter above which it is read. Names, which an English
report on Vietnam is full of, are written large. Lists of foreign names in Vietnamese articles have 0.06 and more."""
FOREIGN: Final = 0.4
"""Least share of letters in words that no Vietnamese syllable looks like, also without its marks; in English and
French 0.6, in other scripts 1."""
MIN_LETTERS: Final = 60
"""Fewer letters are not judged: a name, a list of abbreviations."""

_QUICK_SAMPLE: Final = 500
_SAMPLE: Final = 10_000
_LETTERS: Final = "ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9"
_OWN_LETTER: Final = re.compile(f"[{_LETTERS}]")
_ADDRESS: Final = re.compile(r"\S*(?:://|www\.|@)\S*")


def is_other(text: str) -> bool:
    """Whether the text (NFC) is in another language. A text in two languages, one of them Vietnamese, is not, nor is
    one that is too short to tell, or Vietnamese without its marks."""
    head = text[:_QUICK_SAMPLE]
    if len(_OWN_LETTER.findall(head)) > QUICK * len(head):
        return False
    own = foreign = letters = 0
    for word in syllables.words(_ADDRESS.sub(" ", _sample(text))):
        letters += len(word)
        if _OWN_LETTER.search(word):
            own += len(word) if word[0].islower() else 0
        elif not syllables.is_plain_syllable(syllables.plain(word.lower())) and not word.isupper():
            foreign += len(word)
    return letters >= MIN_LETTERS and own < OWN * letters and foreign > FOREIGN * letters


def _sample(text: str) -> str:
    """A long text's beginning, middle and end: the second half of a page may be its translation."""
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]} {text[middle : middle + _SAMPLE]} {text[-_SAMPLE:]}"
