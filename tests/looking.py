"""A reader of a ledger beside its writers: what it sees must be whole at every moment."""

from __future__ import annotations

import duckdb

from tongket.ledger.store import Store

WHOLE = """
select d.id, d.batch, d.figures, count(f.number), count(distinct f.number),
       (select count(*) from read_parquet($sources) s where s.document_id = d.id)
from read_parquet($documents) d
left join read_parquet($figures) f on f.document_id = d.id and f.batch = d.batch
group by all
"""


def look(store: Store) -> int:
    """How many documents there are now; AssertionError where one is there twice, or without its figures or source."""
    documents = store.files("documents")  # first: what belongs to them was there before
    if not documents:
        return 0
    files = {"documents": documents, "sources": store.files("sources"), "figures": store.files("figures")}
    with duckdb.connect() as db:
        rows = db.execute(WHOLE, files).fetchall()
    assert len({row[0] for row in rows}) == len(rows), "a document is there twice"
    for identity, _, told, figures, numbers, sources in rows:
        assert told == figures == numbers, (identity, told, figures, numbers)
        assert sources > 0, identity
    return len(rows)
