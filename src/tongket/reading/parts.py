"""Which total a figure is said to be a part of: pairs, brackets, "trong đó", bullets under a line, outcomes."""

from __future__ import annotations

from functools import cache
from typing import Final

from tongket.reading.phrasing import words_of
from tongket.reading.setting import Setting
from tongket.reading.slots import Slot

_words: Final = words_of("parts")

_RELATIVE: Final[tuple[str, ...]] = ("%", "pp", "x")
_REACH: Final = 10
"""How many figures back a link may go."""
_SENTENCES: Final = 2
"""How many sentences back a link may go."""
_WINDOW: Final = 40
"""How many figures back the total of a sentence may stand."""
_JOINED: Final = 12
"""Tokens between two parts that are told of one whole behind them."""
_BRACKET: Final = 120
"""Tokens back within which a bracket opens."""
_LONGEST_OPENING: Final = 3
"""Words that make the number behind them a whole."""
_ALIKE: Final = 0.6
"""Share of words in common from which two phrases are taken to say the same."""


@cache
def _wholes() -> tuple[str, ...]:
    return tuple(f" {opening}" for opening in _words("wholes"))


@cache
def _whole_ends() -> frozenset[str]:
    return frozenset(opening.split()[-1] for opening in _words("wholes"))


class Parts:
    """Sets `part_of` among the slots of one text; slots are in text order."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._acts = setting.acts
        self._blocks = setting.blocks
        self._tokens = setting.tokens
        self._cues = setting.cues
        self._phrases = setting.phrases
        self._slots = slots = setting.slots
        self._levels_of: dict[int, list[int]] = {}
        """Block → its levels, but for those of two periods side by side."""
        for index, slot in enumerate(slots):
            if slot.kind == "level" and slot.pair not in ("this_period", "last_period"):
                self._levels_of.setdefault(slot.block, []).append(index)
        self.of_rules = [""] * len(slots)
        """The name of the rule that proposed `of` of each slot; empty where none did."""
        self.part_rules = [""] * len(slots)
        """… and `part_of`."""

    def first_of_pair(self, level: int | None) -> int | None:
        """'đã giải quyết 48/⟨58⟩ vụ, đạt 82%': what follows a pair is about its first number."""
        if level and self._slots[level].quantity.pair == 2 and self._slots[level].pair != "counts":
            return level - 1
        if level and self._whole_behind(level - 1) == level:
            return level - 1
        return level

    def set_parts(self) -> None:
        divided: int | None = None
        for index, slot in enumerate(self._slots):
            before = self._slots[index - 1] if index else None
            opens = self._opens_with_part(slot)
            if self._is_whole(index) and (not index or self._whole_behind(index - 1) is None):
                divided = index
            elif before is None or before.sentence != slot.sentence:
                divided = self._total_before(index, divided) if opens else None
            elif self._has_part_cue(slot):
                divided = self.first_of_pair(self._total_in_sentence(index))
            whole = self._part(index, divided)
            slot.part_of = None if self.is_part_of(whole, index) else whole
            if slot.part_of is None:
                self.part_rules[index] = ""

    def is_part_of(self, at: int | None, whole: int) -> bool:
        """Whether a figure is the whole itself or was said to be a part of it."""
        for _ in range(_WINDOW):
            if at is None or at == whole:
                break
            at = self._slots[at].part_of
        return at == whole

    def _part(self, index: int, divided: int | None) -> int | None:
        slot = self._slots[index]
        if slot.kind == "share":
            self.part_rules[index] = "share"
            return self._whole_of_share(index, divided)
        if slot.kind != "level":
            return None
        if self._is_pair(slot):
            self.part_rules[index] = "pair"
            return self._pair(index)
        if (whole := self._whole_behind(index)) is not None:
            self.part_rules[index] = "behind"
            return whole
        if self._is_whole(index) and (not index or self._whole_behind(index - 1) is None):
            return None
        self.part_rules[index] = "bracket"
        found = self._in_bracket(index)
        if found is None:
            self.part_rules[index] = "line"
            found = self._under_line(index)
        if found is None and divided is not None:
            self.part_rules[index] = "divided"
            found = self._of_unit(divided, index)
        if found is None:
            self.part_rules[index] = "outcome"
            found = self._outcome(index)
        return found

    def _is_pair(self, slot: Slot) -> bool:
        """Numbers of "x/y" are linked by what the pair is."""
        return bool(slot.quantity.pair) and (slot.pair != "counts" or slot.quantity.pair == 2)

    def is_settled(self, index: int) -> bool:
        """Whether language leaves no doubt: the numbers of a pair, and '22 cơ sở trên tổng số 99 cơ sở'."""
        return self._is_pair(self._slots[index]) or self.part_rules[index] == "behind"

    def _of_unit(self, total: int, index: int) -> int | None:
        """The divided total where it is of the part's unit, else the level of that unit told with it."""
        slot, whole = self._slots[index], self._slots[total]
        if whole.unit == slot.unit:
            return total if self._fits(slot, whole) else None
        for at in range(max(0, total - 3), min(index, total + 4)):
            other = self._slots[at]
            if other.sentence == whole.sentence and other.kind == "level" and other.unit == slot.unit:
                return at if other.part_of is None and self._fits(slot, other) else None
        return None

    def _whole_of_share(self, index: int, divided: int | None) -> int | None:
        """'chiếm 20,9% ⟨tổng vốn⟩': the level that is named behind the share, else the total being divided."""
        slot = self._slots[index]
        if slot.noun is not None and slot.has("share"):
            words = set(self._tokens.keys[slice(*slot.noun)])
            for at in range(index - 1, max(-1, index - 3 * _REACH), -1):
                other = self._slots[at]
                if other.kind == "level" and at != slot.of and self._alike(words, self._words(other)):
                    return at
        if slot.of is not None and slot.of != index:
            return None
        return divided if divided is not None and self._slots[divided].kind in ("level", "share") else None

    def _in_bracket(self, index: int) -> int | None:
        """'⟨16⟩ trường (ba trường đại học; 10 trường trung cấp)': counts in brackets divide the count before."""
        slot = self._slots[index]
        if slot.unit != "count":
            return None
        at = self._before_opening(index)
        if at is None:
            return None
        whole = self._slots[at]
        return at if whole.kind == "level" and whole.unit == "count" and self._fits(slot, whole) else None

    def _before_opening(self, index: int) -> int | None:
        """The number before the bracket that a number stands in; one that closed its own bracket before is none."""
        slot, keys, depth = self._slots[index], self._tokens.keys, 0
        before = index - 1
        for at in range(slot.first - 1, max(-1, slot.first - 1 - _BRACKET), -1):
            while before >= 0 and self._slots[before].first > at:
                before -= 1
            if before < 0 or self._slots[before].sentence != slot.sentence:
                return None
            if keys[at] == ")":
                depth += 1
            elif keys[at] == "(":
                depth -= 1
            if depth < 0:
                return before if ")" not in keys[self._slots[before].last : at] else None
        return None

    def _whole_behind(self, index: int) -> int | None:
        """'22 cơ sở vi phạm trên tổng số ⟨99⟩ cơ sở', '31 vụ và 227 vụ trong tổng số ⟨259⟩': the whole follows."""
        if self._precedes_whole(index, index + 1):
            return index + 1
        if not self._precedes_whole(index + 1, index + 2) or not self._precedes_whole(index, index + 2):
            return None
        slot, after = self._slots[index], self._slots[index + 1]
        between = self._tokens.keys[slot.last : after.first]
        joined = len(between) <= _JOINED and not _words("joins").isdisjoint(between) and ";" not in between
        fits = slot.amount + after.amount <= self._slots[index + 2].amount
        return index + 2 if joined and fits and after.kind == slot.kind else None

    def _precedes_whole(self, index: int, at: int) -> bool:
        """Whether the number at `at` is told as a whole and may hold the one at `index`."""
        if at >= len(self._slots) or not self._is_whole(at):
            return False
        slot, whole = self._slots[index], self._slots[at]
        alike = whole.sentence == slot.sentence and whole.kind == "level" and whole.unit == slot.unit
        return alike and self._fits(slot, whole)

    def _is_whole(self, index: int) -> bool:
        """'trong số ⟨45⟩ bị cáo', 'trên tổng số ⟨99⟩ cơ sở': the words before the number make it a whole."""
        slot = self._slots[index]
        keys = self._tokens.keys
        if not slot.first or keys[slot.first - 1] not in _whole_ends():
            return False
        before = " ".join(keys[max(0, slot.first - _LONGEST_OPENING) : slot.first])
        return f" {before}".endswith(_wholes())

    def _under_line(self, index: int) -> int | None:
        """'phát hiện ⟨1.127⟩ vụ. Trong đó:' over '- Hàng cấm: 214 vụ': bullets divide what the line above counts."""
        slot = self._slots[index]
        parent = self._blocks[slot.block].parent
        if self._blocks[slot.block].kind != "bullet" or parent is None:
            return None
        start, end = self._blocks[parent].start, self._blocks[parent].end
        if not self._tokens.text.raw[start:end].rstrip().endswith(":"):
            return None
        for at in reversed(self._levels_of.get(parent, ())):
            whole = self._slots[at]
            cues = self._cues.within(whole.last, self._tokens.before(end))
            if whole.unit == slot.unit and self._fits(slot, whole):
                return at if any("part" in cue.roles for cue in cues) else None
        return None

    def _outcome(self, index: int) -> int | None:
        """'phát hiện ⟨259⟩ trường hợp …, xử phạt 31 trường hợp': later acts on the cases just counted."""
        slot = self._slots[index]
        if slot.unit != "count" or slot.verb is None or slot.noun is None:
            return None
        for at in self._backwards(index):
            whole = self._slots[at]
            if whole.sentence != slot.sentence or whole.kind != "level" or whole.noun is None or whole.verb is None:
                continue
            if self._phrases.same_classifier(slot.noun, whole.noun) and self._acts.opens_cases(*whole.verb):
                fresh = self._acts.opens_cases(*slot.verb, alone=True) and not self._finds(slot, whole)
                return None if fresh or not self._fits(slot, whole) else at
        return None

    def _finds(self, slot: Slot, whole: Slot) -> bool:
        """'kiểm tra ⟨702⟩ vụ, phát hiện 388 vụ vi phạm': what was found among the checked."""
        if slot.verb is None or whole.verb is None:
            return False
        keys = self._tokens.keys
        checked = " ".join(keys[whole.verb[0] : whole.verb[0] + 2]) in _words("checks")
        return checked and keys[slot.verb[0]] in _words("found")

    def _pair(self, index: int) -> int | None:
        """'⟨34⟩/39 xã': x is part of y where both count the same thing and x is not greater."""
        slot = self._slots[index]
        if slot.pair != "part" or slot.quantity.pair != 1:
            return None
        return index + 1 if self._fits(slot, self._slots[index + 1]) else None

    def _fits(self, part: Slot, whole: Slot) -> bool:
        return _value(part) <= _value(whole)

    def _has_part_cue(self, slot: Slot) -> bool:
        return any("part" in cue.roles for cue in self._cues.within(slot.floor, slot.first))

    def _opens_with_part(self, slot: Slot) -> bool:
        """'Trong đó, …' at the start of a sentence divides the total of the one before."""
        cues = self._cues.within(slot.floor, slot.first)
        return bool(cues) and "part" in cues[0].roles and cues[0].first <= slot.floor + 1

    def _total_in_sentence(self, index: int) -> int | None:
        slot = self._slots[index]
        alike = self._total_alike(index)
        if alike is not None:
            return alike
        best = None
        for at in range(index - 1, max(-1, index - 1 - _WINDOW), -1):
            other = self._slots[at]
            if other.sentence != slot.sentence:
                break
            if other.kind == "level" and (other.unit == slot.unit or slot.unit == "%"):
                return at
            if best is None and (other.kind == "level" or other.unit == slot.unit):
                best = at
        return best

    def _total_alike(self, index: int) -> int | None:
        """'triển khai ⟨62⟩ cuộc/94 đơn vị, trong đó 51 cuộc': the nearest level of the same noun in the sentence."""
        slot = self._slots[index]
        if slot.unit != "count" or slot.noun is None or self._tokens.keys[slot.noun[0]] in _words("people"):
            return None
        for at in range(index - 1, max(-1, index - 1 - _WINDOW), -1):
            other = self._slots[at]
            if other.sentence != slot.sentence:
                return None
            if other.kind != "level" or other.noun is None or other.pair == "last_period":
                continue
            if self._tokens.keys[other.noun[0]] == self._tokens.keys[slot.noun[0]] and self._fits(slot, other):
                return at
        return None

    def _total_before(self, index: int, divided: int | None) -> int | None:
        """The first level of the sentence before that is no part itself; else the total divided there."""
        sentence, best = None, None
        for at in self._backwards(index):
            other = self._slots[at]
            if other.sentence == self._slots[index].sentence:
                continue
            if sentence is None:
                sentence = other.sentence
            if other.sentence != sentence:
                break
            if other.kind == "level" and other.part_of is None and other.unit not in _RELATIVE:
                best = at
        return best if best is not None else divided

    # ── shared ───────────────────────────────────────────────────────────────
    def _backwards(self, index: int) -> range | list[int]:
        sentence = self._slots[index].sentence
        low = max(-1, index - 1 - _REACH)
        return [at for at in range(index - 1, low, -1) if sentence - self._slots[at].sentence <= _SENTENCES]

    def _words(self, slot: Slot) -> set[str]:
        if slot.counted is None:
            return set()
        words = set(self._tokens.text.key[slice(*slot.counted)].split())
        if slot.verb is not None and len(words) <= 2:
            words |= set(self._tokens.keys[slice(*slot.verb)])
        return words

    def _alike(self, a: set[str], b: set[str]) -> bool:
        return bool(a and b) and 2 * len(a & b) >= _ALIKE * (len(a) + len(b))


def _value(slot: Slot) -> float:
    return float(str(slot.quantity.value))
