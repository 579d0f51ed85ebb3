"""Words that narrow the definition of what is counted: "không tính các vụ tự gây", "từ ít nghiêm trọng trở lên"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from tongket.patterns import one_of
from tongket.reading.scene import Scene, words

_LONGEST: Final = 90
"""A narrowing phrase is not longer than this; what is longer is a clause of its own."""


def fill(scene: Scene) -> None:
    """Sets `qualifier` of the figures that such words stand with."""
    spans = sorted([*_opened(scene), *_limits(scene)])
    for sentence, indices in scene.sentences.items() if spans else ():
        first, last = scene.span(sentence)
        for start, end in spans:
            inside = any(start < scene.end(i) and scene.start(i) < end for i in indices)
            if inside or not first <= start < last or end - start > _LONGEST:
                continue
            for index in _narrowed(scene, indices, start, end):
                scene.slots[index].qualifier = scene.raw[start:end]


def _opened(scene: Scene) -> Iterator[tuple[int, int]]:
    """'⟨không tính các vụ tự gây⟩, …': from an opening to the next mark."""
    for start, end in scene.found("qualifier.opens"):
        bare = scene.key[start:end] in words("qualifier", "behind_mark")
        loose = scene.key.startswith(_no_openings(), end) or not _BEHIND_MARK.search(
            scene.key, max(0, start - 2), start
        )
        if not (bare and loose):
            mark = _MARK.search(scene.key, end)
            last = mark.start() if mark else len(scene.key)
            if last > end:
                yield start, last


def _limits(scene: Scene) -> Iterator[tuple[int, int]]:
    """'⟨từ ít nghiêm trọng trở lên⟩'."""
    for _, end in scene.found("qualifier.limits"):
        match = _from().search(scene.key, max(0, end - _LONGEST), end)
        if match:
            yield match.start("limit"), end


_FORWARD_END: Final = re.compile(r"[;(]")
_MARK: Final = re.compile(r"(?= ?[,;:.()\n])")
_BEHIND_MARK: Final = re.compile(r"[,(–-] ?$")


@cache
def _from() -> re.Pattern[str]:
    """'từ 2 tỷ đồng trở lên'."""
    begin, end = one_of(words("qualifier", "from")), one_of(words("qualifier", "limits"))
    return re.compile(rf".*(?<!\w)(?P<limit>{begin} (?:\w+ ){{1,6}}{end})$")


@cache
def _no_openings() -> tuple[str, ...]:
    return tuple(f" {word}" for word in words("qualifier", "not_before"))


def _narrowed(scene: Scene, indices: list[int], start: int, end: int) -> list[int]:
    """The level right before the words, else those behind them up to the next semicolon."""
    left = [i for i in indices if scene.end(i) <= start and scene.slots[i].kind == "level"]
    if left and not re.search(r"[;:]", scene.key[scene.end(left[-1]) : start]):
        between = scene.key[scene.noun_end(left[-1]) : start]
        if between.count(",") <= 1 and len(between) <= 60:
            return [left[-1]]
    if scene.key.startswith(words("qualifier", "behind_number"), start):
        return []
    mark = _FORWARD_END.search(scene.key, end)
    stop = mark.start() if mark else len(scene.key)
    return [i for i in indices if end <= scene.start(i) < stop and scene.slots[i].kind == "level"]
