"""Whose series a row belongs to, and what that body or place is called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from tongket.registry.bodies import describe
from tongket.registry.boundaries import parts, today_code
from tongket.registry.boundaries import rows as province_rows
from tongket.registry.english_names import country_name, english_name
from tongket.registry.units import NEW, OLD, commune_by_code, district_by_code
from tongket.web.charts.wording import Language

By = Literal["body", "place"]
Row = Mapping[str, Any]
Who = tuple[str, str]
"""A body ("" where it is by place) and a place ("" where there is none), both as `of` has them."""


def of(row: Row, by: By) -> Who:
    """What rows of one series share. A province that kept its name, or was renamed whole, is one through July 2025;
    a code that went to another province (15: Yên Bái, then Lào Cai) is two."""
    return (row["body_id"] if by == "body" else "", place_key(row.get("place_code") or "", row.get("boundary")))


@lru_cache(maxsize=16384)
def place_key(code: str, boundary: str | None) -> str:
    """The place's identity over both divisions, as code@division."""
    if len(code) != 2 or boundary not in (OLD, NEW):
        return f"{code}@{boundary}" if code and boundary else code
    if boundary == NEW:
        return f"{code}@{NEW}"
    into = today_code(code, OLD)
    same = into is not None and (_names().get((code, OLD)) == _names().get((into, NEW)) or parts(into) == (code,))
    return f"{into}@{NEW}" if same else f"{code}@{OLD}"


def name(who: Who, language: Language) -> str:
    """ "Ban An toàn giao thông tỉnh Lạng Sơn", with its place where that is another than the body's own."""
    body, place = who
    told = place_name(*_split(place), language) if place else ""
    if not body:
        return told
    called = body_name(body, language)
    own = not place or place == "VN" or place_name(*_split(place), "vi") in called
    return called if own else f"{called} · {told}"


def _split(place: str) -> tuple[str, str | None]:
    code, _, boundary = place.partition("@")
    return code, boundary or None


@lru_cache(maxsize=16384)
def body_name(body_id: str, language: Language) -> str:
    """The registry's name of a body; what is none of its ids as it stands."""
    try:
        entry = describe(body_id)
    except KeyError:
        return body_id
    return (entry.vi if language == "vi" else entry.en) or body_id


@lru_cache(maxsize=16384)
def place_name(code: str, boundary: str | None, language: Language) -> str:
    """The official name of a place in its division; a code that no list has as it stands."""
    if not code.isdigit():
        country = country_name(code) or code
        return english_name(code, country) if language == "en" else country
    if len(code) == 2:
        name = _names().get((code, boundary or NEW), code)
        return english_name(code, name) if language == "en" else name
    unit = district_by_code().get(code) if len(code) == 3 else commune_by_code(boundary or NEW).get(code)
    return code if unit is None else unit.name


@cache
def _names() -> dict[tuple[str, str], str]:
    return {(row[0], row[1]): row[3] for row in province_rows() if row[2] == "province"}
