"""Ages and birth years of private people: "34 tuổi", "SN 1991", "sinh ngày 2/9/1990", also of unnamed ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final

from tongket.patterns import alternatives, maybe
from tongket.privacy.words import Cues, table
from tongket.records import Private, Span
from tongket.text import Text

_REACH: Final = 70
"""Characters between a name and an age that may still be its own."""
_CLOSE: Final = 12
"""So few between a name and an age leave no doubt: "(", ", cùng "."""

_NUMBER_BEFORE: Final = re.compile(r"(?<![\w.,/-])(?P<age>\d{1,3})(?:,5)? ?$")
_BRACKETED_YEAR: Final = re.compile(r"\s?\(((?:19[2-9]|20[0-2])\d)(?=[,;)\s-])")
_SHORT_AGE: Final = re.compile(r"\s?\((\d{1,2}t)(?=[,;)])")
_SENTENCE_END: Final = re.compile(r"[.!?](?:\s|$)|\n")


@cache
def _year_after() -> re.Pattern[str]:
    about = maybe(table()["birth"]["about"])
    return re.compile(rf"\.?:? ?{about}(?:\d{{1,2}}[./-]\d{{1,2}}[./-])?(?:19|20)\d\d(?!\d)")


@cache
def _bounded() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)(?:{alternatives(table()['birth']['bounds'])})|\d|[–-])\s*$")


@cache
def _class_after(sure: bool) -> re.Pattern[str]:
    """Behind an age that bounds a class; `sure` where even a single person before it would not do."""
    return re.compile(rf"\s*(?:{alternatives(table()['birth']['surely_after' if sure else 'after'])})(?!\w)")


@cache
def _someone() -> re.Pattern[str]:
    """A single unnamed person within the last words before an age."""
    nouns = alternatives(table()["birth"]["someone"])
    return re.compile(rf"(?<!\w)(?:{nouns})(?: [^\W\d]+){{0,4}}[ ,(]*{maybe(table()['birth']['just'])}$")


class _Owners:
    """Whose an age can be: the last person named before it."""

    def __init__(self, names: Sequence[Private], public: Sequence[Span]) -> None:
        everybody = [(p.start, p.end, True) for p in names] + [(start, end, False) for start, end in public]
        self.people = sorted(everybody)
        self.ends = [end for _, end, _ in self.people]

    def before(self, key: str, at: int) -> tuple[str, bool] | None:
        """The words between the last person of the same sentence and `at`, and whether that person is private."""
        index = bisect_right(self.ends, at) - 1
        if index < 0 or at - self.ends[index] > _REACH:
            return None
        gap = key[self.ends[index] : at]
        return None if _SENTENCE_END.search(gap) else (gap, self.people[index][2])

    def privately(self, key: str, at: int) -> bool:
        """Whether the last person of the same sentence is private."""
        owner = self.before(key, at)
        return owner is not None and owner[1]


def find(
    text: Text, cues: Cues, names: Sequence[Private], public: Sequence[Span], known: bool = False
) -> list[Private]:
    """The ages and birth years that belong to a private person, named or not.

    `known`: the text tells of people known to the public, so that only an age beside a private name counts.
    """
    births, ages = cues.others.get("birth", ()), cues.others.get("age", ())
    out = [found for name in names for found in _bracketed(text.raw, name.end)]
    if not births and not ages:
        return out
    owners = _Owners(names, public)
    owned = owners.privately if known and not names else None
    for start, end in births:
        year = _year_after().match(text.key, end)
        if owned and not owned(text.key, start):
            continue
        if year and _is_private_birth(text.key, cues, owners, start):
            out.append(Private(start, year.end(), "birth"))
    for start, end in ages:
        number = _NUMBER_BEFORE.search(text.key, max(0, start - 6), start)
        if owned and number and not owned(text.key, number.start()):
            continue
        if number and 0 < int(number.group("age")) < 120 and _is_someones(text.key, cues, owners, number.start(), end):
            out.append(Private(number.start(), end, "birth"))
    return out


def _bracketed(raw: str, end: int) -> list[Private]:
    """ "(1990, …" and "(34t)" right behind a private name."""
    matches = (_BRACKETED_YEAR.match(raw, end), _SHORT_AGE.match(raw, end))
    return [Private(*match.span(1), "birth") for match in matches if match]


def _profession_before(cues: Cues, key: str, at: int) -> bool:
    return cues.ending.get(len(key[:at].rstrip(" (,")), ("", 0))[0] in ("strong", "weak")


def _is_private_birth(key: str, cues: Cues, owners: _Owners, start: int) -> bool:
    owner = owners.before(key, start)
    if owner is not None and (owner[1] or len(owner[0]) < 2 * _CLOSE):
        return owner[1]
    if _profession_before(cues, key, start):
        return False
    return any(mine for _, _, mine in owners.people) or _someone().search(key, max(0, start - 50), start) is not None


def _is_someones(key: str, cues: Cues, owners: _Owners, start: int, end: int) -> bool:
    owner = owners.before(key, start)
    if owner is not None and len(owner[0].strip(" (,")) < _CLOSE:
        return owner[1]
    if _class_after(True).match(key, end) or _bounded().search(key, max(0, start - 14), start):
        return False
    single = _someone().search(key, max(0, start - 50), start) is not None
    if _class_after(False).match(key, end) and not single:
        return False
    if (owner is not None and not owner[1]) or _profession_before(cues, key, start):
        return False
    return single or any(mine for _, _, mine in owners.people)
