"""Exact numbers as text: for JSON (plain, no exponent) and for Vietnamese eyes ("1.500", "36,9")."""

from __future__ import annotations

from decimal import Decimal


def plain(value: Decimal) -> str:
    """`value` exactly, without exponent and without needless zeros: "184000000", "36.9", "-0.5".

    Raises ValueError for a value that is no number.
    """
    if not value.is_finite():
        raise ValueError(f"no finite number: {value}")
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "") else digits


def vietnamese(value: Decimal) -> str:
    """`value` exactly, as Vietnamese papers print it: "." between thousands, "," before decimals."""
    digits = plain(value)
    sign, digits = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, _, fraction = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return sign + grouped + ("," + fraction if fraction else "")
