"""Whether a figure was reported, estimated, planned or set by a rule.

A word of planning or estimating reaches as far as its sentence derives from it; a heading such as "Phương hướng,
nhiệm vụ năm 2024" reaches over all that stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import whole
from tongket.reading.cues import Cues
from tongket.reading.designs import Designs
from tongket.reading.meaning import Meanings
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block, Span, Status
from tongket.text import Text

_small: Final = words_of("statuses")

_REACH: Final = 4
_ASKING: Final = 12
"""Tokens between a request, what it asks to be done and how much."""


@cache
def _words(role: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){whole(lexicon.load('statuses')[role])}")


class Statuses:
    """Sets the status of the slots of one text, in text order."""

    def __init__(
        self,
        blocks: Sequence[Block],
        text: Text,
        tokens: Tokens,
        cues: Cues,
        meanings: Meanings,
        sentences: Sequence[Span],
    ) -> None:
        self._blocks = blocks
        self._text = text
        self._tokens = tokens
        self._cues = cues
        self._meanings = meanings
        self._sentences = sentences
        self._planned_blocks: dict[int | None, bool] = {None: False}
        self._designs = Designs(text, tokens, sentences)

    def fill(self, slots: Sequence[Slot]) -> None:
        sentence, estimate, target = -1, False, False
        for slot in slots:
            if slot.sentence != sentence:
                sentence, estimate = slot.sentence, False
                target = self._under_plan(slot.block) or self._asks(sentence)
            span = (slot.floor, slot.first)
            estimate = self._meanings.estimate_in(span) or (estimate and not self._stands_alone(slot))
            estimate = estimate and not (slot.bracket and self._is_of_then(slot))
            target = self._meanings.target_in(span) or (target and not self._is_done(slot))
            if slot.status == "reported":
                slot.status = self._status(slot, estimate, target)

    def _status(self, slot: Slot, estimate: bool, target: bool) -> Status:
        start = self._tokens.at(self._sentences[slot.sentence][0])
        if target or self._is_announced(slot) or self._is_planned(slot) or self._is_weather_to_come(slot):
            return "target"
        if self._is_asked_for(slot, start) or self._designs.has(slot):
            return "target"
        if estimate:
            return "estimate"
        return "rule" if self._meanings.is_rule(slot, start) or self._is_limit(slot) else "reported"

    def _is_of_then(self, slot: Slot) -> bool:
        """'ước tăng 5,3% (⟨cùng kỳ năm trước⟩ tăng 4,6%)': what the year before reached is no estimate."""
        return any("versus" in cue.roles for cue in self._cues.within(slot.floor, slot.chain_start))

    def _is_weather_to_come(self, slot: Slot) -> bool:
        """Weather that was measured is none, though the text forecasts too."""
        start, end = self._sentences[slot.sentence]
        return self._meanings.is_forecast(slot) and not _words("measured").search(self._text.key, start, end)

    def _is_asked_for(self, slot: Slot, start: int) -> bool:
        """'đề nghị Trung ương ⟨hỗ trợ⟩ 60 tỷ đồng', 'cần 629 tỷ đồng': what is asked for is not yet given."""
        keys = self._tokens.keys
        if slot.is_money and slot.first > start and keys[slot.first - 1] in _small("needs"):
            return True
        apart, done, giving = _small("apart"), _small("done"), _small("giving")
        for at in range(slot.first - 1, max(start, slot.first - _ASKING) - 1, -1):
            if keys[at] in apart or keys[at] in done:
                return False
            if keys[at] in giving:
                said = self._text.key[self._tokens.starts[max(start, at - _ASKING)] : self._tokens.starts[at]]
                return bool(_words("requests").search(said)) and not any(word in said for word in (" đã ", ";"))
        return False

    def _is_limit(self, slot: Slot) -> bool:
        """'⟨không quá⟩ 6 tháng lương', '⟨tối đa⟩ 20 năm', 'từ 10 ha ⟨trở lên⟩ phải dành …': a bound that is set."""
        if slot.quantity.bound not in ("at_most", "at_least"):
            return False
        first = self._tokens.keys[slot.first]
        if first in _small("limits"):
            able = slot.first > 0 and self._tokens.keys[slot.first - 1] in _small("abilities")
            return not able and not self._is_done(slot)
        start, end = self._sentences[slot.sentence]
        return first not in _small("not_limits") and bool(_words("ruling").search(self._text.key, start, end))

    def _is_announced(self, slot: Slot) -> bool:
        """'2.000 hộ dân ⟨sẽ⟩ di dời': the verb behind what is counted."""
        start = slot.noun[1] if slot.noun is not None else slot.last
        for at in range(start, min(start + _REACH, slot.ceiling)):
            if not self._tokens.is_word(at):
                return False
            if self._tokens.keys[at] in _small("to_come"):
                return True
        return False

    def _under_plan(self, block: int | None) -> bool:
        """Whether a heading or introducing line above a block opens what is planned."""
        if block not in self._planned_blocks:
            parent = self._blocks[block].parent if block is not None else None
            self._planned_blocks[block] = self._under_plan(parent) or self._opens_plan(parent)
        return self._planned_blocks[block]

    def _opens_plan(self, block: int | None) -> bool:
        if block is None:
            return False
        start, end = self._blocks[block].start, self._blocks[block].end
        line = self._text.key[start:end]
        heads = self._blocks[block].kind in ("heading", "title") or line.rstrip().endswith(":")
        return heads and bool(_words("plan_heads").search(line)) and not _words("result_heads").search(line)

    def _asks(self, sentence: int) -> bool:
        """'yêu cầu các đơn vị ⟨tập trung⟩ …': a call for what is to be done."""
        start, end = self._sentences[sentence]
        said = self._text.key[start:end]
        calls = _words("calls").search(said)
        return calls is not None and bool(_words("drives").search(said, calls.end()))

    def _stands_alone(self, slot: Slot) -> bool:
        """A coordinate clause with a subject and a plain verb of its own."""
        if slot.kind != "level" or slot.subject is None or slot.bracket or not slot.has("level"):
            return False
        return not self._meanings.is_derived(slot.floor, slot.first)

    def _is_done(self, slot: Slot) -> bool:
        """A clause that says 'đã' tells a result again."""
        return self._meanings.is_told(slot.floor, slot.first)

    def _is_planned(self, slot: Slot) -> bool:
        """'⟨dự toán⟩ 225.000 tỷ', '⟨chỉ tiêu⟩ được giao là …': what is counted is itself a plan."""
        return slot.kind == "level" and slot.subject is not None and self._meanings.names_plan(slot.subject)
