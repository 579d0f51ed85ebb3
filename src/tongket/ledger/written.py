"""Numbers and days as people write them → exact values; what could mean two things is refused, never guessed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from tongket.ledger.errors import FieldError

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.A)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.A)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.A)
_DOUBTFUL = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.A)
"""Dot or comma with three digits behind it: thousands, or decimals?"""
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]?\d+", re.I | re.A)
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"))

_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.A)
_SLASHED = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?: 0?0:00(?::00)?)?", re.A)


def number_of(text: str) -> Decimal:
    """ "1234.5", "1.234.567", "1.234,5", "1234,5" → Decimal. Raises FieldError for anything else:
    also for "1.234", and for "1.84E+08", where a spreadsheet has dropped digits."""
    digits = text.translate(_SPACES).replace("\u2212", "-")
    if _DOUBTFUL.fullmatch(digits):
        whole = re.sub("[.,]", "", digits)
        decimals = digits.replace(",", ".") + "0"
        raise FieldError(
            f"{text} can be {whole} or {decimals}: write one of these", "two", given=text, one=whole, other=decimals
        )
    if _SHORTENED.fullmatch(digits):
        told = f"{text} was shortened by the spreadsheet: show the column as a number, then save again"
        raise FieldError(told, "shortened", given=text)
    if _PLAIN.fullmatch(digits):
        return Decimal(digits)
    if _COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    if _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    raise FieldError(f"no number like 1234.5 or 1.234,5: {text[:60]}", "number", given=text[:60])


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet wrote this number with an exponent."""
    return _SHORTENED.fullmatch(text.translate(_SPACES)) is not None


def day_of(text: str, *, month_first: bool | None = None) -> dt.date:
    """ "2024-06-30", or "30/6/2024" where only one order of day and month is possible or `month_first` tells it.

    Raises FieldError for anything else.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _day(text, *map(int, match.groups()))
    match = _SLASHED.fullmatch(text)
    if match is None:
        raise FieldError(f"no day like 2024-06-30: {text[:60]}", "day", given=text[:60])
    first, second, year = map(int, match.groups())
    if month_first is None and first != second and max(first, second) <= 12:
        one, other = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
        raise FieldError(f"{text} can be two days: write {one} or {other}", "two", given=text, one=one, other=other)
    swapped = second > 12 if month_first is None else month_first
    return _day(text, year, first, second) if swapped else _day(text, year, second, first)


def month_first(text: str) -> bool | None:
    """What a day written with slashes tells of the order in its file: month first, day first, or None."""
    match = _SLASHED.fullmatch(text.strip())
    if match is None or (int(match[1]) > 12) == (int(match[2]) > 12):
        return None
    return int(match[2]) > 12


def _day(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise FieldError(f"no such day: {text}", "no_such_day", given=text) from None
