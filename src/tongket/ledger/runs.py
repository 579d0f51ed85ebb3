"""Runs of `tongket add`: which is alive, and the clearing of what dead ones left behind.

A run on a local ledger holds a lock on a file of its own as long as its process lives; the system lets go of it
however the process ends. On `s3://` there are no locks: there a run counts as dead after a day.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from tongket.ledger.clock import now
from tongket.ledger.index import Index
from tongket.ledger.rows import table
from tongket.ledger.schema import PARTS
from tongket.ledger.store import Store, column_values, quoted

_PRESUMED_DEAD = dt.timedelta(days=1)
_STAMP = "%Y%m%dT%H%M%S"


def new_run() -> str:
    """An id that sorts by time: "20261122T063700-1f0c"."""
    return f"{now().strftime(_STAMP)}-{secrets.token_hex(2)}"


@contextmanager
def alive(store: Store, run: str) -> Iterator[None]:
    """While this holds, nobody clears what the run has written."""
    if not store.is_local:
        yield
        return
    folder = store.folder / "running"
    folder.mkdir(exist_ok=True)
    path, unlocked = folder / run, folder / f".{run}"
    with unlocked.open("w") as lock:
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
    dead = _dead(store)
    if not dead:
        return 0
    index.learn()
    gone = 0
    for name in PARTS:
        gone += _delete(store, name, dead, lambda document, batch: not index.is_committed(document, batch))
    gone += _delete(store, "sources", dead, lambda document, _: not index.has_document(document))
    for run, row in dead.items():
        end(store, run, row["reader"], row["started"], "stopped", {})
        if store.is_local:
            (store.folder / "running" / run).unlink(missing_ok=True)
    return gone


def _dead(store: Store) -> dict[str, dict[str, Any]]:
    """Runs that began, did not end, and live no more."""
    runs: dict[str, dict[str, Any]] = {}
    ended = set()
    for rows in column_values(store.files("runs"), ["run", "started", "state", "reader"], store.options):
        for row in rows:
            if row["state"] == "running":
                runs[row["run"]] = row
            else:
                ended.add(row["run"])
    return {run: row for run, row in runs.items() if run not in ended and not is_alive(store, run)}


def _delete(store: Store, name: str, runs: Iterable[str], is_orphan: Callable[[str, str], bool]) -> int:
    """Delete the rows of some runs that are orphans by document and batch."""
    orphans: dict[str, set[str]] = {}
    wanted = set(runs)
    for rows in column_values(store.files(name), ["batch", "document_id"], store.options):
        for document, batch in {(row["document_id"], row["batch"]) for row in rows}:
            if batch.rpartition(".")[0] in wanted and is_orphan(document, batch):
                orphans.setdefault(batch, set()).add(document)
    return sum(
        store.delete(name, f"batch = '{batch}' and document_id in ({quoted(documents)})")
        for batch, documents in orphans.items()
    )


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
