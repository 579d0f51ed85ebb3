"""What leaves a ledger: public documents only, no internal column, each figure with its quote, address and link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from tongket.ledger.errors import LedgerError
from tongket.ledger.exports.fragments import link
from tongket.ledger.questions import Ledger
from tongket.ledger.schema import INTERNAL
from tongket.ledger.store import Store

FIGURES = 'select * from latest order by document_id, start, "end"'
"""What is exported when nobody says: every figure that counts."""

_TABLES = {
    "documents": """
        select id, title, published, published_source, published_doubtful, publisher, genre, media_type, header_body,
            header_number, header_date, header_type, reader, read_at from documents order by id""",
    "sources": "select document_id, url, name, publisher, published, tier, retrieved from sources order by all",
    "reviews": "select * exclude (batch) from reviews order by document_id",
    "zeros": "select * from zeros order by document_id, start",
    "flags": "select * exclude (batch) from flags order by all",
    "clusters": "select * from clusters order by document_id",
}
"""What goes with the figures where a format holds several tables."""


@dataclass(frozen=True, slots=True)
class Content:
    """Tables to write, by name; `figures` is the first."""

    tables: dict[str, pa.Table]

    @property
    def figures(self) -> pa.Table:
        """The figures, or whatever the user's query gives."""
        return self.tables["figures"]


@contextmanager
def public(store: Store) -> Iterator[Ledger]:
    """The ledger with what was handed over left out of every view."""
    with Ledger(store, public=True) as ledger:
        yield ledger


def content(store: Store, sql: str | None = None, *, whole: bool = False) -> Content:
    """The figures, or the rows of `sql`; with `whole` the tables around them. Raises LedgerError for a bad query."""
    with public(store) as ledger:
        figures = linked(without_internal(ledger.query(sql or FIGURES).arrow()))
        if not figures.num_columns:
            raise LedgerError("the query gives no column that may leave the ledger")
        others = {name: ledger.query(query).arrow() for name, query in _TABLES.items()} if whole else {}
    return Content({"figures": figures, **others})


def without_internal(rows: pa.Table) -> pa.Table:
    """The rows without columns that never leave the ledger."""
    return rows.select([name for name in rows.column_names if name not in INTERNAL])


def linked(rows: pa.Table) -> pa.Table:
    """The rows with a column `link`, where they have what it is made from: address, sentence and quote."""
    if not {"url", "sentence", "quote"} <= set(rows.column_names):
        return rows
    columns = (rows[name].to_pylist() for name in ("url", "sentence", "quote"))
    links = [link(url, sentence or "", quote or "") for url, sentence, quote in zip(*columns, strict=True)]
    return rows.append_column("link", pa.array(links, pa.string()))
