"""Whether a figure was reported, estimated, planned or set by a rule."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args

from tongket.choosing.ranking import Weigher, bucket
from tongket.choosing.signs import first_shown, roles_of, unit_class
from tongket.choosing.words import Words
from tongket.finder import WordFinder
from tongket.memo import tally
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.records import Span, Status

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_WORDS_BEFORE: Final = 14
_WORDS_BEHIND: Final = 4
_TENTHS: Final = 8
_OFTEN: Final = 4
_SORTS: Final[tuple[str, ...]] = (
    "title",
    "said",
    "before",
    "after",
    "act",
    "counted",
    "w",
    "r",
    "l0",
    "l1",
    "ll",
    "r0",
)
"""The features that are words."""


@cache
def _plans() -> tuple[WordFinder, list[str]]:
    listed = sorted(words_of("choosing")("plans"))
    return WordFinder(listed), listed


class StatusOptions:
    """The options of the slots of one text, after the rules have set theirs."""

    def __init__(self, reader: FigureReader, slots: Sequence[Slot], weigh: Weigher) -> None:
        self._slots = slots
        self._weigh = weigh.across(STATUSES)
        self._nothing = self._weigh([])
        self._signs = self._weigh.kept(_Signs)
        self._words = Words(reader, self._signs.words, self._nothing)
        self._tokens = reader.tokens
        self._text = reader.text.key
        self._shown = reader.shown
        self._rules = [slot.status for slot in slots]
        self._sure = weigh(["rule"])
        self._plans = self._planning(reader.sentences)
        self._count = tally(self._rules)
        self._of_document = self._told_by_all()

    def scored(self, index: int) -> list[tuple[Status, Any]]:
        """Each status with its score (or its features, when learning)."""
        rule = self._rules[index]
        told = self._of_document + self._told(index) + self._around(index) + self._beside(index)
        scores = zip(STATUSES, self._weigh.split(told), strict=True)
        return [(status, score + self._sure if status == rule else score) for status, score in scores]

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

    def _told_by_all(self) -> Any:
        """How often the whole document speaks of what is to come, and what its title says."""
        count = tally([word for words in self._plans for word in words])
        many = max(1, len(self._plans))
        total = self._nothing
        for word, often in self._signs.often:
            total = total + often[min(_OFTEN, _TENTHS * count.get(word, 0) // many)]
        return total + self._words.of_title("title")

    def _beside(self, index: int) -> Any:
        """What the rules say of the other figures, and the words of the sentences before and after."""
        slot, rule, at = self._slots[index], self._rules[index], self._slots[index].sentence
        earlier = self._rules[index - 1] if index else None
        later = self._rules[index + 1] if index + 1 < len(self._slots) else None
        others = max(1, len(self._slots) - 1)
        shares = tuple([4 * (self._count.get(status, 0) - (status == rule)) // others for status in STATUSES])
        gap = None
        if index and self._slots[index - 1].sentence == at:
            gap = bucket(slot.first - self._slots[index - 1].last)
        total = self._signs.neighbours[rule, slot.kind, earlier, later, gap, slot.bracket, shares]
        total = total + self._words.all("said", self._plans[at])
        if at:
            total = total + self._words.all("before", self._plans[at - 1])
        if at + 1 < len(self._plans):
            total = total + self._words.all("after", self._plans[at + 1])
        return total

    def _told(self, index: int) -> Any:
        slot = self._slots[index]
        quantity, roles = slot.quantity, roles_of(slot)
        meaning = slot.kind, slot.direction, roles, quantity.bound, slot.bracket
        total = self._signs.slot[unit_class(slot), slot.unit, *meaning, slot.pair, quantity.pair]
        if slot.act is not None:
            total = total + self._words.one("act", first_shown(self._tokens, self._shown, slot.act))
        if slot.counted is not None:
            first, last = self._tokens.at(slot.counted[0]), self._tokens.before(slot.counted[1])
            words = self._words.between(first, min(last, first + 2))
            total = total + self._words.each("counted", (words[0], " ".join(words)))
        return total

    def _around(self, index: int) -> Any:
        """Words before the number (as a set; the nearest with their places) and behind it."""
        slot, words = self._slots[index], self._words
        before = _without_numbers(words.before(slot, _WORDS_BEFORE))
        behind = words.between(slot.last, min(len(self._tokens), slot.last + _WORDS_BEHIND))
        behind = _without_numbers(behind)
        total = words.each("w", before) + words.each("r", behind)
        total = total + words.all("l0", before[-1:]) + words.all("l1", before[-2:-1])
        return total + words.one("ll", " ".join(before[-2:])) + words.one("r0", behind[0] if behind else "$")


def _without_numbers(words: Sequence[str]) -> list[str]:
    return [word for word in words if word != "0"]


class _Signs:
    """The features, as they are weighed."""

    def __init__(self, weigh: Weigher) -> None:
        self.slot, self.neighbours = weigh.group(_slot), weigh.group(_neighbours)
        self.words = {name: weigh.of(name) for name in _SORTS}
        often, nothing = weigh.of("doc"), weigh([])
        self.often = [
            (word, [often(f"{word}{tenths}", nothing) for tenths in range(_OFTEN + 1)]) for word in _plans()[1]
        ]
        """The words of planning with what each number of tenths of the sentences tells that have it."""


def _slot(
    unit: str,
    code: str,
    kind: str,
    direction: str | None,
    roles: str,
    bound: str,
    bracket: bool,
    pair: str,
    side: int,
) -> list[str]:
    return [
        "any",
        f"unit{unit}",
        f"unit{code}",
        f"kind{kind}{direction}",
        f"roles{roles}",
        f"bound{bound}",
        f"bracket{bracket:d}|{unit}",
        f"pair{pair}{side}",
    ]


def _neighbours(
    rule: str,
    kind: str,
    earlier: str | None,
    later: str | None,
    gap: str | None,
    bracket: bool,
    shares: Sequence[int],
) -> list[str]:
    beside = "apart" if gap is None else f"gap{gap}|br{bracket:d}"
    found = [f"rule{rule}", f"rule{rule}|{kind}", f"next{later}", f"prev{earlier}|{beside}"]
    return found + [f"all{status}{share}" for status, share in zip(STATUSES, shares, strict=True)]
