"""What a figure without words of its own takes from the one beside it: it is told as the next of a list ("Hàn Quốc 54
tỷ USD, Nhật Bản 46 tỷ USD"), or as the other side of a comparison ("từ 4,5% lên 5%").

The words between both decide: names, periods, and words that compare or join; any other noun makes it another series.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tongket.indicators.catalogue import settings
from tongket.indicators.phrases import Words, words

if TYPE_CHECKING:
    from tongket.indicators.scenes import Scene
    from tongket.records import Figure

_LONGEST = 90
"""Characters between two that belong together."""
_FURTHEST = 250
"""Characters between a figure and words that point back to it."""
_BACK = 6
"""Figures that are looked back."""
_PIECES = re.compile(r"[;,(]|\bvà\b")
_UNIT = re.compile(r"\A\s*/[^\W_]+(?:[/.][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+|█+")
_MONEY = frozenset({"VND", "USD", "EUR", "JPY", "CNY", "GBP", "KRW", "THB"})
_TAIL = 5
"""Words behind a number, up to the next sign, that may name its unit: "4,8% lương cơ sở, năm sau là 5,1%"."""
_ENDS = frozenset(",;.)\n")
_NAMES = 7
"""Words of names in one item of a list."""


def converted(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The amount that this one tells again, rounded or in another currency: "9,5 triệu USD (hơn 215 tỷ đồng)"."""
    figure = figures[number]
    if not number or figure.kind != "level" or figure.unit not in _MONEY:
        return None
    told = figures[number - 1]
    between = scene.between(told.end, figure.start)
    if told.kind not in ("level", "change") or told.unit not in _MONEY or len(between) > _LONGEST:
        return None
    unit, bracket, rest = between.partition("(")
    if not bracket or len(unit.split()) > 2 or "," in unit:
        return None
    return number - 1 if set(words(rest)) <= _restating() else None


def before(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The figure whose series goes on in this one; None where there is none."""
    figure = figures[number]
    for other in _alike(figures, number, range(number - 1, max(-1, number - 1 - _BACK), -1)):
        told = figures[other]
        renamed = figure.counted != told.counted or not _is_named_behind(told)
        if (_is_named_behind(figure) and renamed) or figure.act not in (None, told.act):
            return None
        return other if _goes_on(_between(figures, other, number, scene), in_list=True) else None
    return None


def behind(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The figure that this one is the earlier value of: "từ 4,5%" of "lên 5%"."""
    figure = figures[number]
    for other in _alike(figures, number, range(number + 1, min(len(figures), number + 3))):
        if not _is_from(figure, scene) or not scene.is_preceded(figures[other], _phrases("to")):
            return None
        if _is_named_behind(figure) and figures[other].counted != figure.counted:
            return None
        return other if _goes_on(_between(figures, number, other, scene), in_list=False) else None
    return None


def again(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The figure whose thing this one names again by a word that points back: "tỷ lệ này năm 2015 là 8%"."""
    figure = figures[number]
    told = words(" ".join((scene.phrase(figure) or ("", "", ""))[1:]))
    if not any(told[: len(phrase)] == phrase for phrase in _phrases("again")):
        return None
    for other in range(number - 1, max(-1, number - 1 - _BACK), -1):
        before = figures[other]
        if figure.start - before.end > _FURTHEST:
            return None
        if before.unit == figure.unit and before.kind != "change" and before.counted != figure.counted:
            return other
    return None


def measured(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The level that a growth "về giá trị" or "về lượng" is of: the last one before it in money, or in another unit."""
    figure = figures[number]
    if figure.kind != "growth":
        return None
    for key, in_money in (("by_value", True), ("by_quantity", False)):
        if scene.is_followed(figure, _phrases(key)):
            for other in range(number - 1, max(-1, number - 1 - _BACK), -1):
                told = figures[other]
                if told.sentence == figure.sentence and told.kind == "level" and (told.unit in _MONEY) == in_money:
                    return other
    return None


def restated(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The change that a ratio or growth tells again, in percent: "tăng 5 điểm, tương ứng 0,7%"; or the level that a
    ratio is of, where it is said to be one to a plan or another period: "bằng 98% kế hoạch"."""
    figure = figures[number]
    if figure.kind == "ratio" and not figure.versus and figure.of is not None and _is_to_plan(figure, scene):
        return figure.of
    if figure.kind not in ("ratio", "growth") or figure.versus or not number:
        return None
    told = figures[number - 1]
    if told.kind != "change" or told.sentence != figure.sentence or figure.unit not in ("%", "x"):
        return None
    between = _between(figures, number - 1, number, scene)
    return number - 1 if between is not None and set(words(between)) <= _restating() else None


def first_of_pair(figures: Sequence[Figure], number: int, scene: Scene) -> int | None:
    """The first figure of "15/19", for the second; "(312/339)" after a change are the values of two periods."""
    if not number:
        return None
    first, second = figures[number - 1], figures[number]
    if scene.between(first.end, second.start) != "/" or scene.between(first.start - 1, first.start) == "(":
        return None
    return number - 1


def _is_to_plan(figure: Figure, scene: Scene) -> bool:
    if scene.is_followed(figure, _phrases("plans")):
        return scene.is_preceded(figure, _phrases("reaching"))
    behind = scene.between(figure.end, figure.end + 1)
    return behind in _ENDS and scene.is_preceded(figure, _phrases("equal"))


def _between(figures: Sequence[Figure], first: int, last: int, scene: Scene) -> str | None:
    """The text between two figures without the numbers in it, and without what the first counts; None where they are
    too far apart."""
    start, end = figures[first].end, figures[last].start
    if not 0 <= end - start <= _LONGEST:
        return None
    named = figures[first].counted_span
    apart = [(each.start, each.end) for each in figures[first + 1 : last]]
    apart += [named] if named is not None and named[0] >= start else []
    told = scene.between(start, end)
    for from_, to in apart:
        told = told[: max(0, from_ - start)] + " " * (to - from_) + told[to - start :]
    return told


def _alike(figures: Sequence[Figure], number: int, others: range) -> Iterator[int]:
    """Those of some figures that have the kind and unit of one and stand in its sentence."""
    figure = figures[number]
    for other in others:
        told = figures[other]
        if told.sentence == figure.sentence and (told.kind, told.unit) == (figure.kind, figure.unit):
            yield other


def _is_named_behind(figure: Figure) -> bool:
    """Whether what is counted stands behind the number: then it has words of its own."""
    return figure.counted_span is not None and figure.counted_span[0] >= figure.end


def _is_from(figure: Figure, scene: Scene) -> bool:
    told = words(scene.between(max(figure.sentence[0], figure.start - 20), figure.start))
    return "từ" in told[-2:]


def _goes_on(between: str | None, *, in_list: bool) -> bool:
    """Whether a stretch of text between two numbers names nothing but who, when and how it compares."""
    if between is None:
        return False
    pieces = _PIECES.split(_UNIT.sub("", between))
    carried, compared = _single_words("carried"), _single_words("compared")
    named = compares = 0
    for piece in pieces[1:] if in_list and len(pieces) > 1 and len(pieces[0].split()) <= _TAIL else pieces:
        named = compares = 0  # of the last
        for word in _WORD.findall(piece):
            small = words(word)
            if small and small[0] in compared:
                compares += 1
            elif word in _measures():
                return False
            elif word[0].isupper() or word[0] == "█":
                named += 1
            elif small and small[0] not in carried and not word.isdigit():
                return False
    if not in_list or len(pieces) == 1:
        return compares > 0 and named <= _NAMES
    return named + compares > 0 and named <= _NAMES


@cache
def _measures() -> frozenset[str]:
    """What is measured, or its unit, in capital letters; no name."""
    return frozenset(settings()["no_tickers"])


@cache
def _phrases(name: str) -> tuple[Words, ...]:
    return tuple(words(each) for each in settings()[name])


@cache
def _restating() -> frozenset[str]:
    return _single_words("restating") | _single_words("modifiers")


@cache
def _single_words(name: str) -> frozenset[str]:
    return frozenset(word for each in settings()[name] for word in words(each))
