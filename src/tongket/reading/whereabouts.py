"""Which of the places of a text may be where a figure is: not those that only describe or complete another name."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from tongket.grammar import Mentions
from tongket.patterns import alternatives, one_of
from tongket.reading.phrasing import words_of
from tongket.records import Place

_SPOTS: Final[tuple[str, ...]] = ("other", "road", "world", "hamlet", "site")
_WIDE: Final[tuple[str, ...]] = ("region", "country")
_RANKS: Final = {"hamlet": 0, "commune": 1, "district": 2, "province": 3, "region": 4, "country": 5}
_COMPLETING: Final[tuple[str, ...]] = (", ", " (", ",", " - ", " ")
_words: Final = words_of("whereabouts")


@cache
def _ranked() -> re.Pattern[str]:
    """'lớn nhất ⟨thế giới⟩', 'Ngân hàng ⟨Thế giới⟩'."""
    nth = rf"{one_of(_words('ordinals'))} \w+"
    return re.compile(rf"(?:{alternatives(_words('ranked'))}|{nth}|top \d+)(?: {one_of(_words('of'))})? $")


@cache
def _domestic() -> re.Pattern[str]:
    """'⟨dự án⟩ trong nước': which projects, not where."""
    return re.compile(rf"{one_of(_words('domestic'))} $")


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(rf"{one_of(_words('joins'))} $")


def told(mentions: Mentions, key: str) -> list[Place]:
    """The places of a text that a figure may be about, in order."""
    places = [p for p in mentions.places if p.value is not None and p.level not in _SPOTS and not _describes(p, key)]
    firms = [b for b in mentions.bodies if b.type in ("company", "school")] if places else []
    places = [p for p in places if p.level not in _WIDE or not any(b.start < p.start < b.end for b in firms)]
    return [p for before, p in zip([None, *places], places, strict=False) if not _completes(p, before, key)]


def is_globe(place: Place, key: str) -> bool:
    """'giá vàng ⟨thế giới⟩': told of one clause, of no other."""
    return key[place.start : place.end] in _words("globe")


def _describes(place: Place, key: str) -> bool:
    """'vốn đầu tư ⟨trong nước⟩', 'hàng đầu ⟨thế giới⟩'."""
    word = key[place.start : place.end]
    if is_globe(place, key):
        return _ranked().search(key, max(0, place.start - 24), place.start) is not None
    return word in _words("homeland") and _domestic().search(key, max(0, place.start - 14), place.start) is not None


def _completes(place: Place, before: Place | None, key: str) -> bool:
    """'Thổ Bình (⟨Tuyên Quang⟩)', 'xã Tân Tiến, ⟨huyện Bảo Yên⟩': only says where the place before it lies."""
    if before is None or before.level in _WIDE or key[before.end : place.start] not in _COMPLETING:
        return False
    if _joined().search(key, max(0, before.start - 3), before.start):
        return False
    return _RANKS.get(place.level, -1) > _RANKS.get(before.level, 9)
