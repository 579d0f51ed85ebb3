"""What the choice of links looks at in each number: the words around it, found once for all pairs it is weighed in.

Words that features may be made of are kept as features show them (signs.py), so that no name is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.reading.phrasing import words_of
from tongket.reading.setting import Setting
from tongket.reading.slots import Slot

_words: Final = words_of("linkviews")

RELATIVE: Final[tuple[str, ...]] = ("%", "pp", "x")
_OPENINGS: Final[tuple[str, ...]] = ("detail", "result", "remainder", "more")
_ROLES: Final[tuple[str, ...]] = ("exist", "level", "reached")
_STRETCH, _RANK_REACH = 25, 16
"""So many words before a number may call it a total; may call it a rank."""


@dataclass(init=False, slots=True)
class View:
    """One number as its links see it."""

    slot: Slot
    amount: float
    unit_class: str
    """count, money, measure, or the unit of a rate."""
    sort: str
    """One letter for what is counted: a share, a count, money, or another measure."""
    pair: str
    """What it is in "x/y", and which of the two; empty outside pairs."""
    block_kind: str
    """Its first letter."""
    opening: tuple[str, ...]
    """The first words of its sentence."""
    opens: str
    """What its sentence does by its first words: detail, result, remainder, more; empty where they do not tell."""
    first_of_sentence: bool
    begins: int
    """First token behind the number before, or of the sentence."""
    head: str
    """First word of the noun that is counted."""
    said: frozenset[str]
    """The words of what is counted; with those of the act where they are few."""
    verb: str
    """First word of the act; empty where there is none."""
    does: str
    """One letter for the act: one that opens cases, another, or none."""
    opens_cases: bool
    part_cue: str
    """The last words of division between the number before and this one; empty where there are none."""
    before: Sequence[str]
    """The words right before the number."""
    pre: str
    """The last of them; '^' at the beginning."""
    behind: Sequence[str]
    after_noun: str
    rest: bool
    """'còn lại', 'khác'."""
    few: bool
    """'chỉ', 'mới', 'riêng'."""
    is_total: bool
    ranked: bool
    """'đứng thứ hai', 'lớn nhất'."""
    roles: tuple[str, ...]
    timed: bool
    """Whether a word of time stands before it."""
    placed: bool
    """What is counted is the name of a place."""

    def __init__(self, views: Views, index: int) -> None:
        slots, keys, setting = views.slots, views.words, views.setting
        self.slot = slot = slots[index]
        self.amount = views.amounts[index]
        self.unit_class = unit = _unit_class(slot)
        self.sort = "S" if slot.kind == "share" else unit[0] if unit in ("count", "money") else "u"
        self.pair = f"{slot.pair}{slot.quantity.pair}" if slot.pair else ""
        self.block_kind = setting.blocks[slot.block].kind[0]
        self.opening, self.opens = views.opening(index)
        self.first_of_sentence = first = not index or slots[index - 1].sentence != slot.sentence
        self.begins = begins = slot.floor if first else slots[index - 1].last
        self.head, self.said = views.counted(slot)
        self.verb, self.does = "", "-"
        self.opens_cases = False
        if slot.verb is not None:
            self.verb = setting.shown[slot.verb[0]]
            self.opens_cases = setting.acts.opens_cases(*slot.verb)
            self.does = "o" if self.opens_cases else "v"
        before = keys[max(begins, slot.first - _STRETCH) : slot.first]
        end = slot.noun[1] if slot.noun is not None else slot.last
        self.part_cue = views.part_cue(begins, slot.first)
        self.before = views.shown(slot.first - min(3, len(before)), slot.first)
        self.pre = self.before[-1] if before else "^"
        self.behind = views.shown(slot.last, min(slot.last + 3, slot.ceiling))
        self.after_noun = setting.shown[end] if end < len(keys) else ""
        self.rest = views.is_rest(slot, end, before)
        told = views.looked_for.intersection(before)
        self.few = bool(told) and not _words("few").isdisjoint(self.before)
        self.ranked = bool(told) and not _words("ranks").isdisjoint(before[-_RANK_REACH:])
        self.timed = bool(told) and not _words("times").isdisjoint(told)
        of_noun = slot.noun is not None and keys[slot.noun[0]] in views.totals
        self.is_total = of_noun or not views.totals.isdisjoint(told)
        self.roles = _roles(slot) if slot.chain else ()
        self.placed = slot.subject is not None and setting.phrases.is_place(slot.subject)

    @property
    def decimals(self) -> int:
        """Decimal places of the value."""
        exponent = self.slot.amount.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def digits(self) -> int:
        """Digits without the zeros at the end, at most three: the more, the less a sum comes out by chance."""
        return min(3, len("".join(map(str, self.slot.amount.as_tuple().digits)).rstrip("0")))


class Views(dict[int, View]):
    """The views of the numbers of one text, each made when it is first looked at."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.slots = setting.slots
        self.words = setting.tokens.keys
        self.amounts = [float(slot.amount) for slot in setting.slots]
        self.again = _told_again(self.amounts, setting.slots)
        """For each number the next of the same amount and unit; one past all numbers where there is none."""
        self.totals, self._rest = _words("total"), _words("rest")
        self.looked_for = _looked_for()
        self._rest_ends = _rest_ends()
        self._openings: dict[int, tuple[tuple[str, ...], str]] = {}

    def __missing__(self, index: int) -> View:
        self[index] = found = View(self, index)
        return found

    def shown(self, first: int, last: int) -> list[str]:
        """Tokens first … last (not included) as features show them."""
        return list(self.setting.shown[first:last])

    def opening(self, index: int) -> tuple[tuple[str, ...], str]:
        """The first words of the sentence that a number stands in, and what they do."""
        sentence = self.slots[index].sentence
        if sentence not in self._openings:
            while index and self.slots[index - 1].sentence == sentence:
                index -= 1
            slot = self.slots[index]
            first, last = slot.floor, min(slot.floor + 3, slot.first)
            opens = _first_known(_kinds(), self.words[first:last])
            self._openings[sentence] = tuple(self.shown(first, last)), opens
        return self._openings[sentence]

    def counted(self, slot: Slot) -> tuple[str, frozenset[str]]:
        """The head and the words of what is counted."""
        head, words = "", []
        if slot.counted is not None:
            words = self.setting.tokens.text.key[slice(*slot.counted)].split()
            head = words[0] if words else ""
            if slot.verb is not None and len(words) <= 2:
                words += self.words[slice(*slot.verb)]
        if slot.noun is not None and slot.unit == "count":
            head = self.words[slot.noun[0]]
        return head, frozenset(words)

    def part_cue(self, first: int, last: int) -> str:
        """The last words of division among tokens first … last."""
        for cue in reversed(self.setting.cues.within(first, last)):
            if "part" in cue.roles:
                return " ".join(self.words[cue.first : cue.last])
        return ""

    def is_rest(self, slot: Slot, end: int, before: Sequence[str]) -> bool:
        """Whether the words around a number, or behind its noun, tell of the rest of a whole."""
        keys, rest = self.words, self._rest
        if self._rest_ends.isdisjoint(keys[slot.last : end + 2]) and self._rest_ends.isdisjoint(before[-1:]):
            return False
        if not rest.isdisjoint(keys[slot.last : end + 1]):
            return True
        return " ".join(keys[end : end + 2]) in rest or " ".join(before[-2:]) in rest


def _told_again(amounts: Sequence[float], slots: Sequence[Slot]) -> list[int]:
    found, seen = [len(slots)] * len(slots), dict[tuple[float, str], int]()
    for at in range(len(slots) - 1, -1, -1):
        told = amounts[at], slots[at].unit
        found[at] = seen.get(told, len(slots))
        seen[told] = at
    return found


@cache
def _looked_for() -> frozenset[str]:
    return _words("total") | _words("ranks") | _words("times") | _words("few")


@cache
def _rest_ends() -> frozenset[str]:
    return frozenset(words.split()[-1] for words in _words("rest"))


def _unit_class(slot: Slot) -> str:
    if slot.unit in RELATIVE or slot.unit == "count":
        return slot.unit
    return "money" if slot.is_money else "measure"


def _roles(slot: Slot) -> tuple[str, ...]:
    found = frozenset[str]().union(*(cue.roles for cue in slot.chain))
    return tuple(role for role in _ROLES if role in found)


@cache
def _kinds() -> dict[str, str]:
    """First words of a sentence → what they do."""
    return {words: kind for kind in reversed(_OPENINGS) for words in _words(kind)}


def _first_known(table: dict[str, str], words: Sequence[str]) -> str:
    """What the longest known beginning of some words stands for."""
    for size in range(len(words), 0, -1):
        if known := table.get(" ".join(words[:size])):
            return known
    return ""


def overlap(a: frozenset[str], b: frozenset[str]) -> str:
    """How far two phrases say the same words; '?' where one says nothing."""
    if not a or not b:
        return "?"
    shared = len(a & b)
    if not shared:
        return "0"
    share = 2 * shared / (len(a) + len(b))
    return "all" if share >= 0.99 else "most" if share >= 0.6 else "some" if share >= 0.3 else "few"


def subset(a: frozenset[str], b: frozenset[str]) -> str:
    """'narrower' where the first says all words of the second and more, 'wider' the other way round."""
    return "narrower" if b < a else "wider" if a < b else ""
