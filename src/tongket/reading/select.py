"""Which numbers are figures: not dates, law numbers, names, ordinals, ages, scores or idioms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

from tongket import lexicon
from tongket.grammar import Mentions
from tongket.reading.tokens import RoleTables, Tokens
from tongket.records import Mention, Quantity


@cache
def _tables() -> RoleTables:
    return RoleTables(lexicon.load("no_figures"), [])


@cache
def _longest(role: str) -> int:
    return max(len(phrase.split()) for phrase in lexicon.load("no_figures")[role])


class _Cover:
    """Stretches of text whose digits mean something else."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        spans = sorted((m.start, m.end) for m in mentions)
        self._starts = [start for start, _ in spans]
        self._ends: list[int] = []
        furthest = -1
        for _, end in spans:
            furthest = max(furthest, end)
            self._ends.append(furthest)

    def touches(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start


def uncovered(mentions: Mentions) -> list[Quantity]:
    """The quantities that are no part of a date, a paper's number or a name, in text order."""
    names = [*mentions.places, *mentions.bodies, *mentions.officials]
    cover = _Cover([*mentions.periods, *mentions.laws, *names])
    return [quantity for quantity in mentions.quantities if not cover.touches(quantity.start, quantity.end)]


def figures_among(quantities: Iterable[Quantity], tokens: Tokens) -> list[Quantity]:
    """Those of the (uncovered) quantities that state something about the world, in text order."""
    tables = _tables().over(tokens.keys)
    return [quantity for quantity in quantities if not _is_named(tokens, tables, quantity)]


def _is_named(tokens: Tokens, tables: RoleTables, quantity: Quantity) -> bool:
    """'lớp 10', 'khóa 12', '34 tuổi', 'thứ 3': the number names or ranks a thing; it counts nothing."""
    first, last = tokens.at(quantity.start), tokens.before(quantity.end)
    if quantity.unit == "count" and _ends_with(tables, first, "named_before"):
        return not _ends_with(tables, first, "counted_before")
    return tables.size("named_after", last) > 0


def _ends_with(tables: RoleTables, end: int, role: str) -> bool:
    """Whether a phrase of the role ends right before token `end`."""
    return any(tables.size(role, end - size) == size for size in range(min(_longest(role), end), 0, -1))
