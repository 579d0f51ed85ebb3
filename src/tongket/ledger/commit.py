"""One shard's rows into the ledger: what is new of them, once, whoever else writes at the same time.

Order: figures, reviews and flags; sources; `documents` last. A process that is killed in between leaves rows that no
row of `documents` belongs to; nobody sees them, and the next `add` clears them (ledger/runs.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tongket.ledger.clock import now
from tongket.ledger.index import Index
from tongket.ledger.rows import left_out_key, table
from tongket.ledger.schema import PARTS
from tongket.ledger.store import Store, quoted

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from tongket.pipeline.work import LeftOut


@dataclass(frozen=True, slots=True)
class Committed:
    """What one commit added: documents, their figures, and rows of `left_out`; `ids` of the documents."""

    documents: int = 0
    figures: int = 0
    left_out: int = 0
    ids: tuple[str, ...] = field(default=(), repr=False)


class Writer:
    """Writes the shards of one run. `reader` is who read them."""

    def __init__(self, store: Store, index: Index, run: str, reader: str) -> None:
        self.store = store
        self.index = index
        self.run = run
        self.reader = reader
        self._commits = 0

    def commit(self, tables: Mapping[str, pa.Table], left_out: Sequence[LeftOut]) -> Committed:
        """Add what is new. What is known already, by text, bytes or source, is not added again."""
        batch = f"{self.run}.{self._commits}"
        self._commits += 1
        self.index.learn()
        known = {"batch": batch, "run": self.run, "reader": self.reader, "read_at": now()}
        tables = {name: _filled(rows, known) for name, rows in self._renamed(tables).items()}
        fresh = set(self._unread(tables["documents"])["id"].to_pylist())
        for name in PARTS:
            self.store.append(name, _of(tables[name], fresh))
        self.store.append_new("sources", lambda now: self._new_sources(tables["sources"], now))
        added = self.store.append_new("documents", lambda now: self._new_documents(tables["documents"], fresh, now))
        ids = set(added["id"].to_pylist())
        if lost := fresh - ids:  # another writer was faster with the same documents
            self._clear(batch, lost)
        return Committed(
            documents=len(ids),
            figures=sum(added["figures"].to_pylist()),
            left_out=self._leave_out(left_out, batch),
            ids=tuple(sorted(ids)),
        )

    def _renamed(self, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """The tables with the ids that the documents had at first sight."""
        documents = tables["documents"]
        renamed = {}
        columns = (documents[name].to_pylist() for name in ("id", "text_hash", "source_hash"))
        for identity, text_hash, source_hash in zip(*columns, strict=True):
            known = self.index.id_of(text_hash, source_hash)
            if known and known != identity:
                renamed[identity] = known
        if not renamed:
            return dict(tables)
        return {
            name: _with_ids(rows, "id" if name == "documents" else "document_id", renamed)
            for name, rows in tables.items()
        }

    def _unread(self, documents: pa.Table) -> pa.Table:
        """The rows that this reader has not read."""
        keep = [not self.index.has_reading(identity, self.reader) for identity in documents["id"].to_pylist()]
        return documents.filter(pa.array(keep, pa.bool_()))

    def _new_documents(self, documents: pa.Table, fresh: set[str], now: DeltaTable) -> pa.Table:
        """Of the documents whose parts are written, those that are still unread."""
        self.index.learn_table("documents", now)
        texts = documents["text_hash"].to_pylist()
        ids = documents["id"].to_pylist()
        taken = {
            identity
            for identity, text in zip(ids, texts, strict=True)
            if self.index.id_of(text, "") not in (None, identity)
        }
        return self._unread(_of(documents, fresh - taken, "id"))

    def _new_sources(self, sources: pa.Table, now: DeltaTable) -> pa.Table:
        self.index.learn_table("sources", now)
        seen: set[tuple[str, str]] = set()
        keep = []
        for source in zip(sources["document_id"].to_pylist(), sources["key"].to_pylist(), strict=True):
            keep.append(source not in seen and not self.index.has_source(*source))
            seen.add(source)
        return sources.filter(pa.array(keep, pa.bool_()))

    def _leave_out(self, left_out: Sequence[LeftOut], batch: str) -> int:
        rows = {
            key: {
                "key": key,
                "batch": batch,
                "run": self.run,
                "source": each.source,
                "reason": each.reason,
                "cause": each.cause,
                "at": now(),
                "reader": self.reader,
                "source_hash": each.source_hash,
            }
            for each in left_out
            for key in [left_out_key(each.source, each.reason, each.source_hash)]
        }

        def fresh(table_now: DeltaTable) -> pa.Table:
            self.index.learn_table("left_out", table_now)
            return table("left_out", [row for key, row in rows.items() if not self.index.is_left_out(key)])

        return self.store.append_new("left_out", fresh).num_rows if rows else 0

    def _clear(self, batch: str, ids: set[str]) -> None:
        """Take back the parts of documents that another writer has added."""
        for name in PARTS:
            self.store.delete(name, f"batch = '{batch}' and document_id in ({quoted(ids)})")


def _filled(rows: pa.Table, values: Mapping[str, object]) -> pa.Table:
    """`rows` with the columns of `values` that the table has set to them."""
    for number, column in enumerate(rows.schema):
        if column.name in values:
            rows = rows.set_column(
                number, column, pa.repeat(pa.scalar(values[column.name], column.type), rows.num_rows)
            )
    return rows


def _of(rows: pa.Table, ids: set[str], column: str = "document_id") -> pa.Table:
    """The rows of some documents."""
    return rows.filter(pc.is_in(rows[column], value_set=pa.array(sorted(ids), pa.string())))


def _with_ids(rows: pa.Table, column: str, renamed: Mapping[str, str]) -> pa.Table:
    if column not in rows.schema.names:
        return rows
    ids = pa.array([renamed.get(each, each) for each in rows[column].to_pylist()], pa.string())
    return rows.set_column(rows.schema.get_field_index(column), column, ids)
