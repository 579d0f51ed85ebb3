"""Words that tell how a number hangs in its sentence, found once for the whole text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

from tongket import lexicon
from tongket.reading.tokens import PhraseTable, Tokens


class Cue:
    """A phrase with its roles (the lists of lexicon/cues.toml); `first` … `last` are token indices, half open."""

    __slots__ = ("first", "last", "roles")

    def __init__(self, first: int, last: int, roles: frozenset[str]) -> None:
        self.first = first
        self.last = last
        self.roles = roles


@cache
def _table() -> PhraseTable:
    return PhraseTable(lexicon.load("cues"))


class Cues:
    """All cues of a text, the longest at each place, by the token where they begin and where they end."""

    def __init__(self, tokens: Tokens, numbers: Sequence[int], names: Mapping[int, int]) -> None:
        """`numbers`: first tokens of the numbers, which no cue reaches into; `names`: first → one past the last token
        of the names of places and bodies, which hold no cues ('⟨Cần⟩ Thơ')."""
        table = _table()
        self.found: list[Cue] = []
        self.by_end: dict[int, Cue] = {}
        stops = [*sorted(numbers), len(tokens)]
        reached = 0
        for index in sorted({*table.beginnings(tokens.keys), *names}):
            if index < reached:
                continue
            if index in names:
                reached = names[index]
                continue
            match = table.match(tokens.keys, index, stops[bisect_right(stops, index)])
            if match is None:
                continue
            cue = Cue(index, index + match[0], match[1])
            reached = cue.last
            if "none" not in cue.roles:
                self.found.append(cue)
                self.by_end[cue.last] = cue
        self._firsts = [cue.first for cue in self.found]
        self._lasts = [cue.last for cue in self.found]

    def within(self, first: int, last: int) -> list[Cue]:
        """Cues that lie wholly among tokens first … last."""
        return self.found[bisect_left(self._firsts, first) : bisect_right(self._lasts, last)]
