"""The `indicator` column of a ledger told again, after the catalogue changed; nothing is read anew.

All rows of `figures` are written in one commit, in the place of the old ones: somebody who asks the ledger meanwhile
sees the old indicators or the new ones, and after a stop in the middle the old ones, until it is run again. Zeros
told in words lie in `documents`, which is written only where one of them changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from tongket.indicators import stored
from tongket.ledger.locks import alone
from tongket.ledger.schema import schema

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue
    from tongket.ledger.store import Store

_ROWS = 500
"""Rows of `documents` held in memory at once; they hold the texts."""


@dataclass(slots=True)
class Applied:
    """How many figures and zeros there are, how many have an indicator now, and how many another one than before."""

    figures: int = 0
    zeros: int = 0
    told: int = 0
    changed: int = 0


def apply(store: Store, catalogue: Catalogue) -> Applied:
    """Tell the indicators of all figures and zeros again. Raises LedgerError where somebody adds, or the tables can't
    be written."""
    with alone(store) if store.is_local else nullcontext():
        figures, documents = (store.open(name).to_pyarrow_dataset() for name in ("figures", "documents"))
        done, zeros = Applied(), Applied()
        _rewrite(store, "figures", lambda: _figures(figures, documents, catalogue, done), done)
        _rewrite(store, "documents", lambda: _documents(documents, catalogue, zeros), zeros)
        return Applied(done.figures, zeros.zeros, done.told + zeros.told, done.changed + zeros.changed)


def _rewrite(store: Store, name: str, batches: Callable[[], Iterator[pa.RecordBatch]], done: Applied) -> None:
    """Write a table anew in one commit, if anything in it changes: it is gone through once to see that."""
    for _ in batches():
        pass
    if not done.changed:
        return
    done.figures = done.zeros = done.told = done.changed = 0
    store.replace(name, pa.RecordBatchReader.from_batches(schema(name), batches()))


def _figures(
    figures: ds.Dataset, documents: ds.Dataset, catalogue: Catalogue, done: Applied
) -> Iterator[pa.RecordBatch]:
    """The rows of `figures` with their indicators, commit by commit: what belongs to a document came with one."""
    for batch in _commits(figures):
        rows = figures.to_table(filter=pc.field("batch") == batch)
        of = stored.by_document(rows.select(stored.FIGURE).to_pylist())
        new: dict[tuple[str, int], str | None] = {}
        scanner = documents.scanner(columns=list(stored.DOCUMENT), filter=pc.field("batch") == batch, batch_size=_ROWS)
        for some in scanner.to_batches():
            for document in some.to_pylist():
                own = of.get(document["id"], [])
                told = stored.indicators(document, own, catalogue)
                new |= {(row["document_id"], row["number"]): each for row, each in zip(own, told, strict=True)}
        yield from _with_indicators(rows, new, done)


def _commits(rows: ds.Dataset) -> list[str]:
    return sorted(pc.unique(rows.to_table(columns=["batch"])["batch"]).to_pylist())


def _with_indicators(rows: pa.Table, new: dict[tuple[str, int], str | None], done: Applied) -> Iterator[pa.RecordBatch]:
    old = rows["indicator"].to_pylist()
    keys = zip(rows["document_id"].to_pylist(), rows["number"].to_pylist(), strict=True)
    now = [new.get(key, was) for key, was in zip(keys, old, strict=True)]  # an orphan, that counts nowhere, is left
    done.figures += len(now)
    done.told += sum(each is not None for each in now)
    done.changed += sum(each != was for each, was in zip(now, old, strict=True))
    place = rows.schema.get_field_index("indicator")
    changed = rows.set_column(place, rows.schema.field(place), pa.array(now, pa.string()))
    yield from changed.cast(schema("figures")).to_batches()


def _documents(documents: ds.Dataset, catalogue: Catalogue, done: Applied) -> Iterator[pa.RecordBatch]:
    """The rows of `documents` with the indicators of their zeros."""
    for rows in documents.to_batches(batch_size=_ROWS):
        zeros = []
        for document in rows.select(stored.DOCUMENT).to_pylist():
            own = document["zeros"] or []
            told = stored.zeros(document, catalogue) if own else []
            zeros.append([{**zero, "indicator": each} for zero, each in zip(own, told, strict=True)])
            done.zeros += len(own)
            done.told += sum(each is not None for each in told)
            done.changed += sum(each != zero["indicator"] for zero, each in zip(own, told, strict=True))
        place = rows.schema.get_field_index("zeros")
        column = pa.array(zeros, schema("documents").field("zeros").type)
        columns = [column if number == place else each for number, each in enumerate(rows.columns)]
        yield pa.RecordBatch.from_arrays(
            [each.cast(field.type) for each, field in zip(columns, schema("documents"), strict=True)],
            schema=schema("documents"),
        )
