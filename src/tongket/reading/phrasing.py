"""Looking for words of a lexicon list as whole words in a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from tongket import lexicon
from tongket.memo import Memo
from tongket.patterns import whole


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, as whole words."""
    return rf"(?<!\w){whole(words)}"


@cache
def pattern(name: str, *path: str) -> re.Pattern[str]:
    """The words of `lexicon/<name>.toml` at `path` (a list, or a table's keys) as one compiled pattern."""
    words: Any = lexicon.load(name)
    for part in path:
        words = words[part]
    return re.compile(alternatives(words))


@cache
def words(name: str, *path: str) -> frozenset[str]:
    """The same words as a set."""
    found: Any = lexicon.load(name)
    for part in path:
        found = found[part]
    return frozenset(found)


def words_of(module: str) -> Callable[[str], frozenset[str]]:
    """The lists of small words that a module of this room looks for, by name (lexicon/reading.toml)."""
    found: Memo[str, frozenset[str]] = Memo(lambda name: words("reading", module, name))
    return found.__getitem__
