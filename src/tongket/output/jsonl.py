"""JSON and JSON Lines: one object per document, the shape that docs/reading.schema.json fixes.

Numbers are written exactly from their Decimals, so the writer is our own; everything else is plain JSON.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final

from tongket.output.numbers import plain
from tongket.records import Block, Dates, Document, Figure, Flag, Law, Reading, Review, Span, Versus, Zero

SCHEMA_VERSION: Final = "1.1"

_LINE_ENDS: Final = "\x85\u2028\u2029"
_UNSAFE: Final = re.compile(rf"[{_LINE_ENDS}\ud800-\udfff]")
"""Legal inside a JSON string, but some readers take the first three for line ends, and no UTF-8 holds the others."""


def line(reading: Reading, *, text: bool = True) -> str:
    """The JSON object of one document, without a line end. `text=False` leaves the document's text out."""
    return encode(as_dict(reading, text=text))


def encode(value: Any) -> str:
    """`value` as JSON on one line; knows dicts (with plain keys), lists, tuples, strings, ints, Decimals, booleans,
    dates and None.

    Raises TypeError for anything else, binary floats included.
    """
    line = _ENCODERS[type(value)](value)
    return line if _is_plain(line) else _UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", line)


def _is_plain(line: str) -> bool:
    """Whether no character of a line needs to be escaped: quicker told so than by a pattern."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return not any(mark in line for mark in _LINE_ENDS)


class _Encoders(dict[type, Callable[[Any], str]]):
    """Type → how its values are written."""

    def __missing__(self, unknown: type) -> Callable[[Any], str]:
        raise TypeError(f"not for JSON: {unknown.__name__}")


def _date(value: dt.date) -> str:
    return f'"{value.isoformat()}"'


def _object(value: dict[str, Any]) -> str:
    encoders = _ENCODERS
    return "{" + ", ".join([f'"{key}": {encoders[type(item)](item)}' for key, item in value.items()]) + "}"


def _array(value: list[Any] | tuple[Any, ...]) -> str:
    encoders = _ENCODERS
    return "[" + ", ".join([encoders[type(item)](item) for item in value]) + "]"


_ENCODERS: Final = _Encoders(
    {
        type(None): {None: "null"}.__getitem__,
        bool: {False: "false", True: "true"}.__getitem__,
        str: encode_basestring,
        int: repr,
        Decimal: plain,
        dt.date: _date,
        dt.datetime: _date,
        dict: _object,
        list: _array,
        tuple: _array,
    }
)


def as_dict(reading: Reading, *, text: bool = True) -> dict[str, Any]:
    """The document's object, values still Decimals, dates and tuples."""
    return {
        "schema_version": SCHEMA_VERSION,
        "doc": reading.document.doc,
        "document": _document(reading.document, reading.genre, text=text),
        "figures": [_figure(figure) for figure in reading.figures],
        "zeros": [_zero(zero) for zero in reading.zeros],
        "review": _review(reading.review),
        "flags": [_flag(flag) for flag in reading.flags],
        "laws": [_law(law) for law in reading.laws],
        "private": [(private.start, private.end) for private in reading.private],
        "private_kinds": [private.kind for private in reading.private],
    }


def _document(document: Document, genre: str, *, text: bool) -> dict[str, Any]:
    header = document.header
    record: dict[str, Any] = {
        "title": _words(document, document.title),
        "published": document.published,
        "published_source": document.published_source,
        "published_doubtful": document.published_doubtful,
        "publisher": document.publisher,
        "url": document.url,
        "media_type": document.media_type,
        "encoding": {
            "name": document.encoding.name,
            "converted": document.encoding.converted,
            "confidence": document.encoding.confidence,
        },
        "source_hash": document.source_hash,
        "genre": genre,
        "header": header
        and {
            "body": _words(document, header.body),
            "number": _words(document, header.number),
            "place": _words(document, header.place),
            "date": header.date,
            "type": _words(document, header.type),
        },
        "problems": document.problems,
        "pictures": document.pictures,
    }
    if text:
        record["text"] = document.text
        record["blocks"] = [_block(block) for block in document.blocks]
    return record


def _words(document: Document, span: Span | None) -> str | None:
    return None if span is None else document.text[span[0] : span[1]]


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "start": block.start,
        "end": block.end,
        "level": block.level,
        "parent": block.parent,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "start": figure.start,
        "end": figure.end,
        "quote": figure.quote,
        "value": figure.value,
        "high": figure.high,
        "bound": figure.bound,
        "unit": figure.unit,
        "counted": figure.counted,
        "act": figure.act,
        "kind": figure.kind,
        "direction": figure.direction,
        "status": figure.status,
        "of": figure.of,
        "part_of": figure.part_of,
        "period": figure.period,
        "body": figure.body,
        "place": figure.place,
        "sentence": figure.sentence,
        "reported_by": figure.reported_by,
        "scope": figure.scope,
        "versus": [_versus(versus) for versus in figure.versus],
        "breakdown": figure.breakdown,
        "exhaustive": figure.exhaustive,
        "covers": figure.covers,
        "qualifier": figure.qualifier,
        "cumulative": figure.cumulative,
        "as_of": figure.as_of,
        "period_source": figure.period_source,
        "ambiguous": figure.ambiguous,
        "boundary": figure.boundary,
        "confidence": figure.confidence,
        "body_id": figure.body_id,
        "place_code": figure.place_code,
        "indicator": figure.indicator,
    }


def _versus(versus: Versus) -> dict[str, Any]:
    return {"kind": versus.kind, "phrase": versus.phrase, "period": versus.period, "setter": versus.setter}


def _zero(zero: Zero) -> dict[str, Any]:
    period: Dates | None = zero.period
    return {
        "start": zero.start,
        "end": zero.end,
        "quote": zero.quote,
        "counted": zero.counted,
        "period": period,
        "body": zero.body,
        "place": zero.place,
        "body_id": zero.body_id,
        "place_code": zero.place_code,
        "indicator": zero.indicator,
    }


def _review(review: Review | None) -> dict[str, Any] | None:
    if review is None:
        return None
    return {
        "type": review.type,
        "body": review.body,
        "body_id": review.body_id,
        "meeting_date": review.meeting_date,
        "place": review.place,
        "period": review.period,
        "next_period": review.next_period,
        "officials": [
            {"name": o.name, "role": o.role, "rank": o.rank, "capacity": o.capacity, "span": o.span}
            for o in review.officials
        ],
        "awards": [
            {"title": a.title, "to": a.to, "count": a.count, "giver": a.giver, "span": a.span} for a in review.awards
        ],
        "tasks": review.tasks,
        "commitments": review.commitments,
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "rule": flag.rule,
        "severity": flag.severity,
        "state": "new",
        "figures": flag.figures,
        "arithmetic": flag.arithmetic,
    }


def _law(law: Law) -> dict[str, Any]:
    return {
        "start": law.start,
        "end": law.end,
        "quote": law.text,
        "type": law.type,
        "number": None if law.value is None else str(law.value),
    }
