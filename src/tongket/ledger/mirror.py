"""What people decided, from the desk's SQLite file into Delta tables, where other programs read it with the rest.

`compact`, export and publish call it; who gave out the checkers' ids stays at the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tongket.ledger import desk
from tongket.ledger.errors import LedgerError
from tongket.ledger.schema import DESK, schema
from tongket.ledger.store import Store, column_values

if TYPE_CHECKING:
    from deltalake import DeltaTable


def mirror(store: Store) -> int:
    """Add what the tables lack; returns how many rows. Once is as good as twice, also from two processes.

    Raises LedgerError where a table holds rows that the desk doesn't know: its file was lost or exchanged.
    """
    return sum(_mirror(store, table) for table in DESK) if store.is_local else 0


def _mirror(store: Store, table: str) -> int:
    rows = desk.written(store, table)

    def missing(now: DeltaTable) -> pa.Table:
        known = {
            row["id"]: (row["checker"], row["at"])
            for batch in column_values(list(now.file_uris()), ["id", "checker", "at"], store.options)
            for row in batch
        }
        here = {row["id"]: (row["checker"], row["at"]) for row in rows}
        if any(here.get(number) != told for number, told in known.items()):
            raise LedgerError(f"{store.folder / desk.FILE} lacks rows that the table {table} has: restore it")
        return pa.Table.from_pylist([row for row in rows if row["id"] not in known], schema=schema(table))

    return int(store.append_new(table, missing).num_rows) if rows or store.files(table) else 0
