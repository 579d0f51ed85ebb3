"""A reading → rows of the ledger's tables, as plain dicts in the shape of ledger/schema.py."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

import pyarrow as pa

from tongket.ledger.copies.likeness import content
from tongket.ledger.schema import NUMBER, PARTS, schema
from tongket.records import Dates, Document, Figure, Flag, Reading, Review, Span

Row = dict[str, Any]

_ID_DIGITS = 20
"""80 bits: among 10⁸ documents two share an id with a chance of 10⁻⁸."""
_STEP = Decimal(1).scaleb(-NUMBER.scale)
_TOO_MANY = 2**31
"""Awards that no column holds; nobody gives as many."""
_LARGEST = Decimal(10) ** (NUMBER.precision - NUMBER.scale)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a document came from, beside what it says itself. `key` tells its source from others; `origin` is "public"
    or "handed_over"; `name` is how the source is called where it has no address."""

    key: str
    origin: str = "public"
    tier: str = "unknown"
    name: str | None = None


@dataclass(slots=True)
class Rows:
    """Rows by table; `documents` and `sources` have one for each reading, the others any number."""

    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in ("documents", "sources", *PARTS)}
    )

    def add(self, other: Rows) -> None:
        """Put the rows of `other` behind these."""
        for name, rows in other.tables.items():
            self.tables[name] += rows

    @property
    def identity(self) -> str:
        """The id of the one document that these are rows of."""
        return str(self.tables["sources"][0]["document_id"])

    def keep_source_of(self, identity: str) -> None:
        """Drop all but the source, which is one more of a document that is there."""
        for name in ("documents", *PARTS):
            self.tables[name].clear()
        for source in self.tables["sources"]:
            source["document_id"] = identity

    def arrow(self) -> dict[str, pa.Table]:
        """The rows as Arrow tables in their schemas."""
        return {name: table(name, rows) for name, rows in self.tables.items()}


def table(name: str, rows: list[Row]) -> pa.Table:
    """Rows of one table as Arrow, columns that a row lacks as nulls. A row with a column that is not in the schema is
    an error of the caller: KeyError."""
    columns = schema(name)
    known = set(columns.names)
    if strange := {key for row in rows for key in row} - known:
        raise KeyError(f"no column of {name}: {', '.join(sorted(strange))}")
    return pa.Table.from_pylist(rows, schema=columns)


def digest(text: str) -> str:
    """SHA-256 of `text` as UTF-8, hexadecimal; a lone surrogate counts as it stands."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rows_of(reading: Reading, text_hash: str, where: Where) -> Rows:
    """All rows of one reading but `batch`, `run`, `reader` and `read_at`, which the commit knows.

    `text_hash` is the digest of the text before masking.
    """
    document = reading.document
    identity = digest(document.text)[:_ID_DIGITS]
    rows = Rows()
    rows.tables["documents"].append(_document(reading, identity, text_hash, where))
    rows.tables["sources"].append(_source(document, identity, where))
    rows.tables["figures"] += [_figure(document, identity, number, each) for number, each in enumerate(reading.figures)]
    if reading.review is not None:
        rows.tables["reviews"].append(_review(document, identity, reading.review))
    rows.tables["flags"] += [_flag(identity, reading, flag) for flag in reading.flags]
    return rows


def figure_id(document: str, start: int, end: int) -> str:
    """Document and span: the same whenever it is read again."""
    return f"{document}-{start}-{end}"


def flag_id(rule: str, figures: Sequence[str]) -> str:
    """20 hexadecimal digits of the SHA-256 of the rule and the figures' ids, whatever their order."""
    return digest("\n".join([rule, *sorted(figures)]))[:_ID_DIGITS]


def flag_under(flag: Row, document: str) -> Row:
    """A flag of one document, once that is known by another id."""
    figures = [figure_id(document, *map(int, each.rsplit("-", 2)[1:])) for each in flag["figures"]]
    return flag | {"document_id": document, "figures": figures, "id": flag_id(flag["rule"], figures)}


def left_out_key(source: str | None, reason: str, source_hash: str | None, reader: str) -> str:
    """What tells rows of `left_out` apart: the bytes, or else the source's name, the reason, and the reader."""
    return digest("\0".join((source_hash or source or "", reason, reader)))[:_ID_DIGITS]


def exact(value: Decimal | None) -> Decimal | None:
    """`value` as the tables hold it, rounded to nine decimals; None where it has too many digits before the point."""
    if value is None or not value.is_finite() or value.copy_abs() >= _LARGEST:
        return None
    with localcontext(prec=NUMBER.precision + 2):
        rounded = value.quantize(_STEP, rounding=ROUND_HALF_EVEN)
    return rounded if rounded.copy_abs() < _LARGEST else None  # abs() would round to the context's digits


def _document(reading: Reading, identity: str, text_hash: str, where: Where) -> Row:
    document = reading.document
    header = document.header
    moment = document.published if isinstance(document.published, dt.datetime) else None
    return {
        "id": identity,
        "title": _words(document, document.title),
        "published": _day(document.published),
        "published_at": moment,
        "published_source": document.published_source,
        "published_doubtful": document.published_doubtful,
        "publisher": document.publisher,
        "origin": where.origin,
        "genre": reading.genre,
        "media_type": document.media_type,
        "encoding": document.encoding.name,
        "encoding_converted": document.encoding.converted,
        "header_body": header and _words(document, header.body),
        "header_number": header and _words(document, header.number),
        "header_date": header and header.date,
        "header_type": header and _words(document, header.type),
        "text": document.text,
        "blocks": [
            {"kind": b.kind, "start": b.start, "end": b.end, "level": b.level, "parent": b.parent}
            for b in document.blocks
        ],
        "zeros": [
            {
                "start": zero.start,
                "end": zero.end,
                "quote": zero.quote,
                "counted": zero.counted,
                **_dates("period", zero.period),
                "body": zero.body,
                "place": zero.place,
                "body_id": zero.body_id,
                "place_code": zero.place_code,
                "indicator": zero.indicator,
            }
            for zero in reading.zeros
        ],
        "laws": [
            {
                "start": law.start,
                "end": law.end,
                "quote": law.text,
                "type": law.type,
                "number": None if law.value is None else str(law.value),
            }
            for law in reading.laws
        ],
        "private": [{"start": p.start, "end": p.end, "kind": p.kind} for p in reading.private],
        "figures": len(reading.figures),
        "text_hash": text_hash,
        "source_hash": document.source_hash,
        "likeness": content(reading).pack(),
    }


def _source(document: Document, identity: str, where: Where) -> Row:
    return {
        "document_id": identity,
        "key": where.key,
        "url": document.url,
        "name": None if where.origin == "handed_over" else where.name,
        "publisher": document.publisher,
        "published": _day(document.published),
        "tier": where.tier,
        "retrieved": document.retrieved,
        "source_hash": document.source_hash,
    }


def _figure(document: Document, identity: str, number: int, figure: Figure) -> Row:
    return {
        "document_id": identity,
        "number": number,
        "start": figure.start,
        "end": figure.end,
        "quote": figure.quote,
        "value": exact(figure.value),
        "high": exact(figure.high),
        "bound": figure.bound,
        "unit": figure.unit,
        "kind": figure.kind,
        "direction": figure.direction,
        "status": figure.status,
        "counted": figure.counted,
        **_span("counted", figure.counted_span),
        "act": figure.act,
        **_span("act", figure.act_span),
        "of": figure.of,
        "part_of": figure.part_of,
        "breakdown": figure.breakdown,
        "exhaustive": figure.exhaustive,
        "covers": list(figure.covers),
        **_dates("period", figure.period),
        "period_source": figure.period_source,
        "cumulative": figure.cumulative,
        "as_of": figure.as_of,
        "body": figure.body,
        "place": figure.place,
        "reported_by": figure.reported_by,
        "scope": figure.scope,
        "versus": [
            {"kind": v.kind, "phrase": v.phrase, **_dates("period", v.period), "setter": v.setter}
            for v in figure.versus
        ],
        "qualifier": figure.qualifier,
        "boundary": figure.boundary,
        "ambiguous": exact(figure.ambiguous),
        **_span("sentence", figure.sentence),
        "sentence": _words(document, figure.sentence),
        "confidence": figure.confidence,
        "body_id": figure.body_id,
        "place_code": figure.place_code,
        "indicator": figure.indicator,
    }


def _flag(identity: str, reading: Reading, flag: Flag) -> Row:
    named = (reading.figures[number] for number in flag.figures)
    figures = [figure_id(identity, figure.start, figure.end) for figure in named]
    return {
        "id": flag_id(flag.rule, figures),
        "document_id": identity,
        "rule": flag.rule,
        "severity": flag.severity,
        "figures": figures,
        "arithmetic": flag.arithmetic,
    }


def _review(document: Document, identity: str, review: Review) -> Row:
    return {
        "document_id": identity,
        "type": review.type,
        "body": review.body,
        "body_id": review.body_id,
        "meeting_date": review.meeting_date,
        "place": review.place,
        **_dates("period", review.period),
        **_dates("next", review.next_period),
        "officials": [
            {
                "name": o.name,
                "role": o.role,
                "rank": o.rank,
                "capacity": o.capacity,
                "start": o.span[0],
                "end": o.span[1],
            }
            for o in review.officials
        ],
        "awards": [
            {
                "title": a.title,
                "to": a.to,
                "count": a.count if (a.count or 0) < _TOO_MANY else None,
                "giver": a.giver,
                "start": a.span[0],
                "end": a.span[1],
            }
            for a in review.awards
        ],
        "tasks": [_passage(document, span) for span in review.tasks],
        "commitments": [_passage(document, span) for span in review.commitments],
    }


def _day(published: dt.datetime | dt.date | None) -> dt.date | None:
    return published.date() if isinstance(published, dt.datetime) else published


def _words(document: Document, span: Span | None) -> str | None:
    return None if span is None else document.text[span[0] : span[1]]


def _passage(document: Document, span: Span) -> Row:
    return {"start": span[0], "end": span[1], "text": document.text[span[0] : span[1]]}


def _span(name: str, span: Span | None) -> Row:
    return {f"{name}_start": span and span[0], f"{name}_end": span and span[1]}


def _dates(name: str, dates: Dates | None) -> Row:
    return {f"{name}_start": dates and dates[0], f"{name}_end": dates and dates[1]}
