"""Lists of words as parts of regular expressions; the words themselves are the lexicon's.

The engine tries alternatives one after another. So what words have in common at their beginning is written once,
"xe(?: máy)?|xã": then few alternatives are tried at each letter, be the words ever so many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def alternatives(words: Iterable[str]) -> str:
    """The words as a regular expression's alternatives without a group around them; of two words that both match the
    longer is taken first."""
    rests = set(words)
    if "" in rests:
        return f"{'|'.join(_branches(rests))}|"
    return "|".join(_branches(rests))


def _branches(words: set[str]) -> list[str]:
    """An expression for each first letter of the words."""
    by_first: dict[str, set[str]] = {}
    for word in words - {""}:
        by_first.setdefault(word[0], set()).add(word[1:])
    return [_escaped(first) + _rest(by_first[first]) for first in sorted(by_first)]


def _rest(words: set[str]) -> str:
    """What may follow, as one piece."""
    if len(words) == 1:
        return "".join(map(_escaped, *words))
    branches = _branches(words)
    if "" in words:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _escaped(letter: str) -> str:
    return letter if letter == " " else re.escape(letter)


def one_of(words: Iterable[str]) -> str:
    """One of the words."""
    return f"(?:{alternatives(words)})"


def whole(words: Iterable[str]) -> str:
    """One of the words, which does not go on."""
    return rf"{one_of(words)}(?!\w)"


def maybe(words: Iterable[str]) -> str:
    """One of the words and a space behind it, or nothing: "(?:khoảng |hơn )?"."""
    return f"(?:{one_of(words)} )?"
