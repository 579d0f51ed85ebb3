"""Which money in a report is the fines for which cases, and for what act: told by the figures' own words and links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tongket.checks.nouns import same_thing
from tongket.checks.tariffs import Act, Law
from tongket.records import Figure
from tongket.text import key

_STATED: Final[tuple[str, ...]] = ("reported", "estimate")
_STOP: Final = re.compile(r"[;:\n]|\.\s")
"""Words before one of these belong to something else."""
_HEAD: Final = re.compile(r"(?:tổng )?số (?!tiền)")
"""What may stand before the noun of counting."""


@dataclass(frozen=True, slots=True)
class Fined:
    """A sum of fines: index of the money, of the counts that it is for, and what was fined, as far as it is said.

    `fined`: the cases are said to have been fined, not only dealt with, so that none of them cost nothing.
    `overlapping`: they are counted in two ways, 31 cases and the 45 persons in them.
    `several`: each may stand for more than one breach. `unlimited`: in a field where the law sets no common limit.
    """

    money: int
    cases: tuple[int, ...]
    acts: tuple[Act, ...]
    fined: bool
    overlapping: bool
    several: bool
    unlimited: bool


def find(figures: Sequence[Figure], money: int, law: Law, text: str = "") -> Fined | None:
    """'xử phạt 31 trường hợp với tổng số tiền 184 triệu đồng': 184 million for 31 cases; None where it is no such sum.

    `text`: of the document, for the words around the figures; without it only their own phrases are looked at."""
    figure = figures[money]
    if not figure.covers or not _stated(figure, "VND") or figure.bound == "range":
        return None
    cases = tuple(i for i in figure.covers if figures[i].part_of not in figure.covers)
    if not all(_counts(figures[i], figure, law) for i in cases):
        return None
    if not _is_next(figures, money, cases, law):
        return None
    sentence = key(text[slice(*figure.sentence)]) if text else _own(figure, *(figures[i] for i in cases))
    between = key(text[min(figures[i].end for i in cases) : figure.end]) if text else ""
    if (
        law.words["never"].search(sentence)
        or law.words["beside"].search(between)
        or not _is_fines(figures, figure, cases, law)
    ):
        return None
    dealt = [_dealt_with(figures[i], law) for i in cases]
    if None in dealt:
        return None
    nouns = [_noun(figures[i]) for i in cases]
    return Fined(
        money,
        cases,
        _acts(figures, money, cases, law, text),
        all(dealt),
        not all(same_thing(figures[i].counted, figures[cases[0]].counted) for i in cases),
        not all(law.breaches.match(noun) for noun in nouns),
        bool(law.words["unlimited"].search(sentence)),
    )


def _is_next(figures: Sequence[Figure], money: int, cases: Sequence[int], law: Law) -> bool:
    """Whether no other money or cases stand between these: '3.120 trường hợp …, phạt 6,2 tỷ đồng; 95 trường hợp …'."""
    low, high = min(*cases, money), max(*cases, money)
    return not any(
        each.unit == "VND" or (each.unit == "count" and law.cases.match(_noun(each)))
        for i, each in enumerate(figures[low : high + 1], low)
        if i != money and i not in cases and each.kind == "level" and each.part_of not in cases
    )


def _stated(figure: Figure, unit: str) -> bool:
    return figure.kind == "level" and figure.unit == unit and figure.status in _STATED and figure.value > 0


def _counts(case: Figure, money: Figure, law: Law) -> bool:
    """Whether it counts who or what may be fined, in the same sentence."""
    noun = _noun(case)
    known = law.cases.match(noun) or law.breaches.match(noun)
    return bool(known) and _stated(case, "count") and case.sentence == money.sentence


def _noun(case: Figure) -> str:
    return _HEAD.sub("", key(case.counted or ""), count=1)


def _own(*figures: Figure) -> str:
    """The figures' own phrases."""
    return " | ".join(key(phrase) for figure in figures for phrase in (figure.act, figure.counted) if phrase)


def _is_fines(figures: Sequence[Figure], figure: Figure, cases: Sequence[int], law: Law) -> bool:
    """'phạt 184 triệu đồng'; 'phạt 31 trường hợp, số tiền 184 triệu đồng'; not 'trị giá', not 'nộp ngân sách'."""
    if law.words["fined"].search(_own(figure)):
        return not law.words["other_money"].search(key(figure.counted or ""))
    if law.words["other_money"].search(_own(figure)):
        return False
    bare = figure.counted is None or bool(law.words["money"].match(key(figure.counted)))
    return bare and all(law.words["fined"].search(_own(figures[i])) for i in cases)


def _dealt_with(case: Figure, law: Law) -> bool | None:
    """True: fined. False: dealt with, or nothing said. None: only found, written up, checked."""
    if law.words["fined"].search(_own(case)):
        return True
    return False if case.act is None or law.words["handled"].search(key(case.act)) else None


def _acts(figures: Sequence[Figure], money: int, cases: Sequence[int], law: Law, text: str) -> tuple[Act, ...]:
    """What was fined: by the figures' own indicator and phrases, else those of the total that the cases are part of,
    else the words around the two numbers. Of several that are named at once, all."""
    figure = figures[money]
    own = [figure, *(figures[i] for i in cases)]
    ids = {each.indicator for each in own if each.indicator}
    named = tuple(act for act in law.acts if act.indicators & ids)
    return named or next((found for words in _around(figures, own, text) if (found := _named(words, law))), ())


def _around(figures: Sequence[Figure], own: Sequence[Figure], text: str) -> Iterator[str]:
    """The words to look at, the nearest first."""
    yield _own(*own)
    wholes = [figures[each.part_of] for each in own if each.part_of is not None]
    if wholes:
        yield _own(*wholes)
    if text:
        first = min(each.start for each in (*own, *(w for w in wholes if w.sentence == own[0].sentence)))
        start = max((f.end for f in figures if f.end <= first), default=0)
        end = min((f.start for f in figures if f.start > max(each.end for each in own)), default=len(text))
        start, end = max(start, own[0].sentence[0]), min(end, own[0].sentence[1])
        before = _STOP.split(text[start:first])[-1]
        yield key(before + text[first:end])


def _named(words: str, law: Law) -> tuple[Act, ...]:
    """The acts that the words name; a whole field only where they name no act."""
    found = [
        act
        for act in law.acts
        if act.words and act.words.search(words) and not (act.unlike and act.unlike.search(words))
    ]
    acts = tuple(act for act in found if not act.field)
    return acts or tuple(found)
