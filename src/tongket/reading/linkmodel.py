"""The choice of links by learned weights: the rules propose, everything that speaks for a link is weighed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongket.choosing.ranking import Weigher, best
from tongket.reading.linkhistory import History
from tongket.reading.linkviews import Views
from tongket.reading.ofoptions import OfOptions
from tongket.reading.partoptions import PartOptions
from tongket.reading.parts import Parts

Scored = Sequence[tuple[int | None, Any]]
"""Other numbers, the first none, each with its score."""


class Decider:
    """Decides the links of one text, whose slots hold what the rules propose."""

    def __init__(self, parts: Parts, of: Weigher, part_of: Weigher) -> None:
        self._parts = parts
        self._slots = parts.setting.slots
        views = Views(parts.setting)
        self._history = History(parts.setting, views)
        self._of_options = OfOptions(parts.setting, views, self._history, of)
        self._part_options = PartOptions(parts.setting, views, self._history, part_of)

    def decide(self) -> None:
        """Sets `of` and `part_of` of all slots."""
        if len(self._slots) < 2:
            return
        proposed_of = [slot.of for slot in self._slots]
        proposed = [slot.part_of for slot in self._slots]
        for slot in self._slots:
            slot.of = slot.part_of = None
        for index, slot in enumerate(self._slots):
            if slot.kind != "level":
                slot.of = self._of(index, proposed_of[index])
        for index in range(len(self._slots)):
            self._history.decide(index, self._whole(index, proposed[index]))

    def choose(self, relation: str, index: int, proposed: int | None, scored: Scored) -> int | None:
        """One of the options of a number's `of` or `part_of`; `proposed` is what the rules would take."""
        return best(scored)

    def _of(self, index: int, proposed: int | None) -> int | None:
        rule = self._parts.of_rules[index]
        if rule == "_dealt":
            return proposed
        candidates = _with(self._of_options.candidates(index), proposed)
        if not candidates:
            return None
        return self.choose("of", index, proposed, self._of_options.scored(index, candidates, rule, proposed))

    def _whole(self, index: int, proposed: int | None) -> int | None:
        if self._slots[index].kind not in ("level", "share") or self._parts.is_settled(index):
            return proposed
        found = _with(self._part_options.candidates(index), proposed)
        candidates = [at for at in found if not self._is_plan_of(at, index)]
        if not candidates:
            return None
        rule = self._parts.part_rules[index]
        scored = self._part_options.scored(index, candidates, rule, proposed)
        whole = self.choose("part_of", index, proposed, scored)
        return None if self._parts.is_part_of(whole, index) else whole

    def _is_plan_of(self, whole: int, part: int) -> bool:
        """'kế hoạch 500, thực hiện được 430': no result is a part of a plan."""
        return self._slots[whole].status == "target" and self._slots[part].status in ("reported", "estimate")


def _with(candidates: list[int], proposed: int | None) -> list[int]:
    return candidates if proposed is None or proposed in candidates else [*candidates, proposed]
