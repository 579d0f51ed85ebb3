"""Numbers in the words of a flag: in thousands, millions or billions with their unit, percentages as exact as told."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tongket.checks.precision import plain
from tongket.records import Figure

_NAMES = ((9, "billion"), (6, "million"), (3, "thousand"))


def scale(figure: Figure) -> tuple[Decimal, str]:
    """By what to divide a number like this figure's, and how to say so with the unit; counts stay as they are."""
    if figure.unit == "count":
        return Decimal(1), ""
    for size, word in _NAMES:
        if abs(figure.value) >= Decimal(10) ** size:
            return Decimal(10) ** size, f"{word} {figure.unit}"
    return Decimal(1), figure.unit


def amount(figure: Figure, value: Decimal | None = None) -> str:
    """'5.6 billion VND', '31': the figure's value, or another one in its scale and unit."""
    size, unit = scale(figure)
    number = plain((figure.value if value is None else value) / size)
    return f"{number} {unit}" if unit else number


def share_of(part: Decimal, whole: Decimal, told: Figure) -> str:
    """part / whole in percent, with one decimal more than the percentage that it is held against."""
    exponent = told.value.as_tuple().exponent
    decimals = max(-exponent, 0) + 1 if isinstance(exponent, int) else 1
    return plain((part / whole * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
