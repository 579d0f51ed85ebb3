"""Measures, costs and parts of what is to be built: plans, in a text that tells of its beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tongket.reading.phrasing import pattern, words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Span
from tongket.text import Text

_words: Final = words_of("designs")

_REACH: Final = 8


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return pattern("reading", "designs", name)


class Designs:
    """Tells the design data of one text."""

    def __init__(self, text: Text, tokens: Tokens, sentences: Sequence[Span]) -> None:
        self._text = text
        self._tokens = tokens
        self._sentences = sentences
        self._beginning: bool | None = None

    def _builds(self) -> bool:
        """Whether the text tells of works that begin and what they will cost."""
        if self._beginning is None:
            key = self._text.key
            self._beginning = bool(_pattern("beginnings").search(key)) and bool(_pattern("costs").search(key))
        return self._beginning

    def has(self, slot: Slot) -> bool:
        """'dài ⟨300 m⟩, tổng mức đầu tư ⟨240 tỷ đồng⟩, thời gian thi công ⟨6 tháng⟩'."""
        if slot.kind != "level" or slot.act is not None or not self._is_measured(slot) or not self._builds():
            return False
        start, end = self._sentences[slot.sentence]
        return not _pattern("present").search(self._text.key, start, end)

    def _is_measured(self, slot: Slot) -> bool:
        if slot.unit == "count":
            at = slot.last
            return at < len(self._tokens) and self._tokens.keys[at] in _words("parts")
        before = " ".join(self._tokens.keys[max(0, slot.first - _REACH) : slot.first])
        if slot.unit in ("m", "m2", "km", "ha"):
            return self._tokens.keys[slot.first - 1] in _words("measures") or bool(_pattern("sizes").search(before))
        if slot.is_money:
            return bool(_pattern("costs").search(before))
        return slot.unit in ("d", "mo", "a") and bool(_pattern("spans").search(before))
