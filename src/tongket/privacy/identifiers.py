"""What identifies by itself: plates, telephones, addresses of mail, identity numbers, account names, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from tongket.grammar.capitals import UPPER
from tongket.patterns import alternatives, one_of
from tongket.privacy.surroundings import standing, word_before
from tongket.privacy.words import Cues, table, word_set
from tongket.records import Private, PrivateKind
from tongket.text import Text

# Plates of cars and motorcycles (Circular 24/2023/TT-BCA and its forerunners): province number, series, figures.
_SERIES: Final = r" ?-?[A-ZĐ]{1,2}\d? ?[-–.: ]? ?\d{3}(?:[. ]?\d{1,2})?(?!\d)"
_CAR: Final = re.compile(rf"\d\d(?<![\w.,/]\d\d){_SERIES}(?![\w/]|[.,]\d)")
# Boats: letters of the province, figures, "TS" on fishing boats (Circular 23/2018/TT-BNNPTNT).
_BOAT: Final = re.compile(rf"(?<!\w)[{UPPER}]{{1,2}}[a-z]{{0,2}}[ -–]?\d{{4,5}}[ -–]?TS(?!\w)")
# Mobile numbers, also in the eleven figures of before 2018; those of bodies are mostly landlines.
_MOBILE: Final = re.compile(
    r"[+0](?:(?<=\+)84[ .]?|(?<=0)(?<![\w.,/-]0))(?:[35789]|1\d)(?:[ .-]?\d){8}(?![\w/]|[.,]\d)"
)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_OFFICIAL_MAIL: Final = re.compile(r"(?:gov|edu|org|chinhphu|dcs)(?:\.vn)?$")
_IDENTITY: Final = r"((?:[A-Z]{1,3}[ -]?)?\d{3,}(?:[ .-]?\d{2,})*)(?!\w|[.,/]\d)"
_MARK: Final = re.compile(r"[(,–-] ?$")
_PATIENT: Final = re.compile(r" ?(\d{2,6})(?!\w|[.,/%]\d)")
_QUOTED: Final = r"[“\"'‘](?P<quoted>[^”\"'’\n]{2,40})[”\"'’]"
_NAMED: Final = rf"(?:{_QUOTED}|(?P<run>[{UPPER}]\w*(?:[ .][{UPPER}]\w*){{0,3}}))"
_CAPITALS: Final = rf"[{UPPER}]\w*(?: [{UPPER}]\w*){{0,3}}"
# "Hoàng béo": small words belong to a nickname where a mark closes it.
_NICK: Final = rf"{_CAPITALS}(?: [^\W\d_]+){{0,2}}(?=[,;)]|$)|{_CAPITALS}"
_ALIAS: Final = re.compile(rf":? (?:{_QUOTED}|(?P<run>{_NICK}))")


@cache
def _identity() -> re.Pattern[str]:
    return re.compile(rf"(?: {one_of(table()['identity']['number'])})?:? ?{_IDENTITY}")


@cache
def _public_line() -> re.Pattern[str]:
    return re.compile(alternatives(table()["identity"]["public_lines"]))


@cache
def _account(quoted: bool) -> re.Pattern[str]:
    named = alternatives(table()["accounts"]["named"])
    return re.compile(rf"(?: (?:{named}))*:? {_QUOTED if quoted else _NAMED}")


def find(text: Text, cues: Cues) -> list[Private]:
    """Every identifier of the text that is not a body's own."""
    found = list(_numbers(text))
    for kind, pattern in (("identity", _identity()), ("patient", _PATIENT)):
        for _, end in cues.others.get(kind, ()):
            if match := pattern.match(text.raw, end):
                found.append(Private(*match.span(1), "id"))
    named = [
        *_names(text, cues, "account", "account", _account(False)),
        *_names(text, cues, "quoted", "account", _account(True)),
        *_names(text, cues, "alias", "alias", _ALIAS),
    ]
    return [*found, *_everywhere(text.raw, named)]


def _everywhere(raw: str, named: list[Private]) -> Iterator[Private]:
    """These names, also where they stand again without the word before them."""
    for name in {(raw[p.start : p.end], p.kind): p for p in named}.values():
        word = raw[name.start : name.end]
        for start, end in standing(raw, [word]):
            # A syllable alone is part of another name behind a capital: "Hồ Chí Minh".
            if " " not in word and start != name.start and word_before(raw, start)[:1].isupper():
                continue
            yield Private(start, end, name.kind)


def _numbers(text: Text) -> Iterator[Private]:
    raw = text.raw
    for match in _CAR.finditer(raw):
        yield Private(match.start(), match.end(), "id")
    if "TS" in raw:
        for match in _BOAT.finditer(raw):
            yield Private(match.start(), match.end(), "id")
    for match in _MOBILE.finditer(raw):
        if not _public_line().search(text.key, max(0, match.start() - 60), match.start()):
            yield Private(match.start(), match.end(), "id")
    if "@" in raw:
        for match in _MAIL.finditer(raw):
            public = _public_line().search(text.key, max(0, match.start() - 40), match.start())
            if not public and not _OFFICIAL_MAIL.search(match.group().lower()):
                yield Private(match.start(), match.end(), "id")


def _names(text: Text, cues: Cues, cue: str, kind: PrivateKind, pattern: re.Pattern[str]) -> Iterator[Private]:
    """The name that follows each of these cues."""
    marked = word_set("aliases", "marked")
    for start, end in cues.others.get(cue, ()):
        match = pattern.match(text.raw, end)
        if match is None or (text.key[start:end] in marked and not _MARK.search(text.raw, max(0, start - 3), start)):
            continue
        group = "quoted" if match.group("quoted") else "run"
        named = text.key[slice(*match.span(group))]
        ordinary = group == "run" and named.split()[0] in word_set("names", "never")
        if not ordinary and named not in word_set("accounts", "not_accounts"):
            yield Private(*match.span(group), kind)
