"""Which stretches of time are measured ("hoàn thành trong 6 tháng") and which frame what is told ("trong 6 tháng")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import one_of
from tongket.records import Period, Quantity

TIMES: Final = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_HOURS: Final = frozenset({"h", "min", "s"})


def may_measure(key: str, period: Period) -> bool:
    """A stretch that no date holds: 'trong 6 tháng', 'sau 15 phút', 'khoảng 3 giờ', 'thêm 5 ngày nữa'."""
    if period.grain in ("stretch", "open", "clock"):
        return not key.startswith(_durations().ago, period.start)
    return period.grain == "last" and key.startswith(_durations().more, period.end - len(_durations().more))


@dataclass(frozen=True, slots=True)
class _Durations:
    """What tells a duration from a frame of time (`[durations]` of the lexicon)."""

    measured: re.Pattern[str]
    """Ends right before the number."""
    ago: tuple[str, ...]
    more: str
    later: tuple[str, ...]


@cache
def _durations() -> _Durations:
    words = lexicon.load("no_figures")["durations"]
    within, about = one_of(words["within"]), one_of(words["about"])
    needed = rf"(?<!\w){one_of(words['needed'])}(?: [^\W\d_]+){{0,4}} {within}(?: {about})?"
    more = rf"(?<!\w){one_of(words['added'])}(?: {about})?"
    return _Durations(
        re.compile(rf"(?:{needed}|{more}|(?<=[^\W\d_] ){one_of(words['in'])} {about}) $"),
        tuple(words["ago"]),
        words["more"],
        tuple(f" {word}" for word in words["later"]),
    )


def is_measured(key: str, quantity: Quantity) -> bool:
    """'hoàn thành trong 6 tháng', 'trong hơn 300 ngày', 'thêm 5 ngày nữa': how long it took or takes.

    Hours and minutes are always measured: dates and clock times are no quantities.
    """
    if quantity.unit not in TIMES or key.startswith(_durations().later, quantity.end):
        return False
    if quantity.unit in _HOURS:
        return True
    return _durations().measured.search(key, max(0, quantity.start - 60), quantity.start) is not None
