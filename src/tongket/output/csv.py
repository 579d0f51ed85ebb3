"""CSV: a row per figure, UTF-8, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from typing import Any

from tongket.output.numbers import plain
from tongket.records import Dates, Figure, Reading, Span, Versus

COLUMNS = (
    "doc",
    "title",
    "published",
    "genre",
    "figure",
    "start",
    "end",
    "quote",
    "value",
    "high",
    "bound",
    "unit",
    "counted",
    "act",
    "kind",
    "direction",
    "status",
    "of",
    "part_of",
    "period_start",
    "period_end",
    "body",
    "place",
    "sentence",
    "reported_by",
    "scope",
    "versus",
    "breakdown",
    "exhaustive",
    "covers",
    "qualifier",
    "cumulative",
    "as_of",
    "period_source",
    "ambiguous",
    "boundary",
    "confidence",
    "body_id",
    "place_code",
    "indicator",
)

_BULLETS = "-–+•* \t\n"
_FORMULA_STARTS = ("=", "+", "-", "@")


def header() -> str:
    """The line of column names."""
    return _lines([COLUMNS])


def rows(reading: Reading) -> str:
    """A line for every figure of the document; `figure`, `of`, `part_of` and `covers` count from 0."""
    return _lines([_row(reading, number, figure) for number, figure in enumerate(reading.figures)])


def _lines(rows: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _row(reading: Reading, number: int, figure: Figure) -> list[Any]:
    document = reading.document
    return [
        _words(document.doc),
        _words(_cut(document.text, document.title)),
        document.published.isoformat() if document.published else None,
        reading.genre,
        number,
        figure.start,
        figure.end,
        _words(figure.quote),
        plain(figure.value),
        None if figure.high is None else plain(figure.high),
        figure.bound,
        figure.unit,
        _words(figure.counted),
        _words(figure.act),
        figure.kind,
        figure.direction,
        figure.status,
        figure.of,
        figure.part_of,
        *_dates(figure.period),
        _words(figure.body),
        _words(figure.place),
        _words((_cut(document.text, figure.sentence) or "").strip(_BULLETS)),
        _words(figure.reported_by),
        figure.scope,
        "; ".join(map(_versus, figure.versus)) or None,
        figure.breakdown,
        figure.exhaustive,
        " ".join(map(str, figure.covers)) or None,
        _words(figure.qualifier),
        "yes" if figure.cumulative else "no",
        figure.as_of,
        figure.period_source,
        None if figure.ambiguous is None else plain(figure.ambiguous),
        figure.boundary,
        None if figure.confidence is None else plain(figure.confidence),
        figure.body_id,
        figure.place_code,
        figure.indicator,
    ]


def _dates(period: Dates | None) -> tuple[object, object]:
    return period or (None, None)


def _cut(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span[0] : span[1]]


def _versus(versus: Versus) -> str:
    return f"{versus.kind}: {' '.join(versus.phrase.split())}"


def _words(text: str | None) -> str | None:
    """One line; an apostrophe before what a spreadsheet would run as a formula, since pages are not to be trusted."""
    if text is None:
        return None
    line = " ".join(text.split())
    return "'" + line if line.startswith(_FORMULA_STARTS) else line
