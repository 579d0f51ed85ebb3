"""Where private people live: "trú tại thôn …, xã …, huyện …, tỉnh …", from the commune down with what follows.

A residence that names only a district or a province identifies nobody and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket.grammar.capitals import UPPER
from tongket.patterns import alternatives, maybe, one_of
from tongket.privacy.surroundings import standing
from tongket.privacy.words import Cues, frequent, table, word_set
from tongket.records import Private
from tongket.text import Text

_NAME: Final = (
    rf"(?:[{UPPER}][\w'’]*|\d+[\w/.-]*\w|\d+[A-Z]?)(?:[ \u00a0](?:[{UPPER}][\w'’]*(?!\w)|\d+[A-Z]?(?![\d.,/]\d|\w)))*"
)
_MARK: Final = re.compile(r"\)?(?:, | \(|;  ?)")
_CLOSED: Final = re.compile(r"[^()\n.]{2,60}\)")
"""What stands in a bracket that is closed soon."""
_REACH: Final = 60
"""Characters between a person and a residence introduced by a weak word."""


_WORDS_BETWEEN: Final = 8


@cache
def _scene() -> re.Pattern[str]:
    """Before a bracket: a house that is nobody's home, "tại một nhà trọ (ở xã …"."""
    return re.compile(rf"(?<!\w){one_of(table()['residence']['scenes'])} \($")


@cache
def _home_of() -> re.Pattern[str]:
    """Before a person, whose home is told of: "nhà của nghi can "."""
    words = table()["residence"]
    return re.compile(rf"(?<!\w){one_of(words['houses'])} (?:của )?(?:[^\W\d]+ ){{0,3}}$")


@cache
def _home_at() -> re.Pattern[str]:
    """Behind a person whose home is told of: " tại ", " (ở "."""
    return re.compile(rf" \(?(?:{alternatives(table()['residence']['home_at'])}) ")


@cache
def _separator() -> re.Pattern[str]:
    """Between two parts of an address: ", ", " (thuộc ", " của "."""
    words = table()["residence"]
    of, unmarked = maybe(words["of"]), maybe(words["of_unmarked"])
    return re.compile(rf"\s*(?:[,;]|\s[-–]|-|/)\s*{of}|\s*\({of}|\s+{unmarked}")


@cache
def _house_number() -> str:
    """The word before a house's number."""
    return rf"{one_of(table()['residence']['number'])} (?=\d)"


@cache
def _after_cue() -> re.Pattern[str]:
    return re.compile(rf":? (?:{one_of(table()['residence']['at'])} |{_house_number()})?")


@cache
def _close() -> tuple[frozenset[str], tuple[str, ...]]:
    """What may be all, and what may be the last, between a person and a weak cue."""
    words = table()["residence"]
    together = (f"{mark}{word}" for word in words["together"] for mark in ("", ", ", "("))
    return frozenset(("", "(", ",", "),", ")", *together)), (",", "(", ")", ";", "-", "–", *words["between"])


@cache
def _level() -> re.Pattern[str]:
    low, high = (alternatives(table()["residence"][name]) for name in ("low", "high"))
    return re.compile(rf"(?:(?P<low>{low})|(?P<high>{high}))(?:[ \u00a0]+(?:{_house_number()})?|(?<=\.)|(?=\d))")


@cache
def _building() -> re.Pattern[str]:
    """A block of flats or a works' housing, whose name may have small words: "tập thể Nhà máy gạch"."""
    return re.compile(rf"(?:{alternatives(table()['residence']['buildings'])}) [^,;().\n]{{2,40}}(?=[,;()])")


@cache
def _part_name() -> re.Pattern[str]:
    return re.compile(_NAME)


@dataclass(slots=True)
class _Parsed:
    """An address as far as it was read."""

    start: int
    end: int
    low: bool = False
    parts: int = 0
    first_plain: bool = False
    district: bool = False
    levelled: bool = False

    def private(self) -> bool:
        """Whether it reaches below the district: a low level, a house number, or commune, district and province."""
        return self.low or self.parts >= 3 or (self.first_plain and self.district and self.parts >= 2)


def find(text: Text, cues: Cues, people: Sequence[Private]) -> list[Private]:
    """The residences of a text; `people` are the names, births and identifiers already found."""
    if not people and "residence" not in cues.others:
        return []
    ends = sorted(p.end for p in people)
    starts = frozenset(p.start for p in people if p.kind == "name")
    near, homely = word_set("residence", "near"), word_set("residence", "homely")
    addresses = tuple(table()["residence"]["addresses"])
    out: list[Private] = []
    done = 0
    for start, end in cues.others.get("residence", ()):
        after = _after_cue().match(text.raw, end)
        if after is None or start < done:
            continue
        word = text.key[start:end]
        bracketed = text.raw[start - 1 : start] == "("
        if bracketed and _scene().search(text.key, max(0, start - 20), start):
            continue
        levelled = _level().match(text.key, after.end()) is not None
        told = levelled and ((word in homely and bool(people)) or (bracketed and not word.startswith(addresses)))
        if word in near and not told and not _person_close(text.key, ends, start):
            continue
        parsed = _parse(text, after.end(), starts)
        if parsed and parsed.private():
            out.append(Private(parsed.start, parsed.end, "address"))
            done = parsed.end
    out += _at_home(text, people, starts)
    out += _beside(text, people, starts, {home.start for home in out})
    if starts:
        out += _neighbours(text, starts)
    return [*out, *_again(text, out)]


def _beside(text: Text, people: Sequence[Private], starts: frozenset[int], known: set[int]) -> list[Private]:
    """Residences with no word before them: "(thôn Nam, xã Hòa Sơn)", ", Hòa Sơn, huyện Tân Lạc" behind a person."""
    out = []
    for person in people:
        mark = _MARK.match(text.raw, person.end) if person.kind in ("name", "birth") else None
        if mark is None or mark.end() in known:
            continue
        parsed = _parse(text, mark.end(), starts)
        if parsed and parsed.private() and (parsed.levelled or (parsed.parts >= 3 and "(" in mark.group())):
            out.append(Private(parsed.start, parsed.end, "address"))
    return out


def _at_home(text: Text, people: Sequence[Private], starts: frozenset[int]) -> list[Private]:
    """Homes told by their owner: "nhà của nghi can Hòa tại khu phố …"."""
    out = []
    for person in people:
        where = _home_at().match(text.key, person.end) if person.kind == "name" else None
        if where and _home_of().search(text.key, max(0, person.start - 40), person.start):
            parsed = _parse(text, where.end(), starts)
            if parsed and parsed.levelled and parsed.private():
                out.append(Private(parsed.start, parsed.end, "address"))
    return out


@cache
def _neighbour() -> re.Pattern[str]:
    """Before a hamlet, whose people are told of: "một số người dân ở xóm …"."""
    words, homes = (one_of(table()["residence"][name]) for name in ("neighbours", "hamlets"))
    return re.compile(rf"(?<!\w){words} {maybe(table()['residence']['at'])}(?={homes} )")


def _neighbours(text: Text, starts: frozenset[int]) -> list[Private]:
    """Hamlets named as the home of the people of a case, who are asked about their neighbours."""
    if not any(word in text.key for word in table()["residence"]["neighbours"]):
        return []
    parsed = [_parse(text, match.end(), starts) for match in _neighbour().finditer(text.key)]
    return [Private(home.start, home.end, "address") for home in parsed if home]


def _person_close(key: str, ends: list[int], start: int) -> bool:
    index = bisect_right(ends, start) - 1
    if index < 0 or start - ends[index] > _REACH:
        return False
    gap = key[ends[index] : start]
    if gap.count(" ") > _WORDS_BETWEEN:
        return False
    alone, last = _close()
    return not re.search(r"[.!?\n]\s", gap) and (gap.strip() in alone or gap.rstrip().endswith(last))


def _parse(text: Text, at: int, people: frozenset[int]) -> _Parsed | None:
    """The address that begins at `at`."""
    parsed = _Parsed(at, at)
    brackets = 0
    while at not in people:
        part = _part(text, at, parsed)
        if part is None:
            break
        parsed.end = at = part
        if brackets and text.raw[at : at + 1] == ")":
            brackets -= 1
            parsed.end = at = at + 1
        separator = _separator().match(text.raw, at)
        if separator is None or "\n" in separator.group():
            break
        if "(" in separator.group() and not _CLOSED.match(text.raw, separator.end()):
            break
        if separator.group().isspace() and not _level().match(text.key, separator.end()):
            break
        brackets += "(" in separator.group()
        at = separator.end()
    return parsed if parsed.parts else None


def _part(text: Text, at: int, parsed: _Parsed) -> int | None:
    """Reads one part, "xã Sơn Hòa", "tổ 28", "Hà Nội"; its end, or None where no part stands."""
    building = _building().match(text.key, at)
    if building:
        parsed.low = parsed.levelled = True
        parsed.parts += 1
        return building.end()
    level = _level().match(text.key, at)
    if level and level.group().rstrip() in word_set("residence", "also_names") and text.raw[at].isupper():
        level = None
    name_at = level.end() if level else at
    name = _part_name().match(text.raw, name_at)
    if name is None:
        return None
    words = name.group().split()
    if level and level.group().strip() in word_set("residence", "counted") and not any(map(str.isdigit, name.group())):
        return None
    if level is None:
        if len(words) > 1 and words[0].lower() in frequent() and parsed.parts and len(words) > 2:
            return None
        if name.group().isdigit() and parsed.parts:
            return None
        parsed.low |= name.group()[0].isdigit()
        parsed.first_plain |= parsed.parts == 0
    else:
        parsed.levelled = True
        parsed.low |= level.lastgroup == "low"
        parsed.district |= level.lastgroup == "high"
    parsed.parts += 1
    return name.end()


def _again(text: Text, homes: list[Private]) -> list[Private]:
    """The same home named again without a word that says so: its part below the commune, with what follows."""
    out: list[Private] = []
    for home in homes:
        whole = text.raw[home.start : home.end].split(",")[0].split(" (")[0].strip()
        level = _level().match(text.key, home.start)
        if level is None or level.group().strip() in word_set("residence", "wide"):
            continue
        if len(whole) < 7:
            continue
        for start, _ in standing(text.raw, [whole]):
            parsed = _parse(text, start, frozenset())
            if parsed:
                out.append(Private(parsed.start, parsed.end, "address"))
    return out
