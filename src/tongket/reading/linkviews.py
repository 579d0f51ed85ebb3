"""What the choice of links looks at in each number: the words around it, found once for all pairs it is weighed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tongket.reading.acts import Acts
from tongket.reading.cues import Cues
from tongket.reading.phrases import Phrases
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block

_words = words_of("linkviews")

RELATIVE = ("%", "pp", "x")
_STAGES = ("checks", "takes", "finds", "deals")
_OPENINGS = ("detail", "result", "remainder", "more")
_ROLES = ("exist", "level", "reached")
_NEAR, _STRETCH, _RANK_REACH = 6, 25, 16
"""So many words before a number are looked at one by one; may call it a total; may call it a rank."""


@dataclass(slots=True)
class View:
    """One number as its links see it."""

    slot: Slot
    amount: float
    unit_class: str
    """count, money, measure, or the unit of a rate."""
    block_kind: str
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
    act: str
    """The act with the head: 'làm chết người'."""
    stage: str
    """How far cases have come by the act: checks, takes, finds, deals; empty where it tells of none."""
    opens_cases: bool
    part_cues: tuple[str, ...]
    """Words of division between the number before and this one."""
    before: tuple[str, ...]
    """The words right before the number."""
    behind: tuple[str, ...]
    after_noun: tuple[str, ...]
    pre: str
    """The word right before the number with its modifier; '^' at the beginning."""
    rest: bool
    """'còn lại', 'khác'."""
    few: bool
    """'chỉ', 'mới', 'riêng'."""
    decimals: int
    digits: int
    """Digits without the zeros at the end: the more, the less a sum comes out by chance."""
    is_total: bool
    ranked: bool
    """'đứng thứ hai', 'lớn nhất'."""
    roles: tuple[str, ...]
    timed: bool
    """Whether a word of time stands before it."""
    placed: bool
    """What is counted is the name of a place."""


class Views:
    """The views of the slots of one text, in `all`."""

    def __init__(
        self,
        tokens: Tokens,
        cues: Cues,
        phrases: Phrases,
        acts: Acts,
        blocks: Sequence[Block],
        slots: Sequence[Slot],
    ) -> None:
        self._tokens = tokens
        self._keys = tokens.keys
        self._cues = cues
        self._phrases = phrases
        self._acts = acts
        self._blocks = blocks
        self._totals, self._ranks, self._times = _words("total"), _words("ranks"), _words("times")
        self._few, self._rest = _words("few"), _words("rest")
        opening: tuple[str, ...] = ()
        self.all: list[View] = []
        for index, slot in enumerate(slots):
            first = not index or slots[index - 1].sentence != slot.sentence
            if first:
                opening = tuple(self._keys[slot.floor : min(slot.floor + 3, slot.first)])
            self.all.append(self._view(slot, slot.floor if first else slots[index - 1].last, opening, first))

    def _view(self, slot: Slot, begins: int, opening: tuple[str, ...], first: bool) -> View:
        keys = self._keys
        head, said = self._counted(slot)
        verb = keys[slot.verb[0] : slot.verb[1]] if slot.verb is not None else []
        before = tuple(keys[max(begins, slot.first - _NEAR) : slot.first])
        stretch = keys[max(begins, slot.first - _STRETCH) : slot.first]
        end = slot.noun[1] if slot.noun is not None else slot.last
        decimals, digits = _printed(slot)
        roles = {role for cue in slot.chain for role in cue.roles}
        return View(
            slot=slot,
            amount=float(slot.amount),
            unit_class=_unit_class(slot),
            block_kind=self._blocks[slot.block].kind,
            opening=opening,
            opens=_opens(opening),
            first_of_sentence=first,
            begins=begins,
            head=head,
            said=said,
            verb=verb[0] if verb else "",
            act=f"{' '.join(verb)} {head}" if verb else "",
            stage=_stage(verb),
            opens_cases=slot.verb is not None and self._acts.opens_cases(*slot.verb),
            part_cues=self._part_cues(begins, slot.first),
            before=before,
            behind=tuple(keys[slot.last : min(slot.last + 3, slot.ceiling)]),
            after_noun=tuple(keys[end : end + 1]),
            pre=keys[slot.first - 1] if slot.first > begins else "^",
            rest=self._is_rest(slot, end, before),
            few=not self._few.isdisjoint(before[-3:]),
            decimals=decimals,
            digits=digits,
            is_total=not self._totals.isdisjoint(stretch)
            or (slot.noun is not None and keys[slot.noun[0]] in self._totals),
            ranked=not self._ranks.isdisjoint(stretch[-_RANK_REACH:]),
            roles=tuple(role for role in _ROLES if role in roles),
            timed=not self._times.isdisjoint(stretch),
            placed=slot.subject is not None and self._phrases.is_place(slot.subject),
        )

    def _counted(self, slot: Slot) -> tuple[str, frozenset[str]]:
        """The head and the words of what is counted."""
        head, words = "", []
        if slot.counted is not None:
            words = self._tokens.text.key[slice(*slot.counted)].split()
            head = words[0] if words else ""
            if slot.verb is not None and len(words) <= 2:
                words += self._keys[slice(*slot.verb)]
        if slot.noun is not None and slot.unit == "count":
            head = self._keys[slot.noun[0]]
        return head, frozenset(words)

    def _part_cues(self, first: int, last: int) -> tuple[str, ...]:
        found = [cue for cue in self._cues.within(first, last) if "part" in cue.roles]
        return tuple(" ".join(self._keys[cue.first : cue.last]) for cue in found)

    def _is_rest(self, slot: Slot, end: int, before: Sequence[str]) -> bool:
        said = {" ".join(self._keys[end : end + 2]), " ".join(before[-2:]), *self._keys[slot.last : end + 1]}
        return not self._rest.isdisjoint(said)


def _unit_class(slot: Slot) -> str:
    if slot.unit in RELATIVE or slot.unit == "count":
        return slot.unit
    return "money" if slot.is_money else "measure"


@cache
def _stages() -> dict[str, str]:
    """Verb → how far cases have come by it."""
    return {verb: stage for stage in reversed(_STAGES) for verb in _words(stage)}


def _stage(verb: Sequence[str]) -> str:
    """The first verb of an act that tells how far its cases have come."""
    stages = _stages()
    for at in range(len(verb)):
        for size in (3, 2, 1):
            if stage := stages.get(" ".join(verb[at : at + size])):
                return stage
    return ""


@cache
def _kinds() -> dict[str, str]:
    """First words of a sentence → what they do."""
    return {words: kind for kind in reversed(_OPENINGS) for words in _words(kind)}


def _opens(opening: Sequence[str]) -> str:
    kinds = _kinds()
    for size in (3, 2, 1):
        if kind := kinds.get(" ".join(opening[:size])):
            return kind
    return ""


def _printed(slot: Slot) -> tuple[int, int]:
    """Decimal places of the value, and its digits without the zeros at the end."""
    _, digits, exponent = slot.amount.as_tuple()
    shown = "".join(map(str, digits)).rstrip("0")
    return max(0, -exponent) if isinstance(exponent, int) else 0, len(shown)


def bucket(number: int, *edges: int) -> str:
    """The interval between two edges that holds a number: '0', '1', '3-5', '6+'."""
    for low, high in pairwise(edges):
        if number < high:
            return f"{low}" if high == low + 1 else f"{low}-{high - 1}"
    return f"{edges[-1]}+"


def overlap(a: frozenset[str], b: frozenset[str]) -> str:
    """How far two phrases say the same words; '?' where one says nothing."""
    if not a or not b:
        return "?"
    shared = len(a & b)
    if not shared:
        return "0"
    share = 2 * shared / (len(a) + len(b))
    return "all" if share >= 0.99 else "most" if share >= 0.6 else "some" if share >= 0.3 else "few"
