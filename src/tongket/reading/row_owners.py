"""Whose and where a table's row is: "Huyện An Bàng", "Đội QLTT số 1", "Chi cục huyện Hòn Dừa" in its first column."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar import Mentions
from tongket.patterns import one_of
from tongket.records import Body, Place, Span
from tongket.text import Text

_DIVISIONS: Final[tuple[str, ...]] = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Owner:
    """`body` and `place` as the row names them, None where it does not; `total`: the row sums up the others."""

    body: str | None = None
    place: str | None = None
    code: str | None = None
    total: bool = False

    @property
    def says_whose(self) -> bool:
        """The row says whose or where, not what."""
        return self.total or self.body is not None or self.place is not None


@cache
def _table(name: str) -> re.Pattern[str]:
    return re.compile(rf"{one_of(lexicon.load('tables')[name])}(?!\w)")


class RowOwners:
    """Reads the row labels of one text's tables."""

    def __init__(self, text: Text, mentions: Mentions, name_of: Callable[[Body], str | None]) -> None:
        self._text = text
        self._name_of = name_of
        self._bodies = {b.start: b for b in mentions.bodies if not b.generic}
        places = (p for p in mentions.places if p.value is not None and p.level in _DIVISIONS)
        self._places = sorted(places, key=lambda place: place.start)
        self._starts = [place.start for place in self._places]

    def of(self, label: Span, stub: str) -> Owner:
        """Whose a row is by its label, and by the head of the labels' column (`stub`, a comparison key)."""
        start, end = label
        words = self._text.key[start:end]
        if _table("total").match(words) or _table("rest").match(words):
            return Owner(total=True)
        name = self._name(label)
        inside = self._places[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        place = next((p for p in inside if p.start - start <= 1), None)
        if place is not None or self._is_division(words) or (_table("places").search(stub) and self._is_proper(label)):
            return Owner(place=name, code=None if place is None else place.code)
        body = self._bodies.get(start)
        body = body if body is not None and body.end >= start + len(name) else None
        if body is not None or (_table("body_stubs").search(stub) and _table("body_heads").match(words)):
            within = _lowest(inside)
            named = self._name_of(body) if body is not None else None
            if within is None:
                return Owner(named or name)
            return Owner(named or name, str(within.value), within.code)
        return Owner()

    def _name(self, label: Span) -> str:
        words = self._text.raw[slice(*label)]
        return words.split("(")[0].strip() or words.strip()

    def _is_division(self, words: str) -> bool:
        return bool(_table("divisions").match(words)) and len(words.split()) <= 6

    def _is_proper(self, label: Span) -> bool:
        """Every word with a capital: 'An Hòa'."""
        return all(word[0].isupper() for word in self._name(label).split())


def _lowest(places: Sequence[Place]) -> Place | None:
    return places[-1] if places else None
