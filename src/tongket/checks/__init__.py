"""Checks: numbers held against each other. Each flag is arithmetic in neutral words, never an accusation."""

from __future__ import annotations

from collections.abc import Iterator

from tongket.checks import changes, fines, shares, sums, unlikely
from tongket.records import Flag, Reading


def check(reading: Reading) -> Iterator[Flag]:
    """The flags of one document, from what it says itself."""
    figures, text = reading.figures, reading.document.text
    yield from sums.check(figures, text)
    yield from changes.check(figures, text)
    yield from shares.check(figures, text)
    yield from unlikely.check(figures, text)
    yield from fines.check(figures, text, reading.document.published_date)
