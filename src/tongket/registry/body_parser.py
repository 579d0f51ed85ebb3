"""A body's name in parts: "Phòng Cảnh sát hình sự Công an TP.HCM" is a division of the police of a city.

A name is read from left to right as one or more kinds, each the arm of the next, and a place at the end. What is left
over makes the name unknown: a wrong id is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from tongket.registry.body_words import Kind, all_tokens, bodies_table, composed, spelling, tokens, vocabulary
from tongket.registry.slugs import slug

POLICE: Final = "cong-an"
_DIVISION, _TEAM = "phong", "doi"
_NUMBER: Final = re.compile(r"\d{1,3}")
_ROMAN: Final = re.compile(r"[ivx]{1,5}|\d{1,2}")


@dataclass(frozen=True, slots=True)
class Head:
    """A kind as a name says it. `number`: "so-4", "khu-vuc-iii", "7"; `police`: of the police without "Phòng"."""

    kind: Kind
    number: str = ""
    police: bool = False
    loose: bool = False
    """Whether the words alone tell nobody ("CSGT")."""
    central: bool = False
    """Whether the words themselves say that it is the country's ("MTTQ Việt Nam")."""

    @property
    def id(self) -> str:
        return f"{self.kind.id}-{self.number}" if self.number else self.kind.id


@dataclass(frozen=True, slots=True)
class Parsed:
    """`heads`: the kinds, the lowest first. `place`: the words after them. `sector`: what "ngành …" names."""

    heads: tuple[Head, ...]
    place: tuple[str, ...]
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class _Small:
    """The small words of data/bodies.toml, "words"."""

    idle: tuple[tuple[str, ...], ...]
    number: frozenset[str]
    zones: tuple[tuple[str, ...], ...]
    at: frozenset[str]
    loose: frozenset[str]
    pair: frozenset[str]


@cache
def _small() -> _Small:
    rows = bodies_table()["words"]
    return _Small(
        tuple(tokens(w) for w in rows["idle"]),
        frozenset(rows["number"]),
        tuple(tuple(spelling(w).split()) for w in rows["zone"]),
        frozenset(rows["at"]),
        frozenset(map(spelling, rows["loose"])),
        frozenset(rows["pair"]),
    )


@cache
def country_words() -> frozenset[str]:
    """What tells that a body is the whole country's."""
    return frozenset(map(spelling, bodies_table()["words"]["country"]))


@lru_cache(maxsize=16384)
def parse(name: str) -> Parsed | None:
    """The parts of a name; None for what is no body of a known composition."""
    words = tokens(name)
    return _sector(words) or _body(words, 0, _pairs(name)) if words else None


def without_idle(name: str) -> str | None:
    """A name without the words that it took from the sentence ("Bộ Y tế thông báo"); None where it has none."""
    words = tokens(name)
    for idle in _small().idle:
        if len(words) > len(idle) and words[-len(idle) :] == idle:
            return " ".join(words[: -len(idle)])
    return None


def _pairs(name: str) -> frozenset[int]:
    """Where a word stands in `tokens(name)` that follows "và": a body there is a second one, no parent."""
    found, at = [], 0
    joiners = _small().pair
    for before, word in zip(("", *(words := all_tokens(name))), words, strict=False):
        if before in joiners:
            found.append(at)
        at += len(tokens(word))
    return frozenset(found)


def _sector(words: tuple[str, ...]) -> Parsed | None:
    """ "ngành Y tế tỉnh Bắc Giang"."""
    known = vocabulary()
    for size in (2, 1):
        if " ".join(words[:size]) in known.sector_words:
            for end in range(min(len(words), size + known.longest), size, -1):
                field = " ".join(words[size:end])
                if field in known.sectors or field in known.fields_spelled:
                    return Parsed((), words[end:], field)
    return None


def _body(words: tuple[str, ...], at: int, pairs: frozenset[int]) -> Parsed | None:
    found = _head(words, at)
    if found is None:
        return None
    head, end = found
    if end < len(words) and (inner := _body(words, end, pairs)) is not None:
        if end in pairs:
            return None
        if _is_arm(head, inner.heads[0]):
            return Parsed((head, *inner.heads), inner.place)
    place = words[end:]
    return Parsed((head,), place[1:] if place and place[0] in _small().at else place)


def _is_arm(head: Head, above: Head) -> bool:
    """Whether a body may stand inside another: "Thanh tra" in any, "Cơ quan CSĐT" in the police."""
    kind = head.kind
    if kind.chain or head.police:
        return True
    return any(slug(parent) == above.kind.id for parent in kind.parent.values())


def _longest(words: tuple[str, ...], at: int, spelled: dict[str, Kind]) -> tuple[Kind, int] | None:
    known = vocabulary()
    for end in range(min(len(words), at + known.longest), at, -1):
        kind = spelled.get(" ".join(words[at:end]))
        if kind is not None:
            return kind, end
    return None


def _head(words: tuple[str, ...], at: int) -> tuple[Head, int] | None:
    """The kind that begins at a word, in its longest reading, with the number behind it."""
    known = vocabulary()
    named = _longest(words, at, known.kinds_spelled)
    best: tuple[Head, int] | None = None
    if named is not None:
        said = _says_country(words, at, named[1])
        loose = named[0].named or " ".join(words[at : named[1]]) in _small().loose
        best = Head(named[0], loose=loose, central=said), named[1]
    typed = _longest(words, at, known.types_spelled)
    if typed is not None:
        field = _field(words, typed[1], typed[0])
        if field is not None and (best is None or field[1] > best[1]):
            kind = composed(typed[0].id, field[0])
            best = Head(kind, loose=kind.named, central=_says_country(words, at, typed[1])), field[1]
    elif (arm := _field(words, at, None)) is not None and (best is None or arm[1] > best[1]):
        best = Head(composed(_DIVISION, arm[0]), police=True), arm[1]
    return None if best is None else _numbered(best[0], words, best[1])


def _says_country(words: tuple[str, ...], at: int, end: int) -> bool:
    return any(" ".join(words[i : i + 2]) in country_words() for i in range(at, end - 1))


def _field(words: tuple[str, ...], at: int, kind: Kind | None) -> tuple[str, int] | None:
    """The longest field at a word; without a type before it only one of the police."""
    known = vocabulary()
    for end in range(min(len(words), at + known.longest), at, -1):
        field = known.fields_spelled.get(" ".join(words[at:end]))
        if field is None or (kind is None and field.of != POLICE):
            continue
        if kind is None or kind.fields is None or field.id in kind.fields:
            return field.id, end
    return None


def _numbered(head: Head, words: tuple[str, ...], at: int) -> tuple[Head, int]:
    """ "Đội CSGT số 14", "Quân khu 7", "Chi cục Hải quan khu vực III"."""
    number, zones = _small().number, _small().zones
    kind = head.kind
    if kind.numbered:
        said = at + 1 if at < len(words) and words[at] in number else at
        if said < len(words) and _NUMBER.fullmatch(words[said]):
            mark = "" if kind.plain_number else f"{slug(next(iter(number)))}-"
            return Head(kind, f"{mark}{int(words[said])}"), said + 1
    for zone in zones if kind.zones else ():
        end = at + len(zone)
        if words[at:end] == zone and end < len(words) and _ROMAN.fullmatch(words[end]):
            return Head(kind, f"{slug(' '.join(zones[0]))}-{words[end]}"), end + 1
    return head, at


def printed_number(number: str) -> str:
    """A number of an id as a name has it: "khu vuc iii" → "khu vực III", "so 4" → "số 4"."""
    if not number:
        return ""
    rows = bodies_table()["words"]
    *mark, last = number.split()
    word = next((w for w in (*rows["zone"], *rows["number"]) if slug(w) == "-".join(mark)), " ".join(mark))
    return f"{word} {last.upper()}".strip()
