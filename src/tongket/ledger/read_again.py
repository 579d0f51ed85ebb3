"""All readings of a few documents out of the tables: their rows, without the views over the whole ledger.

Those of a document that is asked for alone are kept as long as both tables stay as they are: who checks a document by
hand decides about it again and again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pyarrow as pa

from tongket.ledger.store import Store
from tongket.ledger.views import bare, stored_view

Row = dict[str, Any]

_ROOM = 32
"""Documents kept."""
_TABLES = ("documents", "figures")


@dataclass(frozen=True, slots=True)
class Readings:
    """One document: `current`, the batch of the reading that counts, and by batch its row of `documents` and its rows
    of `figures`."""

    current: str
    documents: Mapping[str, Row]
    _figures: Mapping[str, pa.Table] = field(repr=False)

    def figures(self, batch: str) -> list[Row]:
        """What the machine read, in the order of the numbers; rows of the caller's own."""
        found: list[Row] = self._figures[batch].to_pylist() if batch in self._figures else []
        return found


_kept: OrderedDict[tuple[object, ...], Readings | None] = OrderedDict()
_lock = threading.Lock()


def readings_of(store: Store, documents: set[str]) -> dict[str, Readings]:
    """The readings of each document that the ledger holds."""
    if len(documents) != 1:
        return _read(store, documents)
    (document,) = documents
    tables = [store.open(name) for name in _TABLES]
    key = (store.place, document, *((str(table.metadata().id), table.version()) for table in tables))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _told(document, _kept[key])
    made = _read(store, documents).get(document)
    with _lock:
        _kept[key] = made
        while len(_kept) > _ROOM:
            _kept.popitem(last=False)
    return _told(document, made)


def _told(document: str, found: Readings | None) -> dict[str, Readings]:
    return {} if found is None else {document: found}


def _read(store: Store, documents: set[str]) -> dict[str, Readings]:
    wanted = pa.table({"document_id": pa.array(sorted(documents), pa.string())})
    with closing(bare()) as db:
        # `documents` first: what belongs to a document was written before it.
        for name in _TABLES:
            stored_view(db, store, name)
        db.register("wanted", wanted)
        told = db.sql("""
            select id, batch, read_at, reader, text, blocks, publisher, published from readings
            semi join wanted on id = document_id order by id, read_at, reader""").to_arrow_table()
        figures = db.sql(
            "select * from stored_figures semi join wanted using (document_id) order by document_id, batch, number"
        ).to_arrow_table()
    parts = dict(_parts(figures))
    found = {}
    for document, rows in groupby(told.to_pylist(), key=lambda row: str(row["id"])):
        by_batch = {str(row["batch"]): row for row in rows}
        found[document] = Readings(
            list(by_batch)[-1],
            by_batch,
            {batch: parts[document, batch] for batch in by_batch if (document, batch) in parts},
        )
    return found


def _parts(figures: pa.Table) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """The table cut into those of each reading."""
    at = 0
    keys = zip(figures["document_id"].to_pylist(), figures["batch"].to_pylist(), strict=True)
    for key, rows in groupby(keys):
        size = sum(1 for _ in rows)
        yield key, figures.slice(at, size)
        at += size
