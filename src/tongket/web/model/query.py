"""What a reader typed, as terms, and terms as a question to the search index. Nothing typed is syntax but quotes, and
a star after the beginning of a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tongket.web.model.words import BARE, HEAD, HEAD_BARE, WORD, token, written

_TERMS = 12
"""Terms that count; what follows them is left out."""
_WORDS = 24
"""Words of a phrase that count."""
# A phrase in quotes (the last may still be open), else what stands between spaces.
_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_ENDS = 4
"""Ends of a last word with which the words are looked for as a phrase."""
_BEGINS = re.compile(r"[^\W_]\*+\s*$")
_UNFINISHED = re.compile(r"[^\W_]$")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or words that must follow each other. `marked`: found as written; else without regard to marks.

    `begins`: the last word is but a beginning, of which `forms` are the spellings; `ends`: the words that it may be
    (`search` looks them up).
    """

    words: tuple[str, ...]
    marked: bool
    begins: bool = False
    forms: tuple[str, ...] = field(default=(), compare=False)
    ends: tuple[str, ...] = ()

    def asked(self, letters: tuple[str, str] = ("", BARE)) -> str:
        """In FTS5's syntax; `letters`: of the words meant, as written and bare."""
        letter = letters[not self.marked]
        *before, last = (f"{letter}{word}" for word in self.words)
        lasts = [f"{letter}{word}" for word in self.ends] or [last]
        told = " OR ".join(f'"{" ".join((*before, each))}"' for each in lasts)
        return f"({told})" if len(lasts) > 1 else told


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must be found; `filters`: keys that all must hold, as `indexing` writes them. `unfinished`: nothing
    follows the last word, of which more may be to come."""

    terms: tuple[Term, ...]
    filters: tuple[str, ...] = ()
    unfinished: bool = False

    def everything(self) -> str:
        """What finds all hits, in FTS5's syntax; "" where nothing is asked."""
        return self.asked(self.terms)

    def heads(self) -> list[str]:
        """What finds those that are about it (by title, or what is counted), best first: the words as a phrase, then
        the same words anywhere."""
        ways = ((phrase,) if (phrase := as_phrase(self.terms)) else (), self.terms)
        return [self.asked(terms, (HEAD, HEAD_BARE)) for terms in ways if terms]

    def begun(self) -> Query | None:
        """The same with the last word as the beginning of one; None where it is whole."""
        if not self.unfinished or not self.terms or self.terms[-1].begins:
            return None
        *terms, last = self.terms
        return replace(self, terms=(*terms, replace(last, begins=True)))

    def asked(self, terms: Iterable[Term], letters: tuple[str, str] = ("", BARE)) -> str:
        """What finds those that hold all `terms`; `letters`: as for a term."""
        return " AND ".join([*(term.asked(letters) for term in terms), *(f'"{token(key)}"' for key in self.filters)])


def parse(typed: str, filters: Iterable[str] = ()) -> Query:
    """Whatever is typed has a meaning; without any word in it, everything is found."""
    plain = unicodedata.normalize("NFC", typed).translate(_QUOTES)
    terms = [term for quoted, loose in _PIECE.findall(plain) if (term := _term(quoted or loose))]
    told = tuple(dict.fromkeys(terms))[:_TERMS]
    unfinished = bool(terms and terms[-1] in told[-1:] and _UNFINISHED.search(plain))
    return Query(told, tuple(filters), unfinished)


def _term(piece: str) -> Term | None:
    words = tuple(WORD.findall(written(piece)))
    if not words:
        return None
    # Of a word to come the tone may stand elsewhere: "hoà" begins "hoàn".
    forms = tuple(dict.fromkeys((words[-1], WORD.findall(piece.lower())[-1])))
    begins = len(words) <= _WORDS and bool(_BEGINS.search(piece))
    words = words[:_WORDS]
    return Term(words, not all(word.isascii() for word in words), begins, forms)


def as_phrase(terms: tuple[Term, ...]) -> Term | None:
    """The terms as one phrase; None for a single one, and where a beginning is followed by others."""
    if len(terms) < 2 or any(term.begins for term in terms[:-1]):
        return None
    words = tuple(word for term in terms for word in term.words)
    last = terms[-1] if len(words) <= _WORDS else terms[0]
    return Term(words[:_WORDS], any(term.marked for term in terms), last.begins, last.forms, last.ends[:_ENDS])
