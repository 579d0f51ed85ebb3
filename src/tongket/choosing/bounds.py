"""Where a phrase may begin and end among the tokens of one text, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket import lexicon
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.records import Span

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

_words: Final = words_of("choosing")
_BREAK: Final = re.compile("\n")

_LONGEST: Final = 16
_BEFORE_CUES: Final = 8
"""So many tokens more are looked back over."""
_NAMES: Final = 3
"""So many times or names before a number may be stepped over."""
_HEADS: Final[tuple[str, ...]] = (
    "heads",
    "strong_heads",
    "number_of",
    "general",
    "measures",
    "cases",
    "relative",
    "left_strip",
    "no_subject",
)


@cache
def _compounds() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(pair.split()) for pair in lexicon.load("compounds")["pairs"])


class Bounds:
    """Places are token indices; each is looked at once."""

    def __init__(self, reader: FigureReader) -> None:
        self._reader = reader
        self._tokens = reader.tokens
        self._keys = reader.tokens.keys
        self.joints = _words("joints")
        """Small words that phrases hang together by."""
        marks = reader.landmarks
        self.times = {first for first, _ in marks.periods}
        names = [*marks.places, *marks.bodies]
        self.names = {first for first, _ in names}
        self.acts = reader.acts.starts
        self.special = self.times | self.names | self.acts
        self.after_times = marks.period_before
        self._before_names = {last: first for first, last in names}
        self._roles_at = reader.phrases.roles_at
        self._compounds = _compounds()
        lines = (match.end() for match in _BREAK.finditer(reader.text.key))
        self._lines = {at for start in lines if (at := self._tokens.starting(start)) is not None}
        """The tokens that stand right behind a line's end."""
        self._behind = {*marks.period_before, *(last for _, last in names), *reader.acts.ends}

    def walks(self, slot: Slot) -> Iterator[tuple[str, int, list[int]]]:
        """Stretches of tokens with one end fixed: "A" begins right behind the number and goes on to each of the other
        ends; "B" ends before the number's cues (or before a time or name there) and begins at each of the others."""
        yield "A", slot.last, self._ends_behind(slot)
        floor = max(slot.floor, slot.chain_start - _LONGEST - _BEFORE_CUES)
        for last in self._ends_before(slot, floor):
            yield "B", last, self._starts_before(last, floor)

    def _ends_behind(self, slot: Slot) -> list[int]:
        end = self._tokens.before(self._reader.sentences[slot.sentence][1])
        limit = min(end, slot.last + _LONGEST, end if slot.quantity.pair == 1 else slot.ceiling)
        keys, found, opened = self._keys, list[int](), 0
        for last in range(slot.last + 1, limit + 1):
            key = keys[last - 1]
            if (key == ";" and last > slot.last + 1) or last - 1 in self._lines:
                break
            opened += (key in "(“") - (key in ")”" and opened > 0)
            if opened:  # "học bổng “Vượt khó" is cut too short
                continue
            if (key[0].isalnum() or key in ')”"') and not self._cuts(last) and not self.leads_on(last):
                found.append(last)
        return found

    def _starts_before(self, last: int, floor: int) -> list[int]:
        keys, found = self._keys, []
        for first in range(last - 1, max(floor, last - _LONGEST) - 1, -1):
            key = keys[first]
            if key in ".;" or first + 1 in self._lines:
                break
            if not (key[0].isalnum() or key in '“"') or self._cuts(first) or self.leads_in(first):
                continue
            if first == floor or self._opens(first):
                found.append(first)
        return found

    def _ends_before(self, slot: Slot, floor: int) -> list[int]:
        end = slot.chain_start
        while end > floor and not self._tokens.is_word(end - 1):
            end -= 1
        ends = {end}
        for _ in range(_NAMES):
            first = self.after_times.get(end, self._before_names.get(end))
            if first is None or first <= floor:
                break
            end = first
            while end > floor and (not self._tokens.is_word(end - 1) or self._keys[end - 1] in _words("placing")):
                end -= 1
            ends.add(end)
        if slot.subject is not None:
            ends.add(slot.subject[1])
        return sorted(ends)

    # ── single tokens ────────────────────────────────────────────────────────
    def roles(self, at: int) -> list[str]:
        """The lists of phrases that one begins of at a token."""
        found = self._roles_at[at]
        return [role for role in _HEADS if role in found] if found else []

    def kind(self, at: int) -> str:
        """What begins at a token: time, name, act, word or mark."""
        if at in self.special:
            return "time" if at in self.times else "name" if at in self.names else "act"
        return "word" if at < len(self._keys) and self._keys[at][0].isalnum() else "mark"

    def leads_in(self, first: int) -> bool:
        """Whether a phrase that began at a token would begin with a small word that leads to another ("tại …")."""
        keys = self._keys
        if keys[first] not in _words("not_first"):
            return False
        return " ".join(keys[first : first + 2]) not in _words("whole_first")

    def leads_on(self, last: int) -> bool:
        """Whether a phrase that ended before a token would end with a small word that leads on ("… của")."""
        keys = self._keys
        if keys[last - 1] not in _words("not_last"):
            return False
        return " ".join(keys[max(0, last - 2) : last]) not in _words("whole_last")

    def trimmed(self, span: Span | None) -> Span | None:
        """A phrase without the small words at its ends that lead in or on; None where nothing is left."""
        if span is None:
            return None
        first, last = self._tokens.at(span[0]), self._tokens.before(span[1])
        while first < last and self.leads_in(first):
            first += 1
        while first < last and self.leads_on(last):
            last -= 1
        return self._tokens.span(first, last) if first < last else None

    def _opens(self, at: int) -> bool:
        """Whether a phrase may begin at a token: behind a mark, a small word, a time, a name or an act, or with a word
        that opens phrases."""
        before = self._keys[at - 1]
        return before in self.joints or not before[0].isalnum() or at in self._behind or bool(self.roles(at))

    def _cuts(self, at: int) -> bool:
        """Whether two syllables of one word stand on the two sides of a token's beginning."""
        return 0 < at < len(self._keys) and (self._keys[at - 1], self._keys[at]) in self._compounds
