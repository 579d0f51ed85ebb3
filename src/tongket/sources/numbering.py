"""The numbers and marks of lists, which a word processor prints but does not store in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BULLETS = ("-", "+", "*")
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is numbered: the format by Word's name for it, the text around the numbers ("%1.%2."),
    the first number."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each is counted."""

    lists: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)
    """By the number of the list; levels by depth."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """The abstract list behind each list: lists with the same one count on together."""
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, number: str, depth: int) -> str:
        """What is printed before the next item of a list at a depth: "II.", "1.2.", "- "; "" for an unknown list."""
        levels = self.lists.get(number)
        if levels is None or depth not in levels:
            return ""
        level = levels[depth]
        if level.form == "bullet":
            return _BULLETS[min(depth, len(_BULLETS) - 1)] + " "
        counts = self.counts.setdefault(self.homes.get(number, number), {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if level.form == "none" or not level.text:
            return ""
        text = _PLACE.sub(lambda m: self._number(levels, counts, int(m[1]) - 1, level), level.text)
        return f"{text} " if text.strip() else ""

    @staticmethod
    def _number(levels: Mapping[int, Level], counts: dict[int, int], depth: int, level: Level) -> str:
        there = levels.get(depth, level)
        return written(counts.get(depth, there.start), there.form)


def written(number: int, form: str) -> str:
    """A number in one of Word's formats."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        return roman(number) if form == "lowerRoman" else roman(number).upper()
    return f"{number:02d}" if form == "decimalZero" else str(number)


def roman(number: int) -> str:
    """A Roman numeral in small letters; the Arabic one where there is none."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text + _ROMAN_ONES[number]
