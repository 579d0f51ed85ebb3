"""One shard's rows into the ledger: what is new of them, once, whoever else writes at the same time.

Order: figures, reviews and flags; sources; `documents` last. A process that is killed in between leaves rows that no
row of `documents` belongs to; nobody sees them, and the next `add` clears them (ledger/runs.py), but for sources:
another writer may have found such a row and counted on it, and it says nothing wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tongket.clock import now
from tongket.ledger.index import Index
from tongket.ledger.rows import flag_under, left_out_key, table
from tongket.ledger.schema import PARTS
from tongket.ledger.store import Store, quoted

if TYPE_CHECKING:
    from deltalake import DeltaTable

    from tongket.pipeline.work import LeftOut


@dataclass(frozen=True, slots=True)
class Committed:
    """What one commit added: documents, their figures, and rows of `left_out`."""

    documents: int = 0
    figures: int = 0
    left_out: int = 0

    def __add__(self, other: Committed) -> Committed:
        return Committed(
            self.documents + other.documents,
            self.figures + other.figures,
            self.left_out + other.left_out,
        )


class Writer:
    """Writes the shards of one run. `reader` is who read them."""

    def __init__(self, store: Store, index: Index, run: str, reader: str) -> None:
        self.store = store
        self.index = index
        self.run = run
        self.reader = reader
        self._commits = 0
        self._begun: tuple[str, set[str]] | None = None

    def commit(self, tables: Mapping[str, pa.Table], left_out: Sequence[LeftOut]) -> Committed:
        """Add what is new. What is known already, by text, bytes or source, is not added again."""
        done = self._add(tables)
        return replace(done, left_out=self._leave_out(left_out))

    def undo(self) -> None:
        """Take back what a commit that was broken off has written."""
        if self._begun:
            self.index.learn(("documents",))
            self._clear(*self._begun)

    def _add(self, tables: Mapping[str, pa.Table]) -> Committed:
        batch = self._next_batch()
        self.index.learn(("documents", "sources"))
        known = {"batch": batch, "run": self.run, "reader": self.reader, "read_at": now()}
        tables = {name: _filled(rows, known) for name, rows in self._renamed(tables).items()}
        documents = self._unread(tables["documents"])
        fresh = set(documents["id"].to_pylist())
        self._begun = batch, fresh
        for name in PARTS:
            self.store.append(name, _of(tables[name], fresh))
        self.store.append_new("sources", lambda now: self._new_sources(tables["sources"], now))
        self.store.append_new("documents", lambda now: self._new_documents(documents, now))
        self.index.learn(("documents",))
        lost = self._clear(batch, fresh)
        self._begun = None
        added = _of(documents, fresh - lost, "id")
        done = Committed(added.num_rows, sum(added["figures"].to_pylist()))
        if again := {each for each in lost if not self.index.has_reading(each, self.reader)}:
            # another reader was faster, and gave the same text another id
            return done + self._add({name: _of(tables[name], again, _key(name)) for name in tables})
        return done

    def _next_batch(self) -> str:
        self._commits += 1
        return f"{self.run}.{self._commits}"

    def _renamed(self, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """The tables with the ids that the documents had at first sight; of two that turn out to be the same
        document the first."""
        documents = tables["documents"]
        renamed: dict[str, str] = {}
        first: dict[str, str] = {}
        columns = (documents[name].to_pylist() for name in ("id", "text_hash", "source_hash"))
        for identity, text_hash, source_hash in zip(*columns, strict=True):
            renamed[identity] = self.index.id_of(text_hash, source_hash) or identity
            first.setdefault(renamed[identity], identity)
        if all(identity == known for identity, known in renamed.items()):
            return dict(tables)
        kept = set(first.values())
        return {
            name: _with_ids(name, rows if name == "sources" else _of(rows, kept, _key(name)), renamed)
            for name, rows in tables.items()
        }

    def _unread(self, documents: pa.Table) -> pa.Table:
        """The rows that this reader has not read."""
        keep = [not self.index.has_reading(identity, self.reader) for identity in documents["id"].to_pylist()]
        return documents.filter(pa.array(keep, pa.bool_()))

    def _new_documents(self, documents: pa.Table, now: DeltaTable) -> pa.Table:
        """Of the documents whose parts are written, those that are still unread, and whose id is still theirs."""
        self.index.learn_table("documents", now)
        columns = (documents[name].to_pylist() for name in ("id", "text_hash", "source_hash"))
        own = [self.index.id_of(text, data) in (None, identity) for identity, text, data in zip(*columns, strict=True)]
        return self._unread(documents.filter(pa.array(own, pa.bool_())))

    def _new_sources(self, sources: pa.Table, now: DeltaTable) -> pa.Table:
        self.index.learn_table("sources", now)
        seen: set[tuple[str, str]] = set()
        keep = []
        for source in zip(sources["document_id"].to_pylist(), sources["key"].to_pylist(), strict=True):
            keep.append(source not in seen and not self.index.has_source(*source))
            seen.add(source)
        return sources.filter(pa.array(keep, pa.bool_()))

    def _leave_out(self, left_out: Sequence[LeftOut]) -> int:
        rows = {
            key: {
                "key": key,
                "batch": f"{self.run}.{self._commits}",
                "run": self.run,
                "source": each.source,
                "reason": each.reason,
                "cause": each.cause,
                "host": each.host,
                "published": each.published,
                "at": now(),
                "reader": self.reader,
                "source_hash": each.source_hash,
            }
            for each in left_out
            for key in [left_out_key(each.source, each.reason, each.source_hash, self.reader)]
        }

        def fresh(table_now: DeltaTable) -> pa.Table:
            self.index.learn_table("left_out", table_now)
            return table("left_out", [row for key, row in rows.items() if not self.index.is_left_out(key)])

        return self.store.append_new("left_out", fresh).num_rows if rows else 0

    def _clear(self, batch: str, fresh: set[str]) -> set[str]:
        """Take back the parts of documents that did not come with their batch: another writer was faster. Which."""
        lost = {identity for identity in fresh if not self.index.is_committed(identity, batch)}
        if lost:
            for name in PARTS:
                self.store.delete(name, f"batch = '{batch}' and document_id in ({quoted(lost)})")
        return lost


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


def _key(name: str) -> str:
    """The column of a table that holds the document's id."""
    return "id" if name == "documents" else "document_id"


def _with_ids(name: str, rows: pa.Table, renamed: Mapping[str, str]) -> pa.Table:
    """The rows under the ids that their documents are known by."""
    if name == "flags":
        return table(name, [flag_under(flag, renamed[flag["document_id"]]) for flag in rows.to_pylist()])
    column = _key(name)
    ids = pa.array([renamed.get(each, each) for each in rows[column].to_pylist()], pa.string())
    return rows.set_column(rows.schema.get_field_index(column), column, ids)
