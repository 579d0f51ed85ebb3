"""Numbers of a sheet as their cells print them, in the Vietnamese way: "." between thousands, "," before decimals.

A sheet stores 0.1234 and prints 12,3%; what is cited must be what is printed, and must be read as the stored value.
Format codes: ECMA-376, part 1, 18.8.31.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL_DIGITS = 11
"""A cell without a format prints as many digits at most."""
CLEAR = range(4, 8)
"""Powers of ten of the whole numbers without a format that are printed with thousands, so that they read as amounts:
shorter ones may be years, longer ones numbers of identity cards or telephones, which must stay known as such."""
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].')
_PLACES = re.compile(r"[#0?][#0?,.\s]*")


@dataclass(frozen=True, slots=True)
class _Code:
    """One section of a format: `scale` in powers of ten, `places` behind the comma, texts around the number."""

    places: int = 0
    grouped: bool = False
    scale: int = 0
    before: str = ""
    behind: str = ""


def printed(value: object, code: str = "General") -> str:
    """A cell's text; "" for an empty one, a truth value and an error."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _date(value)
    if isinstance(value, int | float | Decimal):
        return number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), code)
    text = str(value)
    return "" if text.startswith("#") and text.rstrip("!?/0A").isupper() else text


def number(value: Decimal, code: str) -> str:
    """A number in a format, as exactly as the format prints it."""
    if not value.is_finite():
        return ""
    found = _section(code)
    if found is None:
        return _general(value)
    scaled = value.scaleb(found.scale)
    rounded = scaled.quantize(Decimal(1).scaleb(-found.places), ROUND_HALF_UP)
    return f"{found.before}{_written(rounded, found.grouped)}{found.behind}"


def relocalised(value: Decimal, shown: str, *, percent: bool = False) -> str:
    """A stored number as `shown` prints it in any language ("1,234.50"), but in the Vietnamese way."""
    if not value.is_finite():
        return ""
    value = value.scaleb(2) if percent else value
    digits = re.sub(r"\D", "", shown)
    for places in range(10):
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if re.sub(r"\D", "", f"{rounded:f}") == digits:
            grouped = len(re.findall(r"(?<=\d)[.,\s\u00a0\u202f](?=\d)", shown)) > bool(places)
            return _written(rounded, grouped) + "%" * percent
    return _general(value) + "%" * percent


def _general(value: Decimal) -> str:
    """Without a format: as few decimals as the value has, and thousands only where it can be no year and no code."""
    whole = len(str(abs(int(value))))
    if whole < GENERAL_DIGITS and value != value.to_integral_value():
        value = value.quantize(Decimal(1).scaleb(whole - GENERAL_DIGITS + 1), ROUND_HALF_UP)
    text = f"{value:f}"
    value = Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
    return _written(value, grouped=value.adjusted() in CLEAR)


def _written(value: Decimal, grouped: bool) -> str:
    sign = "-" if value < 0 else ""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    if len(fraction) == 3 and len(whole) <= 3 and whole != "0":
        fraction += "0"  # "1,234" could be a thousand: the zero says that it is none
    if grouped or (fraction and len(whole) > 3):
        whole = f"{int(whole):,}".replace(",", ".")
    return sign + whole + (f",{fraction}" if fraction else "")


@lru_cache(maxsize=512)
def _section(code: str) -> _Code | None:
    """The format of positive numbers; None for a general one, and for one that prints no number."""
    section = code.split(";")[0]
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return "\x00"

    bare = _QUOTED.sub(keep, section)
    found = _PLACES.search(bare)
    if found is None or "general" in bare.lower() or "/" in bare or "e+" in bare.lower():
        return None
    places = found.group().rstrip()
    whole, _, fraction = places.partition(".")
    thousands = len(places) - len(places.rstrip(","))
    kept = iter(literals)
    around = "".join(next(kept, "") if c == "\x00" else c for c in bare[: found.start()])
    behind = "".join(next(kept, "") if c == "\x00" else c for c in bare[found.end() :])
    percent = (around + behind).count("%")
    return _Code(
        sum(c in "0#?" for c in fraction),
        "," in whole.rstrip(","),
        2 * percent - 3 * thousands,
        _text(around),
        _text(behind, behind=True),
    )


def _text(literal: str, *, behind: bool = False) -> str:
    """A literal beside a number, with a space between where it is a word or has one."""
    text = literal.replace("(", "").replace(")", "").replace("+", "").strip(" -")
    if not text:
        return ""
    side, edge = (literal[0], text[0]) if behind else (literal[-1], text[-1])
    space = " " if side == " " or edge.isalpha() else ""
    return space + text if behind else text + space


def _date(value: dt.datetime | dt.date | dt.time) -> str:
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return f"{value.day:02d}/{value.month:02d}/{value.year}"
