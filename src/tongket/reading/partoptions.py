"""The totals that a number may be part of, with what speaks for and against each.

A feature is a short name; its weight is learned. "near:s0" says that both stand in one sentence, "s1" that the whole
stands in the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tongket.choosing.ranking import Weigher, bucket
from tongket.reading.linkhistory import Before, History
from tongket.reading.linkoptions import LinkOptions, Reach
from tongket.reading.linkviews import View, Views, overlap, subset
from tongket.reading.phrasing import words_of
from tongket.reading.setting import Setting
from tongket.reading.slots import Slot
from tongket.reading.sums import Row, Sums

_words: Final = words_of("linkviews")

_MARKS: Final[tuple[str, ...]] = (";", ":", "(", ")")
_SUM_SENTENCES: Final = 3
_ANY_MARK: Final = frozenset(_MARKS)
_NEAR: Final[tuple[str, ...]] = ("s0", "s1", "s2", "s3", "s3", "s5")
_CLOSE: Final[tuple[str, ...]] = ("s0", "s1", "ahead")
_RANKS: Final[tuple[str, ...]] = ("0", "1", "2", *["3"] * 3, "6")
_GAPS: Final = tuple(bucket(size, (3, 7, 15, 31)) for size in range(33))
_GAPS_AHEAD: Final = tuple(bucket(size, (1, 3, 7)) for size in range(9))


class PartOptions(LinkOptions):
    """The options among the numbers of one text."""

    reach = Reach(before=24, sentences=10, ahead=3, sentences_ahead=0, most=16)

    def __init__(self, setting: Setting, views: Views, history: History, weigh: Weigher) -> None:
        super().__init__(setting, views, history, weigh)
        self._signs = weigh.kept(_Signs)
        self._sums = Sums(views)

    def scored(
        self, index: int, candidates: Sequence[int], rule: str, proposed: int | None
    ) -> list[tuple[int | None, Any]]:
        """No total and each candidate with its score; `rule` is the name of the rule that proposes one of them."""
        signs = self._signs
        s, slot, nothing = self._views[index], self._slots[index], self._nothing
        sort, cue, sentence, history = s.sort, bool(s.part_cue), slot.sentence, self._history
        before = history.before(index)
        outer = history.before_bracket(index) if slot.bracket else None
        share = self._share_behind(index) if slot.kind == "level" else None
        own: dict[tuple[str, bool], Any] = {}
        found: list[tuple[int | None, Any]] = [(None, self._none(s, proposed is not None, before))]
        for rank, at in enumerate(candidates):
            c = self._views[at]
            whole = c.slot
            near = "ahead" if at > index else _NEAR[min(sentence - whole.sentence, 5)]
            head = s.head == c.head != ""
            if (near, head) not in own:
                own[near, head] = self._own(s, near, head)
            total = own[near, head] + self._told_of(index, s, at, c, _RANKS[min(rank, 6)], near)
            total = total + signs.act[s.does, c.does, near, head, s.verb == c.verb != ""]
            total = total + self._said_of(s, c, near, head)
            if at in (proposed, outer):
                ruled = rule if at == proposed else ""
                total = total + signs.ruled[ruled, near, sort, outer == at]
            if near in _CLOSE:
                total = total + signs.pre_whole(c.pre, nothing)
                if near != "s1":
                    total = total + self._between(slot, whole, at > index)
            if before.sibling is not None:
                what = history.of_sibling(before, at)
                total = total + signs.sibling[what, before.apart, before.alike, near, cue, before.mark]
            if whole.part_of is not None:
                total = total + signs.is_part[(near,)]
            features = self._share(s, at, c) if slot.kind != "level" else self._sum(index, s, at, c, share)
            found.append((at, total + self._weigh(features) if features else total))
        return found

    def _own(self, s: View, near: str, head: bool) -> Any:
        """What the number's own words tell, by how far the total stands and whether it counts the same."""
        signs = self._signs
        nothing = self._nothing
        total = nothing
        if s.part_cue:
            total = signs.cue(s.part_cue, nothing) + signs.cued[s.first_of_sentence, near]
        if near in _CLOSE:
            total = total + signs.pre(f"{s.pre}:h" if head else s.pre, nothing)
        if s.opening and near not in ("s0", "ahead"):
            total = total + signs.open(" ".join(s.opening[:2]), nothing)
            total = total + signs.open1(f"{s.opening[0]}:{near}", nothing)
            total = total + signs.opens[s.opens, near, head, s.first_of_sentence]
        return total

    def _none(self, s: View, proposed: bool, before: Before) -> Any:
        """For no total at all; `proposed`: whether a rule proposes one."""
        signs = self._signs
        slot, nothing = s.slot, self._nothing
        of = slot.of is not None if slot.kind == "share" else None
        total = signs.none_of[s.sort, proposed, s.block_kind, bool(s.part_cue), of]
        total = total + signs.none_told[s.is_total, s.opens_cases, s.ranked, slot.bracket, s.timed, slot.status]
        mark = "" if before.apart else before.mark
        total = total + signs.opened[s.opens, s.first_of_sentence, before.linked, before.apart, mark]
        if s.part_cue:
            total = total + signs.cue0(s.part_cue, nothing)
        if s.opening:
            total = total + signs.open0(" ".join(s.opening[:2]), nothing)
            total = total + signs.open10(f"{s.opening[0]}:{s.first_of_sentence:d}", nothing)
        if s.verb:
            total = total + signs.verb0(s.verb, nothing)
        for word in s.before[-2:]:
            total = total + signs.before0(word, nothing)
        return total + signs.after0(s.after_noun, nothing)

    def _told_of(self, index: int, s: View, at: int, c: View, rank: str, near: str) -> Any:
        signs = self._signs
        a, b = s.slot, c.slot
        stale = self._views.again[at] < index
        return (
            signs.place[near, s.sort, rank, c.is_total, s.is_total, s.ranked, c.first_of_sentence]
            + signs.state[s.block_kind, c.block_kind, a.block == b.block, b.bracket and not a.bracket, c.pair, stale]
            + signs.about[
                near,
                _ratio(s, c),
                c.timed if s.timed else None,
                c.placed if s.placed else None,
                a.inherited == at,
                s.roles,
                "" if a.status == b.status else f"{a.status[0]}{b.status[0]}",
            ]
        )

    def _said_of(self, s: View, c: View, near: str, head: bool) -> Any:
        signs = self._signs
        same = c.slot.counted == s.slot.counted is not None
        how = "same" if same else overlap(s.said, c.said)
        total = signs.said[how, head, near, s.sort]
        within = subset(s.said, c.said) if how not in ("?", "0") else ""
        if head or within or s.few or s.rest:
            total = total + signs.head[head, near, s.verb != "", c.opens_cases, within, s.few, s.rest]
        return total

    def _between(self, a: Slot, b: Slot, ahead: bool) -> Any:
        """The words between two numbers of one sentence."""
        signs = self._signs
        if not ahead:
            gap = self._keys[b.last : a.first]
            marks = () if _ANY_MARK.isdisjoint(gap) else tuple([mark for mark in _MARKS if mark in gap])
            return signs.gap[_GAPS[min(len(gap), 32)], marks, False]
        gap = self._keys[a.last : b.first]
        return signs.gap[_GAPS_AHEAD[min(len(gap), 8)], (), True]

    # ── arithmetic ───────────────────────────────────────────────────────────
    def _sum(self, index: int, s: View, at: int, c: View, share: int | None) -> list[str]:
        """Whether numbers come to what they should; `share`: the percentage told behind the number."""
        exact, about = self._sums.members(at)
        out = self._row(index, s, at, c, exact[index]) if index in exact else ["sum~"] if index in about else []
        taken = self._history.taken(at)
        if at < index and taken:
            if taken + s.amount > c.amount * 1.001:
                out.append(f"over:{s.sort}")
            elif abs(taken + s.amount - c.amount) <= 1e-9 * c.amount:
                out += ["fills", f"fills:{c.digits}"]
        if share is not None and c.amount:
            told = self._views[share]
            places = min(2, told.decimals)
            if abs(100 * s.amount / c.amount - told.amount) > 0.6 / 10**places + 0.05:
                return [*out, "pct!"]
            is_total = not _words("total").isdisjoint(told.behind)
            holds = {"ranked": s.ranked, "total": is_total, "part": told.slot.kind == "share"}
            out += [f"pct:{places}", *(f"pct+{name}" for name, true in holds.items() if true)]
        return out

    def _row(self, index: int, s: View, at: int, c: View, row: Row) -> list[str]:
        if self._views.again[at] < index:
            return []
        digits = c.digits
        if not row.first or abs(s.slot.sentence - c.slot.sentence) > _SUM_SENTENCES:
            return [f"sum?:{digits}"]
        certain = digits > 2 or (digits > 1 and (row.same or s.opens == "detail"))
        return [f"sum:{'h' if row.same else 'u'}{digits}", *(["sum"] if certain else [])]

    def _share(self, s: View, at: int, c: View) -> list[str]:
        """'117 người (⟨6,19%⟩)' of 1.890: the count that the share is of comes to its percentage of the total."""
        of = s.slot.of
        if of is None or of == at or not c.amount or self._slots[of].unit != c.slot.unit:
            return [f"of:{'none' if of is None else 'it' if of == at else 'unit'}"]
        fits = abs(100 * self._views.amounts[of] / c.amount - s.amount) <= 0.6
        return ["pct" if fits else "pct!", *(["as_of"] if self._slots[of].part_of == at else [])]

    def _share_behind(self, index: int) -> int | None:
        """The percentage told right behind a number, which may be its share of the total."""
        for at in range(index + 1, min(index + 3, len(self._slots))):
            other = self._slots[at]
            if other.sentence != self._slots[index].sentence or other.kind == "level":
                return None
            if other.unit == "%" and other.kind in ("share", "ratio"):
                return at
        return None

    def may_link(self, index: int, at: int) -> bool:
        """Whether the number at `at` may be a whole of that at `index`."""
        a, b = self._slots[index], self._slots[at]
        if b.pair == "last_period":
            return False
        if a.kind == "share":
            return b.kind in ("level", "share") and (a.unit == "%" or b.unit == a.unit)
        return b.kind == "level" and a.unit == b.unit and self._views.amounts[index] <= self._views.amounts[at]


def _ratio(part: View, whole: View) -> str:
    if part.slot.kind == "share":
        return "S"
    if part.amount == whole.amount:
        return "eq"
    ratio = part.amount / whole.amount if whole.amount > 0 else 0.0
    return "≥.5" if ratio >= 0.5 else "≥.1" if ratio >= 0.1 else "≥.01" if ratio >= 0.01 else "<.01"


class _Signs:
    """The features, as they are weighed."""

    def __init__(self, weigh: Weigher) -> None:
        self.none_of, self.none_told, self.opened = weigh.group(_none), weigh.group(_none_told), weigh.group(_opened)
        self.place, self.state, self.about = weigh.group(_place), weigh.group(_state), weigh.group(_about)
        self.ruled, self.said, self.head = weigh.group(_ruled), weigh.group(_said), weigh.group(_head)
        self.cued, self.opens, self.gap = weigh.group(_cued), weigh.group(_opens), weigh.group(_gap)
        self.act, self.is_part, self.sibling = weigh.group(_act), weigh.group(_is_part), weigh.group(_sibling)
        names = ("cue", "open", "open1", "verb", "before", "after")
        self.cue0, self.open0, self.open10, self.verb0, self.before0, self.after0 = (
            weigh.of(f"none:{name}") for name in names
        )
        self.cue, self.open, self.open1 = map(weigh.of, ("cue", "open", "open1"))
        self.pre, self.pre_whole = weigh.of("pre"), weigh.of("cpre")


# ── features ─────────────────────────────────────────────────────────────────
def _none(sort: str, proposed: bool, block: str, cue: bool, of: bool | None) -> list[str]:
    found = ["none", f"none:{sort}", f"none:rule{proposed:d}", f"none:{block}"]
    return found + (["none:cue"] if cue else []) + ([] if of is None else [f"none:of{of:d}"])


def _none_told(total: bool, opens: bool, ranked: bool, bracket: bool, timed: bool, status: str) -> list[str]:
    told = {"total": total, "opens": opens, "ranked": ranked, "bracket": bracket, "timed": timed}
    told[status] = status != "reported"
    return [f"none:{name}" for name, holds in told.items() if holds]


def _opened(opens: str, first: bool, linked: bool | None, apart: int, mark: str) -> list[str]:
    found = [f"none:opens:{opens}:{first:d}"] if opens else []
    if linked is None:
        return [*found, "none:nosib"]
    found.append(f"none:sib:{apart}:{linked:d}")
    return found if apart else [*found, f"none:mark:{mark}:{linked:d}"]


def _place(near: str, sort: str, rank: str, total: bool, own_total: bool, ranked: bool, first: bool) -> list[str]:
    found = [f"k:{sort}", f"near:{near}", f"near:{near}:{sort}", f"rank:{rank}"]
    found += [f"rank:{min(rank, '3')}:{near}", f"total:{total:d}{own_total:d}"]
    found += [f"total:{near}"] if total else []
    found += [f"ranked:{total:d}:{near}"] if ranked else []
    return found + ([f"cfirst:{near}"] if first else [])


def _state(own: str, other: str, same: bool, bracket: bool, pair: str, stale: bool) -> list[str]:
    found = [f"block:{own}{other}{'s' if same else ''}"] + (["cbracket"] if bracket else [])
    return found + ([f"cpair:{pair}"] if pair else []) + (["stale"] if stale else [])


def _about(
    near: str,
    ratio: str,
    timed: bool | None,
    placed: bool | None,
    inherits: bool,
    roles: Sequence[str],
    statuses: str,
) -> list[str]:
    found = [f"ratio:{ratio}", *(f"role:{role}:{near}" for role in roles)]
    found += [] if timed is None else [f"timed:{timed:d}:{near}"]
    found += [] if placed is None else [f"placed:{placed:d}"]
    return found + (["inherits"] if inherits else []) + ([f"status:{statuses}"] if statuses else [])


def _ruled(rule: str, near: str, sort: str, outer: bool) -> list[str]:
    return ([f"rule:{rule}", "rule", f"rule:{near}"] if rule else []) + ([f"bracket:{sort}"] if outer else [])


def _said(said: str, head: bool, near: str, sort: str) -> list[str]:
    how = f"{said}h" if head and said != "same" else said
    return [f"said:{how}", f"said:{how}:{sort}", f"said:{how}:{near}"]


def _head(head: bool, near: str, verb: bool, opens: bool, within: str, few: bool, rest: bool) -> list[str]:
    h = "h" if head else ""
    found = [f"head:{near}:{'v' if verb else '-'}{'o' if opens else '-'}"] if head else []
    found += [f"{within}:{near}"] if within else []
    found += [f"few:{near}:{h}"] if few else []
    return found + ([f"rest:{near}:{h}"] if rest else [])


def _cued(first: bool, near: str) -> list[str]:
    """'⟨trong đó⟩ 51 cuộc': words of division before the part."""
    return [f"cue:{'first' if first else 'in'}:{near}"]


def _opens(opens: str, near: str, head: bool, first: bool) -> list[str]:
    return [f"opens:{opens}:{near}:{'h' if head else ''}", f"opens:{opens}:{first:d}"] if opens else []


def _gap(size: str, marks: Sequence[str], ahead: bool) -> list[str]:
    return [f"agap:{size}" if ahead else f"gap:{size}", *(f"gap:{mark}" for mark in marks)]


def _act(own: str, other: str, near: str, head: bool, verb: bool) -> list[str]:
    return [f"act:{own}{other}:{near}:{'h' if head else ''}"] + (["act:same"] if verb else [])


def _sibling(what: str, apart: int, alike: str, near: str, cue: bool, mark: str) -> list[str]:
    if what in ("it", "part"):
        return [f"sib:it:{apart}:{'p' if what == 'part' else '-'}:{alike}"]
    if what == "same":
        same = f"sib:same:{apart}"
        return [same, f"{same}:{alike}", f"sib:same:cue{cue:d}", f"sib:same:{mark}:{apart}"]
    if what == "none":
        return [f"sib:none:{apart}:{near}"]
    if what == "brother":
        return ["sib:brother"]
    return [f"sib:other:{apart}", *(["sib:grand"] if what == "grand" else [])]


def _is_part(near: str) -> list[str]:
    return [f"cpart:{near}"]
