"""How exact a printed number is: the values that it may stand for, by its modifier and its last digit."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tongket.records import Figure

Range = tuple[Decimal, Decimal | None]
"""Least and largest value; None where it has no end."""

_DIGITS: Final = re.compile(r"\d[\d.,]*")
_COMMA: Final = re.compile(r"\d,\d{3}(?!\d)")
_ABOUT: Final = Decimal("0.1")
"""How far 'khoảng' may be off."""
_ROUGH: Final = Decimal(4)
"""Percentage points beside the last digit that a whole percentage ending in a zero may be off."""
_ROUND: Final = 2
"""So many zeros at the end of a number look like rounding."""


def least(figure: Figure) -> Decimal:
    """The least value that the figure may stand for; 0 for 'gần', 'dưới'."""
    if figure.bound in ("under", "at_most"):
        return Decimal(0)
    if figure.bound == "about":
        return figure.value * (1 - _ABOUT)
    return figure.value - step(figure)


def largest(figure: Figure) -> Decimal | None:
    """The largest value that the figure may stand for; None for 'hơn', 'ít nhất', which have none.

    Percentages and amounts are truncated as often as rounded, so that a whole last digit is allowed for.
    """
    if figure.bound in ("over", "at_least"):
        return None
    if figure.bound == "about":
        return figure.value * (1 + _ABOUT)
    return (figure.value if figure.high is None else figure.high) + step(figure)


def step(figure: Figure) -> Decimal:
    """One unit of the last digit printed ('5,6 tỷ': 100 million); 0 for a count printed in full."""
    match = _DIGITS.search(figure.quote)
    if match is None:
        return Decimal(0)
    if figure.value == 0:  # '0,0%' may be 0.04 %; a count of none is none
        decimals = len(match[0].replace(".", ",").partition(",")[2])
        return Decimal(0) if figure.unit == "count" else Decimal(1).scaleb(-decimals)
    whole = "".join(character for character in match[0] if character.isdigit()).lstrip("0")
    if not whole:
        return Decimal(0)
    size = abs(figure.value) / Decimal(whole)
    in_full = figure.unit == "count" and size == 1
    return Decimal(0) if in_full else size


def range_of(figure: Figure) -> Range:
    """The values that a figure may stand for where it is held against a percentage.

    Beside its modifier and last digit: numbers ending in two zeros or more look rounded to their last other digit, and
    a whole percentage that ends in a zero is a rough one ('giảm 50%' of 46.9 %).
    """
    low, high = least(figure), largest(figure)
    more = _looks_rounded(figure)
    return low - more, None if high is None else high + more


def either_reading(figure: Figure) -> tuple[Figure, ...]:
    """The figure, and as it reads where a comma before three digits is one of decimals ('923,835 tỷ đồng')."""
    if figure.ambiguous is not None:
        return figure, replace(figure, value=figure.ambiguous)
    return (figure, replace(figure, value=figure.value / 1000)) if _COMMA.search(figure.quote) else (figure,)


def percent(part: Range, whole: Range) -> Range:
    """The range of part / whole in percent."""
    least_share = Decimal(0) if whole[1] is None or whole[1] <= 0 else max(part[0], Decimal(0)) / whole[1] * 100
    return least_share, None if part[1] is None or whole[0] <= 0 else part[1] / whole[0] * 100


def overlap(one: Range, other: Range) -> bool:
    """Whether some value lies in both ranges."""
    return (one[1] is None or one[1] >= other[0]) and (other[1] is None or other[1] >= one[0])


def _looks_rounded(figure: Figure) -> Decimal:
    digits = format(abs(figure.value) / (step(figure) or 1), "f").partition(".")[0]
    if figure.unit == "%":
        return _ROUGH if digits.endswith("0") and step(figure) == 1 else Decimal(0)
    zeros = len(digits) - len(digits.rstrip("0"))
    return (step(figure) or 1) * Decimal(10) ** zeros if _ROUND <= zeros < len(digits) else Decimal(0)


def plain(value: Decimal) -> str:
    """A number without exponent or needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
