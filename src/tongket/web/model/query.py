"""What a reader typed, as terms, and terms as a question to the search index. Nothing typed is syntax but quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tongket.web.model.words import WORD, token, written

_TERMS = 12
"""Terms that count; what follows them is left out."""
_WORDS = 24
"""Words of a phrase that count."""
# A phrase in quotes (the last may still be open), else what stands between spaces.
_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans("“”„‟«»", '""""""')


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or words that must follow each other. `marked`: found as written; else without regard to marks."""

    words: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must be found; `filters`: keys that all must hold, as `indexing` writes them."""

    terms: tuple[Term, ...]
    filters: tuple[str, ...] = ()

    def steps(self) -> list[str]:
        """Questions in FTS5's syntax, best first; the last finds all that the others find. None where nothing is asked.

        What it is about (title, what is counted) comes before what it only tells; the words as a phrase before the
        same words anywhere.
        """
        if not self.terms:
            return [self._asked(())] if self.filters else []
        phrase = as_phrase(self.terms)
        adjacent, anywhere = [phrase] if phrase else [], list(self.terms)
        steps = [(each, column) for column in ("head", "text") for each in (adjacent, anywhere) if each]
        return [self._asked(*step) for step in steps[:-1]] + [self._asked(anywhere, "head text")]

    def _asked(self, terms: Iterable[Term], columns: str = "") -> str:
        bare = " ".join(f"{column}_bare" for column in columns.split())
        told = [f'{{{columns if term.marked else bare}}} : "{" ".join(term.words)}"' for term in terms]
        told += [f'keys : "{token(key)}"' for key in self.filters]
        return " AND ".join(told)


def parse(typed: str, filters: Iterable[str] = ()) -> Query:
    """Whatever is typed has a meaning; without any word in it, everything is found."""
    plain = unicodedata.normalize("NFC", typed).translate(_QUOTES)
    terms = []
    for quoted, loose in _PIECE.findall(plain):
        words = tuple(WORD.findall(written(quoted or loose)))[:_WORDS]
        if words:
            terms.append(Term(words, not all(word.isascii() for word in words)))
    return Query(tuple(dict.fromkeys(terms))[:_TERMS], tuple(filters))


def as_phrase(terms: tuple[Term, ...]) -> Term | None:
    """The terms as one phrase; None for a single one."""
    if len(terms) == 1:
        return None
    words = tuple(word for term in terms for word in term.words)
    return Term(words[:_WORDS], any(term.marked for term in terms))
