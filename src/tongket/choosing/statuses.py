"""Whether a figure was reported, estimated, planned or set by a rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from tongket.choosing.ranking import Weigher, bucket
from tongket.choosing.signs import roles_of, shown, unit_class
from tongket.finder import WordFinder
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.records import Span, Status

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

STATUSES: tuple[Status, ...] = get_args(Status)
_WORDS_BEFORE, _WORDS_BEHIND = 14, 4
_TENTHS = 8
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _plans() -> tuple[WordFinder, list[str]]:
    listed = sorted(words_of("choosing")("plans"))
    return WordFinder(listed), listed


class StatusOptions:
    """The options of the slots of one text, after the rules have set theirs."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._slots = slots
        self._weigh = weigh
        self._keys = reader.tokens.keys
        self._text = reader.text.key
        self._raw = reader.text.raw
        self._spans = reader.tokens.starts, reader.tokens.ends
        self._starts = [reader.tokens.at(start) for start, _ in reader.sentences]
        self._rules = [slot.status for slot in slots]
        self._plans = self._planning(reader.sentences)
        self._of_document = weigh.each(STATUSES, self._told_by_all(reader))

    def scored(self, index: int) -> list[tuple[Status, Any]]:
        """Each status with its score (or its features, when learning)."""
        rule = self._rules[index]
        shown = [*self._shown(index), *self._around(index), *self._neighbours(index)]
        scores = zip(STATUSES, self._weigh.each(STATUSES, shown), self._of_document, strict=True)
        sure = self._weigh(["rule"])
        return [(status, own + all_ + sure if status == rule else own + all_) for status, own, all_ in scores]

    def _planning(self, sentences: Sequence[Span]) -> list[list[str]]:
        """For each sentence its words of planning and of telling, each once."""
        finder, words = _plans()
        starts = [start for start, _ in sentences]
        found: list[set[str]] = [set() for _ in sentences]
        key = self._text
        for at, start, end in finder.find(key):
            if not (key[end : end + 1].isalnum() or (start and key[start - 1].isalnum())):
                sentence = bisect_right(starts, start) - 1
                if sentence >= 0:
                    found[sentence].add(words[at])
        return [sorted(words_) for words_ in found]

    def _told_by_all(self, reader: FigureReader) -> list[str]:
        """How often the whole document speaks of what is to come, and what its title says."""
        count = Counter(word for words in self._plans for word in words)
        many = max(1, len(self._plans))
        found = [f"doc{word}{min(4, _TENTHS * count[word] // many)}" for word in _plans()[1]]
        title = reader.sentences[0] if reader.sentences else (0, 0)
        spans = (match.span() for match in _WORD.finditer(self._text, *title))
        words = dict.fromkeys(shown(self._raw, self._text, *span) for span in spans)
        return found + [f"title{word}" for word in words]

    def _neighbours(self, index: int) -> list[str]:
        """What the rules say of the other figures, and the words of the sentences before and after."""
        rule, at = self._rules[index], self._slots[index].sentence
        earlier = self._rules[index - 1] if index else None
        later = self._rules[index + 1] if index + 1 < len(self._slots) else None
        found = [f"rule{rule}", f"rule{rule}|{self._slots[index].kind}", f"next{later}"]
        found.append(f"prev{earlier}|{self._beside(index)}")
        count = Counter(self._rules)
        count[rule] -= 1
        found += [f"all{status}{4 * count[status] // max(1, len(self._slots) - 1)}" for status in STATUSES]
        found += [f"said{word}" for word in self._plans[at]]
        found += [f"before{word}" for word in (self._plans[at - 1] if at else ())]
        return found + [f"after{word}" for word in (self._plans[at + 1] if at + 1 < len(self._plans) else ())]

    def _beside(self, index: int) -> str:
        slot = self._slots[index]
        if not index or self._slots[index - 1].sentence != slot.sentence:
            return "apart"
        return f"gap{bucket(slot.first - self._slots[index - 1].last)}|br{slot.bracket:d}"

    def _shown(self, index: int) -> list[str]:
        slot = self._slots[index]
        found = [
            "any",
            f"unit{unit_class(slot)}",
            f"unit{slot.unit}",
            f"kind{slot.kind}{slot.direction}",
            f"roles{roles_of(slot)}",
            f"bound{slot.quantity.bound}",
            f"bracket{slot.bracket:d}|{unit_class(slot)}",
            f"pair{slot.pair}{slot.quantity.pair}",
        ]
        if slot.act is not None:
            found.append(f"act={self._text[slice(*slot.act)].split(' ', 1)[0]}")
        if slot.counted is not None:
            words = self._text[slice(*slot.counted)].split()
            found += [f"counted={words[0]}", f"counted={' '.join(words[:2])}"]
        return found

    def _around(self, index: int) -> list[str]:
        """Words before the number (as a set; the nearest with their places) and behind it."""
        slot = self._slots[index]
        start = max(self._starts[slot.sentence], slot.first - _WORDS_BEFORE)
        before = self._shown_words(start, slot.first)
        behind = self._shown_words(slot.last, min(len(self._keys), slot.last + _WORDS_BEHIND))
        found = [f"w{word}" for word in dict.fromkeys(before)] + [f"r{word}" for word in dict.fromkeys(behind)]
        found += [f"l{at}{word}" for at, word in enumerate(reversed(before[-2:]))]
        return [*found, f"ll{' '.join(before[-2:])}", f"r0{behind[0] if behind else '$'}"]

    def _shown_words(self, first: int, last: int) -> list[str]:
        starts, ends = self._spans
        words = [shown(self._raw, self._text, starts[at], ends[at]) for at in range(first, last)]
        return [word for word in words if word != "0"]
