"""Small features that several choices share."""

from __future__ import annotations

from tongket.memo import Memo
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens

_ROLES = frozenset(("level", "up", "down", "share", "ratio", "exist", "reached", "worth", "versus"))


def unit_class(slot: Slot) -> str:
    """ "%": a rate; "c": a count; "m": money; "u": another measure."""
    if slot.unit in ("%", "pp", "x"):
        return "%"
    if slot.unit == "count":
        return "c"
    return "m" if slot.is_money else "u"


def roles_of(slot: Slot) -> str:
    """The roles of the cues right before the number, in one word; "-" where there are none."""
    return "/".join(sorted({role for cue in slot.chain for role in cue.roles} & _ROLES)) or "-"


NAME = "Xx"
"""How features show a syllable of a name, so that none is learnt."""


def shown(raw: str, key: str, start: int, end: int) -> str:
    """A word as features show it: numbers are alike, and so are words with a capital within a sentence."""
    word = key[start:end]
    if word.isdigit():
        return "0"
    if start and raw[start].isupper() and raw[start + 1 : end].islower() and raw[start - 2 : start - 1] not in _OPENING:
        return NAME
    return word


def shown_tokens(tokens: Tokens) -> Memo[int, str]:
    """Token → how features show it; "$" stands beyond the text."""
    raw, key, starts, ends = tokens.text.raw, tokens.text.key, tokens.starts, tokens.ends

    def at(index: int) -> str:
        return shown(raw, key, starts[index], ends[index]) if 0 <= index < len(starts) else "$"

    return Memo(at)


_OPENING = frozenset((".", ":", ";", "\n", "!", "?", "-", "+", "•", ""))
