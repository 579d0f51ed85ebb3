"""Words that a checker types: searched for private people as a document is, and a remark more strictly.

No surer than there: a nickname without a sign, or a short name alone, can't be told from other words, and what a
document had masked isn't known any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tongket.records import Span

if TYPE_CHECKING:
    from tongket.grammar import Mentions
    from tongket.text import Text


def identifying(words: str) -> bool:
    """Whether something in them identifies a private person."""
    return bool(_found(words, False))


def masked(words: str) -> str:
    """A remark with what identifies a person painted over, same length: every name of a family name and more, too,
    for a remark on a figure needs none."""
    from tongket.privacy import mask

    return mask(words, _found(words, True))


@lru_cache(maxsize=4096)  # a sheet says the same in many rows
def _found(words: str, every_name: bool) -> tuple[Span, ...]:
    from tongket import privacy
    from tongket.grammar import find_all
    from tongket.text import Text

    text = Text(words)
    mentions = find_all(text)
    found = [(private.start, private.end) for private in privacy.find(text, mentions)]
    return (*found, *_names(text, mentions)) if every_name else tuple(found)


def _names(text: Text, mentions: Mentions) -> Iterator[Span]:
    """Names of people, but not those of places and bodies ("phường Nguyễn Trãi")."""
    from tongket.grammar import names

    others = [(each.start, each.end) for each in (*mentions.places, *mentions.bodies)]
    for match in re.finditer(r"(?<!\w)[^\W\d_]", text.raw):
        name = names.plain(text, match.start(), len(text.raw))
        if name and not any(start <= name[0] and name[1] <= end for start, end in others):
            yield name
