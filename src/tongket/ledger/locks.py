"""Who may work on a local ledger at once: any number of writers that add, or one that clears away old files."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store

_FILE = ".lock"


@contextmanager
def together(store: Store) -> Iterator[None]:
    """For adding: waits while somebody works `alone`. Nothing to do on `s3://`, where nothing is cleared away."""
    if not store.is_local:
        yield
        return
    with (store.folder / _FILE).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def in_turn(store: Store, work: str) -> Iterator[None]:
    """For a piece of `work` that one process does at a time: others wait. Nothing to do on `s3://`."""
    if not store.is_local:
        yield
        return
    with in_turn_at(store.folder, work):
        yield


@contextmanager
def in_turn_at(folder: Path, work: str) -> Iterator[None]:
    """For a piece of `work` on the files of a folder that one process does at a time: others wait."""
    with (folder / f".{work}").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """For removing files: a writer's new files are in no list yet, and would be taken for old ones. Raises LedgerError
    where an `add` runs, or the ledger is no folder."""
    with (store.folder / _FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LedgerError(f"{store.place}: somebody is adding to the ledger; wait until it is done") from None
        yield
