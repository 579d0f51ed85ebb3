"""Why a document could not be read, in the reader's language: `lexicon/web/causes.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tongket import lexicon
from tongket.web.language import Language

_BLANK = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class Told:
    """Words, and the language that they are in."""

    words: str
    language: Language


def told_in(language: Language, cause: str) -> Told:
    """The cause in a language, as far as it is one that the lexicon knows; else as it is, in English."""
    if language == "vi":
        for pattern, words in _causes():
            if found := pattern.fullmatch(cause):
                return Told(words.format(**found.groupdict()), "vi")
    return Told(cause, "en")


@cache
def _causes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What matches a cause whole, and its Vietnamese."""
    return tuple(
        (re.compile(_BLANK.sub(r"(?P<\1>.+?)", re.escape(each["en"]))), each["vi"])
        for each in lexicon.load("web/causes")["cause"]
    )
