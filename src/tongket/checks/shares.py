"""Shares: is a percentage that stands beside two numbers what the one is of the other?

Two forms of statement:
- "34/39 xã (87,2%)", "đạt 115,7% chỉ tiêu (87.096/75.250)": a pair and its percentage, side by side;
- "475 cửa hàng: 10 bán buôn, chiếm 2,1%; 464 bán lẻ, chiếm 97,9%": shares of the parts of one total, where others of
  them come right and so show which total is meant.
Shares of votes are told of all members of an assembly, and so are not held against those present.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from tongket.checks.between import Between, says
from tongket.checks.precision import either_reading, overlap, percent, plain, range_of
from tongket.checks.scale import amount, share_of
from tongket.records import Figure, Flag

_RULE: Final = "shares"
_BEHIND: Final = 12
"""Characters behind a share within which another whole may be named."""
_REACH: Final = 250
"""Characters between a total and its parts."""
_CLAUSE: Final = 60
"""Characters around a pair within which a vote is told."""


def check(figures: Sequence[Figure], text: str) -> Iterator[Flag]:
    """Flags of the rule "shares" for one document."""
    between = Between(figures, text)
    rates = [index for index, figure in enumerate(figures) if figure.unit == "%" and figure.kind in ("share", "ratio")]
    for rate in rates:
        pair = _pair(between, rate)
        if pair is not None and not _fits(figures, *pair, rate):
            yield _flag(figures, *pair, rate)
    yield from _of_parts(between, rates)


# ── a pair and its percentage ────────────────────────────────────────────────
def _pair(between: Between, rate: int) -> tuple[int, int] | None:
    """The two numbers of "x/y" that a percentage stands beside."""
    for first, second in ((rate - 2, rate - 1), (rate + 1, rate + 2)):
        if first < 0 or second >= len(between.figures) or not _is_pair(between, first, second):
            continue
        near = _is_told_of(between, first, second, rate)
        if near and not says("wholes", between.after(rate, _BEHIND)) and not _is_vote(between, first, second, rate):
            return first, second
    return None


def _is_told_of(between: Between, first: int, second: int, rate: int) -> bool:
    """'34/39 xã (⟨87,2%⟩)', '34/39 xã, đạt ⟨87,2%⟩', 'đạt ⟨87,2%⟩ (34/39 xã)'."""
    if rate > second:
        gap = between.gap(second, rate)
        joined = gap.rstrip(" ~").endswith("(") or says("amounts", gap)
        return joined and ")" not in gap and between.is_short(second, rate, "shares", (first, second))
    bracketed = between.before(first, 1) == "(" and ")" in between.after(second, _BEHIND)
    return bracketed and between.is_short(rate, first, "shares", (rate,))


def _is_pair(between: Between, first: int, second: int) -> bool:
    one, other = between.figures[first], between.figures[second]
    levels = one.kind == other.kind == "level" and one.unit == other.unit and one.sentence == other.sentence
    return levels and other.value > 0 and between.gap(first, second).strip() == "/"


def _is_vote(between: Between, *indices: int) -> bool:
    first, last = min(indices), max(indices)
    told = between.before(first, _CLAUSE) + between.stretch(first, last) + between.after(last, _CLAUSE)
    return says("votes", told)


def _fits(figures: Sequence[Figure], part: int, whole: int, rate: int) -> bool:
    said = range_of(figures[rate])
    values = product(either_reading(figures[part]), either_reading(figures[whole]))
    return any(overlap(percent(range_of(one), range_of(other)), said) for one, other in values)


def _flag(figures: Sequence[Figure], part: int, whole: int, rate: int) -> Flag:
    """'60 of 97 is 61.9 %, the report says 84.5 %'."""
    one, other, said = (figures[index] for index in (part, whole, rate))
    share = f"{amount(one)} of {amount(other)} is {share_of(one.value, other.value, said)} %"
    return Flag(_RULE, "notice", tuple(sorted((part, whole, rate))), f"{share}, the report says {plain(said.value)} %")


# ── shares of the parts of one total ─────────────────────────────────────────
def _of_parts(between: Between, rates: Sequence[int]) -> Iterator[Flag]:
    figures = between.figures
    shares: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for rate in rates:
        part = figures[rate].of
        whole = None if part is None else figures[part].part_of
        if part is not None and whole is not None and _is_share_of(between, part, whole, rate):
            shares[whole].append((part, rate))
    for whole, told in shares.items():
        wrong = [(part, rate) for part, rate in told if not _fits(figures, part, whole, rate)]
        one = len({figures[part].sentence for part, _ in told}) == 1
        if one and len(told) > 1 and len(wrong) == 1:
            ((part, rate),) = wrong
            if not _of_another(figures, part, rate):
                yield _flag(figures, part, whole, rate)


def _is_share_of(between: Between, part: int, whole: int, rate: int) -> bool:
    figures = between.figures
    alike = figures[part].unit == figures[whole].unit and figures[whole].kind == figures[part].kind == "level"
    beside = rate == part + 1 and figures[rate].kind == "share" and figures[whole].value > 0
    same = figures[part].sentence == figures[rate].sentence
    if not (alike and beside and same and figures[part].start - figures[whole].end <= _REACH):
        return False
    return not says("wholes", between.after(rate, _BEHIND)) and not _is_vote(between, part, rate)


def _of_another(figures: Sequence[Figure], part: int, rate: int) -> bool:
    """Whether the share comes right with another number of the part's sentence or the one before."""
    near = range(max(0, part - 8), min(len(figures), rate + 4))
    wholes = (
        i for i in near if i not in (part, rate) and figures[i].unit == figures[part].unit and figures[i].value > 0
    )
    return any(_fits(figures, part, i, rate) for i in wholes)
