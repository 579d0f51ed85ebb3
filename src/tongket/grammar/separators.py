"""What "." and "," mean inside a number.

Standard Vietnamese writes "." between thousands and "," before decimals. Papers mix in the English way, so that one
separator with three digits behind it can be either: "2.553 tỷ đồng", "10,381 thí sinh", "43,697 ha". The unit, and how
the document writes its other numbers, decide; where they do not, the second reading is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tongket.grammar import number_words
from tongket.patterns import whole

_DOT_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_COMMA_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_ONE_SEPARATOR: Final = re.compile(r"(\d+)([.,])(\d+)")


class Style(NamedTuple):
    """How often a document writes numbers the Vietnamese way ("1.234.567", "12,5") and the English ("12.5")."""

    vietnamese: int = 0
    english: int = 0


@cache
def _english_decimal() -> re.Pattern[str]:
    """ "12.5%", "3.2 triệu"."""
    scales = (word for word, factor in number_words.words().scales.items() if factor >= 1000)
    return re.compile(rf"\d\.\d{{1,2}}(?: ?%| {whole(scales)})")


_LONGEST: Final = 18
"""More digits in a row are a code, not a number."""
UNKNOWN: Final = Style()


def style(key: str, literals: Iterable[str]) -> Style:
    """The document's own habit, from the numbers that can be read one way only (days like "8.2" tell nothing)."""
    vietnamese = english = 0
    dotted = False
    for literal in literals:
        dots, commas = literal.count("."), literal.count(",")
        if dots + commas == 0:
            continue
        if dots and commas:
            if literal.rfind(",") > literal.rfind("."):
                vietnamese += 1
            else:
                english += 1
        elif dots + commas > 1:
            vietnamese += dots > 1
            english += commas > 1
        elif len(literal) - 1 - max(literal.rfind("."), literal.rfind(",")) != 3:
            vietnamese += commas
            dotted = dotted or dots > 0
    if dotted:
        english += len(_english_decimal().findall(key))
    return Style(vietnamese, english)


def read(
    literal: str, *, scaled: bool = False, unit: str = "count", habit: Style = UNKNOWN
) -> tuple[Decimal, Decimal | None] | None:
    """The value of digits with separators, and the other possible value where nothing decides.

    `scaled`: a scale word follows; `unit`: the kind of unit that follows ("count", "money", "share", "mass" …).
    None where the literal is no number ("9.3.2", "007.5").
    """
    if literal.isdigit():
        return (Decimal(literal), None) if len(literal) <= _LONGEST else None
    single = _ONE_SEPARATOR.fullmatch(literal)
    if single is None:
        return _read_groups(literal)
    whole, separator, places = single.groups()
    if whole[0] == "0" and len(whole) > 1 and (len(whole) > 2 or separator == "."):
        return None
    decimal = Decimal(f"{whole}.{places}")
    if len(places) != 3 or len(whole) > 3 or whole[0] == "0":
        return decimal, None
    thousands = Decimal(whole + places)
    if separator == ".":
        return _dot_and_three(thousands, decimal, scaled=scaled, unit=unit, habit=habit)
    return _comma_and_three(thousands, decimal, scaled=scaled, unit=unit, habit=habit)


def _read_groups(literal: str) -> tuple[Decimal, None] | None:
    """More than one separator: "1.234.567,8" or "1,234,567.8"."""
    if _DOT_THOUSANDS.fullmatch(literal):
        return Decimal(literal.replace(".", "").replace(",", ".")), None
    if _COMMA_THOUSANDS.fullmatch(literal):
        return Decimal(literal.replace(",", "")), None
    return None


def _dot_and_three(
    thousands: Decimal, decimal: Decimal, *, scaled: bool, unit: str, habit: Style
) -> tuple[Decimal, Decimal | None]:
    """ "2.553 tỷ": thousands, unless it is a share, or the document writes decimals the English way only."""
    if unit == "share":
        return decimal, None
    if scaled and habit.english and not habit.vietnamese:
        return (decimal, thousands) if habit.english > 1 else (thousands, decimal)
    return thousands, None


def _comma_and_three(
    thousands: Decimal, decimal: Decimal, *, scaled: bool, unit: str, habit: Style
) -> tuple[Decimal, Decimal | None]:
    """ "24,535 tỷ" and "43,697 ha" are decimals, "10,381 thí sinh" and "150,000 đồng" are thousands."""
    if unit == "share":
        return decimal, None
    english = habit.english > habit.vietnamese
    if not scaled and unit in ("count", "money", "time"):
        return thousands, None
    if english:
        return thousands, decimal
    return decimal, None if habit.vietnamese else thousands
