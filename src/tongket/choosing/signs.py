"""Small features that several choices share."""

from __future__ import annotations

from tongket.reading.slots import Slot

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
