"""What a change, growth or ratio is measured against: `versus`, a list, since one number may have several bases.

"tăng 4 vụ, 3 người ⟨so với cùng kỳ⟩": a phrase holds for all the movements told before it since the phrase before;
"⟨so với cùng kỳ⟩, số vụ giảm 5%, số người chết tăng 3": one that opens a clause holds for those after it. What has
no phrase of its own takes the one of its sentence, of the sentence before, or of the line above its bullet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongket.reading import basedates, tablebases
from tongket.reading.bases import Bases, Basis, bases_within
from tongket.reading.months import whole
from tongket.reading.scene import Scene, words
from tongket.reading.slots import Slot
from tongket.records import Dates, Versus

_MOVES: Final[tuple[str, ...]] = ("change", "growth")
_BACK: Final = 2
"""For how many sentences a base holds on for those that name none."""
_RATE_GAP, _CLAUSE_GAP, _MOVE_GAP = 30, 45, 90
"""How many characters may lie between a number and its base: of a rate, over a comma, in one clause."""
_LINES_ABOVE: Final = 3
"""How many lines up a bullet looks for its base."""
_GAP: Final = 3
"""How many words may stand between a number and its plan."""


def fill(scene: Scene) -> None:
    """Sets `versus` of every change, growth and ratio whose base the text names."""
    reader = Bindings(scene)
    held: dict[int, _Held] = {}
    for sentence, indices in scene.sentences.items():
        bound = reader.bind(sentence, indices) if _moves(scene, indices) else {}
        said = [basis for bases in bound.values() for basis in bases if basis.kind != "plan"]
        block = scene.slots[indices[0]].block
        for index in indices:
            slot = scene.slots[index]
            bases = bound.get(index) or _inherited(scene, slot, index, bound, held.get(block))
            if not bases and slot.kind in _MOVES and not _adds(scene, slot):
                bases = reader.of_line_above(slot)
            bases = bases or tablebases.of(scene, slot)
            slot.versus = tuple(reader.made(basis, slot) for basis in bases)
        if said:
            held[block] = _Held(sentence, said[-1], scene.slots[max(bound)].period)


@dataclass(frozen=True, slots=True)
class _Held:
    """The base that a paragraph spoke of last, where, and the period of what was compared with it."""

    sentence: int
    basis: Basis
    period: Dates | None


def _moves(scene: Scene, indices: Sequence[int]) -> bool:
    return any(scene.slots[index].kind != "level" for index in indices)


def _inherited(scene: Scene, slot: Slot, index: int, bound: dict[int, list[Basis]], held: _Held | None) -> list[Basis]:
    """The base of the movement before it in its sentence, else the one its paragraph spoke of last."""
    if slot.kind not in _MOVES or _adds(scene, slot):
        return []
    for at in range(index - 1, -1, -1):
        if scene.slots[at].sentence != slot.sentence:
            break
        timed = [basis for basis in bound.get(at, ()) if basis.kind != "plan"]
        if timed and scene.slots[at].period == slot.period:
            return timed[-1:]
    if held is None or slot.sentence - held.sentence > _BACK or slot.status == "target" or slot.period != held.period:
        return []
    return [held.basis]


def _adds(scene: Scene, slot: Slot) -> bool:
    """'có ⟨thêm⟩ 2 xã', 'tăng vốn ⟨thêm⟩ 5 tỷ': what is added is compared with nothing."""
    return any(key in words("versus", "added") for key in scene.keys[slot.chain_start : slot.first])


class Bindings:
    """Which phrases of comparison belong to which figures of a sentence."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._slots = scene.slots
        self._keys = scene.keys
        self.bases = Bases(scene)
        self._announced: dict[int, list[Basis]] = {}

    def of_line_above(self, slot: Slot) -> list[Basis]:
        """'Tai nạn 6 tháng (⟨so với cùng kỳ năm 2016⟩):' over a bullet 'Số vụ: 45, giảm 5%'."""
        blocks = self._scene.reader.document.blocks
        parent = blocks[slot.block].parent
        for _ in range(_LINES_ABOVE):
            if parent is None:
                break
            if found := self._announced_by(parent):
                return found
            parent = blocks[parent].parent
        return []

    def _announced_by(self, block: int) -> list[Basis]:
        """The one base that a line without figures of its own names; where it names several, none."""
        if block not in self._announced:
            sentences = [at for at, owner in enumerate(self._scene.reader.block_of) if owner == block]
            spans = [self._scene.span(at) for at in sentences if at not in self._scene.sentences]
            bases = [basis for span in spans for basis in bases_within(self._scene, span)]
            timed = [basis for basis in bases if basis.kind != "plan"]
            self._announced[block] = timed if len(timed) == 1 else []
        return self._announced[block]

    def bind(self, sentence: int, indices: Sequence[int]) -> dict[int, list[Basis]]:
        bound: dict[int, list[Basis]] = {}
        before: Basis | None = None
        group: list[int] = []
        for basis in self.bases.find(sentence):
            floor = before.last if before is not None else 0
            takers = self._takers(basis, indices, floor, bound)
            if not takers and before is not None and self._coordinated(before, basis):
                takers = self._in_turn(group, bound)
            for index in takers:
                bound.setdefault(index, []).append(basis)
            before, group = basis, takers or group
        return bound

    def _takers(self, basis: Basis, indices: Sequence[int], floor: int, bound: dict[int, list[Basis]]) -> list[int]:
        left = [i for i in indices if floor <= self._slots[i].first and self._slots[i].last <= basis.first]
        near = left[-1] if left else None
        if basis.kind == "plan":
            return self._of_plan(basis, indices, near)
        if near is not None and self._reaches(near, basis) and not self._turns_forward(basis, near):
            return self._backwards(left, bound)
        moves = [i for i in left if self._slots[i].kind in _MOVES and i not in bound]
        if moves and not self._opens_forward(basis):
            return moves
        return self._forwards(basis, indices)

    def _reaches(self, near: int, basis: Basis) -> bool:
        """Whether the number before a phrase is near enough to be what is compared; a rate only right before it."""
        start, end = self._scene.noun_end(near), self._scene.tokens.starts[basis.first]
        gap = self._scene.key[start:end]
        most = _RATE_GAP if self._slots[near].kind == "ratio" else _CLAUSE_GAP if "," in gap else _MOVE_GAP
        return len(gap) <= most and self._compared(near)

    def _compared(self, index: int) -> bool:
        """A movement, a ratio that is said to equal something ('bằng 76,5% so với …'), or a further one of a list."""
        slot = self._slots[index]
        if slot.kind in _MOVES or slot.kind == "ratio":
            return True
        listed = not slot.chain and slot.verb is None and slot.kind == "level"
        if not listed or index == 0 or self._slots[index - 1].sentence != slot.sentence:
            return False
        gap = self._scene.before(index)
        return (
            self._slots[index - 1].kind == "change"
            and any(join in gap.replace(",", " , ").split() for join in words("versus", "joins"))
            and ";" not in gap
        )

    def _turns_forward(self, basis: Basis, near: int) -> bool:
        """'tăng 5%; ⟨so với cùng kỳ⟩ giảm 3%': a mark before and a movement right behind."""
        start = self._scene.noun_end(near)
        between = self._scene.key[start : self._scene.tokens.starts[basis.first]]
        return self._opens_forward(basis) and any(mark in between for mark in ",;:(")

    def _opens_forward(self, basis: Basis) -> bool:
        at = basis.last
        if at < len(self._keys) and self._keys[at] == ",":
            at += 1
        return at < len(self._keys) and self._keys[at] in words("versus", "forward")

    def _backwards(self, left: Sequence[int], bound: dict[int, list[Basis]]) -> list[int]:
        """The movement before the phrase and those before it that have no base yet."""
        near = left[-1]
        moves = (i for i in left[:-1] if i not in bound and self._slots[i].kind in _MOVES)
        taken = [i for i in moves if not _adds(self._scene, self._slots[i])]
        return [*taken, near]

    def _forwards(self, basis: Basis, indices: Sequence[int]) -> list[int]:
        """All that follow where the phrase opens a clause, else the next one ('cao hơn ⟨cùng kỳ⟩ 3%')."""
        found = [i for i in indices if self._slots[i].first >= basis.last and self._slots[i].kind in _MOVES]
        opens = basis.first == 0 or not self._scene.tokens.is_word(basis.first - 1)
        starts = self._scene.span(self._slots[indices[0]].sentence)[0] == self._scene.tokens.starts[basis.first]
        return found if opens or starts else found[:1]

    def _of_plan(self, basis: Basis, indices: Sequence[int], near: int | None) -> list[int]:
        """'đạt ⟨97%⟩ kế hoạch', 'vượt kế hoạch ⟨5%⟩'."""
        if near is not None and self._slots[near].kind != "level":
            gap = self._keys[self._slots[near].last : basis.first]
            if len(gap) <= _GAP and all(key in words("versus", "plan_gap") for key in gap):
                return [near]
            if self._keys[basis.first] == "so":
                return [near]
        before = " ".join(self._keys[max(0, basis.first - 2) : basis.first])
        led = before.endswith(words("versus", "plan_verbs")) or self._keys[basis.first] == "so"
        for index in indices:
            slot = self._slots[index]
            if slot.first >= basis.last:
                close = slot.first - basis.last <= _GAP + len(slot.chain)
                return [index] if led and close and slot.kind != "level" else []
        return []

    def _coordinated(self, before: Basis, basis: Basis) -> bool:
        """'so với tháng trước ⟨và⟩ cùng kỳ năm trước'."""
        gap = self._keys[before.last : basis.first]
        return len(gap) <= 3 and all(key in words("versus", "coordinated") for key in gap)

    def _in_turn(self, group: list[int], bound: dict[int, list[Basis]]) -> list[int]:
        """'3% và ⟨5%⟩ so với tháng trước và ⟨cùng kỳ⟩': as many numbers as bases go one to one."""
        if len(group) != 2:
            return group
        second = group[1]
        gap = self._scene.before(second).strip()
        if gap not in words("versus", "joins"):
            return group
        bound.pop(second, None)
        return [second]

    # ── the record ───────────────────────────────────────────────────────────
    def made(self, basis: Basis, slot: Slot) -> Versus:
        kind, dates = self._dated(basis, slot)
        return Versus(kind, self._scene.raw[basis.start : basis.end], dates, basis.setter)

    def _dated(self, basis: Basis, slot: Slot) -> tuple[str, Dates | None]:
        """The kind and the dates of a base, from its words and from the period of the figure itself."""
        said = self._scene.key[basis.start : basis.end]
        named = None if basis.period is None else basis.period.dates
        if basis.kind == "plan":
            return basis.kind, named or (None if said.startswith("so") else basedates.plan_year(slot.period))
        if basis.kind == "same_period":
            return basis.kind, basedates.same(said, named, slot.period)
        if basis.kind == "average":
            return basis.kind, named or basedates.weeks_before(said, slot.period)
        own = slot.period
        if own is None and named is not None and (today := self._scene.reader.document.published_date) is not None:
            own = (today, today) if basis.kind == "previous_period" else whole("year", today)
        return basedates.earlier(basis.kind, said, named, own)
