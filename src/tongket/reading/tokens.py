"""The words of a text with their places, and tables of phrases to look up among them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from tongket.privacy.mask import MASK
from tongket.records import Span
from tongket.text import Text

_TOKEN: Final = re.compile(rf"\w+|{MASK}+|[^\w\s]")

REST: Final = "¶"
"""The key of a stretch that is left uncut."""
_NO_ROLES: Final[Mapping[str, int]] = {}


class Tokens:
    """Words and punctuation marks of a text, in order; `keys[i]` is the comparison key of `raw[starts[i]:ends[i]]`.

    Most sentences hold no figure, so only the stretches that do are cut into words; all that lies between two of
    them is one token, with the key "¶".
    """

    def __init__(self, text: Text, stretches: Sequence[Span] | None = None) -> None:
        """`stretches`: spans in order, apart, none of which begins or ends within a word; None: the whole text."""
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.keys: list[str] = []
        end = 0
        for start, stop in [(0, len(text))] if stretches is None else stretches:
            self._leave(end, start)
            self._cut(start, stop)
            end = stop
        self._leave(end, len(text))

    def _cut(self, start: int, end: int) -> None:
        key, starts, ends = self.text.key, self.starts, self.ends
        # Only space stands between two tokens, so each is the next of its letters: quicker than asking matches.
        words: list[str] = _TOKEN.findall(key, start, end)
        at = start
        for word in words:
            first = key.find(word, at)
            at = first + len(word)
            starts.append(first)
            ends.append(at)
        self.keys += words

    def _leave(self, start: int, end: int) -> None:
        if end > start:
            self.starts.append(start)
            self.ends.append(end)
            self.keys.append(REST)

    def __len__(self) -> int:
        return len(self.keys)

    def at(self, offset: int) -> int:
        """Index of the first token that ends after `offset`."""
        return bisect_right(self.ends, offset)

    def before(self, offset: int) -> int:
        """Index one past the last token that starts before `offset`."""
        return bisect_left(self.starts, offset)

    def starting(self, offset: int) -> int | None:
        """Index of the token that starts at `offset`; None where none does."""
        at = bisect_left(self.starts, offset)
        return at if at < len(self.starts) and self.starts[at] == offset else None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Code-point span of tokens first … last (last not included; at least one token)."""
        return self.starts[first], self.ends[last - 1]

    def raw(self, first: int, last: int) -> str:
        start, end = self.span(first, last)
        return self.text.raw[start:end]

    def is_word(self, index: int) -> bool:
        return self.keys[index][0].isalnum()


class _Step:
    """Where the words of a phrase lead, one after another."""

    __slots__ = ("further", "longest", "sizes")

    def __init__(self, before: _Step | None = None) -> None:
        self.further: dict[str, _Step] = {}
        self.longest: tuple[int, frozenset[str]] | None = None if before is None else before.longest
        """Length and roles of the longest phrase on the way here."""
        self.sizes: Mapping[str, int] = _NO_ROLES if before is None else before.sizes
        """Role → length of its longest phrase on the way here."""


class PhraseTable:
    """Phrases and what they stand for; the longest phrase at a place wins."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """`phrases`: role → its phrases. A phrase may have several roles."""
        roles: dict[tuple[str, ...], set[str]] = {}
        for role, words in phrases.items():
            for phrase in words:
                roles.setdefault(tuple(_TOKEN.findall(phrase)), set()).add(role)
        root = _Step()
        for tokens, found in sorted(roles.items(), key=lambda item: len(item[0])):
            step = root
            for token in tokens:
                if token not in step.further:
                    step.further[token] = _Step(step)
                step = step.further[token]
            step.longest = len(tokens), frozenset(found)
            step.sizes = {**step.sizes, **dict.fromkeys(found, len(tokens))}
        self._firsts = root.further

    @property
    def firsts(self) -> Collection[str]:
        """The words that phrases begin with: most words of a text are none of them."""
        return self._firsts.keys()

    def beginnings(self, keys: Sequence[str]) -> list[int]:
        """Indices of the words that a phrase begins with."""
        firsts = self._firsts
        return [index for index, key in enumerate(keys) if key in firsts]

    def sizes(self, keys: list[str], index: int) -> Mapping[str, int]:
        """Role → length in tokens of its longest phrase that begins at `index`."""
        step = self._firsts.get(keys[index])
        return _NO_ROLES if step is None else _last_step(step, keys, index + 1, len(keys)).sizes

    def match(self, keys: list[str], index: int, limit: int | None = None) -> tuple[int, frozenset[str]] | None:
        """Length in tokens and roles of the longest phrase that begins at `index` and ends by token `limit`."""
        step = self._firsts.get(keys[index])
        if step is None:
            return None
        return _last_step(step, keys, index + 1, len(keys) if limit is None else limit).longest


def _last_step(step: _Step, keys: list[str], at: int, limit: int) -> _Step:
    """How far the tokens from `at` to `limit` lead from a step."""
    while at < limit and (further := step.further.get(keys[at])) is not None:
        step = further
        at += 1
    return step


class RoleTables:
    """Phrases of several roles, each looked for by itself: a long phrase of one role hides no short one of another."""

    def __init__(self, lexicon: Mapping[str, Iterable[str]]) -> None:
        self._table = PhraseTable(lexicon)

    def over(self, keys: list[str]) -> list[Mapping[str, int]]:
        """For each token, and for the place behind the last, the roles of the phrases that begin there, with the length
        of each role's longest."""
        firsts, sizes = self._table.firsts, self._table.sizes
        return [*[sizes(keys, at) if key in firsts else _NO_ROLES for at, key in enumerate(keys)], _NO_ROLES]
