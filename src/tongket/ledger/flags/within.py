"""The rules within one report asked again, over its figures as they count now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tongket.checks import check
from tongket.ledger.rows import figure_id
from tongket.ledger.stored import readings
from tongket.records import Block, Document, Figure, Law, Reading

if TYPE_CHECKING:
    import duckdb

_AT_ONCE = 2_000
"""Documents whose figures are held at once."""
_DOCUMENTS = """
select id, title, text, blocks, laws, publisher, published, published_doubtful, genre from documents
where id in (select unnest($ids))"""
Row = dict[str, Any]


def found(db: duckdb.DuckDBPyConnection, documents: Mapping[str, str]) -> Iterator[Row]:
    """The flags of documents, each given with its batch, as rows of `flags` but for their ids."""
    ids = sorted(documents)
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        rows = db.sql(_DOCUMENTS, params={"ids": some}).to_arrow_table().to_pylist()
        known = {row["id"]: row for row in rows}
        for document, figures in readings(db, some, view="latest"):
            for each in check(reading_of(known[document], figures)):
                yield {
                    "document_id": document,
                    "batch": documents[document],
                    "rule": each.rule,
                    "severity": each.severity,
                    "figures": [figure_id(document, figures[n].start, figures[n].end) for n in each.figures],
                    "arithmetic": each.arithmetic,
                }


def reading_of(row: Row, figures: tuple[Figure, ...]) -> Reading:
    """A row of `documents` with its figures as a reading; cells of tables, officials and the like are not kept."""
    blocks = tuple(Block(b["kind"], b["start"], b["end"], b["level"] or 0, b["parent"]) for b in row["blocks"] or ())
    title = next(((block.start, block.end) for block in blocks if block.kind == "title"), None)
    document = Document(
        doc=row["id"],
        text=row["text"],
        blocks=blocks,
        title=title,
        publisher=row["publisher"],
        published=row["published"],
        published_doubtful=bool(row["published_doubtful"]),
    )
    laws = tuple(
        Law("law", each["start"], each["end"], each["quote"], each["number"], type=each["type"] or "")
        for each in row["laws"] or ()
    )
    return Reading(document, figures=figures, laws=laws, genre=row["genre"])
