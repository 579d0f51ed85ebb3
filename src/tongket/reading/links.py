"""How figures hang together: which level a growth is about (`of`), which total a part belongs to (`part_of`)."""

from __future__ import annotations

from collections.abc import Sequence

from tongket.reading.cues import Cues
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens

_RELATIVE = ("%", "pp", "x")


class Links:
    """Links the slots of one text; slots are in text order."""

    def __init__(self, tokens: Tokens, cues: Cues, slots: Sequence[Slot]) -> None:
        self._tokens = tokens
        self._cues = cues
        self._slots = slots

    def set_all(self) -> None:
        for index in range(len(self._slots)):
            self._set_of(index)
        self._set_parts()

    # ── of ───────────────────────────────────────────────────────────────────
    def _set_of(self, index: int) -> None:
        """'đạt ⟨97,4 nghìn tỷ⟩, bằng 8% dự toán, tăng 4%': both percentages are about the level before them."""
        slot = self._slots[index]
        if slot.kind == "level":
            return
        level = self._level_behind(index) if slot.inherited is None else None
        if level is None:
            level = self._level_before(index)
        if level is None and slot.kind in ("growth", "change"):
            level = self._level_reached(index)
        slot.of = level

    def _level_before(self, index: int) -> int | None:
        slot = self._slots[index]
        if slot.inherited is None:
            return None
        at = slot.inherited
        target = self._slots[at]
        if target.kind == "level":
            return at
        if target.kind in ("change",) and slot.kind == "growth" and target.of is None:
            return at
        return target.of

    def _level_reached(self, index: int) -> int | None:
        """'tăng 5% lên ⟨120 tỷ⟩': the level that the change led to follows it."""
        slot = self._slots[index]
        if index + 1 >= len(self._slots):
            return None
        after = self._slots[index + 1]
        if after.sentence != slot.sentence or after.kind != "level" or after.unit in _RELATIVE:
            return None
        between = self._tokens.keys[slot.last : after.first]
        if len(between) <= 6 and (after.has("reached") or "lên" in between or "còn" in between):
            return index + 1
        return None

    def _level_behind(self, index: int) -> int | None:
        return None

    # ── part_of ──────────────────────────────────────────────────────────────
    def _set_parts(self) -> None:
        total: int | None = None
        sentence = -1
        for index, slot in enumerate(self._slots):
            if slot.sentence != sentence:
                opened = total if self._opens_sentence(slot) else None
                total = self._total_before(index, slot) if self._opens_sentence(slot) else None
                if total is None:
                    total = opened
                sentence = slot.sentence
            elif self._part_cue(slot):
                total = self._total_in_sentence(index, slot)
            elif self._ends_list(slot):
                total = None
            self._attach(index, slot, total)

    def _attach(self, index: int, slot: Slot, total: int | None) -> None:
        if slot.quantity.pair == 2 and index and self._slots[index - 1].quantity.pair == 1:
            self._attach_pair(index)
        if total is None or total == index or slot.kind not in ("level", "share"):
            return
        if slot.kind == "level" and self._slots[total].unit != slot.unit:
            total = self._same_unit(total, slot.unit)
        if total is not None and total != index and slot.part_of is None and slot.inherited is None:
            slot.part_of = total

    def _same_unit(self, total: int, unit: str) -> int | None:
        """The level of the same unit in the total's sentence."""
        sentence = self._slots[total].sentence
        for at in range(len(self._slots)):
            other = self._slots[at]
            if other.sentence == sentence and other.kind == "level" and other.unit == unit and at <= total + 3:
                return at
        return None

    def _attach_pair(self, index: int) -> None:
        """'34/39 xã': x is part of y where both count the same thing and x is not greater."""
        x, y = self._slots[index - 1], self._slots[index]
        if x.counted == y.counted and x.quantity.value is not None and y.quantity.value is not None:
            if x.quantity.value <= y.quantity.value:  # type: ignore[operator]  # Decimals, by the grammar's contract
                x.part_of = index

    def _part_cue(self, slot: Slot) -> bool:
        span = (slot.floor, slot.first)
        return any("part" in cue.roles for cue in self._cues.within(*span))

    def _opens_sentence(self, slot: Slot) -> bool:
        """'Trong đó, …' at the start of a sentence goes on dividing the total of the one before."""
        cues = self._cues.within(slot.floor, slot.first)
        return bool(cues) and "part" in cues[0].roles and cues[0].first <= slot.floor + 1

    def _total_in_sentence(self, index: int, slot: Slot) -> int | None:
        for at in range(index - 1, -1, -1):
            other = self._slots[at]
            if other.sentence != slot.sentence:
                break
            if other.kind == "level" and (other.unit == slot.unit or slot.unit == "%"):
                return at
        return None

    def _total_before(self, index: int, slot: Slot) -> int | None:
        """The first level of the sentence before that is of the same unit and no part itself."""
        sentence = None
        best = None
        for at in range(index - 1, -1, -1):
            other = self._slots[at]
            if other.sentence == slot.sentence:
                continue
            if sentence is None:
                sentence = other.sentence
            if other.sentence != sentence or slot.sentence - other.sentence > 2:
                break
            if other.kind == "level" and other.part_of is None and (other.unit == slot.unit or slot.unit == "%"):
                best = at
        return best

    def _ends_list(self, slot: Slot) -> bool:
        return False
