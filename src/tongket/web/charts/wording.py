"""Words, numbers, units and periods of charts in Vietnamese and English; the words stand in lexicon/web/charts.toml."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from tongket import lexicon
from tongket.output.display import period as vietnamese_period
from tongket.output.numbers import plain, vietnamese
from tongket.output.unit_names import unit_name
from tongket.web.language import one_of

Language = Literal["vi", "en"]
LOCALES: dict[Language, dict[str, Any]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""], "minus": "−"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "minus": "−"},
}
"""d3's format locales: "1.234,5" and "1,234.5"."""

_TIGHT = ("%", "°C")
_PLACES = 3


@cache
def table() -> dict[str, Any]:
    """lexicon/web/charts.toml."""
    return lexicon.load("web/charts")


def say(path: str, language: Language, **filled: object) -> str:
    """The words at "section.key", or "key" of the section `words`. Raises KeyError for what isn't there."""
    section, _, key = path.rpartition(".")
    words: list[str] = table()[section or "words"][key]
    if section == "states":
        words = words[1:]  # a sign comes first
    return one_of(words, language, filled.get("count")).format(**filled)


def number(value: Decimal, language: Language) -> str:
    """`value` exactly: "1.234,5" or "1,234.5"."""
    if language == "vi":
        return vietnamese(value)
    digits = plain(value)
    sign, digits = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, dot, fraction = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{fraction}"


RATE = "per 100000"
"""The unit of rates for every 100,000 people, which no figure has."""


def unit(code: str, language: Language) -> str:
    """A unit after a number: "đồng/lít", "VND/litre"; of "count" nothing."""
    if code == RATE:
        return say("rates.unit", language)
    return unit_name(code, language)


@dataclass(frozen=True, slots=True)
class Scale:
    """What numbers of an axis are divided by, and the word for it ("tỷ", "")."""

    size: Decimal = Decimal(1)
    name: str = ""

    def unit(self, code: str, language: Language) -> str:
        """ "tỷ đồng", "billion VND", "vụ"."""
        return " ".join(word for word in (self.name, unit(code, language)) if word)


def scale_of(largest: Decimal, language: Language) -> Scale:
    """The scale that keeps an axis with `largest` on it short."""
    for each in table()["scale"]:
        if abs(largest) >= Decimal(each["value"]):
            return Scale(Decimal(each["value"]), each["name"][language == "en"])
    return Scale()


def value(row: Mapping[str, Any], language: Language, with_unit: bool = True) -> str:
    """A row's value with its bound, scale and unit: "> 1.500", "184 triệu đồng", "5–10%"."""
    ends = [each for each in (row["value"], row.get("high")) if each is not None]
    scale = Scale()
    if len(ends) and max(map(abs, ends)) >= Decimal("1e9" if not row["unit"].isupper() else "1e6"):
        found = scale_of(max(map(abs, ends)), language)
        if all(end / found.size == round(end / found.size, _PLACES) for end in ends):
            scale = found
    numbers = "–".join(number(end / scale.size, language) for end in ends)
    code = scale.unit(row["unit"], language) if with_unit else scale.name
    tight = not scale.name and code.startswith(_TIGHT)
    told = (numbers + code) if tight else f"{numbers} {code}".strip()
    sign = table()["signs"].get(row.get("bound") or "")
    return f"{sign} {told}" if sign else told


def day(date: dt.date, language: Language) -> str:
    """ "1/7/2025", "1 Jul 2025"."""
    if language == "vi":
        return f"{date.day}/{date.month}/{date.year}"
    return f"{date.day} {_month(date)} {date.year}"


def period(start: dt.date, end: dt.date, language: Language) -> str:
    """ "quý I/2022", "Q1 2022"; "1–6/2022", "H1 2022"; "15/12/2022–14/12/2023", "15 Dec 2022–14 Dec 2023"."""
    if language == "vi":
        return vietnamese_period((start, end))
    if start == end:
        return day(start, language)
    if start.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        return f"{day(start, language)}–{day(end, language)}"
    if start.year != end.year:
        years = (start.month, end.month) == (1, 12)
        return f"{start.year}–{end.year}" if years else f"{_month(start)} {start.year}–{_month(end)} {end.year}"
    months = end.month - start.month + 1
    if months == 12:
        return str(end.year)
    if months in (3, 6) and end.month % months == 0:
        return f"{'Q' if months == 3 else 'H'}{end.month // months} {end.year}"
    return f"{_month(start)} {end.year}" if months == 1 else f"{_month(start)}–{_month(end)} {end.year}"


def _month(date: dt.date) -> str:
    name: str = table()["periods"]["months"][date.month - 1]
    return name


_WIDE, _NARROW = frozenset("MWmw@%—…"), frozenset("iljtfrI1.,:;'|()[]-–/ ịíìỉĩ")


def width(text: str, size: float) -> float:
    """How wide `text` is about, in pixels, in the charts' font; rather too much than too little."""
    return size * sum(0.86 if c in _WIDE else 0.31 if c in _NARROW else 0.66 if c.isupper() else 0.565 for c in text)


def wrap(text: str, room: float, size: float) -> list[str]:
    """`text` in lines that `room` pixels hold; a single word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence, one behind another."""
    return "; ".join(parts)
