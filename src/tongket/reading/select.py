"""Which numbers are figures: not dates, law numbers, names, ordinals, ages, scores or idioms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.grammar import Mentions, shapes
from tongket.reading import classes, durations
from tongket.reading.tokens import RoleTables, Tokens
from tongket.records import Mention, Quantity

_Roles = Sequence[Mapping[str, int]]
_GREAT: Final = 1000
"""Numbers of names are seldom so great, save where the word before leaves no doubt ("số 1234")."""


@cache
def _tables() -> RoleTables:
    return RoleTables(lexicon.load("no_figures")["phrases"])


@cache
def _longest(role: str) -> int:
    return max(len(phrase.split()) for phrase in lexicon.load("no_figures")["phrases"][role])


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


def uncovered(mentions: Mentions, key: str) -> list[Quantity]:
    """The quantities that are no part of a date, a paper's number or a name, in text order."""
    laws = [law for law in mentions.laws if not key.startswith(_not_laws(), max(0, law.start - 3))]
    names = _Cover([*laws, *mentions.places, *mentions.bodies, *mentions.officials])
    times = _Cover(mentions.periods)
    framed = _Cover([period for period in mentions.periods if not durations.may_measure(key, period)])
    free = []
    for quantity in mentions.quantities:
        # "50.000 đô la Mỹ": the country is a part of the currency's name
        end = quantity.start + 1 if quantity.kind == "money" else quantity.end
        if names.touches(quantity.start, end):
            continue
        fraction = quantity.unit == "x" and key.find("/", quantity.start, quantity.end) > 0
        measured = durations.is_measured(key, quantity) and not framed.touches(quantity.start, end)
        if fraction or measured or not times.touches(quantity.start, end):
            free.append(quantity)
    return free


@cache
def _not_laws() -> str:
    """ "kỷ luật 09 đảng viên" names no law."""
    discipline: str = lexicon.load("no_figures")["discipline"]
    return discipline


def figures_among(quantities: Iterable[Quantity], tokens: Tokens) -> list[Quantity]:
    """Those of the (uncovered) quantities that state something about the world, in text order."""
    roles = _tables().over(tokens.keys)
    return [quantity for quantity in quantities if not _is_named(tokens, roles, quantity)]


def _is_named(tokens: Tokens, roles: _Roles, quantity: Quantity) -> bool:
    """'lớp 10', 'khóa 12', '34 tuổi', 'thứ 3': the number names or ranks a thing; it counts nothing."""
    first, last = tokens.at(quantity.start), tokens.before(quantity.end)
    if "named_after" in roles[last] or classes.is_class(tokens.text.key, tokens.text.raw, quantity):
        return True
    if quantity.unit != "count" or _ends_with(roles, first, "counted_before"):
        return False
    if _ends_with(roles, first, "named_before"):
        return True
    return _ends_with(roles, first, "named_unless_counted") and not _counts(tokens, quantity)


def _counts(tokens: Tokens, quantity: Quantity) -> bool:
    """A noun that is counted follows, or it is too great for a name's number: 'mỗi nhóm 15 người', 'nhóm 2.400'."""
    return classes.number(quantity) >= _GREAT or shapes.counts(tokens.text.key, quantity.end)


def _ends_with(roles: _Roles, end: int, role: str) -> bool:
    """Whether a phrase of the role ends right before token `end`."""
    return any(roles[end - size].get(role) == size for size in range(min(_longest(role), end), 0, -1))
