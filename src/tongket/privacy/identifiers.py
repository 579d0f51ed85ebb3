"""What identifies by itself: plates, telephones, addresses of mail, identity numbers, account names, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tongket.grammar.capitals import UPPER
from tongket.privacy.spans import Private
from tongket.privacy.words import alternatives, table, word_set
from tongket.text import Text

# Plates of cars and motorcycles (Circular 24/2023/TT-BCA and its forerunners): province number, series, figures.
_PLATE = r"\d{2} ?-?(?:[A-ZĐ]{1,2}\d?|[A-ZĐ]{2}) ?[-–. ]? ?\d{3}(?:[. ]?\d{1,2})?(?![\d])"
_CAR = re.compile(rf"(?<![\w.,/])(?:{_PLATE})(?![\w/]|[.,]\d)")
# Boats: letters of the province, figures, "TS" on fishing boats (Circular 23/2018/TT-BNNPTNT).
_BOAT = re.compile(rf"(?<!\w)[{UPPER}]{{1,2}}[a-z]{{0,2}}[ -–]?\d{{4,5}}[ -–]?TS(?!\w)")
_MOBILE = re.compile(r"(?<![\w.,/-])(?:\+84|0)[ .]?(?:\d[ .-]?){8,9}\d(?!\w|[.,/]\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PUBLIC_LINE = re.compile(r"nóng|hotline|tổng đài|trực ban|liên hệ|fax|cơ quan|công ty|văn phòng|đường dây")
_OFFICIAL_MAIL = re.compile(r"(?:gov|edu|org)(?:\.vn)?$")


@cache
def _numbered() -> re.Pattern[str]:
    """An identity, insurance, account or patient number behind the word that says so."""
    words = alternatives(table()["identity"]["before"])
    number = r"(?:[A-Z]{1,3}[ -]?)?\d{2,}(?:[ .-]?\d{2,})*"
    return re.compile(rf"(?<!\w)(?i:{words})(?: (?:số|là|có số|mang số))?:? (?P<id>{number})(?!\w|[.,/]\d)")


@cache
def _patient() -> re.Pattern[str]:
    words = alternatives(table()["identity"]["patient"])
    return re.compile(rf"(?<!\w)(?i:{words}) ?(?P<id>\d{{1,6}})(?!\w|[.,/%]\d)")


@cache
def _account() -> re.Pattern[str]:
    data = table()["accounts"]
    before, named = alternatives(data["before"]), alternatives(data["named"])
    name = r"[“\"'‘](?P<quoted>[^”\"'’\n]{2,40})[”\"'’]"
    run = rf"(?P<run>[{UPPER}][\w.]*(?: [{UPPER}][\w.]*){{0,3}})"
    return re.compile(rf"(?<!\w)(?i:{before})(?: (?i:{named}))*:? (?:{name}|{run})")


@cache
def _alias() -> re.Pattern[str]:
    before = alternatives(table()["aliases"]["before"])
    name = r"[“\"'‘](?P<quoted>[^”\"'’\n]{2,30})[”\"'’]"
    run = rf"(?P<run>[{UPPER}]\w*(?: [{UPPER}]\w*){{0,3}})"
    return re.compile(rf"(?<!\w)(?i:{before}):? (?:{name}|{run})")


def find(text: Text) -> list[Private]:
    """Every identifier of the text that is not a body's own."""
    return [*_numbers(text), *_named(text, _account(), "account"), *_named(text, _alias(), "alias")]


def _numbers(text: Text) -> Iterator[Private]:
    raw = text.raw
    for pattern in (_CAR, _BOAT):
        for match in pattern.finditer(raw):
            yield Private(match.start(), match.end(), "id")
    for match in _MOBILE.finditer(raw):
        if not _PUBLIC_LINE.search(text.key, max(0, match.start() - 60), match.start()):
            yield Private(match.start(), match.end(), "id")
    for match in _MAIL.finditer(raw):
        if not _OFFICIAL_MAIL.search(match.group().lower()):
            yield Private(match.start(), match.end(), "id")
    for pattern in (_numbered(), _patient()):
        for match in pattern.finditer(raw):
            yield Private(*match.span("id"), "id")


def _named(text: Text, pattern: re.Pattern[str], kind: str) -> Iterator[Private]:
    for match in pattern.finditer(text.raw):
        span = match.span("quoted") if match.group("quoted") else match.span("run")
        if text.key[slice(*span)] in word_set("accounts", "not_accounts"):
            continue
        yield Private(*span, "account" if kind == "account" else "alias")
