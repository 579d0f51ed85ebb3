"""Whether a figure was reported, estimated, planned or set by a rule.

A word of planning or estimating reaches as far as its sentence derives from it; a heading such as "Phương hướng,
nhiệm vụ năm 2024" reaches over all that stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tongket import lexicon
from tongket.reading.cues import Cues
from tongket.reading.meaning import Meanings
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block, Span, Status
from tongket.text import Text

_small = words_of("statuses")

_REACH = 2


@cache
def _words(role: str) -> re.Pattern[str]:
    words = sorted(lexicon.load("statuses")[role], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


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

    def fill(self, slots: Sequence[Slot]) -> None:
        sentence, estimate, target = -1, False, False
        for slot in slots:
            if slot.sentence != sentence:
                sentence, estimate = slot.sentence, False
                target = self._under_plan(slot.block) or self._asks(sentence)
            span = (slot.floor, slot.first)
            estimate = self._meanings.estimate_in(span) or (estimate and not self._stands_alone(slot))
            target = self._meanings.target_in(span) or (target and not self._is_done(slot))
            if slot.status == "reported":
                slot.status = self._status(slot, estimate, target)

    def _status(self, slot: Slot, estimate: bool, target: bool) -> Status:
        if target or self._is_announced(slot) or self._is_planned(slot) or self._meanings.is_forecast(slot):
            return "target"
        if estimate:
            return "estimate"
        start = self._tokens.at(self._sentences[slot.sentence][0])
        return "rule" if self._meanings.is_rule(slot, start) else "reported"

    def _is_announced(self, slot: Slot) -> bool:
        """'2.000 hộ dân ⟨sẽ⟩ di dời': the verb behind what is counted."""
        start = slot.noun[1] if slot.noun is not None else slot.last
        return any(key in _small("to_come") for key in self._tokens.keys[start : min(start + _REACH, slot.ceiling)])

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
        return any(key in _small("done") for key in self._tokens.keys[slot.floor : slot.first])

    def _is_planned(self, slot: Slot) -> bool:
        """'⟨dự toán⟩ 225.000 tỷ', '⟨chỉ tiêu⟩ được giao là …': what is counted is itself a plan."""
        return slot.kind == "level" and slot.subject is not None and self._meanings.names_plan(slot.subject)
