"""Points made by hand, and reports of invented bodies whose figures have ids, for the checks between reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from made import document as made_document
from tongket.checks.across.points import Point
from tongket.records import Block, Figure, Reading, Versus

POLICE = "cong-an/lam-son"
ACCIDENTS = "traffic-accidents"


def year(number: int) -> tuple[dt.date, dt.date]:
    return dt.date(number, 1, 1), dt.date(number, 12, 31)


def half(number: int) -> tuple[dt.date, dt.date]:
    return dt.date(number, 1, 1), dt.date(number, 6, 30)


def month(number: int, which: int) -> tuple[dt.date, dt.date]:
    first = dt.date(number, which, 1)
    return first, (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def same_period(number: int) -> tuple[Versus, ...]:
    return (Versus("same_period", f"so với năm {number}", year(number)),)


def figure(quote: str, value: str | None = None, **fields: Any) -> Figure:
    """A count of traffic accidents of the invented police in 2021, as far as `fields` say nothing else."""
    known = {
        "start": 10,
        "end": 10 + len(quote),
        "quote": quote,
        "value": Decimal(value or quote.replace(".", "").replace(",", ".")),
        "high": None,
        "bound": "exact",
        "unit": "count",
        "counted": "vụ tai nạn giao thông",
        "act": None,
        "kind": "level",
        "direction": None,
        "status": "reported",
        "of": None,
        "part_of": None,
        "period": year(2021),
        "body": "Công an tỉnh Lam Sơn",
        "place": "Lam Sơn",
        "sentence": (0, 90),
        "body_id": POLICE,
        "place_code": "97",
        "indicator": ACCIDENTS,
        "confidence": Decimal("0.9"),
    }
    return Figure(**{**known, **fields})


def point(
    document: str, quote: str, value: str | None = None, *, published: dt.date | None = None, **fields: Any
) -> Point:
    sentence = fields.pop("sentence_text", f"Năm 2021, toàn tỉnh xảy ra {quote} vụ tai nạn giao thông.")
    is_part = fields.pop("is_part", False)
    made = figure(quote, value, **fields)
    identity = f"{document}-{made.start}-{made.end}"
    told = (made.period or year(2021))[1] + dt.timedelta(days=int(document[-1:], 16) + 1)
    return Point(identity, document, made, published or told, sentence, is_part)


def report(name: str, *statements: tuple[str, dict[str, Any]], published: dt.date, title: str = "") -> Reading:
    """A report of sentences, each with one figure: "toàn tỉnh xảy ra {} vụ …" and the figure's fields, quote first."""
    title = title or f"Công an tỉnh Lam Sơn báo cáo kết quả công tác, số {name}"
    text, figures, blocks = title, [], [Block("title", 0, len(title))]
    for sentence, fields in statements:
        told = dict(fields)
        quote = str(told.pop("quote"))
        written = sentence.format(quote)
        start = len(text) + 1
        text = f"{text}\n{written}"
        at = start + sentence.index("{}")
        span = {"start": at, "end": at + len(quote), "sentence": (start, start + len(written))}
        figures.append(figure(quote, **{**span, **told}))
        blocks.append(Block("paragraph", start, start + len(written)))
    source = made_document(
        doc=name,
        text=text,
        blocks=tuple(blocks),
        title=(0, len(title)),
        header=None,
        published=published,
        url=f"https://lamson.example/{name}",
        source_hash=f"{name:0>64}",
    )
    return Reading(replace(source), figures=tuple(figures), genre="aggregate_report")


HAPPENED = "Trong năm, toàn tỉnh xảy ra {} vụ tai nạn giao thông đường bộ."


def accidents(name: str, quote: str, published: dt.date, **fields: Any) -> Reading:
    """A report with one figure."""
    return report(name, (HAPPENED, {"quote": quote, **fields}), published=published)
