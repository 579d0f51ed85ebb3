"""A file of entries tried on a ledger: what its entries would take, and from whom."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tongket.indicators.stored import Row, Told

Sample = tuple[str, Row, Row]
"""Indicator, row of `documents` and of `figures`."""


@dataclass(slots=True)
class Trial:
    """`taken`: entry → its figures. `from_others`: (entry, indicator) → figures that it takes from that one. `lost`:
    indicator → figures that had it and now have none. `sample`: some of the figures taken, drawn at random."""

    taken: Counter[str] = field(default_factory=Counter)
    from_others: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    sample: list[Sample] = field(default_factory=list)


def tried(before: Iterable[Told], after: Iterable[Told], entries: frozenset[str], size: int, seed: int = 0) -> Trial:
    """What becomes of a ledger's figures: told without and with the `entries`, of the same documents in one order."""
    trial, chance, seen = Trial(), random.Random(seed), 0
    for without, with_them in zip(before, after, strict=True):
        for row, old, new in zip(with_them.figures, without.indicators, with_them.indicators, strict=True):
            if new in entries and new is not None:
                trial.taken[new] += 1
                if old is not None and old != new:
                    trial.from_others[new, old] += 1
                seen += 1
                _keep(trial.sample, (new, with_them.document, row), size, seen, chance)
            elif old is not None and new is None:
                trial.lost[old] += 1
    return trial


def _keep(sample: list[Sample], each: Sample, size: int, seen: int, chance: random.Random) -> None:
    """Reservoir sampling: every one of those seen so far has the same chance to be in the sample."""
    if len(sample) < size:
        sample.append(each)
    elif (place := chance.randrange(seen)) < size:
        sample[place] = each
