"""Texts that are not read: empty, stored encoded, stripped of their diacritics, or in another language.

Such a document is reported with its problem and its content is not read: a number taken out of a ruined
sentence cannot be checked against the words around it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.sources import syllables
from tongket.sources.language import is_other

MARKED: Final = 0.06
"""Share of characters beyond ASCII above which a text has its diacritics (Vietnamese prose has 0.2 to 0.3)."""
MIN_WORDS: Final = 12
"""Fewer words are not judged: a list of names or codes may have no diacritics."""
ENCODED: Final = 0.4
"""Share of the text inside encoded runs above which there is no prose to read."""
VOWELLESS: Final = 0.12
"""Share of words without a vowel above which letters were dropped ("Ph lc 2. NI DUNG")."""
REPLACED: Final = 0.15
"""Share of words with a "?" or a replacement character inside."""
PLAIN: Final = 0.15
"""Share of the commonest words, written without marks, in Vietnamese that lost them."""
PLAIN_SYLLABLES: Final = 0.75

_SAMPLE: Final = 20_000
_ENCODED: Final = re.compile(
    r"[A-Za-z0-9+/_-]{160,}={0,2}"  # base64
    r"|(?:[A-Za-z0-9+/]{60,76}\s){3,}"  # base64 in lines
    r"|(?:%[0-9A-Fa-f]{2}[\w.~-]{0,3}){6,}"  # percent-encoded
    r"|(?:\\u[0-9A-Fa-f]{4}[\w ]{0,4}){6,}|(?:\\x[0-9A-Fa-f]{2}[\w ]{0,4}){6,}"
    r"|(?:[0-9A-Fa-f]{2} ){40,}|(?:=[0-9A-F]{2}[\w]{0,3}){6,}"  # hexadecimal, quoted-printable
)
_ENTITY: Final = re.compile(r"&(?:#\d{2,5}|#x[0-9A-Fa-f]{2,4}|[A-Za-z]{3,8});")
_REPLACED: Final = re.compile(r"(?:\w[?\ufffd]+(?=\w)|\ufffd)")
_VOWEL: Final = re.compile("[aeiouyăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(lexicon.load("syllables")["plain"])


def _is_encoded(text: str) -> bool:
    inside = sum(len(m.group()) for m in _ENCODED.finditer(text))
    if "&" in text:
        entities = _ENTITY.findall(text)
        inside += sum(map(len, entities)) * 2 if len(entities) >= 20 else 0
    return inside > ENCODED * len(text)


def _lost_diacritics(text: str) -> bool:
    """Vietnamese whose marked letters were dropped, replaced by "?", or stripped of their marks.

    A text wholly without diacritics counts as lost, also where its writer left them off: its words are too
    ambiguous ("vu", "ban", "dong") for what is counted to be read.
    """
    found = syllables.words(text)
    if len(found) < MIN_WORDS:
        return False
    if len(_REPLACED.findall(text)) > REPLACED * len(found):
        return True
    capitals = text.isupper()
    judged = [w for w in found if len(w) > 1 and (capitals or not w.isupper())]
    vowelless = sum(1 for w in judged if not _VOWEL.search(w))
    if len(judged) >= MIN_WORDS and vowelless > VOWELLESS * len(judged):
        return True
    return _is_plain_vietnamese([w.lower() for w in judged])


def _is_plain_vietnamese(found: list[str]) -> bool:
    if len(found) < MIN_WORDS:
        return False
    common = sum(1 for w in found if w in _plain_words())
    valid = sum(1 for w in found if syllables.is_plain_syllable(syllables.plain(w)))
    return common > PLAIN * len(found) and valid > PLAIN_SYLLABLES * len(found)


def problems(text: str) -> tuple[str, ...]:
    """What keeps the text from being read: "empty" (no letters), "encoded_body", "lost_diacritics",
    "other_language"; often nothing."""
    sample = text[:_SAMPLE]
    marked = len(sample) - len(sample.encode("ascii", "ignore"))
    if marked > MARKED * len(sample) and "\ufffd" not in sample:
        return ("other_language",) if is_other(text) else ()
    if not any(c.isalpha() for c in text):
        return ("empty",)
    if _is_encoded(sample):
        return ("encoded_body",)
    if _lost_diacritics(sample):
        return ("lost_diacritics",)
    return ("other_language",) if is_other(text) else ()
