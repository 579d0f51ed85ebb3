"""What was decided for the numbers before, as a sign for the next: lists go on, totals fill up."""

from __future__ import annotations

from collections.abc import Sequence

from tongket.reading.linkviews import View
from tongket.reading.tokens import Tokens

_LAST_MARKS = frozenset({",", ";", ".", ":", "(", ")", "và"})
_MARK_REACH = 30
_SIBLINGS, _SIBLING_SENTENCES = 5, 2
_BESIDE = 3


class History:
    """The links decided so far: they stand in the slots."""

    def __init__(self, tokens: Tokens, views: Sequence[View]) -> None:
        self._keys = tokens.keys
        self._views = views
        self._taken: dict[int, float] = {}

    def decide(self, index: int, whole: int | None) -> None:
        """Sets `part_of` of a number."""
        view = self._views[index]
        view.slot.part_of = whole
        if whole is not None and view.slot.kind == "level":
            self._taken[whole] = self._taken.get(whole, 0.0) + view.amount

    def taken(self, whole: int) -> float:
        """What the parts of a total come to so far."""
        return self._taken.get(whole, 0.0)

    def relative_before(self, index: int) -> int | None:
        """The number right before where it is no level: '⟨tăng 4%⟩, bằng 8% dự toán'."""
        return index - 1 if index and self._views[index - 1].slot.kind != "level" else None

    def before_bracket(self, index: int) -> int | None:
        """The last number outside the bracket that a number stands in."""
        sentence = self._views[index].slot.sentence
        for at in range(index - 1, max(-1, index - 8), -1):
            slot = self._views[at].slot
            if slot.sentence != sentence:
                return None
            if not slot.bracket or ")" in self._keys[slot.last : self._views[at + 1].slot.first]:
                return at
        return None

    def sibling(self, index: int) -> int | None:
        """The nearest number before that may be a part of the same total."""
        slot = self._views[index].slot
        for at in range(index - 1, max(-1, index - 1 - _SIBLINGS), -1):
            other = self._views[at].slot
            if slot.sentence - other.sentence > _SIBLING_SENTENCES:
                return None
            if other.kind == slot.kind and other.unit == slot.unit and other.pair != "last_period":
                return at
        return None

    def mark_before(self, index: int) -> str:
        """The last mark between a number and the one before it."""
        view = self._views[index]
        for at in range(view.slot.first - 1, max(view.begins, view.slot.first - _MARK_REACH) - 1, -1):
            if self._keys[at] in _LAST_MARKS:
                return self._keys[at]
        return ""

    def part_signs(self, index: int, at: int, near: str, sibling: int | None, mark: str) -> list[str]:
        """Signs for "`index` is part of `at`"; `sibling` and `mark` are those of `index`."""
        c = self._views[at]
        out = [f"cpart:{near}"] if c.slot.part_of is not None else []
        if sibling is not None:
            out += self._sibling_signs(index, at, near, sibling, mark)
        if (beside := self._beside(index, at)) is not None:
            out.append(f"beside:{beside}")
        if not index:
            return out
        before = self._views[index - 1].slot
        if before.part_of == at:
            out.append("prev:same")
        elif before.kind == "level" and before.part_of is not None:
            out += self._stream_signs(index, at, before.part_of)
        return out

    def _sibling_signs(self, index: int, at: int, near: str, sibling: int, mark: str) -> list[str]:
        s, c, p = self._views[index], self._views[at], self._views[sibling]
        apart = min(1, s.slot.sentence - p.slot.sentence)
        verbs = ("v" if p.verb else "V") if s.verb else "-"
        alike = f"{'h' if p.head and p.head == s.head else '-'}{verbs}"
        if sibling == at:
            return [f"sib:it:{apart}:{'p' if p.slot.part_of is not None else '-'}:{alike}"]
        if p.slot.part_of == at:
            out = [f"sib:same:{apart}", f"sib:same:{apart}:{alike}", f"sib:same:{bool(s.part_cues)}"]
            return [*out, f"sib:same:{mark}:{apart}"]
        if p.slot.part_of is None:
            return [f"sib:none:{apart}:{near}"]
        if c.slot.part_of == p.slot.part_of:
            return ["sib:brother"]
        grand = self._views[p.slot.part_of].slot.part_of == at
        return [f"sib:other:{apart}", "sib:grand"] if grand else [f"sib:other:{apart}"]

    def _stream_signs(self, index: int, at: int, whole: int) -> list[str]:
        """'26 vụ, 68 bị can … truy tố 9 vụ, ⟨39⟩ bị can': two counts go on side by side."""
        s, c, w = self._views[index], self._views[at], self._views[whole]
        if w.slot.sentence != c.slot.sentence:
            return []
        if c.unit_class != w.unit_class:
            return ["prev:beside"]
        return ["prev:beside:h"] if c.head == s.head != w.head else []

    def _beside(self, index: int, at: int) -> str | None:
        """'63.215 dự án, vốn 403 tỷ. Trong đó, … 4.401 dự án, vốn ⟨104⟩ tỷ': a total told with that of the number
        before."""
        s, c = self._views[index].slot, self._views[at].slot
        for other in range(index - 1, max(-1, index - 1 - _BESIDE), -1):
            before = self._views[other].slot
            if before.sentence != s.sentence:
                return None
            if before.part_of is None or before.part_of == at or before.kind != "level":
                continue
            away = at - before.part_of
            if self._views[before.part_of].slot.sentence == c.sentence and 0 < away <= _BESIDE:
                return f"{away == index - other}:{self._views[at].head == self._views[index].head}"
        return None

    def none_signs(self, index: int, sibling: int | None, mark: str) -> list[str]:
        """Signs for "`index` is part of nothing"."""
        if sibling is None:
            return ["none:nosib"]
        p, s = self._views[sibling], self._views[index]
        linked = int(p.slot.part_of is not None)
        apart = min(1, s.slot.sentence - p.slot.sentence)
        return [f"none:sib:{apart}:{linked}", *([f"none:mark:{mark}:{linked}"] if apart == 0 else [])]
