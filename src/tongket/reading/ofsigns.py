"""What speaks for and against "this change, growth, share or ratio is about that level": signs, as in partsigns.py."""

from __future__ import annotations

from collections.abc import Sequence

from tongket.reading.linkhistory import History
from tongket.reading.linkviews import RELATIVE, View, bucket, overlap
from tongket.reading.partsigns import told_again
from tongket.reading.phrasing import words_of
from tongket.reading.tokens import Tokens

_words = words_of("linkviews")

_WINDOW, _SENTENCES = 12, 4
_AHEAD, _SENTENCES_AHEAD = 5, 2
_MARKS = (";", ":", "(", ")", ",", "/")
_PCT_BEFORE, _PCT_BEHIND = 10, 4


class OfSigns:
    """The signs among the numbers of one text."""

    def __init__(self, tokens: Tokens, views: Sequence[View], history: History) -> None:
        self._keys = tokens.keys
        self._views = views
        self._history = history

    def candidates(self, index: int) -> list[int]:
        """Levels that a number may be about, the nearest first; then those behind it."""
        view = self._views[index]
        found = []
        for at in range(index - 1, max(-1, index - 1 - _WINDOW), -1):
            if view.slot.sentence - self._views[at].slot.sentence > _SENTENCES:
                break
            if _may_reach(view, self._views[at]):
                found.append(at)
        for at in range(index + 1, min(index + 1 + _AHEAD, len(self._views))):
            if self._views[at].slot.sentence - view.slot.sentence > _SENTENCES_AHEAD:
                break
            if _may_reach(view, self._views[at]):
                found.append(at)
        return found

    def none(self, index: int, proposed: bool, candidates: Sequence[int]) -> list[str]:
        """Signs for no level at all."""
        s, k = self._views[index], _short(self._views[index])
        slot = s.slot
        out = ["none", f"none:{k}", f"none:rule{int(proposed)}:{k}", f"none:{s.block_kind[0]}"]
        out.append(f"none:unit:{s.unit_class}:{k}")
        told = {"noun": slot.noun is not None, "subject": slot.subject is not None, "bare": not slot.chain}
        told |= {"first": s.first_of_sentence, slot.status: slot.status != "reported"}
        told["alone"] = not any(self._views[at].slot.sentence == slot.sentence for at in candidates)
        out += [f"none:{name}:{k}" for name, holds in told.items() if holds]
        if slot.inherited is not None:
            out.append("none:inherits")
        if slot.bracket:
            out.append("none:bracket")
        return [*out, *(f"none:before:{word}" for word in s.before[-2:]), *(f"none:behind:{w}" for w in s.behind[:2])]

    def signs(self, index: int, candidates: Sequence[int], rule: str, proposed: int | None) -> list[list[str]]:
        """The signs of each candidate; `rule` is the name of the rule that proposes one of them."""
        k = _short(self._views[index])
        outer = self._history.before_bracket(index) if self._views[index].slot.bracket else None
        found = []
        for rank, at in enumerate(candidates):
            named = rule if at == proposed else ""
            away = abs(self._views[index].slot.sentence - self._views[at].slot.sentence)
            near = f"{'a' if at > index else 'b'}{bucket(away, 0, 1, 2)}"
            out = self._place_signs(index, at, rank, near, k)
            out.append(f"rule0:{int(bool(named))}:{near}")
            if named:
                out += [f"rule:{named}", f"rule:{named}:{k}"]
            out += self._word_signs(index, at, near, k)
            out += self._gap_signs(index, at, away, near)
            out += self._bracket_signs(index, at, near, outer)
            out += self._chain_signs(index, at, k)
            out += self._share_signs(index, at)
            found.append(out)
        return found

    def _place_signs(self, index: int, at: int, rank: int, near: str, k: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        a, b = s.slot, c.slot
        out = [f"k:{k}", f"near:{near}", f"near:{near}:{k}"]
        out += [f"rank:{bucket(rank, 0, 1, 2, 3)}:{near}", f"rank:{bucket(rank, 0, 1, 2, 3)}:{k}"]
        out += [f"c:{b.kind}", f"c:{b.kind}:{k}", f"unit:{c.unit_class}:{k}"]
        if a.inherited == at:
            out.append(f"inherits:{near}")
        if b.status != a.status:
            out.append(f"status:{a.status[0]}{b.status[0]}")
        if b.pair:
            out.append(f"cpair:{b.pair}{b.quantity.pair}:{near}")
        if "reached" in c.roles:
            out.append(f"reached:{near}:{k}")
        if c.is_total:
            out.append(f"total:{near}")
        if at < index and told_again(self._views, at, index):
            out.append("stale")
        return out

    def _word_signs(self, index: int, at: int, near: str, k: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        same = s.slot.counted is not None and s.slot.counted == c.slot.counted
        how = "same" if same else overlap(s.said, c.said)
        out = [f"said:{how}", f"said:{how}:{near}", f"said:{how}:{k}"]
        out.append(f"head:{int(bool(s.head) and s.head == c.head)}:{near}")
        if s.said and c.said and s.said != c.said and (c.said < s.said or s.said < c.said):
            out.append(f"{'narrower' if c.said < s.said else 'wider'}:{near}")
        if not _words("about").isdisjoint(s.behind[:2]):
            out.append(f"about:{' '.join(s.behind[:3])}:{c.unit_class}")
        return out

    def _gap_signs(self, index: int, at: int, away: int, near: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        side = near[0]
        if away:
            opening = s.opening if at < index else c.opening
            return [f"open:{' '.join(opening[:2])}:{near}"] if opening else []
        gap = self._keys[c.slot.last : s.slot.first] if at < index else self._keys[s.slot.last : c.slot.first]
        out = [f"gap:{bucket(len(gap), 0, 2, 4, 8, 16, 32)}:{side}"]
        out += [f"gap:{mark}:{side}" for mark in _MARKS if mark in gap]
        return out if at < index else [*out, *(f"agap:{key}" for key in gap[-3:])]

    def _bracket_signs(self, index: int, at: int, near: str, outer: int | None) -> list[str]:
        s, c = self._views[index].slot, self._views[at].slot
        if s.bracket:
            return [f"bracket:{int(c.bracket)}:{near}" + (":it" if outer == at else "")]
        return [f"cbracket:{near}"] if c.bracket else []

    def _chain_signs(self, index: int, at: int, k: str) -> list[str]:
        """'đạt 97,4 tỷ, bằng 8% dự toán, ⟨tăng 4%⟩': several rates of one level."""
        before = self._history.relative_before(index)
        if before is None:
            return []
        a, other = self._views[index].slot, self._views[before].slot
        if other.of is None:
            return []
        out = [f"prev:{int(other.of == at)}:{int(other.sentence == a.sentence)}:{k}:{other.kind[0]}"]
        if other.of == at:
            between = max(0, a.chain_start - other.last)
            out.append(f"prevgap:{bucket(between, 0, 2, 4, 8, 16)}")
        return out

    def _share_signs(self, index: int, at: int) -> list[str]:
        """A share or ratio comes to its level by another level near."""
        s, c = self._views[index], self._views[at]
        if s.slot.kind not in ("share", "ratio") or s.unit_class != "%" or c.slot.kind != "level" or not c.amount:
            return []
        places = min(2, s.decimals)
        for other in range(max(0, index - _PCT_BEFORE), min(len(self._views), index + _PCT_BEHIND)):
            whole = self._views[other]
            if other == at or whole.slot.kind != "level" or whole.slot.unit != c.slot.unit or not whole.amount:
                continue
            if abs(100 * c.amount / whole.amount - s.amount) <= 1.05 / 10**places:
                return [f"pct:{places}"]
        return []


def _may_reach(about: View, level: View) -> bool:
    a, b = about.slot, level.slot
    if b.pair == "last_period":
        return False
    if b.kind == "level":
        if b.unit in RELATIVE and a.unit not in RELATIVE:
            return False
        return a.kind != "change" or a.unit == b.unit or a.unit in RELATIVE
    if b.kind == "change":
        return a.kind in ("growth", "ratio", "share")
    return b.kind in ("ratio", "share") and a.unit in ("pp", "%") and a.kind in ("change", "growth")


def _short(view: View) -> str:
    """One letter for the kind."""
    return "S" if view.slot.kind == "share" else view.slot.kind[0]
