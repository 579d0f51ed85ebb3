"""Linear ranking: an option's score is the sum of its features' weights (a conditional logit model).

McFadden, D. (1974), "Conditional logit analysis of qualitative choice behavior".
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, Generic, Protocol, TypeVar

Option = TypeVar("Option", bound=Hashable)
Built = TypeVar("Built")

_score: Final = itemgetter(1)
_KEPT: Final = 20_000
"""So many combinations of a group are kept at most."""
_BOUNDS: Final[tuple[int, ...]] = (0, 1, 2, 3, 5, 8, 15)
_BUCKETS: Final[tuple[str, ...]] = ("0", "1", "2", "3", "5", "5", "8", "8", "8", *["15"] * 7)
"""Small numbers → their bound of these."""
_MANY: Final = len(_BUCKETS)
_BITS: Final = 40
_HALF: Final = 1 << (_BITS - 1)
UNIT: Final = 1000
"""Weights are thousandths of a unit of log-odds."""


Table = Callable[[str, Any], Any]
"""The features of one sort, by their values; the second is what a value never learnt weighs."""


class Group(Protocol):
    """The features that a few values make together, by those values in a tuple."""

    def __getitem__(self, values: tuple[Any, ...], /) -> Any: ...


class Weigher(Protocol):
    """Makes of features what can be added up: their weights' sum when choosing, the list itself when learning."""

    def __call__(self, features: list[str], /) -> Any: ...

    def across(self, options: tuple[str, ...]) -> Weigher:
        """The weigher for options told by name alone: a feature is one of each, "option|feature"."""
        ...

    def split(self, total: Any) -> list[Any]:
        """What such a weigher's sum is for each option."""
        ...

    def of(self, sort: str) -> Table:
        """The features "sort=value" by their values."""
        ...

    def group(self, features: Callable[..., list[str]]) -> Group:
        """The features that a function makes of its arguments; each combination is weighed once."""
        ...

    def kept(self, build: Callable[[Weigher], Built]) -> Built:
        """What is built of the weights, once for all texts."""
        ...


class Weights:
    """Feature → weight; a feature never learnt weighs nothing."""

    def __init__(self, weights: Mapping[str, int] = MappingProxyType({}), many: int = 1) -> None:
        """`many`: for so many options at once, packed into one number."""
        self._weights = dict(weights)
        self._sorts: dict[str, dict[str, int]] | None = None
        self._many = many
        self._across: dict[tuple[str, ...], Weights] = {}
        self._groups: dict[Callable[..., list[str]], Group] = {}
        self._built: dict[Callable[[Weigher], Any], Any] = {}

    def __len__(self) -> int:
        return len(self._weights)

    def __call__(self, features: list[str], /) -> int:
        weights = self._weights
        return sum([weights.get(feature, 0) for feature in features])

    def across(self, options: tuple[str, ...]) -> Weights:
        if options not in self._across:
            weight = self._weights
            features = {feature.partition("|")[2] for feature in weight if feature.startswith(options)}
            packed = {f: _packed([weight.get(f"{option}|{f}", 0) for option in options]) for f in features}
            self._across[options] = Weights(packed, len(options))
        return self._across[options]

    def split(self, total: int) -> list[int]:
        return _unpacked(total, self._many)

    def of(self, sort: str) -> Table:
        """The weights of the features "sort=value" by their values."""
        if self._sorts is None:
            self._sorts = {}
            for feature, weight in self._weights.items():
                name, _, value = feature.partition("=")
                self._sorts.setdefault(name, {})[value] = weight
        return self._sorts.get(sort, {}).get

    def group(self, features: Callable[..., list[str]]) -> Group:
        if features not in self._groups:
            self._groups[features] = _Weighed(self, features)
        return self._groups[features]

    def kept(self, build: Callable[[Weigher], Built]) -> Built:
        if build not in self._built:
            self._built[build] = build(self)
        found: Built = self._built[build]
        return found


class _Weighed(dict[tuple[Any, ...], int]):
    """Values → the sum of their features' weights, kept from one document to the next."""

    def __init__(self, weigh: Weights, features: Callable[..., list[str]]) -> None:
        self._weigh, self._features = weigh, features

    def __missing__(self, values: tuple[Any, ...]) -> int:
        if len(self) >= _KEPT:
            self.clear()
        self[values] = found = self._weigh(self._features(*values))
        return found


def _packed(numbers: Sequence[int]) -> int:
    """Several numbers as one; sums of such are the packed sums."""
    return sum(number << (_BITS * at) for at, number in enumerate(numbers))


def _unpacked(packed: int, many: int) -> list[int]:
    numbers = []
    for _ in range(many):
        number = (packed + _HALF) % (2 * _HALF) - _HALF
        numbers.append(number)
        packed = (packed - number) >> _BITS
    return numbers


@cache
def load(name: str) -> Weights:
    """The weights in `weights/<name>.json`; none where the file is not there, so that all options weigh the same."""
    file = files("tongket.weights") / f"{name}.json"
    return Weights(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else Weights()


def _named(sort: str, value: str, nothing: object) -> list[str]:
    """A table of learning: each value is its feature."""
    return [f"{sort}={value}"]


@dataclass(frozen=True, slots=True)
class _Told:
    """A group of learning: values are their features."""

    features: Callable[..., list[str]]

    def __getitem__(self, values: tuple[Any, ...], /) -> list[str]:
        return self.features(*values)


class AsFeatures:
    """The weigher of learning: features as they are."""

    def __init__(self, options: tuple[str, ...] = ()) -> None:
        self._options = options

    def __call__(self, features: list[str], /) -> list[str]:
        return features

    def across(self, options: tuple[str, ...]) -> AsFeatures:
        return AsFeatures(options)

    def split(self, total: list[str]) -> list[list[str]]:
        return [[f"{option}|{feature}" for feature in total] for option in self._options]

    def of(self, sort: str) -> Table:
        return partial(_named, sort)

    def group(self, features: Callable[..., list[str]]) -> _Told:
        return _Told(features)

    def kept(self, build: Callable[[Weigher], Built]) -> Built:
        return build(self)


as_features = AsFeatures()


class Ranked(Generic[Option]):
    """An option with its score; `probability` is of all options together 1."""

    def __init__(self, option: Option, probability: float) -> None:
        self.option = option
        self.probability = probability


def chosen(options: Sequence[tuple[Option, int]]) -> Ranked[Option]:
    """The likeliest option; of equals the earlier."""
    option, best = max(options, key=_score)
    odds = [math.exp((score - best) / UNIT) for _, score in options]
    whole = sum(odds)
    return Ranked(option, 1 / whole)


def bucket(number: int, bounds: tuple[int, ...] = _BOUNDS) -> str:
    """A number as the bound that it does not pass."""
    if bounds is _BOUNDS:
        return "more" if number >= _MANY else _BUCKETS[number] if number > 0 else "0"
    at = bisect_left(bounds, number)
    return str(bounds[at]) if at < len(bounds) else "more"


def best(options: Sequence[tuple[Option, int]]) -> Option:
    """The option with the largest score; of equals the first."""
    return max(options, key=_score)[0]
