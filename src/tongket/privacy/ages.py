"""Ages and birth years of private people: "34 tuổi", "SN 1991", "sinh ngày 2/9/1990", also of unnamed ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from tongket.privacy.spans import Private
from tongket.privacy.words import alternatives, table
from tongket.records import Span
from tongket.text import Text

_REACH = 70
"""Characters between a name and an age that may still be its own."""


@cache
def _age() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.,/-])(?P<age>\d{1,3})(?: tháng)? ?(?:tuổi(?!\w)|t(?=[,;)]))")


@cache
def _birth() -> re.Pattern[str]:
    words = alternatives(table()["birth"]["words"])
    date = r"(?:\d{1,2}[./-]\d{1,2}[./-])?(?:19|20)\d\d(?!\d)"
    return re.compile(rf"(?<!\w)(?:{words}):? ?(?:khoảng )?{date}")


_YEAR = re.compile(r"\s?\(((?:19[2-9]|20[0-2])\d)(?=[,;)\s-])")


@cache
def _bounded() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)(?:{alternatives(table()['birth']['bounds'])})|\d|[–-])\s*$")


@cache
def _class_after() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{alternatives(table()['birth']['after'])})(?!\w)")


@cache
def _someone() -> re.Pattern[str]:
    """A single unnamed person within the last words before an age."""
    nouns = alternatives(table()["birth"]["someone"])
    return re.compile(rf"(?<!\w)(?:{nouns})(?: [^\W\d]+){{0,4}}[ ,(]*(?:mới |chỉ mới |vừa |hơn |gần |khoảng )?$")


def find(text: Text, names: Sequence[Private], public: Sequence[Span]) -> list[Private]:
    """The ages and birth years that belong to a private person, named or not."""
    key = text.key
    owners = sorted([(p.start, p.end, True) for p in names] + [(start, end, False) for start, end in public])
    ends = [end for _, end, _ in owners]
    out: list[Private] = []
    for match in _birth().finditer(key):
        index = bisect_right(ends, match.start()) - 1
        owner = owners[index] if index >= 0 and match.start() - owners[index][1] < _REACH else None
        if owner is None or owner[2]:
            out.append(Private(match.start(), match.end(), "birth"))
    for match in _age().finditer(key):
        if _is_someones(key, match, owners, ends):
            out.append(Private(match.start(), match.end(), "birth"))
    for name in names:
        year = _YEAR.match(text.raw, name.end)
        if year:
            out.append(Private(year.start(1), year.end(1), "birth"))
    return out


def _is_someones(key: str, match: re.Match[str], owners: list[tuple[int, int, bool]], ends: list[int]) -> bool:
    start = match.start()
    if not 0 < int(match.group("age")) < 120:
        return False
    index = bisect_right(ends, start) - 1
    owner = owners[index] if index >= 0 else None
    gap = key[owner[1] : start] if owner and start - owner[1] < _REACH else None
    close = gap is not None and not re.search(r"[.!?\n]", gap)
    if owner and close and gap is not None and len(gap.strip(" (,")) < 12:
        return owner[2]
    if _class_after().match(key, match.end()) or _bounded().search(key, max(0, start - 14), start):
        return False
    if owner and close and not owner[2]:
        return False
    if _someone().search(key, max(0, start - 50), start):
        return True
    return any(mine for _, _, mine in owners)
