"""The choice of links by learned weights: rules propose, each sign of a pair adds its weight, the best pair wins.

A conditional logit: each number chooses one of its candidates, or none. The weights are in weights/links.json;
`make train` learns them from annotated documents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from tongket.reading.linkhistory import History
from tongket.reading.linkviews import Views
from tongket.reading.ofsigns import OfSigns
from tongket.reading.parts import Parts
from tongket.reading.partsigns import PartSigns

Weights = Mapping[str, Mapping[str, float]]
"""For `of` and `part_of`: sign → weight."""
Choice = tuple[int | None, Sequence[str]]
"""A candidate (None: no link) with its signs."""
Chooser = Callable[[str, int, Sequence[Choice]], int | None]
"""Relation, number, its choices (the first is no link) → the chosen one."""


@cache
def load() -> Weights:
    """The weights that are shipped."""
    found: Weights = json.loads((files("tongket.weights") / "links.json").read_text(encoding="utf-8"))
    return found


def best_of(weights: Weights) -> Chooser:
    """The choice with the largest sum of weights; the first of equals."""

    def choose(relation: str, index: int, choices: Sequence[Choice]) -> int | None:
        of = weights[relation]
        scores = [sum([of.get(sign, 0.0) for sign in signs]) for _, signs in choices]
        return choices[scores.index(max(scores))][0]

    return choose


class Decider:
    """Decides the links of one text, whose slots hold what the rules propose."""

    def __init__(self, parts: Parts, choose: Chooser) -> None:
        self._parts = parts
        self._slots = parts.slots
        self._choose = choose
        views = Views(*parts.room, parts.slots).all
        self._history = History(parts.tokens, views)
        self._of_signs = OfSigns(parts.tokens, views, self._history)
        self._part_signs = PartSigns(parts.tokens, views, self._history)

    def decide(self) -> None:
        """Sets `of` and `part_of` of all slots."""
        proposed_of = [slot.of for slot in self._slots]
        proposed = [slot.part_of for slot in self._slots]
        for slot in self._slots:
            slot.of = slot.part_of = None
        for index, slot in enumerate(self._slots):
            if slot.kind != "level":
                slot.of = self._of(index, proposed_of[index])
        for index in range(len(self._slots)):
            self._history.decide(index, self._whole(index, proposed[index]))

    def _of(self, index: int, proposed: int | None) -> int | None:
        if self._parts.of_rules[index] == "_dealt":
            return proposed
        signs = self._of_signs
        candidates = _with(signs.candidates(index), proposed)
        if not candidates:
            return None
        none = signs.none(index, proposed is not None, candidates)
        told = signs.signs(index, candidates, self._parts.of_rules[index], proposed)
        return self._choose("of", index, [(None, none), *zip(candidates, told, strict=True)])

    def _whole(self, index: int, proposed: int | None) -> int | None:
        if self._slots[index].kind not in ("level", "share") or self._parts.is_settled(index):
            return proposed
        signs = self._part_signs
        candidates = [at for at in _with(signs.candidates(index), proposed) if not self._is_plan_of(at, index)]
        if not candidates:
            return None
        none = signs.none(index, proposed is not None)
        told = signs.signs(index, candidates, self._parts.part_rules[index], proposed)
        whole = self._choose("part_of", index, [(None, none), *zip(candidates, told, strict=True)])
        return None if self._parts.is_part_of(whole, index) else whole

    def _is_plan_of(self, whole: int, part: int) -> bool:
        """'kế hoạch 500, thực hiện được 430': no result is a part of a plan."""
        return self._slots[whole].status == "target" and self._slots[part].status in ("reported", "estimate")


def _with(candidates: list[int], proposed: int | None) -> list[int]:
    return candidates if proposed is None or proposed in candidates else [*candidates, proposed]
