"""Linear ranking: an option's score is the sum of its features' weights (a conditional logit model).

McFadden, D. (1974), "Conditional logit analysis of qualitative choice behavior".
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Generic, Protocol, TypeVar

Option = TypeVar("Option", bound=Hashable)

UNIT = 1000
"""Weights are thousandths of a unit of log-odds."""


class Table(Protocol):
    """The features of one sort, by their values."""

    def get(self, value: str, nothing: Any, /) -> Any: ...


class Weigher(Protocol):
    """Makes of features what can be added up: their weights' sum when choosing, the list itself when learning."""

    def __call__(self, features: list[str], /) -> Any: ...

    def each(self, options: Sequence[str], shown: list[str]) -> list[Any]:
        """For options told by name alone, the features of each: "option|feature"."""
        ...

    def of(self, sort: str) -> Table:
        """The features "sort=value" by their values."""
        ...


class Weights(dict[str, int]):
    """Feature → weight; a feature never learnt weighs nothing."""

    _rows: dict[str, tuple[int, ...]] | None = None
    _sorts: dict[str, dict[str, int]] | None = None

    def __missing__(self, feature: str) -> int:
        return 0

    def __call__(self, features: list[str], /) -> int:
        return sum(map(self.__getitem__, features))

    def each(self, options: Sequence[str], shown: list[str]) -> list[int]:
        """The score of each option, by one look at each feature."""
        if self._rows is None:
            features = {feature.partition("|")[2] for feature in self}
            self._rows = {f: tuple(self[f"{option}|{f}"] for option in options) for f in features}
        rows = [row for row in map(self._rows.get, shown) if row is not None]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(options)

    def of(self, sort: str) -> dict[str, int]:
        """The weights of the features "sort=value" by their values."""
        if self._sorts is None:
            self._sorts = {}
            for feature, weight in self.items():
                name, _, value = feature.partition("=")
                self._sorts.setdefault(name, {})[value] = weight
        return self._sorts.get(sort, {})


@cache
def load(name: str) -> Weights:
    """The weights in `weights/<name>.json`; none where the file is not there, so that all options weigh the same."""
    file = files("tongket.weights") / f"{name}.json"
    return Weights(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else Weights()


@dataclass(frozen=True, slots=True)
class _Named:
    """A table of learning: each value is its feature."""

    sort: str

    def get(self, value: str, nothing: object, /) -> list[str]:
        return [f"{self.sort}={value}"]


class AsFeatures:
    """The weigher of learning: features as they are."""

    def __call__(self, features: list[str], /) -> list[str]:
        return features

    def each(self, options: Sequence[str], shown: list[str]) -> list[list[str]]:
        return [[f"{option}|{feature}" for feature in shown] for option in options]

    def of(self, sort: str) -> _Named:
        return _Named(sort)


as_features = AsFeatures()


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


def best(options: Sequence[tuple[Option, int]]) -> Option:
    """The option with the largest score; of equals the first."""
    return max(options, key=_score)[0]


def _score(scored: tuple[object, int]) -> int:
    return scored[1]
