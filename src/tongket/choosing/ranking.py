"""Linear ranking: an option's score is the sum of its features' weights (a conditional logit model).

McFadden, D. (1974), "Conditional logit analysis of qualitative choice behavior".
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

Option = TypeVar("Option", bound=Hashable)

UNIT = 1000
"""Weights are thousandths of a unit of log-odds."""

Weigher = Callable[[list[str]], Any]
"""Makes of features what can be added up: their weights' sum when choosing, the list itself when learning."""


class Weights(dict[str, int]):
    """Feature → weight; a feature never learnt weighs nothing."""

    def __missing__(self, feature: str) -> int:
        return 0

    def __call__(self, features: Iterable[str]) -> int:
        return sum(map(self.__getitem__, features))


@cache
def load(name: str) -> Weights:
    """The weights in `weights/<name>.json`; none where the file is not there, so that all options weigh the same."""
    file = files("tongket.weights") / f"{name}.json"
    return Weights(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else Weights()


def as_features(features: list[str]) -> list[str]:
    """The weigher of learning: features as they are."""
    return features


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Option]):
    """An option with its score; `probability` is of all options together 1."""

    option: Option
    probability: float


def ranked(options: Sequence[tuple[Option, int]]) -> list[Ranked[Option]]:
    """Options with their probabilities, the likeliest first; of equals the earlier."""
    best = max(score for _, score in options)
    exps = [math.exp((score - best) / UNIT) for _, score in options]
    total = sum(exps)
    order = sorted(range(len(options)), key=lambda at: -options[at][1])
    return [Ranked(options[at][0], exps[at] / total) for at in order]


def bucket(number: int, bounds: tuple[int, ...] = (0, 1, 2, 3, 5, 8, 15)) -> str:
    """A number as the bound that it does not pass."""
    return next((str(bound) for bound in bounds if number <= bound), "more")
