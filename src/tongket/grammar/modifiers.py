"""How exact a number is: words before it ("hơn", "ít nhất") or after it ("trở lên"), from `lexicon/modifiers.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple, cast

from tongket.lexicon import load
from tongket.patterns import alternatives, whole
from tongket.records import Bound, Span

_LONGEST: Final = 5
"""Words in the longest modifier."""
_OPENING: Final = "(“\"'["
_WORD: Final = re.compile(r"[^\s(“\"'\[]+")


@cache
def _before() -> dict[str, Bound]:
    table = load("modifiers")["before"]
    return {word: cast(Bound, bound) for bound, words in table.items() for word in words}


@cache
def _after() -> tuple[dict[str, Bound], re.Pattern[str], re.Pattern[str]]:
    table = load("modifiers")["after"]
    bounds = {word: cast(Bound, bound) for bound, words in table.items() for word in words}
    either, never = alternatives(bounds), whole(load("modifiers")["between"]["never"])
    near = re.compile(rf" ({either})(?!\w)")
    after_noun = re.compile(rf"(?:,? (?!{never})[^\W\d_]+){{1,7}}? ({either})(?!\w)")
    return bounds, near, after_noun


@cache
def _openings() -> tuple[str, ...]:
    """How the modifiers behind a number begin, each first word once: the quick look before the patterns."""
    first: dict[str, list[str]] = {}
    for word in _after()[0]:
        first.setdefault(word.split(" ")[0], []).append(word)
    return tuple(words[0] if len(words) == 1 else f"{opening} " for opening, words in first.items())


@cache
def _last_words() -> frozenset[str]:
    """The last word of every modifier: most numbers have another word before them."""
    return frozenset(word.rsplit(" ", 1)[-1] for word in _before())


class _Unless(NamedTuple):
    """Modifiers that are none before digits, and words before one that make it another word."""

    words_only: frozenset[str]
    behind: dict[str, list[str]]


@cache
def _unless() -> _Unless:
    table = load("modifiers")["unless"]
    return _Unless(frozenset(table["digits"]), table["behind"])


def before(key: str, start: int) -> tuple[Bound, Span] | None:
    """The modifier that ends right before `start`, the longest one."""
    spaced = start > 0 and key[start - 1] == " "
    end = start - 1 if spaced else start
    at = key.rfind(" ", max(0, start - 32), end) + 1
    if key[max(at, key.rfind("\n", at, end) + 1) : end].lstrip(_OPENING) not in _last_words():
        return None
    words = [(m.group(), m.start()) for m in _WORD.finditer(key, max(0, start - 32), end)][-_LONGEST:]
    bounds = _before()
    for i in range(len(words)):
        phrase = " ".join(w for w, _ in words[i:])
        bound = bounds.get(phrase)
        if bound is not None:
            unless = _unless()
            if phrase in unless.words_only and key[start].isdigit():
                return None
            if i and words[i - 1][0] in unless.behind.get(phrase, ()):
                return None
            return bound, (words[i][1], end)
    return None


def after(key: str, end: int, *, noun: bool) -> tuple[Bound, Span] | None:
    """ "trở lên" after the number, or, with `noun`, after the counted noun."""
    if not any(key.find(opening, end, end + 60) >= 0 for opening in _openings()):
        return None
    bounds, near, after_noun = _after()
    found = near.match(key, end) or (after_noun.match(key, end) if noun else None)
    return (bounds[found[1]], found.span(1)) if found else None


@cache
def _place() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str], int]:
    table = load("modifiers")["place"]
    verbs, nouns = "|".join(table["after"]), "|".join(table["nouns"])
    return (
        frozenset(table["words"]),
        re.compile(rf"(?<!\w)(?:{verbs}) $"),
        re.compile(rf" (?:{nouns})(?!\w)"),
        table["most"],
    )


def is_place(key: str, modifier: Span, end: int, value: int) -> bool:
    """ "đi trên 3 xe", "trên 2 tuyến": the word before a few things says where, not how many."""
    words, verbs, nouns, most = _place()
    if key[modifier[0] : modifier[1]] not in words:
        return False
    behind = nouns.match(key, end) is not None
    if value > most and not behind:
        return False
    return (behind and value <= most) or verbs.search(key, max(0, modifier[0] - 20), modifier[0]) is not None
