"""Figures of the ledger's rows as records again, for what computes on figures: checks, series, comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tongket.ledger.schema import TABLES
from tongket.records import Dates, Figure, Span, Versus

if TYPE_CHECKING:
    import duckdb

_NOT_OF_A_FIGURE = frozenset({"batch"})
_COLUMNS = ", ".join(f'f."{column.name}"' for column in TABLES["figures"] if column.name not in _NOT_OF_A_FIGURE)
_BATCH = 2000
"""Rows turned into records at a time."""
_UNKNOWN = "?"
"""Unit of a number that is too large for the table, so that nothing is compared with it."""


def readings(
    connection: duckdb.DuckDBPyConnection, ids: Iterable[str] | None = None, *, view: str = "figures"
) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """The figures of each document, in the order of their numbers, so that links (`of`, `part_of`, `covers`) are
    indices into the tuple; documents in the order of their ids.

    `connection`: views over a ledger (`ledger.views.connect`). `ids`: of documents; all where None. `view`: "figures",
    as the machine read them, or "latest", with what people decided. A document without figures doesn't come.
    The answer is held in memory: ask for a ledger of millions of figures by portions of `ids`.
    """
    chosen = "" if ids is None else "where f.document_id in (select unnest($ids))"
    query = f"select {_COLUMNS} from {view} f {chosen} order by f.document_id, f.number"
    found = connection.sql(query, params=None if ids is None else {"ids": list(ids)})
    assert found is not None  # a SELECT has an answer
    rows = (row for batch in found.to_arrow_table().to_batches(_BATCH) for row in batch.to_pylist())
    for document, group in groupby(rows, key=itemgetter("document_id")):
        yield document, figures_of(list(group))


def figures_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Figure, ...]:
    """The figures of one document's rows, in their order; a link to a row that is not there is dropped.

    Rows are those of the view `figures` or `latest`, where rejected figures are missing and added ones have a number
    behind all others: links are counted anew.
    """
    listed = list(rows)
    place = {row["number"]: index for index, row in enumerate(listed)}
    return tuple(_figure(row, place) for row in listed)


def _figure(row: Mapping[str, Any], place: Mapping[int, int]) -> Figure:
    value = row["value"]
    return Figure(
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        value=_plain(value) or Decimal(0),
        high=_plain(row["high"]),
        bound=row["bound"],
        unit=_UNKNOWN if value is None else row["unit"],
        counted=row["counted"],
        act=row["act"],
        kind=row["kind"],
        direction=row["direction"],
        status=row["status"],
        of=place.get(row["of"]),
        part_of=place.get(row["part_of"]),
        period=_dates(row, "period"),
        body=row["body"],
        place=row["place"],
        sentence=_span(row, "sentence") or (row["start"], row["end"]),
        counted_span=_span(row, "counted"),
        act_span=_span(row, "act"),
        reported_by=row["reported_by"],
        scope=row["scope"],
        versus=tuple(
            Versus(each["kind"], each["phrase"], _dates(each, "period"), each["setter"]) for each in row["versus"] or ()
        ),
        breakdown=row["breakdown"],
        exhaustive=row["exhaustive"],
        covers=tuple(place[number] for number in row["covers"] or () if number in place),
        qualifier=row["qualifier"],
        cumulative=bool(row["cumulative"]),
        as_of=row["as_of"],
        period_source=row["period_source"],
        ambiguous=_plain(row["ambiguous"]),
        boundary=row["boundary"],
        confidence=row["confidence"],
        body_id=row["body_id"],
        place_code=row["place_code"],
        indicator=row["indicator"],
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """The number without the zeros that the table's scale puts behind it."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _dates(row: Mapping[str, Any], name: str) -> Dates | None:
    first, last = row[f"{name}_start"], row[f"{name}_end"]
    return None if first is None or last is None else (first, last)


def _span(row: Mapping[str, Any], name: str) -> Span | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None or end is None else (start, end)
