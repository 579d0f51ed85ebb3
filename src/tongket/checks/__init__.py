"""Checks: numbers held against each other. Each flag is arithmetic in neutral words, never an accusation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tongket.checks import sums
from tongket.records import Figure, Flag, Reading


def check(reading: Reading) -> Iterator[Flag]:
    """The flags of one document, from what it says itself."""
    yield from check_figures(reading.figures)


def check_figures(figures: Sequence[Figure]) -> Iterator[Flag]:
    """The flags of one document, by its figures alone: as they were read, or as people corrected them."""
    yield from sums.check(figures)
