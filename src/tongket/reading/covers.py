"""Which counts a sum of money is for: `covers`.

"xử phạt ⟨31⟩ trường hợp với tổng số tiền 184 triệu đồng": the money covers the 31. "⟨11.256⟩ trường hợp … và ⟨287⟩
…, tổng trên 7,7 tỉ": one sum over both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket.reading.scene import Scene, pattern, words
from tongket.reading.slots import Slot

_REACH: Final = 5
"""How many figures back the counts of a sum may stand."""
_GAP: Final = 110
"""How many characters may lie between the last count's number and the sum."""
_NEAR: Final = 25
"""… and between what is worth it and 'trị giá'."""
_FEW, _FURTHER = 4, 8
"""How many words may lie between money and the counts behind it; more where 'cho' stands right before them."""
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def fill(scene: Scene) -> None:
    """Sets `covers` of every sum of money told with the counts that it is for."""
    for index, slot in enumerate(scene.slots):
        if slot.kind == "level" and _CURRENCY.fullmatch(slot.unit):
            slot.covers = tuple(_behind(scene, index) or _ahead(scene, index))


def _behind(scene: Scene, index: int) -> list[int]:
    """Counts before their sum: '31 trường hợp với tổng số tiền 184 triệu đồng'."""
    near = _last_count(scene, index)
    if near is None:
        return []
    gap = scene.key[scene.end(near) : scene.start(index)]
    if len(gap) > _GAP or scene.slots[index].quantity.pair or scene.slots[near].quantity.pair:
        return []
    beyond = scene.key[scene.noun_end(near) : scene.start(index)]
    if not _linked(beyond, gap) or _each(scene, index, beyond) or (";" in gap and not _is_total(gap)):
        return []
    return _matching(scene, near, gap)


def _linked(beyond: str, gap: str) -> bool:
    """Whether words for a sum stand between; 'trị giá' alone only right behind what is worth it."""
    link = pattern("covers", "sums").search(beyond)
    if link is None:
        return pattern("covers", "sums").search(gap) is not None
    return link[0] not in words("covers", "worth") or link.start() <= _NEAR or words("covers", "with")[0] in beyond


def _is_total(gap: str) -> bool:
    """'tổng số tiền': a sum over all that was told."""
    return words("covers", "total")[0] in gap


def _each(scene: Scene, index: int, beyond: str) -> bool:
    """'mỗi suất 500.000 đồng', '6 nhóm hàng đạt từ 100 triệu trở lên': the money of one of them."""
    clause = beyond.rsplit(",", 1)[-1]
    return scene.slots[index].quantity.bound == "at_least" or pattern("covers", "breaks").search(clause) is not None


def _last_count(scene: Scene, index: int) -> int | None:
    """The count right before the sum; another sum of the same cases between is stepped over."""
    slot = scene.slots[index]
    for at in range(index - 1, max(-1, index - 3), -1):
        other = scene.slots[at]
        if other.sentence != slot.sentence:
            return None
        if other.kind == "level" and other.unit == "count":
            return at
    return None


def _matching(scene: Scene, near: int, gap: str) -> list[int]:
    """A fine is for the cases fined, a damage for the cases that did it, not for what is counted in between."""
    total = _is_total(gap)
    taken = _with_list(scene, near, total)
    fine, damage = pattern("covers", "fine").search(gap), words("covers", "damage")[0] in gap
    if not (fine or damage) or (fine and any(_fined(scene, at) for at in taken)):
        return taken
    for at in range(near, max(-1, near - _REACH), -1):
        other = scene.slots[at]
        if other.sentence != scene.slots[near].sentence:
            break
        if other.kind == "level" and other.unit == "count" and (_fined(scene, at) if fine else _is_case(scene, other)):
            return _with_list(scene, at, total)
    return taken


def _verb(scene: Scene, slot: Slot) -> str:
    return " ".join(scene.keys[slot.verb[0] : slot.verb[1]]) if slot.verb is not None else ""


def _fined(scene: Scene, index: int) -> bool:
    return bool(pattern("covers", "fined").search(_verb(scene, scene.slots[index])))


def _is_case(scene: Scene, slot: Slot) -> bool:
    return slot.noun is not None and scene.keys[slot.noun[0]] in words("covers", "cases")


def _with_list(scene: Scene, last: int, total: bool) -> list[int]:
    """The counts joined to it: '11.256 … ⟨và⟩ 287 …', '30 xe đạp⟨,⟩ 50 suất quà' where a total is told."""
    taken = [last]
    while taken[0] > 0 and _joined(scene, taken[0], total):
        taken.insert(0, taken[0] - 1)
    return taken


def _joined(scene: Scene, index: int, total: bool) -> bool:
    slot, before = scene.slots[index], scene.slots[index - 1]
    if before.sentence != slot.sentence or before.kind != "level" or before.unit != "count" or slot.bracket:
        return False
    if slot.part_of is not None or before.part_of is not None or slot.quantity.pair:
        return False
    same_act = slot.verb is None or _verb(scene, slot) == _verb(scene, before)
    gap = scene.key[scene.noun_end(index - 1) : scene.start(index)]
    if (
        _same_noun(scene, slot, before)
        and len(gap) <= _GAP
        and ";" not in gap
        and gap.endswith(f" {words('covers', 'joins')[0]} ")
    ):
        return same_act
    return same_act and bool(_list_marks(total).fullmatch(gap))


def _same_noun(scene: Scene, slot: Slot, other: Slot) -> bool:
    """'361 ⟨trường hợp⟩ …, … và 27 ⟨trường hợp⟩ …': the list goes on however long its first member is."""
    if slot.noun is None or other.noun is None:
        return False
    return scene.keys[slot.noun[0] : slot.noun[0] + 2] == scene.keys[other.noun[0] : other.noun[0] + 2]


@cache
def _list_marks(total: bool) -> re.Pattern[str]:
    """What may stand between two counts of one sum: few words and 'và'; a comma too where the sum is a total."""
    marks = f"(?:{'|'.join([*words('covers', 'joins'), *([','] if total else [])])})"
    return re.compile(rf"[\w ]{{0,60}}{marks}[\w ]{{0,30}}")


def _ahead(scene: Scene, index: int) -> list[int]:
    """Money first: 'hỗ trợ 500 triệu đồng cho ⟨30⟩ hộ'."""
    if index + 1 >= len(scene.slots):
        return []
    slot, after = scene.slots[index], scene.slots[index + 1]
    if after.sentence != slot.sentence or after.unit != "count" or after.kind != "level" or after.quantity.pair == 2:
        return []
    gap = scene.key[scene.end(index) : scene.start(index + 1)].split()
    further = 0 < len(gap) <= _FURTHER and gap[-1] in words("covers", "at_last")
    if not further and (not 0 < len(gap) <= _FEW or not _leads(" ".join(gap))):
        return []
    before = scene.before(index)
    return [] if pattern("covers", "breaks").search(before[-30:]) else [index + 1]


def _leads(gap: str) -> bool:
    return any(gap == word or gap.startswith(word + " ") for word in words("covers", "towards"))
