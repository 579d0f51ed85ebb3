"""Numbers that say of which kind a thing is, name it or rank it: they count nothing.

The words are in `lexicon/no_figures.toml` ([classes]).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tongket import lexicon
from tongket.patterns import one_of, whole
from tongket.reading.durations import TIMES
from tongket.records import Quantity

_SMALL: Final = 60
"""Numbers of seats, storeys and slogans are not greater."""
_LONG_NAME: Final = 1000
"""A number in a name between quotation marks is seldom greater."""
_REACH: Final = 40
_POINTS_REACH: Final = 90


def number(quantity: Quantity) -> Decimal:
    """The value of a quantity as a number."""
    return quantity.value if isinstance(quantity.value, Decimal) else Decimal(str(quantity.value))


def _behind(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf" {whole(words)}")


def _before(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){one_of(words)} $")


class _Around(NamedTuple):
    """What stands right before a number and right behind it; both together tell."""

    before: re.Pattern[str]
    behind: re.Pattern[str]

    def match(self, key: str, quantity: Quantity) -> bool:
        if self.behind.match(key, quantity.end) is None:
            return False
        return self.before.search(key, max(0, quantity.start - _REACH), quantity.start) is not None


@dataclass(frozen=True, slots=True)
class _Classes:
    """The patterns of `[classes]`."""

    time_before: re.Pattern[str]
    """'loại 3 tháng', 'nợ trên 12 tháng'."""
    time_behind: re.Pattern[str]
    """'30 năm đổi mới'."""
    seats: _Around
    """'xe khách trên 30 chỗ', 'xe buýt 2 tầng'."""
    mottos: re.Pattern[str]
    """'5 không, 3 sạch'."""
    stars: re.Pattern[str]
    both: _Around
    """'cả 3 tiêu chí'."""
    pairs: re.Pattern[str]
    """'2 bên': a fixed pair, where no names follow."""
    levels: re.Pattern[str]
    """'2 cấp tòa án'."""
    ages: re.Pattern[str]
    kinds: tuple[str, ...]
    points: re.Pattern[str]
    played: re.Pattern[str]
    indexed: re.Pattern[str]
    place: re.Pattern[str]


@cache
def _classes() -> _Classes:
    words = lexicon.load("no_figures")["classes"]
    bounds = one_of(words["bounds"])
    kinds = rf"{one_of(words['time_before'])}(?: {bounds})?|{one_of(words['over_before'])} {bounds}"
    vehicle = "".join(f"(?<!{word} )" for word in words["stops"]) + one_of(words["vehicles"])
    ends = rf"(?=,? \d|[\"”’'),.;]|$| {whole(words['motto_ends'])})"
    return _Classes(
        time_before=re.compile(rf"(?<!\w)(?:{kinds}) $"),
        time_behind=re.compile(rf" ?{whole(words['time_after'])}"),
        seats=_Around(re.compile(rf"(?<!\w){vehicle}(?: [^\W\d_]+){{0,4}} $"), _behind(words["seats"])),
        mottos=re.compile(rf" {whole(words['mottos'])}{ends}"),
        stars=_behind(words["stars"]),
        both=_Around(_before(words["all"]), _behind(words["sides"])),
        pairs=_behind(words["pairs"]),
        levels=re.compile(rf" {words['level']}(?=[,.;)”\"]|$| {whole(words['level_of'])})"),
        ages=re.compile(rf"(?:,| ?[-–]| [^\W\d_]+) ?\d{{1,2}} {words['age']}(?!\w)"),
        kinds=tuple(f"{word} " for word in words["kind"]),
        points=re.compile(rf" {words['point']}(?=[,.;)”\"]|$| {whole(words['point_ends'])})"),
        played=re.compile(rf"(?<!\w){whole(words['played'])}"),
        indexed=re.compile(rf"(?<!\w){whole(words['indexed'])}"),
        place=_behind(words["coordinates"]),
    )


def is_class(key: str, raw: str, quantity: Quantity) -> bool:
    """'xe 16 chỗ', 'khách sạn 5 sao', 'huy hiệu 30 năm', '“5 không, 3 sạch”', 'cả 3 tiêu chí', '22,5 độ vĩ Bắc'."""
    classes = _classes()
    if quantity.kind == "measure" and key.endswith(classes.kinds, 0, quantity.start):
        return True
    if quantity.unit == "a" and classes.ages.match(key, quantity.end):
        return True
    if quantity.unit in TIMES:
        return _is_time_class(key, quantity)
    if quantity.unit == "deg":
        return classes.place.match(key, quantity.end) is not None
    if quantity.unit != "count":
        return False
    if _is_quoted(raw, quantity) or _scores(key, quantity) or _is_mark(key, quantity):
        return True
    return number(quantity) <= _SMALL and _is_small_class(key, raw, quantity)


def _is_time_class(key: str, quantity: Quantity) -> bool:
    start, end = quantity.start, quantity.end
    if key.startswith(",", end) and (start == 0 or key[start - 1] == "\n" or key[start - 2 : start] == ". "):
        return True
    classes = _classes()
    if classes.time_behind.match(key, end):
        return True
    return classes.time_before.search(key, max(0, start - _REACH), start) is not None


def _is_small_class(key: str, raw: str, quantity: Quantity) -> bool:
    classes, value, end = _classes(), number(quantity), quantity.end
    if value <= 4 and classes.levels.match(key, end):
        return True
    if value == 2 and (pair := classes.pairs.match(key, end)):
        return not raw[pair.end() + 1 : pair.end() + 2].isupper()
    if classes.ages.match(key, end):
        return True
    if value <= 10 and (classes.mottos.match(key, end) or classes.stars.match(key, end)):
        return True
    return classes.seats.match(key, quantity) or classes.both.match(key, quantity)


_QUOTED: Final = re.compile(r"[^“”\"'’\n.,;]{1,24}[”\"'’]")
_IN_NAME: Final = re.compile(r"[“\"][^\W\d_][^“”\"\n.,;:]{2,30} $")


def _is_quoted(raw: str, quantity: Quantity) -> bool:
    """A number that opens or ends a name in quotation marks: '“3 cây nhang”', '“Báo cháy 114”'."""
    start, end = quantity.start, quantity.end
    if number(quantity) > _LONG_NAME:
        return False
    if start and raw[start - 1] in '“"‘':
        return _QUOTED.match(raw, end) is not None
    if raw[end : end + 1] in ("”", '"'):
        found = _IN_NAME.search(raw, max(0, start - 34), start)
        return found is not None and raw[found.start() + 1].isupper()
    return False


_CLOCK_BEHIND, _CLOCK_BEFORE = re.compile(r" : [0-5]\d(?!\d)"), re.compile(r"(?<!\d)[0-2]?\d : $")
_POWER: Final = re.compile(r"(?:[\d/]| )m $")
_DIGITS: Final = 2
"""Hours, minutes and powers have no more."""


def _is_mark(key: str, quantity: Quantity) -> bool:
    """'01 : 45', '80 m ⟨2⟩', a reference '[⟨3⟩]': digits set apart."""
    start, end = quantity.start, quantity.end
    if key.startswith("]", end) and key.startswith("[", start - 1):
        return True
    if end - start > _DIGITS:
        return False
    if key[start:end] in ("2", "3") and _POWER.search(key, max(0, start - _REACH), start):
        return True
    if _CLOCK_BEHIND.match(key, end):
        return True
    return end - start == _DIGITS and _CLOCK_BEFORE.search(key, max(0, start - _REACH), start) is not None


def _scores(key: str, quantity: Quantity) -> bool:
    """Points of a match or an examination; not those of a market's index."""
    classes = _classes()
    if classes.points.match(key, quantity.end) is None:
        return False
    low, high = max(0, quantity.start - _POINTS_REACH), quantity.end + _REACH
    return classes.indexed.search(key, low, high) is None and classes.played.search(key, low, high) is not None
