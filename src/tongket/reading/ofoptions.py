"""The levels that a change, growth, share or ratio may be about, with what speaks for each, as in partoptions.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tongket.choosing.ranking import Weigher, bucket
from tongket.reading.linkhistory import History
from tongket.reading.linkoptions import LinkOptions, Reach
from tongket.reading.linkviews import RELATIVE, View, Views, overlap, subset
from tongket.reading.phrasing import words_of
from tongket.reading.setting import Setting
from tongket.reading.slots import Slot

_words: Final = words_of("linkviews")

_MARKS: Final[tuple[str, ...]] = (";", ":", "(", ")", ",", "/")
_PCT_BEFORE, _PCT_BEHIND = 10, 4
_GAPS: Final[tuple[int, ...]] = (1, 3, 7, 15, 31)
_CHAINS: Final[tuple[int, ...]] = (1, 3, 7, 15)


class OfOptions(LinkOptions):
    """The options among the numbers of one text."""

    reach = Reach(before=12, sentences=4, ahead=5, sentences_ahead=2, most=12)

    def __init__(self, setting: Setting, views: Views, history: History, weigh: Weigher) -> None:
        super().__init__(setting, views, history, weigh)
        self._signs = weigh.kept(_Signs)

    def may_link(self, index: int, at: int) -> bool:
        return _may_reach(self._slots[index], self._slots[at])

    def scored(
        self, index: int, candidates: Sequence[int], rule: str, proposed: int | None
    ) -> list[tuple[int | None, Any]]:
        """No level and each candidate with its score; `rule` is the name of the rule that proposes one of them."""
        signs = self._signs
        s = self._views[index]
        slot, k = s.slot, _short(s.slot)
        outer = self._history.before_bracket(index) if slot.bracket else None
        found: list[tuple[int | None, Any]] = [(None, self._none(s, k, proposed is not None, candidates))]
        about = "" if _words("about").isdisjoint(s.behind[:2]) else " ".join(s.behind)
        for rank, at in enumerate(candidates):
            c = self._views[at]
            away = abs(slot.sentence - c.slot.sentence)
            near = f"{'a' if at > index else 'b'}{min(away, 2)}"
            total = signs.place[near, k, min(rank, 3), c.slot.kind, c.unit_class]
            total = total + self._told(index, s, at, c, near, k) + self._words_of(s, c, near, k)
            total = total + signs.ruled[rule if at == proposed else "", near, k]
            if about:
                total = total + signs.about(f"{about}:{c.unit_class}", self._nothing)
            total = total + self._between(s, c, at > index, near)
            if slot.bracket or c.slot.bracket:
                total = total + signs.bracket[slot.bracket, c.slot.bracket, near, outer == at]
            total = total + self._after_rate(index, at, k)
            if features := self._share(index, s, at, c):
                total = total + self._weigh(features)
            found.append((at, total))
        return found

    def _none(self, s: View, k: str, proposed: bool, candidates: Sequence[int]) -> Any:
        """For no level at all."""
        signs = self._signs
        slot = s.slot
        alone = all(self._slots[at].sentence != slot.sentence for at in candidates)
        inherits = slot.inherited is not None
        total = signs.none_of[k, proposed, s.block_kind, s.unit_class, inherits, slot.bracket]
        named = slot.noun is not None, slot.subject is not None, not slot.chain
        total = total + signs.none_told[k, *named, s.first_of_sentence, slot.status, alone]
        for word in s.before[-2:]:
            total = total + signs.before0(word, self._nothing)
        for word in s.behind[:2]:
            total = total + signs.behind0(word, self._nothing)
        return total

    def _told(self, index: int, s: View, at: int, c: View, near: str, k: str) -> Any:
        a, b = s.slot, c.slot
        stale = self._views.again[at] < index
        reached = "reached" in c.roles
        return self._signs.state[near, k, a.inherited == at, a.status, b.status, c.pair, reached, c.is_total, stale]

    def _words_of(self, s: View, c: View, near: str, k: str) -> Any:
        same = s.slot.counted is not None and s.slot.counted == c.slot.counted
        how = "same" if same else overlap(s.said, c.said)
        within = subset(s.said, c.said) if how not in ("?", "0") else ""
        return self._signs.said[how, near, k, s.head == c.head != "", within]

    def _between(self, s: View, c: View, ahead: bool, near: str) -> Any:
        signs = self._signs
        if s.slot.sentence != c.slot.sentence:
            opening = c.opening if ahead else s.opening
            return signs.open(f"{' '.join(opening[:2])}:{near}", self._nothing) if opening else self._nothing
        first, last = (s.slot, c.slot) if ahead else (c.slot, s.slot)
        gap = self._keys[first.last : last.first]
        total = signs.gap[bucket(len(gap), _GAPS), near[0], tuple([mark for mark in _MARKS if mark in gap])]
        if ahead:
            for word in self._views.shown(last.first - min(3, len(gap)), last.first):
                total = total + signs.ahead(word, self._nothing)
        return total

    def _after_rate(self, index: int, at: int, k: str) -> Any:
        """'đạt 97,4 tỷ, bằng 8% dự toán, ⟨tăng 4%⟩': several rates of one level."""
        before = self._history.relative_before(index)
        if before is None:
            return self._nothing
        slot, other = self._slots[index], self._slots[before]
        if other.of is None:
            return self._nothing
        between = bucket(max(0, slot.chain_start - other.last), _CHAINS)
        return self._signs.chain[other.of == at, other.sentence == slot.sentence, k, other.kind, between]

    def _share(self, index: int, s: View, at: int, c: View) -> list[str]:
        """A share or ratio comes to its level by another level near."""
        if s.slot.kind not in ("share", "ratio") or s.unit_class != "%" or c.slot.kind != "level" or not c.amount:
            return []
        places, amounts = min(2, s.decimals), self._views.amounts
        for other in range(max(0, index - _PCT_BEFORE), min(len(self._slots), index + _PCT_BEHIND)):
            whole, amount = self._slots[other], amounts[other]
            if other == at or whole.kind != "level" or whole.unit != c.slot.unit or not amount:
                continue
            if abs(100 * c.amount / amount - s.amount) <= 1.05 / 10**places:
                return [f"pct:{places}"]
        return []


def _may_reach(a: Slot, b: Slot) -> bool:
    """Whether `a` may be about `b`."""
    if b.pair == "last_period":
        return False
    if b.kind == "level":
        if b.unit in RELATIVE and a.unit not in RELATIVE:
            return False
        return a.kind != "change" or a.unit == b.unit or a.unit in RELATIVE
    if b.kind == "change":
        return a.kind in ("growth", "ratio", "share")
    return b.kind in ("ratio", "share") and a.unit in ("pp", "%") and a.kind in ("change", "growth")


def _short(slot: Slot) -> str:
    """One letter for the kind."""
    return "S" if slot.kind == "share" else slot.kind[0]


class _Signs:
    """The features, as they are weighed."""

    def __init__(self, weigh: Weigher) -> None:
        self.none_of, self.none_told = weigh.group(_none), weigh.group(_none_told)
        self.place, self.state, self.ruled = weigh.group(_place), weigh.group(_state), weigh.group(_ruled)
        self.said, self.gap, self.bracket = weigh.group(_said), weigh.group(_gap), weigh.group(_bracket)
        self.chain = weigh.group(_chain)
        self.before0, self.behind0 = weigh.of("none:before"), weigh.of("none:behind")
        self.about, self.open, self.ahead = map(weigh.of, ("about", "open", "agap"))


# ── features ─────────────────────────────────────────────────────────────────
def _none(k: str, proposed: bool, block: str, unit: str, inherits: bool, bracket: bool) -> list[str]:
    found = ["none", f"none:{k}", f"none:rule{proposed:d}:{k}", f"none:{block}", f"none:unit:{unit}:{k}"]
    return found + (["none:inherits"] if inherits else []) + (["none:bracket"] if bracket else [])


def _none_told(k: str, noun: bool, subject: bool, bare: bool, first: bool, status: str, alone: bool) -> list[str]:
    told = {"noun": noun, "subject": subject, "bare": bare, "first": first, "alone": alone}
    told[status] = status != "reported"
    return [f"none:{name}:{k}" for name, holds in told.items() if holds]


def _place(near: str, k: str, rank: int, kind: str, unit: str) -> list[str]:
    found = [f"k:{k}", f"near:{near}", f"near:{near}:{k}", f"rank:{rank}:{near}", f"rank:{rank}:{k}"]
    return [*found, f"c:{kind}", f"c:{kind}:{k}", f"unit:{unit}:{k}"]


def _state(
    near: str, k: str, inherits: bool, status: str, of_level: str, pair: str, reached: bool, total: bool, stale: bool
) -> list[str]:
    found = [f"inherits:{near}"] if inherits else []
    found += [f"status:{status[0]}{of_level[0]}"] if status != of_level else []
    found += [f"cpair:{pair}:{near}"] if pair else []
    found += [f"reached:{near}:{k}"] if reached else []
    return found + ([f"total:{near}"] if total else []) + (["stale"] if stale else [])


def _ruled(rule: str, near: str, k: str) -> list[str]:
    return [f"rule0:{bool(rule):d}:{near}", *([f"rule:{rule}", f"rule:{rule}:{k}"] if rule else [])]


def _said(how: str, near: str, k: str, head: bool, within: str) -> list[str]:
    found = [f"said:{how}", f"said:{how}:{near}", f"said:{how}:{k}", f"head:{head:d}:{near}"]
    return found + ([f"{within}:{near}"] if within else [])


def _gap(size: str, side: str, marks: Sequence[str]) -> list[str]:
    return [f"gap:{size}:{side}", *(f"gap:{mark}:{side}" for mark in marks)]


def _bracket(own: bool, other: bool, near: str, outer: bool) -> list[str]:
    return [f"bracket:{other:d}:{near}{':it' if outer else ''}"] if own else [f"cbracket:{near}"]


def _chain(same: bool, in_sentence: bool, k: str, kind: str, between: str) -> list[str]:
    found = [f"prev:{same:d}:{in_sentence:d}:{k}:{kind[0]}"]
    return [*found, f"prevgap:{between}"] if same else found
