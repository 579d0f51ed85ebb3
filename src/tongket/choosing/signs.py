"""Small features that several choices share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

from tongket.memo import Memo
from tongket.privacy.words import family, frequent
from tongket.reading.slots import Slot, is_currency
from tongket.reading.tokens import REST, Tokens
from tongket.records import Span
from tongket.text import Text

_LAST, _FIRST = re.compile(r"(\S+)\s*$"), re.compile(r"\s*(\S+)")
_NEAR: Final = 14
"""Characters beside a stretch in which the next word is looked for."""
_ROLES: Final = frozenset(("level", "up", "down", "share", "ratio", "exist", "reached", "worth", "versus"))


def unit_class(slot: Slot) -> str:
    """ "%": a rate; "c": a count; "m": money; "u": another measure."""
    return _class_of(slot.unit)


@lru_cache(maxsize=1024)
def _class_of(unit: str) -> str:
    if unit in ("%", "pp", "x"):
        return "%"
    if unit == "count":
        return "c"
    return "m" if is_currency(unit) else "u"


def roles_of(slot: Slot) -> str:
    """The roles of the cues right before the number, in one word; "-" where there are none."""
    return _in_a_word(tuple([cue.roles for cue in slot.chain])) if slot.chain else "-"


@lru_cache(maxsize=4096)
def _in_a_word(chain: tuple[frozenset[str], ...]) -> str:
    return "/".join(sorted(_ROLES & frozenset().union(*chain))) or "-"


NAME: Final = "Xx"
"""How features show a syllable of a name, so that none is learnt."""
_OPENING: Final = frozenset((".", ":", ";", "\n", "!", "?", "-", "–", "+", "•", "*", "“", '"', "(", ""))
_MARKS: Final = "()“”\"'‘’,.;:!?…"
"""Marks that touch a word that is cut at spaces alone."""


def shown(raw: str, key: str, start: int, end: int) -> str:
    """A word as features show it: numbers are alike, and so are words with a capital within a sentence; where a
    sentence begins, a family name before another capital; in capitals throughout, a frequent family name."""
    word = key[start:end]
    if raw[start].islower():
        return word
    if word.isdigit():
        return "0"
    while start < end and not raw[start].isalnum():  # "(Hà", "“Trần"
        start += 1
    if start == end or not raw[start].isupper():
        return word
    if not raw[start + 1 : end].islower():
        return NAME if word.strip(_MARKS) in frequent() else word
    if not start or raw[start - 2 : start - 1] in _OPENING or raw[start - 1] in _OPENING:
        before_name = raw[end : end + 1] == " " and raw[end + 1 : end + 2].isupper()
        return NAME if before_name and word.strip(_MARKS) in family() else word
    return NAME


def shown_tokens(tokens: Tokens) -> list[str]:
    """Tokens as features show them, with two "$" that stand beyond the text: behind it, and before it at -1 and -2.
    Text left uncut is no word."""
    raw, key = tokens.text.raw, tokens.text.key
    words = [
        word if word == REST or raw[start].islower() else shown(raw, key, start, end)
        for word, start, end in zip(tokens.keys, tokens.starts, tokens.ends, strict=True)
    ]
    return [*words, "$", "$"]


def first_shown(tokens: Tokens, shown_at: Sequence[str], span: Span | None) -> str:
    """The first word of a phrase as features show it; "-" where there is no phrase."""
    return "-" if span is None else shown_at[tokens.at(span[0])]


class Beside:
    """The words beside the stretches of one text, as features show them."""

    def __init__(self, text: Text) -> None:
        self.before = Memo(partial(_word_before, text))
        """Start of a stretch → the word before it; "^" where none is near."""
        self.after = Memo(partial(_word_after, text))
        """End of a stretch → the word behind it; "$" where none is near."""


def _word_before(text: Text, start: int) -> str:
    found = _LAST.search(text.key, max(0, start - _NEAR), start)
    return "^" if found is None else shown(text.raw, text.key, *found.span(1))


def _word_after(text: Text, end: int) -> str:
    found = _FIRST.match(text.key, end, end + _NEAR)
    return "$" if found is None else shown(text.raw, text.key, *found.span(1))
