"""Records as people read them: values with their unit, short periods, the sentence around a figure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from tongket import lexicon
from tongket.output.numbers import vietnamese
from tongket.output.unit_names import unit_name
from tongket.records import Dates, Document, Figure, Reading

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]+")
"""Control characters and overrides of direction: a page must not drive the reader's terminal."""

_CURRENCY = re.compile(r"[A-Z]{3}(/|$)")
_LARGE = Decimal(1_000_000_000)
_ROOM = 180
"""Characters of a sentence shown between two of its figures."""

_TIGHT = ("%", "°C")
_MAX_PLACES = 3


@cache
def _table() -> dict[str, Any]:
    return lexicon.load("display")


def one_line(text: str) -> str:
    """`text` on one line, spaces single, nothing in it that a terminal would obey."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def value(figure: Figure) -> str:
    """The value for eyes: "hơn 1.500", "184 triệu đồng", "5–10%"."""
    values = [figure.value] if figure.high is None else [figure.value, figure.high]
    numbers, scale = _scaled(values, figure.unit)
    unit = unit_name(figure.unit, "vi")
    number = "–".join(map(vietnamese, numbers))
    words = [_table()["bounds"].get(figure.bound, ""), number + unit if unit in _TIGHT else number, scale]
    return " ".join(word for word in [*words, "" if unit in _TIGHT else unit] if word)


def _scaled(values: list[Decimal], unit: str) -> tuple[list[Decimal], str]:
    """Money from a million, anything from a milliard, in "triệu" and "tỷ" where that keeps the value short."""
    largest = max(map(abs, values))
    if not _CURRENCY.match(unit) and largest < _LARGE:
        return values, ""
    for scale in _table()["scales"]:
        size = Decimal(scale["value"])
        if largest >= size:
            scaled = [v / size for v in values]
            if all(v == round(v, _MAX_PLACES) for v in scaled):
                return scaled, scale["name"]
    return values, ""


def period(dates: Dates | None) -> str:
    """The period, short: "2021", "quý I/2022", "1–6/2022", "3/2022", "18/3/2022", "15/12/2022–14/6/2023", ""."""
    if dates is None:
        return ""
    start, end = dates
    if start == end:
        return _day(start)
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    return _months(start, end) if whole_months else _days(start, end)


def _months(start: dt.date, end: dt.date) -> str:
    first, last = start.month, end.month
    if (first, last) == (1, 12):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.year != end.year:
        return f"{first}/{start.year}–{last}/{end.year}"
    if first == last:
        return f"{first}/{end.year}"
    if last - first == 2 and last % 3 == 0:
        return f"{_table()['calendar']['quarter']} {('I', 'II', 'III', 'IV')[last // 3 - 1]}/{end.year}"
    return f"{first}–{last}/{end.year}"


def _days(start: dt.date, end: dt.date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end)}"
    if start.year == end.year:
        return f"{start.day}/{start.month}–{_day(end)}"
    return f"{_day(start)}–{_day(end)}"


def _day(date: dt.date) -> str:
    return f"{date.day}/{date.month}/{date.year}"


def published(document: Document) -> str:
    """The publication day (and hour, where known) for eyes, "" where there is none."""
    moment = document.published
    if moment is None:
        return ""
    if isinstance(moment, dt.datetime):
        return f"{_day(moment)} {moment:%H:%M}"
    return _day(moment)


def private(reading: Reading) -> str:
    """What was masked, by kind, commonest first: "3 tên, 1 nơi ở"; "" where nothing was."""
    names = _table()["private"]
    counts = Counter(stretch.kind for stretch in reading.private)
    return ", ".join(f"{count} {names[kind][0]}" for kind, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])))


def title(document: Document) -> str:
    """The document's title, or its id where it has none."""
    found = document.title and one_line(document.text[document.title[0] : document.title[1]])
    return found or one_line(document.doc)


def main_body(reading: Reading) -> str | None:
    """The body that owns most of the document's figures; the review's where there are none."""
    most = _most_common([figure.body for figure in reading.figures])
    return most or (reading.review.body if reading.review else None)


def main_place(reading: Reading) -> str | None:
    """The place that most of the document's figures are about."""
    return _most_common([figure.place for figure in reading.figures])


def _most_common(names: list[str | None]) -> str | None:
    counts = Counter(name for name in names if name)
    return counts.most_common(1)[0][0] if counts else None


def sentence(document: Document, figures: Sequence[tuple[int, Figure]]) -> Iterator[tuple[str, int | None]]:
    """The sentence that all of `figures` (number and record) stand in, in pieces: plain words, and the quote of each
    figure with its number. On one line; a long stretch without figures is cut to its ends."""
    text, (start, end) = document.text, figures[0][1].sentence
    at = min(start, figures[0][1].start)
    for position, (number, figure) in enumerate(figures):
        if figure.start >= at:
            yield _stretch(text[at : figure.start], first=position == 0), None
            yield one_line(figure.quote), number
            at = figure.end
    yield _stretch(text[at : max(at, end)], last=True), None


def _stretch(text: str, *, first: bool = False, last: bool = False) -> str:
    """Words between two figures, spaces single; cut in the middle, or at the sentence's end, where they are many."""
    words = re.sub(r"\s+", " ", _UNSEEN.sub(" ", text))
    words = words.lstrip() if first else words.rstrip() if last else words
    if len(words) <= _ROOM:
        return words
    head, tail = words[: _ROOM // 2].rpartition(" ")[0], words[-_ROOM // 2 :].partition(" ")[2]
    return ("" if first else head + " ") + "…" + ("" if last else " " + tail)
