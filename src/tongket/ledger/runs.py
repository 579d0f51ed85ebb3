"""Runs of `tongket add`: which is alive, and the clearing of what dead ones left behind.

A run on a local ledger holds a lock on a file of its own as long as its process lives; the system lets go of it
however the process ends. On `s3://` there are no locks: there a run counts as dead after a day, and what it wrote
within the last day is left alone all the same, as no commit takes that long.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import pyarrow.compute as pc

from tongket.clock import now
from tongket.ledger.errors import LedgerError
from tongket.ledger.index import Index
from tongket.ledger.rows import table
from tongket.ledger.schema import PARTS
from tongket.ledger.store import Store, column_values, quoted

_PRESUMED_DEAD = dt.timedelta(days=1)
_STAMP = "%Y%m%dT%H%M%S"


def new_run() -> str:
    """An id that sorts by time: "20261122T063700-1f0c22d9"."""
    return f"{now().strftime(_STAMP)}-{secrets.token_hex(4)}"


@contextmanager
def alive(store: Store, run: str) -> Iterator[None]:
    """While this holds, nobody clears what the run has written."""
    if not store.is_local:
        yield
        return
    folder = store.folder / "running"
    path, unlocked = folder / run, folder / f".{run}"
    try:
        folder.mkdir(exist_ok=True)
        lock = unlocked.open("w")
    except OSError as error:
        raise LedgerError(f"{unlocked}: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        unlocked.rename(path)  # under its name it is never unlocked while the run lives
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def is_alive(store: Store, run: str) -> bool:
    """Whether a run still writes, as far as can be known."""
    if not store.is_local:
        return _age(run) < _PRESUMED_DEAD
    path = store.folder / "running" / run
    try:
        with path.open() as lock:
            return not _free(lock)
    except FileNotFoundError:
        return False


def clear(store: Store, index: Index) -> int:
    """Delete what runs that died left without a committed document; returns how many rows that were."""
    runs = _noted(store)
    dead = {run: row for run, row in runs.items() if row["finished"] is None and not is_alive(store, run)}
    gone = 0
    if dead:
        index.learn(("documents",))
        gone = sum(_delete_orphans(store, index, name, dead) for name in PARTS)
    for run, row in dead.items():
        end(store, run, row["reader"], row["started"], "stopped", {})
    if store.is_local:
        _remove_locks(store)
    return gone


def _noted(store: Store) -> dict[str, dict[str, Any]]:
    """The last note of each run."""
    runs: dict[str, dict[str, Any]] = {}
    for rows in column_values(store.files("runs"), ["run", "started", "finished", "reader"], store.options):
        for row in rows:
            if row["run"] not in runs or row["finished"] is not None:
                runs[row["run"]] = row
    return runs


def _delete_orphans(store: Store, index: Index, name: str, runs: Iterable[str]) -> int:
    """Delete the rows of some runs that no committed document belongs to."""
    before = None if store.is_local else now() - _PRESUMED_DEAD
    orphans: dict[str, set[str]] = {}
    for run in runs:  # a file holds few batches, so that most are passed over by the range in its footer
        of_run = (pc.field("batch") >= f"{run}.") & (pc.field("batch") < f"{run}/")
        for rows in column_values(store.files(name, before), ["batch", "document_id"], store.options, of_run):
            for document, batch in {(row["document_id"], row["batch"]) for row in rows}:
                if not index.is_committed(document, batch):
                    orphans.setdefault(batch, set()).add(document)
    return sum(
        store.delete(name, f"batch = '{batch}' and document_id in ({quoted(documents)})")
        for batch, documents in orphans.items()
    )


def _remove_locks(store: Store) -> None:
    """Remove the lock files of runs that are no more; one that is being made has a dot in front of its name."""
    for path in (store.folder / "running").glob("[!.]*"):
        if not is_alive(store, path.name):
            path.unlink(missing_ok=True)


def begin(store: Store, run: str, reader: str) -> None:
    """Note that a run began."""
    _note(store, {"run": run, "started": now(), "state": "running", "reader": reader})


def end(store: Store, run: str, reader: str, started: dt.datetime, state: str, counts: dict[str, int]) -> None:
    """Note how a run ended."""
    _note(store, {"run": run, "started": started, "finished": now(), "state": state, "reader": reader, **counts})


def _note(store: Store, row: dict[str, Any]) -> None:
    store.append("runs", table("runs", [row]))


def _free(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _age(run: str) -> dt.timedelta:
    return now() - dt.datetime.strptime(run.partition("-")[0], _STAMP).replace(tzinfo=dt.UTC)
