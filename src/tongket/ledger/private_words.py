"""Words that a checker types: searched for private people as a document is.

No surer than there: a name alone, without any sign of whose it is, can't be told from others, and what a document had
masked isn't known any more. docs/what-it-will-not-do.md tells checkers to name nobody.
"""

from __future__ import annotations

from functools import lru_cache

from tongket.records import Private


def identifying(words: str) -> bool:
    """Whether something in them identifies a private person."""
    return bool(_found(words))


def masked(words: str) -> str:
    """The words with what identifies a private person painted over, same length."""
    from tongket.privacy import mask

    return mask(words, [(private.start, private.end) for private in _found(words)])


@lru_cache(maxsize=4096)  # a sheet says the same in many rows
def _found(words: str) -> tuple[Private, ...]:
    from tongket import privacy
    from tongket.grammar import find_all
    from tongket.text import Text

    text = Text(words)
    return tuple(privacy.find(text, find_all(text)))
