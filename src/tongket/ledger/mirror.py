"""Verdicts from the desk's SQLite file into the Delta table `verdicts`, where other programs read them with the rest.

`compact`, export and publish call it; who gave out the checkers' ids stays at the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tongket.ledger import desk
from tongket.ledger.errors import LedgerError
from tongket.ledger.schema import schema
from tongket.ledger.store import Store, column_values

if TYPE_CHECKING:
    from deltalake import DeltaTable


def mirror(store: Store) -> int:
    """Add the verdicts that the table lacks; returns how many. Once is as good as twice, also from two processes.

    Raises LedgerError where the table holds verdicts that the desk doesn't know: its file was lost or exchanged.
    """
    if not store.is_local:
        return 0
    rows = desk.verdicts_of(store)

    def missing(now: DeltaTable) -> pa.Table:
        known = {
            row["id"]: (row["checker"], row["at"])
            for batch in column_values(list(now.file_uris()), ["id", "checker", "at"], store.options)
            for row in batch
        }
        here = {row["id"]: (row["checker"], row["at"]) for row in rows}
        if any(here.get(number) != told for number, told in known.items()):
            raise LedgerError(f"{store.folder / desk.FILE} lacks verdicts that the table verdicts has: restore it")
        return pa.Table.from_pylist([row for row in rows if row["id"] not in known], schema=schema("verdicts"))

    return int(store.append_new("verdicts", missing).num_rows) if rows or store.files("verdicts") else 0
