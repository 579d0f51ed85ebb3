"""The part a person has in a meeting, told by the verbs around the name."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import whole
from tongket.text import Text

_BEHIND: Final = 90
_AHEAD: Final = 700
_SENTENCE_END: Final = re.compile(r"[.!?…]\s|\n")


@cache
def _part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){whole(lexicon.load('officials')['capacity'][name])}")


def capacity(text: Text, start: int, end: int) -> str | None:
    """One of "chaired", "spoke", "attended", by the verbs around a mention in its sentence; None where none tells."""
    key = text.key
    stop = _SENTENCE_END.search(key, end)
    after = key[end : min(stop.start() if stop else len(key), end + _BEHIND)].split(";")[0]
    breaks = [m.end() for m in _SENTENCE_END.finditer(key, max(0, start - _AHEAD), start)]
    before = key[breaks[-1] if breaks else max(0, start - _AHEAD) : start]
    if _part("chaired_after").search(after) or _part("chaired_before").search(before):
        return "chaired"
    first = min(
        ((m.start(), part) for part in ("spoke", "attended") if (m := _part(f"{part}_after").search(after))),
        default=None,
    )
    if first and first[1] == "attended" and _part("spoke_after").search(after[first[0] : first[0] + 30]):
        return "spoke"
    if first and first[0] < 40:
        return first[1]
    if _part("spoke_before").search(before[:60]):
        return "spoke"
    if _part("attended_before").search(before[:60]):
        return "attended"
    return first[1] if first else None
