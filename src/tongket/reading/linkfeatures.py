"""What speaks for and against a link between two numbers: the names of the signs that a pair of them shows.

`part_signs` are those of "this is a part of that", `of_signs` of "this is said about that"; `no_part_signs` and
`no_of_signs` speak for a number on its own. Their weights are learned (linkmodel.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tongket.reading.linkviews import View
from tongket.reading.tokens import Tokens

_WINDOW = 24
"""How many numbers back a total may stand."""
_OF_WINDOW = 12
_SENTENCES = 10
_RUN = 14
_STARTS = 6
_ROUNDING = 0.6
"""Percentages are printed with one or two places, truncated as often as rounded."""
_RELATIVE = ("%", "pp", "x")


def bucket(number: int, *edges: int) -> str:
    """'0', '1', … up to the first edge that holds it: 'a-b'."""
    for low, high in pairwise(edges):
        if low <= number < high:
            return f"{low}" if high == low + 1 else f"{low}-{high - 1}"
    return f"{edges[-1]}+"


def ratio_bucket(part: float, whole: float) -> str:
    if part == whole:
        return "eq"
    if whole <= 0:
        return "?"
    ratio = part / whole
    return "≥.5" if ratio >= 0.5 else "≥.1" if ratio >= 0.1 else "≥.01" if ratio >= 0.01 else "<.01"


class Signs:
    """The signs among the numbers of one text; `rules` tells for each number what the rules propose."""

    def __init__(self, tokens: Tokens, views: Sequence[View]) -> None:
        self._keys = tokens.keys
        self._views = views
        self._runs: dict[int, tuple[dict[int, tuple[bool, int, bool]], set[int]]] = {}

    # ── part_of ──────────────────────────────────────────────────────────────
    def part_candidates(self, index: int) -> list[int]:
        """Totals that a number may be part of, the nearest first; then those behind it in its sentence."""
        view = self._views[index]
        slot = view.slot
        found = []
        for at in range(index - 1, max(-1, index - 1 - _WINDOW), -1):
            other = self._views[at]
            if slot.sentence - other.slot.sentence > _SENTENCES:
                break
            if self._may_hold(view, other):
                found.append(at)
        for at in range(index + 1, min(index + 4, len(self._views))):
            other = self._views[at]
            if other.slot.sentence != slot.sentence:
                break
            if self._may_hold(view, other):
                found.append(at)
        return found

    def _may_hold(self, part: View, whole: View) -> bool:
        if whole.slot.pair == "last_period" or whole.slot.kind in ("growth", "change"):
            return False
        if part.slot.kind == "share":
            return whole.slot.kind in ("level", "share") and (
                part.slot.unit == "%" or whole.slot.unit == part.slot.unit
            )
        if whole.slot.kind != "level" or part.slot.unit != whole.slot.unit:
            return False
        return part.amount <= whole.amount

    def part_signs(self, index: int, at: int, rank: int, rule: str, history: History) -> list[str]:
        s, c = self._views[index], self._views[at]
        a, b = s.slot, c.slot
        ahead = at > index
        away = a.sentence - b.sentence
        same_sentence = away == 0
        k = "S" if a.kind == "share" else s.unit_class[0] if s.unit_class in ("count", "money") else "u"
        near = "ahead" if ahead else f"s{bucket(away, 0, 1, 2, 3, 5)}"
        out = [
            f"k:{k}", f"near:{near}", f"near:{near}:{k}",
            f"rank:{bucket(rank, 0, 1, 2, 3, 6)}", f"rank:{bucket(rank, 0, 1, 2, 3)}:{near}",
            f"ratio:{ratio_bucket(s.amount, c.amount) if a.kind != 'share' else 'S'}",
        ]
        # … what the rules say
        if rule:
            out += [f"rule:{rule}", "rule", f"rule:{near}"]
        # … what is counted
        head = bool(s.head) and s.head == c.head
        said = _overlap(s.said, c.said)
        how = "same" if a.counted is not None and a.counted == b.counted else f"{said}{'h' if head else ''}"
        out += [f"said:{how}", f"said:{how}:{k}", f"said:{how}:{near}"]
        if a.inherited == at:
            out.append("inherits")
        if head:
            out.append(f"head:{near}:{'v' if s.verb else '-'}{'o' if c.opens_cases else '-'}")
        if s.act and s.act == c.act:
            out.append(f"same_act:{near}")
        if s.said and c.said and s.said != c.said:
            if c.said < s.said:
                out.append(f"narrower:{near}")
            elif s.said < c.said:
                out.append(f"wider:{near}")
        if same_sentence or away == 1:
            out += [f"pre:{s.pre}:{'h' if head else ''}", f"cpre:{c.pre}"]
        if s.few:
            out.append(f"few:{near}:{'h' if head else ''}")
        if s.rest:
            out.append(f"rest:{near}:{'h' if head else ''}")
        if self._stale(index, at):
            out.append("stale")
        # … words of division
        cue = s.part_cues[-1] if s.part_cues else ""
        if cue:
            where = "first" if s.first_of_sentence else "in"
            out += [f"cue:{cue}", f"cue:{where}:{near}", f"cue:{where}:rank{bucket(rank, 0, 1, 2)}:{near}"]
            if s.first_of_sentence and " ".join(s.opening).startswith(cue):
                out.append(f"cueopens:{near}:{'f' if c.first_of_sentence else '-'}")
            if head:
                out.append("cue+head")
            if said != "0":
                out.append("cue+said")
        if not same_sentence and s.opening:
            out += [f"open:{' '.join(s.opening[:2])}", f"open1:{s.opening[0]}:{near}"]
            if s.opens:
                out += [f"opens:{s.opens}:{near}:{'h' if head else ''}", f"opens:{s.opens}:{int(s.first_of_sentence)}"]
        if same_sentence and not ahead:
            gap = self._keys[b.last : a.first]
            out.append(f"gap:{bucket(len(gap), 0, 4, 8, 16, 32)}")
            for mark in (";", ":", "(", ")"):
                if mark in gap:
                    out.append(f"gap:{mark}")
            if a.bracket and history.before_bracket(index) == at:
                out.append(f"bracket:{k}")
        elif ahead:
            gap = self._keys[a.last : b.first]
            out += [f"agap:{bucket(len(gap), 0, 2, 4, 8)}", *(f"agap:{key}" for key in gap[-3:])]
        # … what they are called
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
        # … acts
        out.append(f"act:{'o' if s.opens_cases else 'v' if s.verb else '-'}{'o' if c.opens_cases else 'v' if c.verb else '-'}:{near}:{'h' if head else ''}")
        if s.stage or c.stage:
            out += [f"stage:{c.stage}>{s.stage}:{'h' if head else ''}", f"stage:{c.stage}>{s.stage}:{near}"]
        if s.verb and c.verb:
            out.append("act:same" if s.verb == c.verb else f"acts:{c.verb}")
        if s.timed:
            out.append(f"timed:{int(c.timed)}:{near}")
        for role in ("exist", "level", "reached"):
            if role in s.chain:
                out.append(f"role:{role}:{near}")
        # … arithmetic
        out += self._sums(index, at, k, history)
        # … what was decided before
        out += history.signs(index, at, near)
        return out

    def _sums(self, index: int, at: int, k: str, history: History) -> list[str]:
        s, c = self._views[index], self._views[at]
        if s.slot.kind != "level":
            return self._share_sums(index, at)
        out = []
        exact, about = self._run_members(at)
        if index in exact:
            same_head, members, first = exact[index]
            kind = f"{'h' if same_head else 'u'}{'f' if first else '-'}"
            out += ["sum", f"sum:{k}", f"sum:{min(c.digits, 3)}", f"sum:{kind}", f"sum:{kind}:{min(members, 4)}"]
            if same_head and (members > 2 or c.digits > 1):
                out.append(f"sum!:{min(members, 4)}")
        elif index in about:
            out += ["sum~"]
        taken = history.taken(at)
        if at < index and taken:
            if taken + s.amount > c.amount * 1.001:
                out.append(f"over:{k}")
            elif abs(taken + s.amount - c.amount) <= 1e-9 * c.amount:
                out += ["fills", f"fills:{min(c.digits, 3)}"]
        share = self._share_of(index)
        if share is not None and c.amount:
            places = min(2, self._views[share].decimals)
            near = abs(100 * s.amount / c.amount - self._views[share].amount) <= 0.6 / 10**places + 0.05
            out.append(f"pct:{places}" if near else "pct!")
        return out

    def _share_sums(self, index: int, at: int) -> list[str]:
        """'⟨117⟩ người (6,19%)' of 1.890: the count that the share is of comes to its percentage of the total."""
        s, c = self._views[index], self._views[at]
        of = s.slot.of
        if of is None or of == at or not c.amount or self._views[of].slot.unit != c.slot.unit:
            return [f"of:{'none' if of is None else 'it' if of == at else 'unit'}"]
        said = 100 * self._views[of].amount / c.amount
        out = ["pct" if abs(said - s.amount) <= _ROUNDING else "pct!"]
        if self._views[of].slot.part_of == at:
            out.append("as_of")
        return out

    def _stale(self, index: int, at: int) -> bool:
        """Whether the same amount was told again since."""
        c = self._views[at]
        return any(
            self._views[other].amount == c.amount and self._views[other].slot.unit == c.slot.unit
            for other in range(at + 1, index)
        )

    def _share_of(self, index: int) -> int | None:
        """The percentage told right behind a number, which may be its share of the total."""
        for at in range(index + 1, min(index + 3, len(self._views))):
            other = self._views[at].slot
            if other.sentence != self._views[index].slot.sentence or other.kind == "level":
                return None
            if other.unit == "%" and other.kind in ("share", "ratio"):
                return at
        return None

    def _run_members(self, at: int) -> tuple[dict[int, tuple[bool, int, bool]], set[int]]:
        """Numbers in a row behind (or right before) a total that come to it: exactly, with whether they count the same
        as it, how many they are and whether the row begins right behind it; or but for rounding."""
        if at in self._runs:
            return self._runs[at]
        whole = self._views[at]
        exact: dict[int, tuple[bool, int, bool]] = {}
        about: set[int] = set()
        ahead = self._alike(range(at + 1, min(at + 40, len(self._views))), whole)
        behind = self._alike(range(at - 1, max(-1, at - 9), -1), whole)
        for same_head in (False, True):
            for line, starts in ((ahead, _STARTS), (behind, 1)):
                if same_head:
                    line = [other for other in line if self._views[other].head == whole.head]
                for start in range(min(starts, len(line))):
                    total, members = 0.0, []
                    for member in line[start : start + _RUN]:
                        total += self._views[member].amount
                        members.append(member)
                        if total > whole.amount * 1.01:
                            break
                        if len(members) > 1 and abs(total - whole.amount) <= 1e-9 * whole.amount:
                            for found in members:
                                if found not in exact or same_head:
                                    exact[found] = (same_head, len(members), not start)
                            break
                        if len(members) > 1 and whole.unit_class != "count" and total >= whole.amount * 0.99:
                            about.update(members)
        self._runs[at] = exact, about
        return exact, about

    def _alike(self, indices: range, whole: View) -> list[int]:
        found = []
        for at in indices:
            other = self._views[at]
            if abs(other.slot.sentence - whole.slot.sentence) > _SENTENCES:
                break
            if other.slot.kind == "level" and other.slot.unit == whole.slot.unit and other.slot.quantity.pair != 2:
                if other.amount < whole.amount:
                    found.append(at)
        return found

    def no_part_signs(self, index: int, rules: bool, candidates: Sequence[int], history: History) -> list[str]:
        s = self._views[index]
        k = "S" if s.slot.kind == "share" else s.unit_class[0] if s.unit_class in ("count", "money") else "u"
        out = ["none", f"none:{k}", f"none:rule{int(rules)}", f"none:{s.block_kind[0]}"]
        if s.part_cues:
            out += [f"none:cue:{s.part_cues[-1]}", "none:cue"]
        if s.opening:
            out += [f"none:open:{' '.join(s.opening[:2])}", f"none:open1:{s.opening[0]}:{int(s.first_of_sentence)}"]
        if s.verb:
            out.append(f"none:verb:{s.verb}")
        if s.is_total:
            out.append("none:total")
        if s.opens:
            out.append(f"none:opens:{s.opens}:{int(s.first_of_sentence)}")
        if s.stage:
            out.append(f"none:stage:{s.stage}")
        if s.opens_cases:
            out.append("none:opens")
        if s.ranked:
            out.append("none:ranked")
        if s.slot.bracket:
            out.append("none:bracket")
        if s.timed:
            out.append("none:timed")
        if s.slot.status != "reported":
            out.append(f"none:{s.slot.status}")
        if s.slot.kind == "share":
            out.append(f"none:of{int(s.slot.of is not None)}")
        out += history.none_signs(index)
        for word in s.before[-2:]:
            out.append(f"none:before:{word}")
        for word in s.after_noun[:1]:
            out.append(f"none:after:{word}")
        return out

    # ── of ───────────────────────────────────────────────────────────────────
    def of_candidates(self, index: int) -> list[int]:
        view = self._views[index]
        found = []
        for at in range(index - 1, max(-1, index - 1 - _OF_WINDOW), -1):
            if view.slot.sentence - self._views[at].slot.sentence > 4:
                break
            if self._may_reach(view, self._views[at]):
                found.append(at)
        for at in range(index + 1, min(index + 6, len(self._views))):
            if self._views[at].slot.sentence - view.slot.sentence > 2:
                break
            if self._may_reach(view, self._views[at]):
                found.append(at)
        return found

    def _may_reach(self, about: View, level: View) -> bool:
        a, b = about.slot, level.slot
        if b.pair == "last_period":
            return False
        if b.kind == "level":
            if b.unit in _RELATIVE and a.unit not in _RELATIVE:
                return False
            return a.kind != "change" or a.unit == b.unit or a.unit in _RELATIVE
        if b.kind == "change":
            return a.kind in ("growth", "ratio", "share")
        return b.kind in ("ratio", "share") and a.unit in ("pp", "%") and a.kind in ("change", "growth")

    def of_signs(self, index: int, at: int, rank: int, rule: str, history: History) -> list[str]:
        s, c = self._views[index], self._views[at]
        a, b = s.slot, c.slot
        ahead = at > index
        away = b.sentence - a.sentence if ahead else a.sentence - b.sentence
        k = a.kind[0] if a.kind != "share" else "S"
        near = f"{'a' if ahead else 'b'}{bucket(away, 0, 1, 2)}"
        out = [
            f"k:{k}", f"near:{near}", f"near:{near}:{k}",
            f"rank:{bucket(rank, 0, 1, 2, 3)}:{near}", f"rank:{bucket(rank, 0, 1, 2, 3)}:{k}",
            f"c:{b.kind}", f"c:{b.kind}:{k}", f"unit:{c.unit_class}:{k}", f"rule0:{int(bool(rule))}:{near}",
        ]
        if rule:
            out += [f"rule:{rule}", f"rule:{rule}:{k}"]
        how = "same" if a.counted is not None and a.counted == b.counted else _overlap(s.said, c.said)
        if s.said and c.said and s.said != c.said:
            if c.said < s.said:
                out.append(f"narrower:{near}")
            elif s.said < c.said:
                out.append(f"wider:{near}")
        if self._stale(min(index, at) + 1, max(index, at)) if ahead else self._stale(index, at):
            out.append("stale")
        head = bool(s.head) and s.head == c.head
        out += [f"said:{how}", f"said:{how}:{near}", f"said:{how}:{k}", f"head:{int(head)}:{near}"]
        if a.inherited == at:
            out.append(f"inherits:{near}")
        gap = self._keys[b.last : a.first] if not ahead else self._keys[a.last : b.first]
        if away == 0:
            out.append(f"gap:{bucket(len(gap), 0, 2, 4, 8, 16, 32)}:{'a' if ahead else 'b'}")
            for mark in (";", ":", "(", ")", ",", "/"):
                if mark in gap:
                    out.append(f"gap:{mark}:{'a' if ahead else 'b'}")
            if ahead:
                out += [f"agap:{key}" for key in gap[-3:]]
        elif s.opening and not ahead:
            out.append(f"open:{' '.join(s.opening[:2])}:{near}")
        elif ahead and c.opening:
            out.append(f"open:{' '.join(c.opening[:2])}:{near}")
        if a.bracket:
            out.append(f"bracket:{int(b.bracket)}:{near}" + (":it" if history.before_bracket(index) == at else ""))
        elif b.bracket:
            out.append(f"cbracket:{near}")
        if b.part_of is not None:
            out.append("cpart")
        if b.status != a.status:
            out.append(f"status:{a.status[0]}{b.status[0]}")
        if b.pair:
            out.append(f"cpair:{b.pair}{b.quantity.pair}:{near}")
        for word in s.behind[:2]:
            if word in ("về", "số", "khối", "giá", "lượng", "trị"):
                out.append(f"about:{' '.join(s.behind[:3])}:{c.unit_class}")
                break
        if "reached" in c.chain:
            out.append(f"reached:{near}:{k}")
        if c.is_total:
            out.append(f"total:{near}")
        before = history.relative_before(index)
        if before is not None:
            other = self._views[before].slot
            same = other.sentence == a.sentence
            if other.of is not None:
                out.append(f"prev:{int(other.of == at)}:{int(same)}:{k}:{other.kind[0]}")
            if other.of == at:
                between = self._keys[other.last : a.chain_start]
                out.append(f"prevgap:{bucket(len(between), 0, 2, 4, 8, 16)}")
        out += self._of_sums(index, at)
        return out

    def _of_sums(self, index: int, at: int) -> list[str]:
        """A share comes to the part by another level near; a growth to its own change."""
        s, c = self._views[index], self._views[at]
        if s.unit_class != "%" or c.slot.kind != "level" or not c.amount:
            return []
        out = []
        if s.slot.kind in ("share", "ratio"):
            for other in range(max(0, index - 10), min(len(self._views), index + 4)):
                whole = self._views[other]
                if other == at or whole.slot.kind != "level" or whole.slot.unit != c.slot.unit or not whole.amount:
                    continue
                places = min(2, s.decimals)
                if abs(100 * c.amount / whole.amount - s.amount) <= 1.05 / 10**places:
                    out.append(f"pct:{places}")
                    break
        return out

    def no_of_signs(self, index: int, rules: bool, candidates: Sequence[int], history: History) -> list[str]:
        s = self._views[index]
        k = s.slot.kind[0] if s.slot.kind != "share" else "S"
        out = ["none", f"none:{k}", f"none:rule{int(rules)}:{k}", f"none:{s.block_kind[0]}", f"none:unit:{s.slot.unit if s.unit_class in _RELATIVE else s.unit_class}:{k}"]
        if s.slot.noun is not None:
            out.append(f"none:noun:{k}")
        if s.slot.subject is not None:
            out.append(f"none:subject:{k}")
        if not s.slot.chain:
            out.append(f"none:bare:{k}")
        if s.slot.inherited is not None:
            out.append("none:inherits")
        if s.first_of_sentence:
            out.append(f"none:first:{k}")
        if s.slot.status != "reported":
            out.append(f"none:{s.slot.status}:{k}")
        if s.slot.bracket:
            out.append("none:bracket")
        if not any(self._views[at].slot.sentence == s.slot.sentence for at in candidates):
            out.append(f"none:alone:{k}")
        for word in s.before[-2:]:
            out.append(f"none:before:{word}")
        for word in s.behind[:2]:
            out.append(f"none:behind:{word}")
        return out


class History:
    """What was decided for the numbers before: `part_of` and `of` stand in the slots."""

    def __init__(self, tokens: Tokens, views: Sequence[View]) -> None:
        self._keys = tokens.keys
        self._views = views
        self._taken: dict[int, float] = {}

    def decide(self, index: int, whole: int | None) -> None:
        self._views[index].slot.part_of = whole
        if whole is not None and self._views[index].slot.kind == "level":
            self._taken[whole] = self._taken.get(whole, 0.0) + self._views[index].amount

    def taken(self, whole: int) -> float:
        return self._taken.get(whole, 0.0)

    def relative_before(self, index: int) -> int | None:
        """The number before where it is no level."""
        if index and self._views[index - 1].slot.kind != "level":
            return index - 1
        return None

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
        """The nearest level before of the same unit that is no second of a pair."""
        slot = self._views[index].slot
        for at in range(index - 1, max(-1, index - 6), -1):
            other = self._views[at].slot
            if slot.sentence - other.sentence > 2:
                return None
            if other.kind == slot.kind and other.unit == slot.unit and other.pair != "last_period":
                return at
        return None

    def signs(self, index: int, at: int, near: str) -> list[str]:
        s, c = self._views[index], self._views[at]
        out = []
        if c.slot.part_of is not None:
            out.append(f"cpart:{near}")
        sib = self.sibling(index)
        if sib is not None:
            p = self._views[sib]
            apart = s.slot.sentence - p.slot.sentence
            alike = f"{'h' if p.head and p.head == s.head else '-'}{'v' if p.verb and s.verb else 'V' if s.verb else '-'}"
            if sib == at:
                out += [f"sib:it:{min(apart, 1)}:{'p' if p.slot.part_of is not None else '-'}:{alike}"]
            elif p.slot.part_of == at:
                out += [f"sib:same:{min(apart, 1)}", f"sib:same:{min(apart, 1)}:{alike}", f"sib:same:{bool(s.part_cues)}"]
                mark = self._mark_before(index)
                out.append(f"sib:same:{mark}:{min(apart, 1)}")
            elif p.slot.part_of is not None and c.slot.part_of == p.slot.part_of:
                out.append("sib:brother")
            elif p.slot.part_of is not None:
                out.append(f"sib:other:{min(apart, 1)}")
                if self._views[p.slot.part_of].slot.part_of == at:
                    out.append("sib:grand")
            else:
                out.append(f"sib:none:{min(apart, 1)}:{near}")
        if (beside := self._beside(index, at)) is not None:
            out.append(f"beside:{beside}")
        if index and self._views[index - 1].slot.part_of == at:
            out.append("prev:same")
        if index and self._views[index - 1].slot.kind == "level" and self._views[index - 1].slot.part_of is not None:
            whole = self._views[index - 1].slot.part_of
            if whole != at and self._views[whole].slot.sentence == c.slot.sentence and c.unit_class != self._views[whole].unit_class:
                out.append("prev:beside")
            elif whole != at and self._views[whole].slot.sentence == c.slot.sentence and c.head == s.head != self._views[whole].head:
                out.append("prev:beside:h")
        return out

    def _beside(self, index: int, at: int) -> str | None:
        """'63.215 dự án, vốn 403 tỷ. Trong đó, … 4.401 dự án, vốn ⟨104⟩ tỷ': a total told with that of the number
        before."""
        s, c = self._views[index].slot, self._views[at].slot
        for other in range(index - 1, max(-1, index - 4), -1):
            before = self._views[other].slot
            if before.sentence != s.sentence:
                return None
            if before.part_of is None or before.part_of == at or before.kind != "level":
                continue
            whole = self._views[before.part_of].slot
            if whole.sentence == c.sentence and abs(before.part_of - at) <= 3 and (at > before.part_of) == (index > other):
                return f"{at - before.part_of == index - other}:{self._views[at].head == self._views[index].head}"
        return None

    def none_signs(self, index: int) -> list[str]:
        out = []
        sib = self.sibling(index)
        if sib is not None:
            p, s = self._views[sib], self._views[index]
            apart = min(1, s.slot.sentence - p.slot.sentence)
            out.append(f"none:sib:{apart}:{int(p.slot.part_of is not None)}")
            if apart == 0:
                out.append(f"none:mark:{self._mark_before(index)}:{int(p.slot.part_of is not None)}")
        else:
            out.append("none:nosib")
        return out

    def _mark_before(self, index: int) -> str:
        """The last mark between a number and what it begins with."""
        view = self._views[index]
        for key in reversed(self._keys[max(view.begins, view.slot.first - 30) : view.slot.first]):
            if key in (",", ";", ".", ":", "(", ")", "và"):
                return key
        return ""


def _overlap(a: frozenset[str], b: frozenset[str]) -> str:
    if not a or not b:
        return "?"
    shared = len(a & b)
    if not shared:
        return "0"
    share = 2 * shared / (len(a) + len(b))
    return "all" if share >= 0.99 else "most" if share >= 0.6 else "some" if share >= 0.3 else "few"
