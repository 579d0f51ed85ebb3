"""The divisions of a total: `breakdown` numbers them, `exhaustive` says whether the parts are all of it.

"259 người, trong đó 200 nam, 59 nữ; trong đó 30 đảng viên": two divisions of one total, the first of them whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from tongket.reading.scene import Scene, pattern, words

_LONG_GAP: Final = 60
"""So many characters between two parts hold a member of their list that has no number."""
_REST: Final = 5000
"""Characters of a list that are looked at behind its last number; no report's sentence has more."""
_DIGIT: Final = re.compile(r"(?<![\w.,])\d")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_LIST_END: Final = re.compile(r"[;:)]|\.\s")


def fill(scene: Scene) -> None:
    """Sets `breakdown` and `exhaustive` of every slot that is `part_of` another."""
    parts: dict[int, list[int]] = {}
    for index, slot in enumerate(scene.slots):
        if slot.part_of is not None:
            parts.setdefault(slot.part_of, []).append(index)
    for total, members in parts.items():
        for number, division in enumerate(_divisions(scene, total, members), 1):
            told = _told(scene, total, division)
            for index in division:
                scene.slots[index].breakdown = number
                scene.slots[index].exhaustive = told


def _divisions(scene: Scene, total: int, members: Sequence[int]) -> list[list[int]]:
    """The parts in runs: a run ends where it is full, where the next part does not fit in, or where words divide anew.

    Shares keep to the run of the count that they are a share of.
    """
    runs: list[list[int]] = []
    for index in members:
        slot = scene.slots[index]
        if slot.of is not None and (run := next((r for r in runs if slot.of in r), None)) is not None:
            run.append(index)
        elif runs and not _begins_anew(scene, total, runs[-1], index):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _begins_anew(scene: Scene, total: int, run: Sequence[int], index: int) -> bool:
    slot, whole = scene.slots[index], scene.slots[total]
    last = scene.slots[run[-1]]
    if (last.unit != slot.unit or last.kind != slot.kind) and slot.of is None:
        return True
    if slot.block != last.block and scene.reader.document.blocks[slot.block].kind != "bullet":
        return True
    amount = _sum(scene, total, run)
    if amount is not None and amount == whole.quantity.value:
        return True
    overflows = amount is not None and amount + slot.amount > whole.amount
    if overflows and (slot.verb is not None or not _says_all(scene, run)):
        return True
    closed = ")" in scene.key[scene.end(run[-1]) : scene.start(index)]
    other_bracket = slot.bracket or (last.bracket and closed)
    return other_bracket or bool(pattern("breakdown", "part").search(scene.before(index)))


def _sum(scene: Scene, total: int, run: Sequence[int]) -> Decimal | None:
    """What the exact levels of a run come to; None where they are not of the total's unit."""
    whole = scene.slots[total]
    levels = [scene.slots[i] for i in run if scene.slots[i].kind == "level"]
    if not levels or any(slot.unit != whole.unit for slot in levels):
        return None
    return sum((slot.amount for slot in levels), Decimal(0))


def _told(scene: Scene, total: int, run: Sequence[int]) -> str:
    """Whether the text says that the parts are all: by its words, or because they add up."""
    first = scene.slots[run[0]]
    if len(run) > 1 and _sum(scene, total, run) == scene.slots[total].amount:
        return "yes"
    if first.quantity.pair == 1 and len(run) == 1:
        return "yes" if first.amount == scene.slots[total].amount else "no"
    if pattern("breakdown", "some").search(scene.before(run[0])) or _has_unnumbered(scene, run):
        return "no"
    if _has_unread(scene, total, run) or _in_own_bracket(scene, total, run):
        return "no"
    return "yes" if len(run) > 1 and _says_all(scene, run) else "unknown"


def _says_all(scene: Scene, run: Sequence[int]) -> bool:
    """'⟨gồm⟩ 200 nam, 59 nữ', '⟨chia ra⟩'; not 'trong đó gồm'."""
    before = _BRACKETS.sub("", scene.before(run[0]))
    return pattern("breakdown", "all").search(before) is not None and not pattern("breakdown", "part").search(before)


def _has_unnumbered(scene: Scene, run: Sequence[int]) -> bool:
    """'gồm 2 nước A, B, 4 nước C ⟨cùng Việt Nam⟩': members of the list without a number of their own."""
    for index, following in pairwise(run):
        gap = scene.key[scene.noun_end(index) : scene.start(following)]
        if len(gap) > _LONG_GAP and gap.rstrip().endswith(words("breakdown", "joins")):
            return True
    start, stop = scene.noun_end(run[-1]), scene.span(scene.slots[run[-1]].sentence)[1]
    after = scene.key[start : min(stop, start + _REST)]
    end = _LIST_END.search(after)
    return pattern("breakdown", "more").search(after[: end.start()] if end else after) is not None


def _has_unread(scene: Scene, total: int, run: Sequence[int]) -> bool:
    """Whether a number that is no figure stands among the parts, so that the list is longer than what was read."""
    first, last = scene.end(min(total, run[0])), scene.start(run[-1])
    known = [(scene.start(i), scene.end(i)) for i in range(min(total, run[0]), run[-1] + 1)]
    known += [(period.start, period.end) for period in scene.reader.mentions.periods]
    return any(
        not any(start <= match.start() < end for start, end in known)
        for match in _DIGIT.finditer(scene.key, first, last)
    )


def _in_own_bracket(scene: Scene, total: int, run: Sequence[int]) -> bool:
    """'Kim Mã (⟨61⟩ khách), Cầu Mới (32 khách)': what stands in a bracket of its own is no total of those after it."""
    gap = scene.key[scene.end(total) : scene.start(run[0])] if total < run[0] else ""
    return ")" in gap and "(" not in gap[: gap.index(")")]
