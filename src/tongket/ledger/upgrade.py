"""The way up from each older schema of a ledger to this version's.

A new version of the tables raises `SCHEMA_VERSION` and puts a step here that brings a ledger of the version before up
by one. Nobody reads or writes an older ledger: a column that is not there yet would give wrong answers silently. A
step that was stopped is simply run again, so each must find its own work done; the version is noted after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pyarrow as pa
import pyarrow.compute as pc

from tongket.ledger import desk
from tongket.ledger.errors import LedgerError
from tongket.ledger.locks import alone
from tongket.ledger.rows import figure_id, flag_id
from tongket.ledger.schema import SCHEMA_VERSION, TABLES, schema
from tongket.ledger.store import Store

Step = Callable[[Store], None]


def upgrade(place: str) -> list[int]:
    """Bring the ledger up to this version's schema; the versions that it went through, the old one first.

    Raises LedgerError where there is no ledger or no way up, where it is newer, or where somebody adds.
    """
    old = Store(place, older=True)  # which also tells that there is a ledger
    steps = range(old.version, SCHEMA_VERSION)
    if missing := [version for version in steps if version not in STEPS]:
        raise LedgerError(f"{place} has schema {old.version}, and there is no way up from {missing[0]}")
    if not steps:
        return [old.version]
    with alone(old) if old.is_local else nullcontext():
        store = Store(place, create=True, older=True)  # tables that came later are made
        for version in steps:
            STEPS[version](store)
            _note(store, version + 1)
    return [*steps, SCHEMA_VERSION]


def add_columns(store: Store, name: str, *columns: pa.Field) -> None:
    """Give a table columns that it lacks, null in every row, in one commit."""
    rows = store.open(name).to_pyarrow_dataset().schema
    missing = [column for column in columns if column.name not in rows.names]
    if missing:
        rewrite(store, name, pa.schema([*rows, *missing]))


def rewrite(store: Store, name: str, widened: pa.Schema) -> None:
    """Bring all rows of a table to a schema with more columns, or more fields in them, in one commit.

    All files are written anew: who reads Parquet files by list, as DuckDB does, needs every column in each of them.
    Earlier states stay until `tongket ledger compact`.
    """
    from deltalake import write_deltalake

    table = store.open(name)
    rows = table.to_pyarrow_dataset()  # here: Delta can't open a table while it writes

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in rows.to_batches(batch_size=2_000):
            yield pa.RecordBatch.from_arrays([_widened(batch, field) for field in widened], schema=widened)

    data = pa.RecordBatchReader.from_batches(widened, batches())
    write_deltalake(table, data, mode="overwrite", schema_mode="overwrite")


def _widened(batch: pa.RecordBatch, field: pa.Field) -> pa.Array:
    if field.name not in batch.schema.names:
        return pa.nulls(batch.num_rows, field.type)
    return batch.column(field.name).cast(field.type)


def _from_1(store: Store) -> None:
    """Ids of bodies, places and indicators; a flag has an id, and names figures of any document by theirs."""
    add_columns(store, "figures", *map(schema("figures").field, ("body_id", "place_code", "indicator")))
    add_columns(store, "reviews", schema("reviews").field("body_id"))
    add_columns(store, "left_out", *map(schema("left_out").field, ("host", "published")))
    if "id" not in store.open("flags").to_pyarrow_dataset().schema.names:
        _name_figures_of_flags(store)
    stored = store.open("documents").to_pyarrow_dataset().schema
    if stored.field("zeros").type != schema("documents").field("zeros").type:
        rewrite(store, "documents", schema("documents"))


def _name_figures_of_flags(store: Store) -> None:
    from deltalake import write_deltalake

    table = store.open("flags")
    flags = table.to_pyarrow_dataset().to_table().to_pylist()
    flagged = pa.array(sorted({flag["document_id"] for flag in flags}), pa.string())
    columns = ["document_id", "batch", "number", "start", "end"]
    figures = store.open("figures").to_pyarrow_dataset().to_table(columns, pc.field("document_id").isin(flagged))
    ids = {
        (f["document_id"], f["batch"], f["number"]): figure_id(f["document_id"], f["start"], f["end"])
        for f in figures.to_pylist()
    }
    for flag in flags:
        flag["figures"] = [ids[flag["document_id"], flag["batch"], number] for number in flag["figures"]]
        flag["id"] = flag_id(flag["rule"], flag["figures"])
    rows = pa.Table.from_pylist(flags, schema=schema("flags"))
    write_deltalake(table, rows, mode="overwrite", schema_mode="overwrite")


def _from_2(store: Store) -> None:
    """Decisions about flags: their table is made with the store, the desk's by opening it."""
    if store.is_local and (store.folder / desk.FILE).exists():
        with desk.opened(store):
            pass


STEPS: dict[int, Step] = {1: _from_1, 2: _from_2}
"""Version → what brings a ledger of that version up by one. The first version was 1."""


def _note(store: Store, version: int) -> None:
    """Note the version where the store looks for it, in the description of `documents`, last."""
    for name in sorted(TABLES, key="documents".__eq__):
        store.open(name).alter.set_table_description(f"Tongket ledger, schema {version}")
