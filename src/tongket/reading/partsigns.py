"""What speaks for and against "this number is a part of that one": the signs that a pair of numbers shows.

A sign is a short name; its weight is learned (linkmodel.py). "near:s0" says that both stand in one sentence, "s1" that
the whole stands in the one before.
"""

from __future__ import annotations

from collections.abc import Sequence

from tongket.reading.linkhistory import History
from tongket.reading.linkviews import View, bucket, overlap
from tongket.reading.phrasing import words_of
from tongket.reading.sums import Sums
from tongket.reading.tokens import Tokens

_words = words_of("linkviews")

_WINDOW, _AHEAD, _SENTENCES = 24, 3, 10
"""How many numbers back or ahead, and how many sentences back, a total may stand."""
_MOST = 16
"""Totals that are weighed."""
_MARKS = (";", ":", "(", ")")
_SUM_SENTENCES = 3


class PartSigns:
    """The signs among the numbers of one text."""

    def __init__(self, tokens: Tokens, views: Sequence[View], history: History) -> None:
        self._keys = tokens.keys
        self._views = views
        self._history = history
        self._sums = Sums(views)

    def candidates(self, index: int) -> list[int]:
        """Totals that a number may be part of, the nearest first; then those behind it in its sentence."""
        view = self._views[index]
        found = []
        for at in range(index - 1, max(-1, index - 1 - _WINDOW), -1):
            if view.slot.sentence - self._views[at].slot.sentence > _SENTENCES:
                break
            if _may_hold(view, self._views[at]):
                found.append(at)
            if len(found) == _MOST:
                break
        for at in range(index + 1, min(index + 1 + _AHEAD, len(self._views))):
            if self._views[at].slot.sentence != view.slot.sentence:
                break
            if _may_hold(view, self._views[at]):
                found.append(at)
        return found

    def none(self, index: int, proposed: bool) -> list[str]:
        """Signs for no total at all; `proposed`: whether a rule proposes one."""
        s = self._views[index]
        out = ["none", f"none:{_short(s)}", f"none:rule{int(proposed)}", f"none:{s.block_kind[0]}"]
        if s.part_cues:
            out += [f"none:cue:{s.part_cues[-1]}", "none:cue"]
        if s.opening:
            out += [f"none:open:{' '.join(s.opening[:2])}", f"none:open1:{s.opening[0]}:{int(s.first_of_sentence)}"]
        if s.opens:
            out.append(f"none:opens:{s.opens}:{int(s.first_of_sentence)}")
        if s.verb:
            out.append(f"none:verb:{s.verb}")
        if s.stage:
            out.append(f"none:stage:{s.stage}")
        told = {"total": s.is_total, "opens": s.opens_cases, "ranked": s.ranked, "bracket": s.slot.bracket}
        told |= {"timed": s.timed, s.slot.status: s.slot.status != "reported"}
        out += [f"none:{name}" for name, holds in told.items() if holds]
        if s.slot.kind == "share":
            out.append(f"none:of{int(s.slot.of is not None)}")
        out += self._history.none_signs(index, self._history.sibling(index), self._history.mark_before(index))
        out += [f"none:before:{word}" for word in s.before[-2:]]
        return out + [f"none:after:{word}" for word in s.after_noun[:1]]

    def signs(self, index: int, candidates: Sequence[int], rule: str, proposed: int | None) -> list[list[str]]:
        """The signs of each candidate; `rule` is the name of the rule that proposes one of them."""
        sibling, mark = self._history.sibling(index), self._history.mark_before(index)
        outer = self._history.before_bracket(index) if self._views[index].slot.bracket else None
        found = []
        for rank, at in enumerate(candidates):
            near = self._near(index, at)
            out = self._place_signs(index, at, rank, near)
            if rule and at == proposed:
                out += [f"rule:{rule}", "rule", f"rule:{near}"]
            if outer is not None and outer == at:
                out.append(f"bracket:{_short(self._views[index])}")
            out += self._word_signs(index, at, rank, near)
            out += self._gap_signs(index, at)
            out += self._act_signs(index, at, near)
            out += self._sum_signs(index, at)
            out += self._history.part_signs(index, at, near, sibling, mark)
            found.append(out)
        return found

    def _near(self, index: int, at: int) -> str:
        if at > index:
            return "ahead"
        away = self._views[index].slot.sentence - self._views[at].slot.sentence
        return f"s{bucket(away, 0, 1, 2, 3, 5)}"

    def _place_signs(self, index: int, at: int, rank: int, near: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        a, b, k = s.slot, c.slot, _short(s)
        out = [f"k:{k}", f"near:{near}", f"near:{near}:{k}", f"rank:{bucket(rank, 0, 1, 2, 3, 6)}"]
        out += [f"rank:{bucket(rank, 0, 1, 2, 3)}:{near}", f"ratio:{_ratio(s, c)}"]
        out.append(f"total:{int(c.is_total)}{int(s.is_total)}")
        if c.is_total:
            out.append(f"total:{near}")
        if s.ranked:
            out.append(f"ranked:{int(c.is_total)}:{near}")
        if s.placed:
            out.append(f"placed:{int(c.placed)}")
        if c.first_of_sentence:
            out.append(f"cfirst:{near}")
        out.append(f"block:{s.block_kind[0]}{c.block_kind[0]}{'=' if a.block == b.block else ''}")
        if b.bracket and not a.bracket:
            out.append("cbracket")
        if a.status != b.status:
            out.append(f"status:{a.status[0]}{b.status[0]}")
        if b.pair:
            out.append(f"cpair:{b.pair}{b.quantity.pair}")
        if s.timed:
            out.append(f"timed:{int(c.timed)}:{near}")
        if self._views[index].slot.inherited == at:
            out.append("inherits")
        if at < index and told_again(self._views, at, index):
            out.append("stale")
        return out + [f"role:{role}:{near}" for role in s.roles]

    def _word_signs(self, index: int, at: int, rank: int, near: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        k = _short(s)
        head = bool(s.head) and s.head == c.head
        h = "h" if head else ""
        said = overlap(s.said, c.said)
        how = "same" if s.slot.counted is not None and s.slot.counted == c.slot.counted else f"{said}{h}"
        out = [f"said:{how}", f"said:{how}:{k}", f"said:{how}:{near}"]
        if head:
            out.append(f"head:{near}:{'v' if s.verb else '-'}{'o' if c.opens_cases else '-'}")
        if s.said and c.said and s.said != c.said and (c.said < s.said or s.said < c.said):
            out.append(f"{'narrower' if c.said < s.said else 'wider'}:{near}")
        if near in ("s0", "s1", "ahead"):
            out += [f"pre:{s.pre}:{h}", f"cpre:{c.pre}"]
        if s.few:
            out.append(f"few:{near}:{h}")
        if s.rest:
            out.append(f"rest:{near}:{h}")
        if s.part_cues:
            out += self._cue_signs(index, at, rank, near, head, said)
        if near not in ("s0", "ahead") and s.opening:
            out += [f"open:{' '.join(s.opening[:2])}", f"open1:{s.opening[0]}:{near}"]
            if s.opens:
                out += [f"opens:{s.opens}:{near}:{h}", f"opens:{s.opens}:{int(s.first_of_sentence)}"]
        return out

    def _cue_signs(self, index: int, at: int, rank: int, near: str, head: bool, said: str) -> list[str]:
        """'⟨trong đó⟩ 51 cuộc': the words of division before the part."""
        s, cue = self._views[index], self._views[index].part_cues[-1]
        where = "first" if s.first_of_sentence else "in"
        out = [f"cue:{cue}", f"cue:{where}:{near}", f"cue:{where}:rank{bucket(rank, 0, 1, 2)}:{near}"]
        if s.first_of_sentence and " ".join(s.opening).startswith(cue):
            out.append(f"cueopens:{near}:{'f' if self._views[at].first_of_sentence else '-'}")
        if head:
            out.append("cue+head")
        if said != "0":
            out.append("cue+said")
        return out

    def _gap_signs(self, index: int, at: int) -> list[str]:
        """The words between two numbers of one sentence."""
        a, b = self._views[index].slot, self._views[at].slot
        if a.sentence != b.sentence:
            return []
        if at > index:
            gap = self._keys[a.last : b.first]
            return [f"agap:{bucket(len(gap), 0, 2, 4, 8)}", *(f"agap:{key}" for key in gap[-3:])]
        size = a.first - b.last
        gap = self._keys[b.last : a.first]
        return [f"gap:{bucket(max(0, size), 0, 4, 8, 16, 32)}", *(f"gap:{mark}" for mark in _MARKS if mark in gap)]

    def _act_signs(self, index: int, at: int, near: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        h = "h" if s.head and s.head == c.head else ""
        own = "o" if s.opens_cases else "v" if s.verb else "-"
        other = "o" if c.opens_cases else "v" if c.verb else "-"
        out = [f"act:{own}{other}:{near}:{h}"]
        if s.stage or c.stage:
            out += [f"stage:{c.stage}>{s.stage}:{h}", f"stage:{c.stage}>{s.stage}:{near}"]
        if s.verb and c.verb:
            out.append("act:same" if s.verb == c.verb else f"acts:{c.verb}")
        if s.act and s.act == c.act:
            out.append(f"same_act:{near}")
        return out

    # ── arithmetic ───────────────────────────────────────────────────────────
    def _sum_signs(self, index: int, at: int) -> list[str]:
        s, c = self._views[index], self._views[at]
        if s.slot.kind != "level":
            return self._share_signs(index, at)
        out = self._row_signs(index, at)
        taken = self._history.taken(at)
        if at < index and taken:
            if taken + s.amount > c.amount * 1.001:
                out.append(f"over:{_short(s)}")
            elif abs(taken + s.amount - c.amount) <= 1e-9 * c.amount:
                out += ["fills", f"fills:{min(c.digits, 3)}"]
        share = self._share_behind(index)
        if share is not None and c.amount:
            places = min(2, self._views[share].decimals)
            off = abs(100 * s.amount / c.amount - self._views[share].amount)
            if off > 0.6 / 10**places + 0.05:
                return [*out, "pct!"]
            total = not _words("total").isdisjoint(self._views[share].behind)
            told = {"ranked": s.ranked, "total": total, "part": self._views[share].slot.kind == "share"}
            out += [f"pct:{places}", *(f"pct+{name}" for name, holds in told.items() if holds)]
        return out

    def _row_signs(self, index: int, at: int) -> list[str]:
        s, c = self._views[index], self._views[at]
        exact, about = self._sums.members(at)
        if index not in exact:
            return ["sum~"] if index in about else []
        if at < index and told_again(self._views, at, index):
            return []
        row, digits = exact[index], min(c.digits, 3)
        if not row.first or abs(s.slot.sentence - c.slot.sentence) > _SUM_SENTENCES:
            return [f"sum?:{digits}"]
        certain = digits > 2 or (digits > 1 and (row.same or s.opens == "detail"))
        return [f"sum:{'h' if row.same else 'u'}{digits}", *(["sum"] if certain else [])]

    def _share_signs(self, index: int, at: int) -> list[str]:
        """'117 người (⟨6,19%⟩)' of 1.890: the count that the share is of comes to its percentage of the total."""
        s, c = self._views[index], self._views[at]
        of = s.slot.of
        if of is None or of == at or not c.amount or self._views[of].slot.unit != c.slot.unit:
            return [f"of:{'none' if of is None else 'it' if of == at else 'unit'}"]
        fits = abs(100 * self._views[of].amount / c.amount - s.amount) <= 0.6
        return ["pct" if fits else "pct!", *(["as_of"] if self._views[of].slot.part_of == at else [])]

    def _share_behind(self, index: int) -> int | None:
        """The percentage told right behind a number, which may be its share of the total."""
        for at in range(index + 1, min(index + 3, len(self._views))):
            other = self._views[at].slot
            if other.sentence != self._views[index].slot.sentence or other.kind == "level":
                return None
            if other.unit == "%" and other.kind in ("share", "ratio"):
                return at
        return None


def told_again(views: Sequence[View], at: int, end: int) -> bool:
    """Whether the same amount was told once more before number `end`."""
    told = views[at]
    return any(views[k].amount == told.amount and views[k].slot.unit == told.slot.unit for k in range(at + 1, end))


def _may_hold(part: View, whole: View) -> bool:
    a, b = part.slot, whole.slot
    if b.pair == "last_period" or b.kind == "growth":
        return False
    if a.kind == "share":
        return b.kind in ("level", "share") and (a.unit == "%" or b.unit == a.unit)
    return b.kind == "level" and a.unit == b.unit and part.amount <= whole.amount


def _short(view: View) -> str:
    """One letter for what is counted: a share, a count, money, or another measure."""
    if view.slot.kind == "share":
        return "S"
    return view.unit_class[0] if view.unit_class in ("count", "money") else "u"


def _ratio(part: View, whole: View) -> str:
    if part.slot.kind == "share":
        return "S"
    if part.amount == whole.amount:
        return "eq"
    ratio = part.amount / whole.amount if whole.amount > 0 else 0.0
    return "≥.5" if ratio >= 0.5 else "≥.1" if ratio >= 0.1 else "≥.01" if ratio >= 0.01 else "<.01"
