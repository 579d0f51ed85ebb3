"""What the title and lead of a document say for all of it: its period, its body, its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.patterns import one_of
from tongket.reading.phrasing import words_of
from tongket.records import Block, Body, Period, Place, Span
from tongket.text import Text, key

_words: Final = words_of("lead")

HOME: Final = "Việt Nam"
_LEAD_SENTENCES: Final = 3
_LEAD_WEIGHT: Final = 3
_FEW_PROVINCES: Final = 2
_BEFORE_LEAD: Final[tuple[str, ...]] = ("header", "furniture", "caption")
DIVISIONS: Final[tuple[str, ...]] = ("region", "province", "district", "commune")


def lead_end(blocks: Sequence[Block], sentences: Sequence[Span], block_of: Sequence[int]) -> int:
    """Where title, header and lead end: after the third sentence of the text proper."""
    proper = [span for span, block in zip(sentences, block_of, strict=True) if blocks[block].kind not in _BEFORE_LEAD]
    return proper[min(_LEAD_SENTENCES, len(proper)) - 1][1] if proper else 0


def document_period(periods: Sequence[Period], lead: int, text: Text) -> Period | None:
    """The first stretch of time longer than a day that title or lead names; else the one day of the whole text."""
    valued = [p for p in periods if p.value is not None]
    named = [p for p in valued if p.start < lead]
    longer = [p for p in named if p.grain not in ("day", "now") and not p.as_of]
    longer = [p for p in longer if not _is_long(p) or _is_reviewed(p, text)]
    if longer:
        return longer[0]
    return named[0] if named and len({p.value for p in valued}) == 1 else None


@cache
def _reviewed() -> re.Pattern[str]:
    return re.compile(rf"{one_of(_words('reviewed'))}[^.\n]{{0,80}}$")


def is_era(period: Period) -> bool:
    """'từ năm 1972 đến nay', '10 năm qua', no 'giai đoạn 2016 - 2020': told in passing, no time of a report."""
    return _is_long(period) and period.grain not in ("years", "term")


def _is_long(period: Period) -> bool:
    return period.dates is not None and period.dates[1].year - period.dates[0].year > 1


def _is_reviewed(period: Period, text: Text) -> bool:
    """'Tổng kết chương trình … ⟨giai đoạn 2016 - 2020⟩'."""
    return not is_era(period) and _reviewed().search(text.key, max(0, period.start - 120), period.start) is not None


def document_body(owners: Sequence[Body], named: Mapping[int, str], lead: int) -> Body | None:
    """The body named most often, title and lead counting more."""
    votes: dict[str, int] = {}
    first: dict[str, Body] = {}
    for body in owners:
        name = named[id(body)]
        votes[name] = votes.get(name, 0) + (_LEAD_WEIGHT if body.start < lead else 1)
        first.setdefault(name, body)
    return first[max(votes, key=votes.__getitem__)] if votes else None


def document_place(places: Sequence[Place], lead: int, main: Body | None) -> Place | None:
    """The first place of title or lead that is part of the country; for a local body the province that the text
    names most often."""
    national = is_national(main)
    listed = national and len({p.value for p in places if p.level == "province"}) > _FEW_PROVINCES
    for place in places:
        if place.start >= lead:
            break
        if listed and place.level != "region" and not _is_sure(place, places):
            continue
        if place.level in DIVISIONS and not (national and place.level == "region"):
            return place
    if main is None or not is_local(main):
        return None
    provinces = [p for p in places if p.level == "province"]
    often = Counter(p.value for p in provinces).most_common(1)
    return next((p for p in provinces if p.value == often[0][0]), None) if often else None


def _is_sure(place: Place, places: Sequence[Place]) -> bool:
    """Named more than once: a place in a list is not where all of a national body's figures are."""
    return sum(1 for p in places if p.value == place.value) > 1


def is_national(body: Body | None) -> bool:
    """A body that works for the whole country ("Bộ Tài chính"): by its level, or since it names no other place."""
    if body is None:
        return False
    if body.place is not None:
        return body.place == HOME
    return body.level == "central" or (body.level is None and not is_local(body))


def is_local(body: Body) -> bool:
    """A unit of a local body that names no place of its own ("Phòng An ninh")."""
    return key(body.text).startswith(tuple(f"{word} " for word in lexicon.load("phrases")["local_units"]))


def _ends_with_one(before: str, words: tuple[str, ...]) -> bool:
    """Whether a stretch ends with one of the words (and a space), not within a longer one."""
    if not before.endswith(words):
        return False
    heads = (before[: -len(word)] for word in words if before.endswith(word))
    return any(not head or not (head[-1].isalnum() or head[-1] == "_") for head in heads)


@cache
def _bound() -> tuple[str, ...]:
    return tuple(f"{word} " for word in lexicon.load("phrases")["not_owner"])


@cache
def _telling() -> tuple[str, ...]:
    return tuple(f"{word} " for word in lexicon.load("phrases")["reports"])


@cache
def _report_of() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """'báo cáo tình hình của ⟨Sở A⟩': the small words at its end, and all of it."""
    of = rf"{one_of(_words('reports'))}(?: \w+){{1,3}} {one_of(_words('of'))}"
    return tuple(f" {word} " for word in _words("of")), re.compile(rf"{of} $")


@cache
def _several() -> tuple[str, ...]:
    """'các ⟨chi cục⟩': a kind of body, none by name."""
    return tuple(f"{word} " for word in _words("several"))


def is_owner(body: Body, text: Text) -> bool:
    """Whether a body can own a result: not one that something is given to, taken from or held with, no news agency."""
    if body.generic or text.key[body.start : body.end] in lexicon.load("phrases")["agencies"]:
        return False
    before = _before(body, text)
    # "500 ⟨trường cao đẳng⟩": likewise.
    if (before[-1:] == " " and before[-2:-1].isdecimal()) or _ends_with_one(before, _several()):
        return False
    return is_teller(body, text) or not _ends_with_one(before, _bound())


def is_teller(body: Body, text: Text) -> bool:
    """'Theo báo cáo của ⟨Bộ Tài chính⟩, …': the body that tells, so that what follows is its own too."""
    before = _before(body, text)
    small, report_of = _report_of()
    return before.endswith(_telling()) or (before.endswith(small) and report_of.search(before) is not None)


def _before(body: Body, text: Text) -> str:
    return text.key[max(0, body.start - 40) : body.start]
