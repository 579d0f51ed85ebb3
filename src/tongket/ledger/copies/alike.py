"""Whether one of two contents is a copy of the other: a function of these two only, the same from either side.

Copies have like texts *and* agreeing figures. Two reports from one template have the first without the second; two
reporters at one event may have the second without the first. The thresholds were chosen by looking at pairs of
articles of 2017.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import attrgetter, eq
from typing import Literal

from tongket.ledger.copies.likeness import PERMUTATIONS, Content, Mark

Relation = Literal["same", "within", "around", "garbled"]
"""What the first content is to the second: the same; a shortened copy of it ("within"); what that was shortened from
("around"); or a text that has its figures, but neither its words nor its nouns ("garbled")."""

NEAR_IDENTICAL, ALIKE = 0.85, 0.5
"""Jaccard index of the texts of copies: where their figures tell nothing or are none, and where they tell enough."""
WHOLLY_CONTAINED, CONTAINED = 0.9, 0.7
"""Share of a shortened copy's shingles that the longer text has, likewise."""
SHORTEST = 0.3
"""Length of a shortened copy, as a share of the longer text's: what is shorter is a quotation, and its share is
estimated too roughly."""
TELLING = 30
"""Bits (`Mark.bits`) of agreeing figures that tell enough: about nine digits. Between none and these, the less the
figures tell the more alike the texts must be."""
UNMISTAKABLE = 60
"""Bits from which figures that all agree in order make two texts one, however garbled: about eighteen digits."""
SMALL = 2
"""Bits of a figure of one digit. Headlines and captions name such a one, or not ("2 người chết")."""
MISSING = 10
"""One larger figure in so many may be missing from the other copy: readers overlook some."""
CONFLICTS = 3
"""One in so many may have another period, place or body, for these are not always read right."""
OTHER_NOUNS = 0.3
"""Share of agreeing figures with other nouns from which a copy counts as corrupted; of honest ones at most .2 have."""
GARBLED = 0.6
"""The same where the texts are not alike: another reporter's own words for the same figures reach .4."""
MIN_OTHER_NOUNS = 3

_VALUE: Callable[[Mark], int] = attrgetter("value")
_RESULTS: tuple[Callable[[Mark], int], ...] = (attrgetter("period"), attrgetter("place"), attrgetter("body"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the figures of a shorter and a longer sequence correspond."""

    pairs: tuple[tuple[Mark, Mark], ...]
    missing: int = 0
    """Of the shorter one's figures, those not in the longer one, small ones left out."""
    added: int = 0
    """Of the longer one's figures, those not in the shorter one, small ones left out."""
    small: int = 0
    """Small figures that only one of them has."""
    replaced: bool = False
    """Whether some stand in the place of others: an edition with other numbers."""

    @property
    def bits(self) -> int:
        """What the agreeing tells; a figure told three times tells once."""
        return sum({mark.value: mark.bits for mark, _ in self.pairs}.values())


def relation(a: Content, b: Content) -> Relation | None:
    """What `a` is to `b`, or None where neither is a copy of the other."""
    if _order(b, a):
        found = relation(b, a)
        return "around" if found == "within" else found
    if not (a.comparable and b.comparable):
        return None
    like = jaccard(a, b)
    contained = like / (1 + like) * (a.shingles + b.shingles) / a.shingles if a.shingles else 0.0
    if like < ALIKE and contained < CONTAINED:
        return "garbled" if _is_garbled(a, b) else None
    agreed = agreement(a.marks, b.marks)
    if agreed.replaced or agreed.missing > len(a.marks) // MISSING or agreed.small * 2 > len(agreed.pairs):
        return None
    if _is_same(a, b, like, agreed):
        return "same"
    return "within" if _is_within(a, b, contained, agreed) else None


def _order(a: Content, b: Content) -> bool:
    """Whether `a` comes before `b`: the shorter first, so that a pair is looked at from one side only."""
    lengths = (a.shingles, len(a.marks)), (b.shingles, len(b.marks))
    return lengths[0] < lengths[1] or (lengths[0] == lengths[1] and a.digest() < b.digest())


def _is_same(a: Content, b: Content, like: float, agreed: Agreement) -> bool:
    if like < _needed(NEAR_IDENTICAL, ALIKE, agreed):
        return False
    if agreed.bits >= TELLING:
        return agreed.added <= len(b.marks) // MISSING
    return not agreed.missing and not agreed.added and _same_results(agreed)


def _is_within(a: Content, b: Content, contained: float, agreed: Agreement) -> bool:
    if not agreed.pairs or a.shingles < SHORTEST * b.shingles:
        return False
    if contained < _needed(WHOLLY_CONTAINED, CONTAINED, agreed):
        return False
    return agreed.bits >= TELLING or (not agreed.missing and _same_results(agreed))


def _needed(most: float, least: float, agreed: Agreement) -> float:
    """How alike texts must be: `most` where the figures tell nothing, `least` where they tell enough."""
    return least + (most - least) * max(0, TELLING - agreed.bits) / TELLING


def _same_results(agreed: Agreement) -> bool:
    """Whether the figures have the same periods, places and bodies where both say them: two communes' reports from
    one template, or one's of two months, may have the same few small numbers."""
    for result in _RESULTS:
        known = [(result(a), result(b)) for a, b in agreed.pairs if result(a) and result(b)]
        if sum(a != b for a, b in known) * CONFLICTS > len(known):
            return False
    return True


def _is_garbled(a: Content, b: Content) -> bool:
    """Whether nearly all numbers agree, too many for chance, and yet count other things."""
    if not a.marks or not b.marks or not 0.5 <= len(a.marks) / len(b.marks) <= 2:
        return False
    agreed = agreement(*_by_length(a, b), by=_VALUE)
    odd = len(a.marks) + len(b.marks) - 2 * len(agreed.pairs)
    return agreed.bits >= UNMISTAKABLE and odd <= len(agreed.pairs) // MISSING * 2 and is_corrupted(a, b, GARBLED)


def jaccard(a: Content, b: Content) -> float:
    """The estimated Jaccard index of their sets of shingles."""
    agreeing: int = sum(map(eq, array("H", a.signature), array("H", b.signature)))
    return agreeing / PERMUTATIONS


def is_corrupted(a: Content, b: Content, share: float = OTHER_NOUNS) -> bool:
    """Whether figures that agree count other things in a large `share`, so that one of the two texts is garbled."""
    named = [(x.noun, y.noun) for x, y in agreement(*_by_length(a, b), by=_VALUE).pairs if x.noun and y.noun]
    other = sum(_is_other(*nouns) for nouns in named)
    return other >= MIN_OTHER_NOUNS and other >= share * len(named)


def _is_other(a: int, b: int) -> bool:
    """Whether two nouns share fewer than half of the shorter one's words; where they end is not always read alike."""
    return (a & b).bit_count() * 2 < min(a.bit_count(), b.bit_count())


def _by_length(a: Content, b: Content) -> tuple[Sequence[Mark], Sequence[Mark]]:
    shorter, longer = sorted((a.marks, b.marks), key=lambda marks: (len(marks), list(map(_VALUE, marks))))
    return shorter, longer


def agreement(
    shorter: Sequence[Mark], longer: Sequence[Mark], by: Callable[[Mark], int] = attrgetter("same")
) -> Agreement:
    """The figures of `shorter` set beside those of `longer`, in order; `by` tells which are equal."""
    a, b = list(map(by, shorter)), list(map(by, longer))
    if a == b:
        return Agreement(tuple(zip(shorter, longer, strict=True)))
    pairs: list[tuple[Mark, Mark]] = []
    missing = added = small = 0
    replaced = False
    for kind, i, i_end, j, j_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left, right = shorter[i:i_end], longer[j:j_end]
        if kind == "equal":
            pairs += zip(left, right, strict=True)
        elif kind == "replace":
            missing += len(left)
            added += len(right)
            inside = i > 0 and j > 0 and i_end < len(a) and j_end < len(b)
            replaced |= inside or len(left) == len(right)  # unequal ends are other sites' furniture
        else:
            slight = sum(mark.bits <= SMALL for mark in (*left, *right))
            missing += len(left) - slight if left else 0
            added += len(right) - slight if right else 0
            small += slight
    return Agreement(tuple(pairs), missing, added, small, replaced)
