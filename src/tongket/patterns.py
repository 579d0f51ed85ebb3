"""Lists of words as parts of regular expressions; the words themselves are the lexicon's."""

from __future__ import annotations

import re
from collections.abc import Iterable


def alternatives(words: Iterable[str]) -> str:
    """The words as a regular expression's alternatives, longest first, without a group around them."""
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=lambda w: (-len(w), w)))


def one_of(words: Iterable[str]) -> str:
    """One of the words."""
    return f"(?:{alternatives(words)})"


def whole(words: Iterable[str]) -> str:
    """One of the words, which does not go on."""
    return rf"{one_of(words)}(?!\w)"


def maybe(words: Iterable[str]) -> str:
    """One of the words and a space behind it, or nothing: "(?:khoảng |hơn )?"."""
    return f"(?:{one_of(words)} )?"
