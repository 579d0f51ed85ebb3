"""What stands right behind or before a name and tells whose it is: ages, residences, offices, professions, speech."""

from __future__ import annotations

import re
from functools import cache

from tongket.privacy.words import alternatives, table


@cache
def private_after() -> re.Pattern[str]:
    """Right behind a name: "(SN 1990", ", 34 tuổi", " trú tại", "(1990, quê"."""
    words, marked = alternatives(table()["after"]), alternatives(table()["marked"])
    age = r"(?:khoảng |hơn |gần )?\d{1,2} ?(?:tuổi|t)(?!\w)"
    sure = rf"(?:{words})(?!\w)|{age}"
    small = r"(?:(?:hiện|đều|cũng|cùng|là|người|đang) )?"
    behind = rf"\s*[,;:–-]?\s*{small}(?:{sure})"
    return re.compile(rf"{behind}|\s*[(,–-]\s*{small}(?:{sure}|(?:{marked})(?!\w))|\s*\((?:19|20)\d\d\b")


@cache
def bracketed_home() -> re.Pattern[str]:
    """A residence in brackets, " (thôn Nam, xã …"."""
    return re.compile(rf" \((?:{alternatives(table()['residence']['homes'])}) ")


@cache
def public_after() -> re.Pattern[str]:
    """Behind a name and a mark: ", chuyên gia", " – Giám đốc", "(đại biểu"."""
    words = alternatives(table()["public"]["after"])
    return re.compile(rf"\s*[(,–-]\s*(?:hiện là |nay là |là |một |vốn là |nhà )?(?:{words})(?!\w)")


@cache
def office_inside() -> re.Pattern[str]:
    """An office in the brackets behind a name: "(SN 1960, nguyên Chủ tịch …"."""
    words = alternatives(table()["public"]["offices"])
    return re.compile(rf"\s*\([^()]{{0,60}}?(?:nguyên |cựu |phó )*(?<!\w)(?:{words})(?!\w)")


@cache
def no_name() -> re.Pattern[str]:
    """Capitalised words that open something else: "Công an", "Hội nghị"."""
    return re.compile(rf"(?:{alternatives(table()['names']['compounds'])})(?!\w)")


@cache
def accuses() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(table()['accusing'])})(?!\w)")


@cache
def speaks() -> re.Pattern[str]:
    return re.compile(rf"\s*,?\s*(?:cũng |còn |đã |vừa )?(?:{alternatives(table()['speaking'])})(?!\w)")
