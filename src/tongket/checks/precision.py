"""How exact a printed number is: the values that it may stand for, by its modifier and its last digit."""

from __future__ import annotations

import re
from decimal import Decimal

from tongket.records import Figure

_DIGITS = re.compile(r"\d[\d.,]*")
_ABOUT = Decimal("0.1")
"""How far 'khoảng' may be off."""


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
    whole = "".join(character for character in match[0] if character.isdigit()).lstrip("0")
    if not whole or figure.value == 0:
        return Decimal(0)
    size = abs(figure.value) / Decimal(whole)
    in_full = figure.unit == "count" and size == 1
    return Decimal(0) if in_full else size


def plain(value: Decimal) -> str:
    """A number without exponent or needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
