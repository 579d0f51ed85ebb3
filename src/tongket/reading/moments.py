"""Summed up to a moment (`cumulative`, `as_of`), and on which division of the country (`boundary`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import Final

from tongket.grammar.gazetteer import NEW_DIVISION, load
from tongket.patterns import alternatives
from tongket.reading.scene import Scene, words
from tongket.reading.slots import Slot
from tongket.records import Period

_KEEPS: Final = 3
"""For how many sentences a moment holds on."""
_OLD, _NEW = "2025-06-30", "2025-07-01"
_LAST_HOUR: Final = 23


@cache
def _hour() -> re.Pattern[str]:
    """'6 giờ', '23h', '17:30'."""
    mark = rf"h|{alternatives(words('moments', 'hour'))}|g(?!\w)|:"
    return re.compile(rf"(?<!\d)(\d{{1,2}}) ?(?:{mark}) ?([0-5]\d(?!\d|[./-]))?")


def fill(scene: Scene) -> None:
    """Sets `cumulative` and `as_of` from the time expression in force, and `boundary` of what is about a province."""
    _Moments(scene).fill()
    merged = None
    for slot in scene.slots:
        if slot.place_code is None or not slot.place_code.isdigit():
            continue
        if merged is None:
            merged = bool(scene.found("moments.merged"))
        slot.boundary = _boundary(scene, slot, merged)


class _Moments:
    """The time expression in force for each number: in its clause, else the last one of its paragraph."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._periods = [p for p in scene.reader.mentions.periods if not p.base and p.grain not in _TIMELESS]
        self._starts = [p.start for p in self._periods]

    def fill(self) -> None:
        held: dict[int, tuple[int, Period]] = {}
        for sentence, indices in self._scene.sentences.items():
            start, end = self._scene.span(sentence)
            inside = self._periods[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
            block = self._scene.slots[indices[0]].block
            summed = self._summing_word(start, end)
            for index in indices:
                slot = self._scene.slots[index]
                period = self._in_force(index, inside) or _kept(held.get(block), slot)
                if period is not None:
                    slot.cumulative = period.cumulative or (
                        period.as_of and _hour().search(period.text.lower()) is not None
                    )
                    slot.as_of = self._moment(period) if slot.status != "target" else None
                if slot.kind == "level" and summed is not None and summed < self._scene.start(index):
                    slot.cumulative = slot.cumulative or self._same_clause(summed, index)
            if inside:
                held[block] = (sentence, inside[-1])

    def _in_force(self, index: int, inside: list[Period]) -> Period | None:
        before = [p for p in inside if p.end <= self._scene.start(index)]
        if before:
            return before[-1]
        return next((p for p in inside if p.start - self._scene.noun_end(index) in range(0, 3)), None)

    def _summing_word(self, start: int, end: int) -> int | None:
        return next((at for at, _ in self._scene.found("moments.cumulative") if start <= at < end), None)

    def _same_clause(self, at: int, index: int) -> bool:
        return ";" not in self._scene.key[at : self._scene.start(index)]

    def _moment(self, period: Period) -> str | None:
        """'đến 6 giờ ngày 9/9' is 2017-09-09T06:00."""
        if not period.as_of and not (period.cumulative and period.grain == "range"):
            return None
        if period.dates is None:
            return None
        day = period.dates[1]
        hour = next(reversed(list(_hour().finditer(period.text.lower()))), None)
        if hour is None or int(hour[1]) > _LAST_HOUR:
            return day.isoformat()
        return f"{day.isoformat()}T{int(hour[1]):02d}:{int(hour[2] or 0):02d}"


_TIMELESS: Final[tuple[str, ...]] = ("age", "birth", "clock", "anniversary", "name")


def _kept(held: tuple[int, Period] | None, slot: Slot) -> Period | None:
    """A moment told before holds on for figures of the same end."""
    if held is None or slot.sentence - held[0] > _KEEPS or held[1].dates is None or slot.period is None:
        return None
    return held[1] if held[1].dates[1] == slot.period[1] else None


def _boundary(scene: Scene, slot: Slot, merged: bool) -> str | None:
    """The 63 provinces to 30 June 2025, the 34 since: by words, by names that live on, by the time of the figure.

    A report of after the change restates the year of the change on the new boundary; earlier years stay on the old.
    """
    gone = slot.place is not None and (entry := load().get(slot.place)) is not None and entry.into is not None
    if gone or _named_former(scene, slot):
        return _OLD
    published = scene.reader.document.published_date
    end = slot.period[1] if slot.period is not None else published
    if end is None:
        return None
    if end >= NEW_DIVISION:
        return _NEW
    told_after = published is not None and published >= NEW_DIVISION
    return _NEW if told_after and (merged or end.year == NEW_DIVISION.year) else _OLD


def _named_former(scene: Scene, slot: Slot) -> bool:
    start, end = scene.span(slot.sentence)
    return any(
        place.former and place.value == slot.place and place.start < end and place.start >= start
        for place in scene.reader.mentions.places
    )
