"""Checks: numbers held against each other. Each flag is arithmetic in neutral words, never an accusation."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.checks import sums
from tongket.records import Flag, Reading


def check(reading: Reading) -> Iterator[Flag]:
    """The flags of one document, from what it says itself."""
    yield from sums.check(reading.figures, reading.document.text)
