"""The way up from each older schema of a ledger to this version's.

A new version of the tables raises `SCHEMA_VERSION` and puts a step here that brings a ledger of the version before up
by one. Nobody reads or writes an older ledger: a column that is not there yet would give wrong answers silently. A
step that was stopped is simply run again, so each must find its own work done; the version is noted after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pyarrow as pa

from tongket.ledger.errors import LedgerError
from tongket.ledger.locks import alone
from tongket.ledger.schema import SCHEMA_VERSION, TABLES
from tongket.ledger.store import Store

Step = Callable[[Store], None]

STEPS: dict[int, Step] = {}
"""Version → what brings a ledger of that version up by one. The first version was 1."""


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
    """Give a table columns that it lacks, null in every row, in one commit.

    All files are written anew: who reads Parquet files by list, as DuckDB does, needs every column in each of them.
    Earlier states stay until `tongket ledger compact`.
    """
    from deltalake import write_deltalake

    table = store.open(name)
    rows = table.to_pyarrow_dataset()
    missing = [column for column in columns if column.name not in rows.schema.names]
    if not missing:
        return
    widened = pa.schema([*rows.schema, *missing])

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in rows.to_batches(batch_size=2_000):
            nulls = [pa.nulls(batch.num_rows, column.type) for column in missing]
            yield pa.RecordBatch.from_arrays([*batch.columns, *nulls], schema=widened)

    data = pa.RecordBatchReader.from_batches(widened, batches())
    write_deltalake(table, data, mode="overwrite", schema_mode="overwrite")


def _note(store: Store, version: int) -> None:
    """Note the version where the store looks for it, in the description of `documents`, last."""
    for name in sorted(TABLES, key="documents".__eq__):
        store.open(name).alter.set_table_description(f"Tongket ledger, schema {version}")
