"""Where the words of a search stand in a text: the text as runs, and a short part of it that shows most of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tongket.text import key
from tongket.web.model.folding import folded
from tongket.web.model.query import Query, Term, as_phrase

_LENGTH = 240
"""Characters of an excerpt."""
_READ = 50_000
"""Characters of a text that are looked at."""
_MATCHES = 500


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `hit`: words that were searched for."""

    text: str
    hit: bool = False


class Marker:
    """Marks the terms of a query. Where they stand as one phrase, only that is marked."""

    def __init__(self, query: Query) -> None:
        phrase = as_phrase(query.terms)
        self._phrase = [_pattern(phrase)] if phrase else []
        self._terms = [_pattern(term) for term in query.terms]
        self._is_bare = not all(term.marked for term in query.terms)

    def runs(self, text: str) -> list[Run]:
        """The whole text."""
        return _runs(text, 0, len(text), self._found(text))

    def excerpt(self, text: str, start: int = 0) -> list[Run]:
        """About 240 characters from `start` on, where most of the terms stand; the beginning where none does."""
        found = [each for each in self._found(text[:_READ]) if each[0] >= start]
        first = _best(found)
        begin = start if first - start < _LENGTH // 3 else _word_start(text, first - _LENGTH // 4)
        end = len(text) if len(text) - begin <= _LENGTH else _word_start(text, begin + _LENGTH)
        runs = _runs(text, begin, end, found)
        return [Run("… ")] * (begin > start) + runs + [Run(" …")] * (end < len(text))

    def _found(self, text: str) -> list[tuple[int, int, int]]:
        """Start, end and number of the term, in order."""
        if not self._terms:
            return []
        written = key(text)
        bare = folded(text) if self._is_bare else written
        return _matches(self._phrase, written, bare) or _matches(self._terms, written, bare)


def _pattern(term: Term) -> tuple[re.Pattern[str], bool]:
    """A term's words with anything but letters and digits between them; numbers with or without separators. It begins
    with a letter, not with a look behind, so that the search can leap to it."""
    *words, last = map(_word, term.words)
    if term.ends:
        last = f"(?:{'|'.join(map(_word, term.ends))})"
    between = r"[\W_]+".join((*words, last))
    return re.compile(rf"{between}(?![^\W_])"), term.marked


def _word(word: str) -> str:
    return r"[.,]?".join(word) if word.isdecimal() else re.escape(word)


def _matches(patterns: Iterable[tuple[re.Pattern[str], bool]], written: str, bare: str) -> list[tuple[int, int, int]]:
    found = []
    for number, (pattern, marked) in enumerate(patterns):
        spans = _spans(pattern, written if marked else bare)
        found += [(start, end, number) for start, end in islice(spans, _MATCHES)]
    return sorted(found)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern matches and no word goes on before it."""
    at = 0
    while match := pattern.search(text, at):
        start, end = match.span()
        if start and text[start - 1].isalnum():
            at = start + 1
        else:
            yield start, end
            at = end


def _best(found: list[tuple[int, int, int]]) -> int:
    """Where a stretch starts that holds the most different terms."""
    most, best = 0, found[0][0] if found else 0
    starts = [each[0] for each in found]
    for at, (start, _, _) in enumerate(found):
        inside = {number for _, _, number in found[at : bisect_left(starts, start + _LENGTH * 2 // 3)]}
        if len(inside) > most:
            most, best = len(inside), start
    return best


def _word_start(text: str, near: int) -> int:
    """The start of the word at or after `near`."""
    if near <= 0:
        return 0
    space = text.find(" ", near - 1, near + 40)
    return near if space < 0 else space + 1


def _runs(text: str, begin: int, end: int, found: Iterable[tuple[int, int, int]]) -> list[Run]:
    runs, at = [], begin
    for start, stop, _ in found:
        if start < at or stop > end:
            continue
        if start > at:
            runs.append(Run(text[at:start]))
        runs.append(Run(text[start:stop], True))
        at = stop
    return [*runs, Run(text[at:end])] if at < end else runs
