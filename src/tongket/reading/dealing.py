"""'Số vụ, số người chết và số người bị thương lần lượt là 12, 5 và 9': subjects dealt out to the numbers in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tongket.reading.landmarks import Range
from tongket.reading.phrases import Phrases
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens

_words: Final = words_of("dealing")

_SHORTEST: Final = 2
"""Tokens of a subject: "kinh phí của tỉnh và huyện" is one subject, "huyện" none."""


def deal(tokens: Tokens, phrases: Phrases, slots: Sequence[Slot]) -> None:
    """Gives each number of a list behind "lần lượt" the subject of its turn, where there are as many of both."""
    for index, slot in enumerate(slots):
        if not any(_words("in_turn") & set(tokens.keys[cue.first : cue.last]) for cue in slot.chain):
            continue
        listed = _listed(tokens, slots, index)
        members = _members(tokens, phrases, slot, len(listed)) if len(listed) > 1 else None
        if members is None:
            continue
        for other, member in zip(listed, members, strict=True):
            other.counted, other.inherited, other.subject = tokens.span(*member), None, member
            other.kind, other.direction = slot.kind, slot.direction


def _listed(tokens: Tokens, slots: Sequence[Slot], index: int) -> list[Slot]:
    """The numbers that only marks of lists part, from one on."""
    listed = [slots[index]]
    for before, slot in zip(slots[index:], slots[index + 1 :], strict=False):
        start = before.noun[1] if before.noun is not None else before.last
        between = tokens.keys[start : slot.first]
        if slot.sentence != before.sentence or not 0 < len(between) <= 2 or not set(between) <= _words("joins"):
            break
        listed.append(slot)
    return listed


def _members(tokens: Tokens, phrases: Phrases, slot: Slot, count: int) -> list[Range] | None:
    """The last subjects before the verb, as many as there are numbers."""
    members: list[Range] = []
    end = slot.chain_start
    for at in range(slot.chain_start - 1, slot.floor - 2, -1):
        if at >= slot.floor and tokens.keys[at] not in _words("joins"):
            continue
        member = phrases.before(end, at + 1)
        if member is None or member[1] - member[0] < _SHORTEST:
            return None
        members.append(member)
        if len(members) == count:
            return members[::-1]
        end = at
    return None
