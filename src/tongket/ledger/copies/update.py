"""The near-copies of a ledger brought up to what its tables hold, and told in the table `clusters`.

Only documents that came, or got a source, since the last time are looked at: the index remembers the batches that it
has taken in. A process that is killed in between leaves nothing wrong, the next call goes on. The index can be made
anew from the tables at any time; so it is after a `restore`, and for a ledger on `s3://` each time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from tongket.ledger.copies.file import IndexFileError
from tongket.ledger.copies.index import Index
from tongket.ledger.copies.likeness import Content, Likeness, instant
from tongket.ledger.locks import in_turn
from tongket.ledger.rows import table
from tongket.ledger.store import Store
from tongket.ledger.views import connect

FILE = "copies.sqlite"
_ROWS = 1000

_NEW = """
select c.id, c.tier, c.published, (select min(retrieved) from stored_sources s where s.document_id = c.id) as retrieved,
    d.likeness
from current c join readings d on d.id = c.id and d.batch = c.batch
where c.id in (select id from readings where batch in (select batch from fresh)
    union select document_id from stored_sources where batch in (select batch from fresh))
order by c.id"""


def update(store: Store) -> None:
    """Take in what is new in the ledger, and write `clusters` anew where that changes it."""
    with in_turn(store, "copies"), closing(connect(store)) as db, _index(store) as index:
        known = set(index.batches())
        batches = "select batch from readings union select batch from stored_sources"
        fresh = sorted({row[0] for row in db.sql(batches).fetchall()} - known)
        if fresh:
            db.register("fresh", pa.table({"batch": pa.array(fresh, pa.string())}))
            index.add(_likenesses(db))
            index.take(fresh)
        _tell(store, db, index)


def forget(store: Store) -> None:
    """Drop the index, which is then made anew: after a `restore`, it may know documents that are no more."""
    if store.is_local:
        for ending in ("", "-wal", "-shm"):
            (store.folder / f"{FILE}{ending}").unlink(missing_ok=True)


@contextmanager
def _index(store: Store) -> Iterator[Index]:
    if not store.is_local:
        with tempfile.TemporaryDirectory(prefix="tongket-") as folder, Index(Path(folder) / FILE) as index:
            yield index
        return
    try:
        opened = Index(store.folder / FILE)
    except IndexFileError:  # of another version: it can be made anew
        forget(store)
        opened = Index(store.folder / FILE)
    with opened as index:
        yield index


def _likenesses(db: duckdb.DuckDBPyConnection) -> Iterator[Likeness]:
    for batch in db.sql(_NEW).to_arrow_reader(_ROWS):
        for row in batch.to_pylist():
            if row["likeness"] is not None:
                seen = instant(row["published"] or row["retrieved"])
                yield Likeness(row["id"], Content.unpack(row["likeness"]), row["tier"] or "unknown", seen)


def _tell(store: Store, db: duckdb.DuckDBPyConnection, index: Index) -> None:
    """Write `clusters` where it says something else than the index: documents that stand alone are not in it."""
    rows = [
        {"document_id": document, "cluster_id": placed.cluster, "lead_id": placed.lead, "state": placed.state}
        for document, placed in index.gathered()
    ]
    now = table("clusters", rows)
    before = db.sql("select * from stored_clusters order by document_id").to_arrow_table()
    if not now.equals(before.cast(now.schema)):
        store.overwrite("clusters", now)
