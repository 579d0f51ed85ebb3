"""Prices that everybody can look up, held against what was paid in their year (lexicon/prices.toml).

A part of the rule "unlikely". A price is flagged only where the sentence is about one good, the words before the number
tell a price and no change of one, and neither a separator nor the unit's scale explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

from tongket import lexicon
from tongket.checks.between import Between, phrase_in, says
from tongket.checks.precision import plain
from tongket.records import Figure, Flag

_RULE: Final = "unlikely"
_BEFORE: Final = 30
"""Characters before a price that tell whether it is one."""
_CLAUSE: Final = 50
"""Characters before it that may tell a difference of prices."""
_THOUSAND: Final = Decimal(1000)
_DIGIT: Final = 10
"""A price that lost one digit is a tenth of itself."""
_BROKEN: Final = re.compile(r"[\d.,]\s*$")


class Price(NamedTuple):
    """One good: its words, and its usual price by year; `low` and `high` where one range holds for all years."""

    name: str
    words: frozenset[str]
    others: frozenset[str]
    within: Decimal
    years: dict[int, Decimal]
    low: Decimal | None
    high: Decimal | None

    def bounds(self, first: int, last: int) -> tuple[Decimal, Decimal]:
        """Least and most that was paid in these years; in a year not known, in any."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        known = [value for year, value in self.years.items() if first <= year <= last] or list(self.years.values())
        return min(known) / self.within, max(known) * self.within


@cache
def _prices() -> dict[str, tuple[Price, ...]]:
    """The goods by unit."""
    found: dict[str, tuple[Price, ...]] = {}
    for entry in lexicon.load("prices")["price"]:
        years = {int(year): Decimal(str(value)) for year, value in entry.get("years", {}).items()}
        low, high = (None if (value := entry.get(end)) is None else Decimal(value) for end in ("low", "high"))
        words, others = frozenset(entry["words"]), frozenset(entry["not"])
        price = Price(entry["name"], words, others, Decimal(str(entry["within"])), years, low, high)
        found[entry["unit"]] = (*found.get(entry["unit"], ()), price)
    return found


def check(between: Between) -> Iterator[Flag]:
    """Flags for prices out of all range."""
    for index, figure in enumerate(between.figures):
        if figure.unit in _prices() and figure.kind == "level" and figure.status == "reported":
            flag = _compare(between, index)
            if flag is not None:
                yield flag


def _compare(between: Between, index: int) -> Flag | None:
    figure = between.figures[index]
    good = _good(between, index)
    if good is None or not _is_price(between, index):
        return None
    years = (0, 9999) if figure.period is None else (figure.period[0].year, figure.period[1].year)
    low, high = good.bounds(*years)
    top = figure.high if figure.high is not None else figure.value
    too_low = figure.period is not None and low / _DIGIT <= top < low  # far less is a difference of prices
    if (figure.value <= high and not too_low) or top > _DIGIT * figure.value:
        return None
    if any(_in(value, low, high) for value in _other_readings(figure)):
        return None  # a separator of thousands that is one of decimals, or a number told in thousands or millions
    told = f"{plain(figure.value)} {figure.unit} for {good.name}"
    when = "" if figure.period is None else f" in {figure.period[1].year}"
    return Flag(_RULE, "notice", (index,), f"{told}: between {_round(low)} and {_round(high)} was to be expected{when}")


def _good(between: Between, index: int) -> Price | None:
    """The one good that the sentence is about."""
    sentence = between.sentence(index)
    goods = _prices()[between.figures[index].unit]
    fitting = [good for good in goods if phrase_in(good.words, sentence) and not phrase_in(good.others, sentence)]
    return fitting[0] if len(fitting) == 1 else None


def _is_price(between: Between, index: int) -> bool:
    """'giá … ở mức ⟨36,5 triệu đồng/lượng⟩', not 'tăng ⟨50 nghìn đồng/lượng⟩'."""
    before, clause = between.before(index, _BEFORE), between.before(index, _CLAUSE)
    if _BROKEN.search(before):
        return False  # the end of a number that is printed in pieces
    return says("priced", before) and not says("differs", clause) and "/" in between.figures[index].quote


def _other_readings(figure: Figure) -> Sequence[Decimal]:
    values = [figure.ambiguous] if figure.ambiguous is not None else []
    separated = "." in figure.quote or "," in figure.quote
    return [*values, *((figure.value / _THOUSAND, figure.value * _THOUSAND) if separated else ())]


def _in(value: Decimal, low: Decimal, high: Decimal) -> bool:
    return low <= value <= high


def _round(value: Decimal) -> str:
    """Two digits are enough to tell a range."""
    return plain(value if not value else Decimal(format(value, ".2g")))
