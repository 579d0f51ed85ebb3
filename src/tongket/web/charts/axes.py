"""The axis of time: where a day stands on it, which ticks it has, and what a panel's length of period is called."""

from __future__ import annotations

import datetime as dt

from tongket.web.charts.chart import Spec
from tongket.web.charts.wording import Language, say

_LENGTHS = {"1m": "month", "3m": "quarter", "6m": "half", "12m": "year", "day": "day", "sum": "sum"}


def midnight(date: dt.date) -> dt.datetime:
    return dt.datetime(date.year, date.month, date.day)


def iso(moment: dt.datetime) -> str:
    """The same for ends of an axis and its ticks: the interpreter of expressions takes one number for a year."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def ms(moment: dt.datetime) -> float:
    """Milliseconds since 1970, as though the moment were UTC: charts know no zones."""
    return moment.replace(tzinfo=dt.UTC).timestamp() * 1000


def length_words(length: str, language: Language) -> str:
    if length in _LENGTHS:
        return say(f"lengths.{_LENGTHS[length]}", language)
    return say("lengths.months" if length.endswith("m") else "lengths.days", language, count=length[:-1])


def axis(length: str, first: dt.datetime, last: dt.datetime, wide: int) -> Spec:
    """Years at their middle under values for years, else at their first day; months where the time is short."""
    if (last - first).days <= 550 and length not in ("12m", "6m"):
        values, form, each = _months(first, last), "%m/%Y", 52
    else:
        values, form, each = _years(first, last, middle=length == "12m"), "%Y", 38
    step = -(-len(values) * each // wide) or 1
    return {
        **{"values": [iso(moment) for moment in values[:: max(step, 1)]], "format": form, "grid": False},
        **{"labelFlush": False, "labelOverlap": False, "tickSize": 4},
    }


def _years(first: dt.datetime, last: dt.datetime, middle: bool) -> list[dt.datetime]:
    days = [dt.datetime(year, *((7, 2) if middle else (1, 1))) for year in range(first.year, last.year + 1)]
    return [moment for moment in days if first <= moment <= last]


def _months(first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    """The middle of each month."""
    days = [dt.datetime(first.year + n // 12, n % 12 + 1, 15) for n in range(first.month - 1, first.month + 24)]
    return [moment for moment in days if first <= moment <= last]
