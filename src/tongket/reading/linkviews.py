"""What the choice of links looks at in each number: the words around it, once for all pairs that it is weighed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tongket.reading.acts import Acts
from tongket.reading.cues import Cues
from tongket.reading.phrases import Phrases
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot
from tongket.reading.tokens import Tokens
from tongket.records import Block

_words = words_of("linkviews")

_RELATIVE = ("%", "pp", "x")
_STAGES = ("checks", "takes", "finds", "deals")
_NEAR = 6
"""So many words before a number may call it a total or a rank."""


@dataclass(slots=True)
class View:
    """One number as its links see it."""

    slot: Slot
    amount: float
    unit_class: str
    block_kind: str
    opening: tuple[str, ...]
    """The first words of its sentence."""
    opens: str
    """What its sentence does by its first words: detail, result, rest, more; empty where they do not tell."""
    first_of_sentence: bool
    begins: int
    """First token of what belongs to the number: its floor."""
    head: str
    """First word of the noun that is counted."""
    said: frozenset[str]
    """The words of what is counted."""
    verb: str
    """First word of the act; empty where there is none."""
    act: str
    """The act with the word that is counted: "làm chết người"."""
    stage: str
    """How far cases have come by the act: check, take, find, deal; empty where it tells of none."""
    opens_cases: bool
    part_cues: tuple[str, ...]
    """Words of division between the number before and this one."""
    before: tuple[str, ...]
    """The words right before the number."""
    behind: tuple[str, ...]
    after_noun: tuple[str, ...]
    pre: str
    """The last word before the number that is no modifier."""
    rest: bool
    few: bool
    decimals: int
    digits: int
    """Digits that are printed, zeros at the end aside: the more, the less a sum comes out by chance."""
    is_total: bool
    ranked: bool
    chain: frozenset[str]
    timed: bool
    """Whether a word of time stands before it in its stretch."""
    placed: bool
    summed: dict[int, set[int]] = field(default_factory=dict)


def unit_class(slot: Slot) -> str:
    if slot.unit in _RELATIVE:
        return slot.unit
    if slot.unit == "count":
        return "count"
    return "money" if slot.is_money else "measure"


def _opens(opening: Sequence[str]) -> str:
    for size in (3, 2, 1):
        said = " ".join(opening[:size])
        for kind in ("detail", "result", "remainder", "more"):
            if said in _words(kind):
                return kind
    return ""


def _printed(slot: Slot) -> tuple[int, int]:
    """Decimal places of the value, and its digits without the zeros at the end."""
    _, digits, exponent = slot.amount.as_tuple()
    shown = "".join(map(str, digits)).rstrip("0")
    return max(0, -exponent) if isinstance(exponent, int) else 0, len(shown)


class Views:
    """The views of the slots of one text."""

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
        self._cues = cues
        self._phrases = phrases
        self._acts = acts
        self._blocks = blocks
        opening: tuple[str, ...] = ()
        self.all: list[View] = []
        for index, slot in enumerate(slots):
            first = not index or slots[index - 1].sentence != slot.sentence
            begins = slot.floor if first else slots[index - 1].last
            if first:
                opening = tuple(tokens.keys[slot.floor : min(slot.floor + 3, slot.first)])
            self.all.append(self._view(slot, begins, opening, first))

    def _view(self, slot: Slot, begins: int, opening: tuple[str, ...], first: bool) -> View:
        keys = self._tokens.keys
        said: frozenset[str] = frozenset()
        head = ""
        if slot.counted is not None:
            words = self._tokens.text.key[slice(*slot.counted)].split()
            head = words[0] if words else ""
            if slot.verb is not None and len(words) <= 2:
                words += keys[slice(*slot.verb)]
            said = frozenset(words)
        if slot.noun is not None and slot.unit == "count":
            head = keys[slot.noun[0]]
        before = tuple(keys[max(begins, slot.first - _NEAR) : slot.first])
        low = max(begins, slot.first - 25)
        stretch = keys[low : slot.first]
        end = slot.noun[1] if slot.noun is not None else slot.last
        subject = slot.subject
        decimals, digits = _printed(slot)
        return View(
            slot=slot,
            amount=float(slot.amount),
            unit_class=unit_class(slot),
            block_kind=self._blocks[slot.block].kind,
            opening=opening,
            opens=_opens(opening),
            first_of_sentence=first,
            begins=begins,
            head=head,
            said=said,
            verb=keys[slot.verb[0]] if slot.verb is not None else "",
            act=f"{' '.join(keys[slice(*slot.verb)])} {head}" if slot.verb is not None else "",
            stage=self._stage(slot),
            opens_cases=slot.verb is not None and self._acts.opens_cases(*slot.verb),
            part_cues=tuple(
                " ".join(keys[cue.first : cue.last])
                for cue in self._cues.within(begins, slot.first)
                if "part" in cue.roles
            ),
            before=before,
            behind=tuple(keys[slot.last : min(slot.last + 3, slot.ceiling)]),
            after_noun=tuple(keys[end : end + 3]),
            pre=keys[slot.first - 1] if slot.first > begins else "^",
            rest=not _words("rest").isdisjoint((" ".join(keys[end : end + 2]), " ".join(before[-2:]))) or "khác" in keys[slot.last : end + 1],
            few=not _words("few").isdisjoint(before[-3:]),
            decimals=decimals,
            digits=digits,
            is_total="tổng" in stretch or (slot.noun is not None and keys[slot.noun[0]] == "tổng"),
            ranked=not _words("ranks").isdisjoint(stretch[-16:]),
            chain=frozenset(role for cue in slot.chain for role in cue.roles),
            timed=not _words("times").isdisjoint(stretch),
            placed=subject is not None and self._phrases.is_place(subject),
        )

    def _stage(self, slot: Slot) -> str:
        if slot.verb is None:
            return ""
        keys = self._tokens.keys
        for at in range(slot.verb[0], slot.verb[1]):
            for size in (3, 2, 1):
                if at + size > slot.verb[1]:
                    continue
                said = " ".join(keys[at : at + size])
                for stage in _STAGES:
                    if said in _words(stage):
                        return stage
        return ""
