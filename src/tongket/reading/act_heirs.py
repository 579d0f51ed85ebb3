"""Which figures share an act that is said once: lists, sums of money, growths, bullets under an introducing line."""

from __future__ import annotations

from typing import Final

from tongket.reading.phrasing import words_of
from tongket.reading.setting import Setting
from tongket.reading.slots import Slot
from tongket.records import Span

_words: Final = words_of("act_heirs")

_LONGEST_REST: Final = 14
"""Tokens of a list's member behind the phrase that is counted."""


class ActHeirs:
    """Hands acts on among the slots of one text, in text order."""

    def __init__(self, setting: Setting) -> None:
        self._tokens = setting.tokens
        self._acts = setting.acts
        self._phrases = setting.phrases
        self._blocks = setting.blocks
        self._slots = setting.slots

    def settle(self) -> None:
        for index, slot in enumerate(self._slots):
            if slot.act is None:
                slot.act = self._from_list(index) or self._from_level(index) or self._from_line_above(slot)
            if slot.act is None:
                slot.act = self._from_sentence_before(index)
            if slot.act is None:
                slot.act = self._from_whole(index)
            # "đã thu hồi 12/46 dự án": it was done with the part.
            if index and slot.quantity.pair == 2 and self._slots[index - 1].part_of == index:
                slot.act = None

    def _from_list(self, index: int) -> Span | None:
        """'xử lý 8 vụ, ⟨13⟩ đối tượng', 'phạt 31 trường hợp với tổng số tiền ⟨184 triệu⟩'."""
        slot = self._slots[index]
        if not index or self._slots[index - 1].sentence != slot.sentence or slot.kind != "level":
            return None
        before = self._slots[index - 1]
        start = before.noun[1] if before.noun is not None else before.last
        between = self._tokens.keys[start : slot.first]
        marks = _words("list_marks")
        if slot.unit != "count":
            marks |= _words("sum_links")
        if 0 < len(between) <= 6 and all(key in marks for key in between):
            return before.act
        return before.act if before.kind == "level" and self._goes_on(start, slot) else None

    def _goes_on(self, start: int, slot: Slot) -> bool:
        """'tiêu hủy 40 tấn dầu bị hỏng; hơn ⟨5 tấn⟩ hạt': a mark of lists right before the number, and no verb between
        it and the number before."""
        if slot.chain or not start < slot.first <= start + _LONGEST_REST:
            return False
        if self._tokens.keys[slot.first - 1] not in _words("next_member") or slot.bracket:
            return False
        rest = self._tokens.keys[start : slot.first - 1]
        return not set(rest) & _words("apart") and self._acts.last_within(start, slot.first) is None

    def _from_sentence_before(self, index: int) -> Span | None:
        """'tuyên phạt ông A 8 năm tù; ông B ⟨7 năm⟩ tù': terms of prison are passed by one verb."""
        slot, keys = self._slots[index], self._tokens.keys
        if not index or slot.noun is None or keys[slot.noun[0]] not in _words("terms"):
            return None
        before = self._slots[index - 1]
        alike = before.noun is not None and keys[before.noun[0]] in _words("terms")
        return before.act if alike and slot.sentence - before.sentence <= 1 else None

    def _from_level(self, index: int) -> Span | None:
        """'xử phạt 28.915 trường hợp (tăng ⟨11,2%⟩)': a growth or rate in brackets behind what was done."""
        slot = self._slots[index]
        if not slot.bracket or slot.kind == "level" or slot.of is None or slot.of >= index:
            return None
        level = self._slots[slot.of]
        return level.act if level.sentence == slot.sentence else None

    def _from_whole(self, index: int) -> Span | None:
        """'cấp phép cho 8 dự án, gồm: ⟨4⟩ dự án trong nước và …': the parts of what was done."""
        slot = self._slots[index]
        if slot.part_of is None or slot.kind != "level" or slot.part_of > index or slot.has("exist", "level"):
            return None
        whole = self._slots[slot.part_of]
        if whole.verb is None or whole.sentence != slot.sentence or not slot.unit == whole.unit == "count":
            return None
        return None if self._acts.opens_cases(*whole.verb) else whole.act

    def _from_line_above(self, slot: Slot) -> Span | None:
        """'Đã phát hiện, xử lý:' over '- Buôn lậu: ⟨214⟩ vụ'."""
        block = self._blocks[slot.block]
        if block.kind != "bullet" or block.parent is None or slot.kind != "level":
            return None
        above = self._blocks[block.parent]
        if not self._tokens.text.raw[above.start : above.end].rstrip().endswith(":"):
            return None
        start = self._tokens.at(above.start)
        act = self._acts.last_within(start, self._tokens.before(above.end))
        if act is None or self._phrases.head_within(start, act[0]):
            return None
        return self._tokens.span(*act)
