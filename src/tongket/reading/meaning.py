"""What a number is: a level, a change, a growth, a share or a ratio; and whether it was reported, estimated or planned."""

from __future__ import annotations

from functools import cache

from tongket.reading.cues import Cues
from tongket.reading.phrases import Range
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Direction, Kind

_RELATIVE = ("%", "pp", "x")
_MINUS, _PLUS = "-–−", "+"


class Meanings:
    """Reads kind, direction and status of slots from the cues around them."""

    def __init__(self, tokens: Tokens, cues: Cues) -> None:
        self._tokens = tokens
        self._cues = cues

    # ── kind and direction ───────────────────────────────────────────────────
    def movement(self, slot: Slot) -> Direction | None:
        """'tăng 5%', '(-14,8%)': which way the number moves; None where it is a level reached ('tăng lên 45')."""
        for cue in slot.chain:
            if "reached" in cue.roles:
                return None
            if "up" in cue.roles:
                return "up"
            if "down" in cue.roles:
                return "down"
        return self._sign(slot)

    def _sign(self, slot: Slot) -> Direction | None:
        before = slot.first - 1
        if before < 1 or slot.unit not in _RELATIVE:
            return None
        if self._tokens.starts[slot.first] != self._tokens.ends[before]:
            return None
        if self._tokens.keys[before - 1] not in "(;,/":
            return None
        mark = self._tokens.keys[before]
        return "down" if mark in _MINUS else "up" if mark in _PLUS else None

    def kind(self, slot: Slot, subject_is_rate: bool) -> tuple[Kind, Direction | None]:
        """Kind and direction of a slot; may turn '%' into percentage points where a rate differs from a rate."""
        direction = self.movement(slot)
        if slot.unit not in _RELATIVE:
            return ("change", direction) if direction else ("level", None)
        if direction:
            if slot.unit == "%" and subject_is_rate and not self._is_versus(slot):
                slot.unit = "pp"
            return ("change" if slot.unit == "pp" else "growth"), direction
        return self._standing_kind(slot, subject_is_rate), None

    def _is_versus(self, slot: Slot) -> bool:
        return self.role_after(slot, "versus")

    def _standing_kind(self, slot: Slot, subject_is_rate: bool) -> Kind:
        if slot.has("share"):
            return "share"
        if self.role_after(slot, "plan") or self.role_after(slot, "versus") or slot.has("ratio"):
            return "ratio"
        if subject_is_rate:
            return "ratio"
        if slot.noun or slot.bracket:
            return "share"
        if slot.unit == "x":
            return "growth" if slot.has("up") else "share"
        return "ratio" if slot.chain else "share"

    def role_after(self, slot: Slot, role: str, reach: int = 2) -> bool:
        """Whether a cue of the role begins right behind the number."""
        for cue in self._cues.within(slot.last, slot.last + reach + 4):
            if cue.first > slot.last + reach - 1:
                return False
            if role in cue.roles and ("versus" not in cue.roles or role == "versus"):
                return True
        return False

    # ── status ───────────────────────────────────────────────────────────────
    def estimate_in(self, span: Range) -> bool:
        return self._role_in(span, "estimate")

    def target_in(self, span: Range) -> bool:
        """A word of planning in the stretch; not a plan that a result is held against ('so với kế hoạch')."""
        for cue in self._cues.within(*span):
            if "target" not in cue.roles:
                continue
            if cue.roles & {"plan"} and self._is_base(cue.first):
                continue
            return True
        return False

    def _is_base(self, first: int) -> bool:
        """'đạt 102% ⟨kế hoạch⟩', 'so với ⟨chỉ tiêu⟩': the plan is what something is measured against."""
        before = self._cues.by_end.get(first)
        if before is not None and "versus" in before.roles:
            return True
        return first > 0 and self._tokens.keys[first - 1] in ("%", "vượt")

    def rule_in(self, span: Range) -> bool:
        return self._role_in(span, "rule")

    def _role_in(self, span: Range, role: str) -> bool:
        return any(role in cue.roles for cue in self._cues.within(*span))


@cache
def _rate_words() -> tuple[str, ...]:
    from tongket import lexicon

    return tuple(lexicon.load("cues")["rate_noun"])


def is_rate(phrase: str) -> bool:
    """'tỷ lệ hộ nghèo': the phrase (as a comparison key) names a rate."""
    return phrase.startswith(_rate_words())
