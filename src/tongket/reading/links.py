"""How figures hang together: which level a growth is about (`of`), which total a part belongs to (`part_of`).

Each rule is a method that proposes a slot or None; the first that proposes one decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tongket.reading.parts import Parts
from tongket.reading.phrasing import words_of
from tongket.reading.slots import Slot

_words: Final = words_of("links")

_RELATIVE: Final[tuple[str, ...]] = ("%", "pp", "x")
_LONGEST_LIST, _DEALT = 8, 6
"""Numbers dealt out to as many subjects; tokens before the first of them that say so."""


class Links(Parts):
    """Links the slots of one text; slots are in text order."""

    def set_all(self) -> None:
        """Sets `of` and `part_of`."""
        for index, slot in enumerate(self._slots):
            if slot.kind != "level":
                slot.of = self.first_of_pair(self._first(index, self._of_rules()))
        self.set_parts()

    def _first(self, index: int, rules: Sequence[Callable[[int], int | None]]) -> int | None:
        for rule in rules:
            found = rule(index)
            if found is not None and found != index:
                self.of_rules[index] = rule.__name__
                return found
        return None

    # ── of ───────────────────────────────────────────────────────────────────
    def _of_rules(self) -> Sequence[Callable[[int], int | None]]:
        return (
            self._dealt,
            self._rate_before,
            self._pair_behind,
            self._before_bracket,
            self._taken_over,
            self._with_rate,
            self._level_reached,
            self._same_noun,
            self._right_before,
            self._same_thing,
        )

    def _dealt(self, index: int) -> int | None:
        """'⟨số vụ, số người chết⟩ lần lượt là 12 và 5, giảm lần lượt 3 vụ và 2 người': the lists go on side by side."""
        if self._slots[index].kind not in ("change", "growth"):
            return None
        first = self._list_start(index)
        levels = self._list_start(first - 1) if first else first
        last = self._list_end(index)
        if last - first < 1 or first - levels != last - first + 1 or self._slots[levels].kind != "level":
            return None
        return levels + index - first if self._is_dealt(levels) or self._is_dealt(first) else None

    def _list_start(self, index: int) -> int:
        """The first of the numbers of one kind that follow each other up to one."""
        slot, at = self._slots[index], index
        while at and index - at < _LONGEST_LIST and self._goes_on(self._slots[at - 1], slot):
            at -= 1
        return at

    def _list_end(self, index: int) -> int:
        slot, at = self._slots[index], index
        while at + 1 < len(self._slots) and at - index < _LONGEST_LIST and self._goes_on(slot, self._slots[at + 1]):
            at += 1
        return at

    def _goes_on(self, slot: Slot, after: Slot) -> bool:
        return slot.sentence == after.sentence and slot.kind == after.kind and not slot.bracket

    def _is_dealt(self, index: int) -> bool:
        """Whether 'lần lượt' stands before a number."""
        slot = self._slots[index]
        before = self._tokens.keys[max(slot.floor, slot.first - _DEALT) : slot.first]
        return _words("dealing") <= set(before)

    def _pair_behind(self, index: int) -> int | None:
        """'tăng 7 vụ (⟨19⟩/12 vụ)': a difference is of this period's number in the bracket behind it."""
        slot = self._slots[index]
        if slot.kind not in ("change", "growth"):
            return None
        for at in range(index + 1, min(index + 3, len(self._slots))):
            other = self._slots[at]
            if other.sentence != slot.sentence or ")" in self._tokens.keys[slot.last : other.first]:
                return None
            if other.pair == "this_period":
                return at
            if other.kind != "growth":
                return None
        return None

    def _right_before(self, index: int) -> int | None:
        """'tạo việc làm cho ⟨1.850⟩ lao động, cao hơn 210 người': only a comma between the count and its change."""
        slot = self._slots[index]
        if slot.kind != "change" or slot.unit != "count" or not index:
            return None
        before = self._slots[index - 1]
        if before.sentence != slot.sentence or before.kind != "level" or before.unit != "count":
            return None
        end = before.noun[1] if before.noun is not None else before.last
        return index - 1 if self._tokens.keys[end : slot.chain_start] in ([","], [], ["("]) else None

    def _rate_before(self, index: int) -> int | None:
        """'đạt tỷ lệ ⟨88,68%⟩, vượt 8,68% so với chỉ tiêu': a difference of rates is about the rate before it."""
        slot = self._slots[index]
        if slot.kind != "change" or slot.unit != "pp" or not index:
            return None
        before = self._slots[index - 1]
        return index - 1 if before.sentence == slot.sentence and before.unit == "%" else None

    def _same_noun(self, index: int) -> int | None:
        """'xảy ra ⟨486⟩ vụ phạm tội, giảm 54 vụ': a change of a count is about the nearest count of that noun."""
        slot = self._slots[index]
        if slot.kind != "change" or slot.unit != "count" or slot.noun is None:
            return None
        words, best, most = set(self._tokens.keys[slice(*slot.noun)]), None, 0
        for at in self._backwards(index):
            other = self._slots[at]
            if other.kind != "level" or other.unit != "count" or other.pair == "last_period" or other.noun is None:
                continue
            if self._tokens.keys[other.noun[0]] == self._tokens.keys[slot.noun[0]]:
                said = set(self._tokens.keys[slice(*other.noun)])
                if other.verb is not None:
                    said |= set(self._tokens.keys[slice(*other.verb)])
                if len(words & said) > most:
                    best, most = at, len(words & said)
        return best

    def _before_bracket(self, index: int) -> int | None:
        """'⟨25⟩ vụ (giảm 8 vụ)': what stands in brackets is about the level before them."""
        slot = self._slots[index]
        if not slot.bracket:
            return None
        at = index - 1
        while at >= 0 and self._slots[at].bracket and self._slots[at].sentence == slot.sentence:
            if self._slots[at].kind == "change" and slot.kind == "growth" and not slot.chain:
                return self._slots[at].of if self._slots[at].of is not None else at
            at -= 1
        if at < 0 or self._slots[at].sentence != slot.sentence:
            return None
        before = self._slots[at]
        if before.kind in ("change", "growth"):
            return before.of if before.of is not None else at
        return at if before.kind == "level" else before.of

    def _taken_over(self, index: int) -> int | None:
        """'đạt ⟨97,4 nghìn tỷ⟩, bằng 8% dự toán, tăng 4%': a number without words of its own is about the level
        whose words it takes over."""
        slot = self._slots[index]
        if slot.inherited is None:
            return None
        target = self._slots[slot.inherited]
        if target.kind == "level":
            return self._last_of_chain(index, slot.inherited)
        if target.kind == "change" and slot.kind == "growth" and target.of is None:
            return slot.inherited
        return target.of

    def _last_of_chain(self, index: int, source: int) -> int:
        """'tháng 5 đạt 612 tỷ; lũy kế đạt ⟨3.415 tỷ⟩, bằng 44,9%': the nearest level that takes over the same words."""
        for at in range(index - 1, source, -1):
            other = self._slots[at]
            if other.sentence != self._slots[index].sentence:
                break
            if other.kind == "level" and other.inherited == source and other.unit == self._slots[source].unit:
                return at
        return source

    def _with_rate(self, index: int) -> int | None:
        """'⟨10.143⟩ thí sinh … với tỷ lệ đạt 99,8%': a rate told along with a count is of that count."""
        slot = self._slots[index]
        if slot.kind not in ("ratio", "share") or slot.unit != "%" or not index:
            return None
        before = self._slots[index - 1]
        if before.sentence != slot.sentence or before.kind != "level" or before.unit in _RELATIVE:
            return None
        gap = self._tokens.keys[before.last : slot.first]
        return index - 1 if slot.has("ratio", "share") and ";" not in gap and len(gap) <= 16 else None

    def _level_reached(self, index: int) -> int | None:
        """'tăng 5% lên ⟨120 tỷ⟩': the level that the change led to follows it."""
        slot = self._slots[index]
        if slot.kind not in ("growth", "change") or index + 1 >= len(self._slots):
            return None
        after = self._slots[index + 1]
        if after.sentence != slot.sentence or after.kind != "level" or after.unit in _RELATIVE:
            return None
        between = self._tokens.keys[slot.last : after.first]
        reached = after.has("reached") or not _words("reaching").isdisjoint(between)
        return index + 1 if len(between) <= 7 and reached and ";" not in between else None

    def _same_thing(self, index: int) -> int | None:
        """'tăng 3 người chết' after '⟨6⟩ người chết': the nearest level before that counts the same."""
        slot = self._slots[index]
        if slot.counted is None or slot.kind == "share":
            return None
        words, bare = self._words(slot), self._bare_words(slot)
        for at in self._backwards(index):
            other = self._slots[at]
            if other.kind != "level" or (slot.kind == "change" and other.unit != slot.unit):
                continue
            if self._alike(words, self._words(other)) or self._alike(bare, self._bare_words(other)):
                return at
        return None

    def _bare_words(self, slot: Slot) -> set[str]:
        """What is counted, without the act: '⟨số ca mắc⟩ tăng 18%' after 'ghi nhận 512 ⟨ca mắc⟩'."""
        return set() if slot.counted is None else set(self._tokens.text.key[slice(*slot.counted)].split())
