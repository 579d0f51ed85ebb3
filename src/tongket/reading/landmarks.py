"""The mentions that end a phrase, as ranges of tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tongket.reading.tokens import Tokens
from tongket.records import Body, Mention, Period, Place

Range = tuple[int, int]
"""A first token and one past the last."""


class Landmarks:
    """Token ranges of the mentions that end a phrase, by their first and last token."""

    def __init__(
        self, tokens: Tokens, periods: Sequence[Period], places: Sequence[Place], bodies: Sequence[Body]
    ) -> None:
        self.periods = _ranges(tokens, periods)
        self.places = _ranges(tokens, [p for p in places if p.level != "scope"])
        self.bodies = _ranges(tokens, [b for b in bodies if not b.generic])
        self._period_firsts = [first for first, _ in self.periods]
        self.period_at = {first: last for first, last in self.periods}
        self.period_before = {last: first for first, last in self.periods}
        self.place_at = {first: last for first, last in self.places}
        self.body_at = {first: last for first, last in self.bodies}

    def period_within(self, first: int, last: int) -> int | None:
        """First token of the first period that begins among first … last."""
        at = bisect_left(self._period_firsts, first)
        if at < len(self._period_firsts) and self._period_firsts[at] < last:
            return self._period_firsts[at]
        return None


def _ranges(tokens: Tokens, mentions: Sequence[Mention]) -> list[Range]:
    return [(tokens.at(m.start), tokens.before(m.end)) for m in mentions]
