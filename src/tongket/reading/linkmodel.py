"""The choice of links by learned weights: the rules propose, every sign of a pair adds its weight, the best pair wins.

The weights are learned from annotated documents by `python bench/link_weights.py` (a conditional logit: each number
chooses one of its candidates or none) and lie in link_weights.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tongket.reading.linkfeatures import History, Signs
from tongket.reading.linkviews import Views

if TYPE_CHECKING:
    from tongket.reading.links import Links

Weights = Mapping[str, float]
Choice = tuple[int | None, Sequence[str]]
"""A candidate (None: no link) with its signs."""
Chooser = Callable[[str, int, Sequence[Choice]], int | None]


@cache
def load() -> Mapping[str, Weights] | None:
    try:
        return json.loads((files(__package__) / "link_weights.json").read_text("utf-8"))
    except FileNotFoundError:
        return None


class Decider:
    def __init__(self, links: Links, weights: Mapping[str, Weights] | None, chooser: Chooser | None = None) -> None:
        self._links = links
        self._slots = links._slots
        self._weights = weights
        self._choose = chooser or self._best
        views = Views(links._tokens, links._cues, links._phrases, links._acts, links._blocks, links._slots).all
        self._signs = Signs(links._tokens, views)
        self._history = History(links._tokens, views)

    def decide(self) -> None:
        of_rule = [slot.of for slot in self._slots]
        part_rule = [slot.part_of for slot in self._slots]
        for slot in self._slots:
            slot.part_of = None
            slot.of = None
        for index, slot in enumerate(self._slots):
            if slot.kind != "level":
                choices = self.of_choices(index, of_rule[index])
                slot.of = self._choose("of", index, choices) if len(choices) > 1 else None
        for index, slot in enumerate(self._slots):
            if slot.kind not in ("level", "share") or self._links._is_settled(slot) or self._links._rule[index] == "behind":
                self._history.decide(index, part_rule[index])
                continue
            choices = self.part_choices(index, part_rule[index])
            whole = self._choose("part_of", index, choices) if len(choices) > 1 else None
            if self._links._is_part_of(whole, index):
                whole = None
            self._history.decide(index, whole)

    def of_choices(self, index: int, rule: int | None) -> list[Choice]:
        candidates = self._signs.of_candidates(index)
        if rule is not None and rule not in candidates:
            candidates.append(rule)
        rules, history = self._links.of_rule[index], self._history
        found: list[Choice] = [(None, self._signs.no_of_signs(index, rule is not None, candidates, history))]
        for rank, at in enumerate(candidates):
            found.append((at, self._signs.of_signs(index, at, rank, rules if at == rule else "", history)))
        return found

    def part_choices(self, index: int, rule: int | None) -> list[Choice]:
        candidates = self._signs.part_candidates(index)
        if rule is not None and rule not in candidates:
            candidates.append(rule)
        rules, history = self._links._rule[index], self._history
        found: list[Choice] = [(None, self._signs.no_part_signs(index, rule is not None, candidates, history))]
        for rank, at in enumerate(candidates):
            found.append((at, self._signs.part_signs(index, at, rank, rules if at == rule else "", history)))
        return found

    def _best(self, relation: str, index: int, choices: Sequence[Choice]) -> int | None:
        weights = self._weights[relation]
        best, most = None, float("-inf")
        for at, signs in choices:
            score = sum([weights.get(sign, 0.0) for sign in signs])
            if score > most:
                best, most = at, score
        return best
