"""Fines: does a sum of fines, over the cases that it is for, lie within what the law foresees for the act?

The envelope is wide on purpose: all tariffs for the act in force in the period (and shortly before it, because a breach
may be fined after the law has changed), of persons and of organisations alike. A side of it raises a flag only where
the provision that sets it was seen in the text of the law. Docs: docs/checks-fines.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tongket.checks import tariffs
from tongket.checks.fined import Fined, find
from tongket.checks.precision import largest, least, plain
from tongket.checks.tariffs import ANY, ORGANISATION, PERSON, Law, Special, Tariff
from tongket.records import Dates, Figure, Flag

_AFTER: Final = dt.timedelta(days=365)
"""A breach may be fined up to a year after it, by the tariff of its day (Law 15/2012/QH13, article 6)."""
_ASSUMED: Final = dt.timedelta(days=730)
"""Where no period is told, the report is taken to be about the two years before its publication."""
_AT_ONCE: Final = 2
"""How many breaches a case may be fined for on average: a rider without helmet and licence pays for both."""
_OPEN: Final = Decimal("1.5")
"""'hơn 5 tỷ' is less than half as much again, 'gần 5 tỷ' less than a third short; else another number would be told."""
_FAR: Final = 5
"""So many times outside, a digit or a scale word is likelier wrong than the law."""


@dataclass(frozen=True, slots=True)
class Side:
    """One end of the envelope: its amount and the tariff that sets it."""

    amount: Decimal
    tariff: Tariff


def check(figures: Sequence[Figure], text: str = "", published: dt.date | None = None) -> Iterator[Flag]:
    """Flags of the rule "fines" for one document, in the order of the sums."""
    for index, figure in enumerate(figures):
        if figure.covers and figure.unit == "VND":
            flag = _flag(figures, index, text, published)
            if flag is not None:
                yield flag


def explain(figures: Sequence[Figure], index: int, text: str = "", published: dt.date | None = None) -> str | None:
    """The arithmetic of one sum of fines in words, with what the law foresees; None where the figure is no such sum, or
    where no provision for the act is known. For a reader's information: it says nothing about right or wrong."""
    law = tariffs.load()
    fined = find(figures, index, law, text)
    period = None if fined is None else _period(figures, fined, published)
    if fined is None or period is None:
        return None
    listed = [each for each in _tariffs(law, fined, period) if each.in_force(*period) and each.verified]
    return f"{_average(figures, fined)}; {_foreseen(listed)}" if listed else None


def _flag(figures: Sequence[Figure], index: int, text: str, published: dt.date | None) -> Flag | None:
    law = tariffs.load()
    fined = find(figures, index, law, text)
    period = None if fined is None else _period(figures, fined, published)
    if fined is None or period is None:
        return None
    fewest, most = _cases(figures, fined)
    money = figures[index]
    low, high = _low(law, fined, period), _high(law, fined, period)
    if low and fined.fined:
        young = _applies(law.minors, fined)
        limit = low.amount * (law.minors.factor if young else 1)
        if _at_most(money) / fewest < limit:
            half = ", half of the least for minors" if young else ""
            return _told(figures, fined, low, half, _at_most(money) / fewest * _FAR < limit, law, period)
    if high:
        twice = high.amount * _AT_ONCE
        limit = (twice if fined.several else high.amount) * _city(figures, fined, law)
        if _at_least(money) / most > limit:
            both = f", {_amount(twice)} for two breaches at once" if fined.several else ""
            return _told(figures, fined, high, both, _at_least(money) / most > limit * _FAR, law, period)
    return None


def _period(figures: Sequence[Figure], fined: Fined, published: dt.date | None) -> Dates | None:
    """What the sum is for: its own period, that of its cases, or the time before publication."""
    told = next((figures[i].period for i in (fined.money, *fined.cases) if figures[i].period is not None), None)
    if told is None and published is not None:
        return published - _ASSUMED, published
    return told


# ── the average ──────────────────────────────────────────────────────────────
def _cases(figures: Sequence[Figure], fined: Fined) -> tuple[Decimal, Decimal]:
    """How few and how many cases there may have been; never less than one."""
    counts = [figures[i] for i in fined.cases]
    at_least = [_at_least(count) for count in counts]
    fewest = min(at_least) if fined.overlapping else sum(at_least, Decimal(0))
    return max(fewest, Decimal(1)), max(sum((_at_most(count) for count in counts), Decimal(0)), Decimal(1))


def _at_least(figure: Figure) -> Decimal:
    return figure.value / _OPEN if figure.bound in ("under", "at_most") else least(figure)


def _at_most(figure: Figure) -> Decimal:
    known = largest(figure)
    return figure.value * _OPEN if known is None else known


# ── the envelope ─────────────────────────────────────────────────────────────
def _tariffs(law: Law, fined: Fined, period: Dates) -> list[Tariff]:
    """All that could have been applied to what was fined."""
    start, end = period[0] - _AFTER, period[1]
    return [each for act in fined.acts for each in law.tariffs.get(act.id, ()) if each.in_force(start, end)]


def _low(law: Law, fined: Fined, period: Dates) -> Side | None:
    """The least that a case can cost: of the act if that is known for sure, else of any violation at all."""
    listed = _tariffs(law, fined, period)
    if any(each.warning for each in listed):
        return None
    if fined.acts and all(_known(law.tariffs.get(act.id, ()), "lowest", period) for act in fined.acts):
        tariff = min(listed, key=lambda each: (each.least, not each.verified))
        return Side(tariff.least, tariff) if tariff.verified else None
    return _general(law, period, PERSON)


def _high(law: Law, fined: Fined, period: Dates) -> Side | None:
    """The most that one breach can cost: of the act if that is known for sure, else of any violation at all."""
    listed = _tariffs(law, fined, period)
    if fined.acts and all(_known(law.tariffs.get(act.id, ()), "highest", period) for act in fined.acts):
        tariff = max(listed, key=lambda each: (each.most, each.verified))
        return Side(tariff.most, tariff) if tariff.verified else None
    return None if fined.unlimited else _general(law, period, ORGANISATION)


def _known(listed: Sequence[Tariff], end: str, period: Dates) -> bool:
    """Whether this end of the act's tariffs was seen in the law for the whole of the period."""
    day = period[0]
    for each in sorted(listed, key=lambda each: each.start):
        if each.verified and getattr(each, end) and each.start <= day:
            if each.end is None or each.end >= period[1]:
                return True
            day = max(day, each.end + dt.timedelta(days=1))
    return False


def _general(law: Law, period: Dates, subject: str) -> Side | None:
    for each in law.tariffs[ANY]:
        if each.subject == subject and each.start <= period[0]:
            return Side(each.least if subject == PERSON else each.most, each)
    return None


def _city(figures: Sequence[Figure], fined: Fined, law: Law) -> Decimal:
    """Inner districts of the largest cities may double the amounts in some fields."""
    here = (figures[fined.money].place_code or "")[:2] in law.city.places
    return law.city.factor if here and _applies(law.city, fined) else Decimal(1)


def _applies(other: Special, fined: Fined) -> bool:
    return any(act.id in other.acts for act in fined.acts) or (not fined.acts and ANY in other.acts)


# ── in words ─────────────────────────────────────────────────────────────────
def _told(
    figures: Sequence[Figure], fined: Fined, side: Side, allowed: str, far: bool, law: Law, period: Dates
) -> Flag:
    possible = _tariffs(law, fined, period) if side.tariff.act != ANY else law.tariffs[ANY]
    near = [each for each in possible if each.in_force(*period) or each.decree == side.tariff.decree]
    listed = [each for each in near if each.verified]
    arithmetic = f"{_average(figures, fined)}; {_foreseen(listed)}{allowed}"
    return Flag("fines", "warning" if far else "notice", (fined.money, *fined.cases), arithmetic)


def _average(figures: Sequence[Figure], fined: Fined) -> str:
    """'184 million VND over 31 cases is 5.94 million each'."""
    counts = [figures[i].value for i in fined.cases]
    total, money = sum(counts, Decimal(0)), figures[fined.money].value
    start = f"{_amount(money, ' VND')} over"
    if fined.overlapping:
        low, high = money / max(counts), money / min(counts)
        return f"{start} {plain(min(counts))} to {plain(max(counts))} cases is {_range(low, high)} each"
    told = " + ".join(map(plain, counts)) + (f" = {plain(total)}" if len(counts) > 1 else "")
    return f"{start} {told} {'case' if total == 1 else 'cases'} is {_amount(money / total)} each"


def _foreseen(listed: Sequence[Tariff]) -> str:
    """'Decree 15/2020/NĐ-CP, article 101, foresees 5–10 million for persons, 10–20 million for organisations'."""
    parts = []
    for decree in dict.fromkeys(each.decree for each in sorted(listed, key=lambda each: each.start)):
        of = [each for each in listed if each.decree == decree]
        articles = sorted({each.article for each in of if each.article is not None})
        where = f", article{'s' if len(articles) > 1 else ''} {', '.join(map(str, articles))}," if articles else ""
        amounts = ", ".join(
            f"{_span([each for each in of if each.subject == subject])} for {subject}s"
            for subject in (PERSON, ORGANISATION)
            if any(each.subject == subject for each in of)
        )
        parts.append(f"{'Law' if 'QH' in decree else 'Decree'} {decree}{where} foresees {amounts}")
    return "; ".join(parts)


def _span(listed: Sequence[Tariff]) -> str:
    """From the least to the most of them."""
    return _range(min(each.least for each in listed), max(each.most for each in listed))


def _range(low: Decimal, high: Decimal) -> str:
    """'5–10 million', '100 thousand–40 million'."""
    first, last = _amount(low), _amount(high)
    number, _, word = first.partition(" ")
    return f"{number}–{last}" if last.endswith(f" {word}") else f"{first}–{last}"


def _amount(value: Decimal, unit: str = "") -> str:
    """Three digits and a scale word: '5.94 million', '380 thousand'; short numbers as they are."""
    for size, word in ((9, " billion"), (6, " million"), (3, " thousand")):
        if value >= Decimal(10) ** size:
            scaled = value / Decimal(10) ** size
            exact = scaled == round(scaled, 3)
            return f"{plain(scaled.normalize() if exact else Decimal(f'{scaled:.3g}'))}{word}{unit}"
    return f"{plain(round(value, 2))}{unit}"
