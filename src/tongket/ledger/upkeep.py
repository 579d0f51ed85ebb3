"""Housekeeping: small files joined, old ones cleared away, earlier states listed and brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from tongket.ledger.copies.update import forget, update
from tongket.ledger.errors import LedgerError
from tongket.ledger.flags.check import check
from tongket.ledger.locks import alone
from tongket.ledger.mirror import mirror
from tongket.ledger.schema import TABLES
from tongket.ledger.store import Store

KEPT = dt.timedelta(days=30)
"""How long files of earlier states are kept for `restore`."""


@dataclass(frozen=True, slots=True)
class State:
    """One state of the ledger: the version of `documents`, when it came to be, how, and how many rows it added."""

    version: int
    at: dt.datetime
    what: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of one table's files."""

    table: str
    before: int
    after: int
    removed: int


def compact(store: Store, *, kept: dt.timedelta = KEPT) -> Iterator[Compacted]:
    """Mirror the verdicts to their table, join small files, and remove those that no state younger than `kept` needs.
    On `s3://` nothing is removed: there is no telling whether somebody writes."""
    with alone(store) if store.is_local else nullcontext():
        if store.is_local:
            mirror(store)
        for name in TABLES:
            table = store.open(name)
            before = len(table.file_uris())
            table.optimize.compact()
            removed = clear_away(store, name, kept) if store.is_local else 0
            yield Compacted(name, before, len(store.files(name)), removed)


def clear_away(store: Store, name: str, kept: dt.timedelta = dt.timedelta(0)) -> int:
    """Remove files of a table that only states older than `kept` need; returns how many. The caller works `alone`."""
    hours = int(kept.total_seconds() // 3600)
    return len(store.open(name).vacuum(hours, dry_run=False, enforce_retention_duration=False))


def history(store: Store) -> list[State]:
    """The states that the ledger has been in, newest first."""
    states = []
    for entry in store.open("documents").history():
        rows = (entry.get("operationMetrics") or {}).get("num_added_rows")
        at = dt.datetime.fromtimestamp(entry["timestamp"] / 1000, dt.UTC)
        states.append(State(int(entry["version"]), at, str(entry["operation"]).lower(), rows))
    return states


def restore(store: Store, version: int) -> None:
    """Bring back the documents of an earlier state: what belongs to later ones is no longer counted, and counts again
    when a later state is restored. Decisions of people stay. Raises LedgerError where that state is gone."""
    from deltalake.exceptions import DeltaError

    known = [state.version for state in history(store)]
    if version == known[0]:
        return
    if version not in known:
        raise LedgerError(f"{store.place} has no state {version} (tongket ledger history lists them)")
    try:
        store.open("documents").restore(version)
    except (DeltaError, OSError) as error:
        raise LedgerError(
            f"state {version} can't be restored, its files are gone: {str(error).splitlines()[0]}"
        ) from None
    forget(store)
    update(store)
    check(store)
