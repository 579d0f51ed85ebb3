"""The read model opened: a connection for each thread, questions in SQL, and the state of the ledger that it shows."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tongket.indicators.catalogue import Catalogue
from tongket.ledger.errors import LedgerError
from tongket.ledger.locks import in_turn_at
from tongket.ledger.questions import Ledger
from tongket.ledger.schema import PAGES
from tongket.ledger.store import Store
from tongket.web.model import schema
from tongket.web.model.build import Changed, bring_up
from tongket.web.model.folder import folder_of
from tongket.web.model.names import Names
from tongket.web.model.stamps import redactions, stamp

Row = dict[str, Any]
_ENDS = ("", "-wal", "-shm")
"""Of the files that SQLite makes of one."""


class Model:
    """The read model of the ledger at `store`. Threads may share one."""

    def __init__(self, store: Store, catalogue: Catalogue, names: Names, *, public: bool = False) -> None:
        self.path = folder_of(store) / PAGES[public]
        self._store, self._public = store, public
        self._catalogue, self._names = catalogue, names
        self._threads = threading.local()
        self._file = 0
        self._writing = threading.Lock()
        self._opening = threading.Lock()
        self._made_from = f"{schema.version()} {names.digest(catalogue)}"
        self._state = ""

    @property
    def state(self) -> str:
        """The state of the ledger that the pages show: changes with everything that they could tell."""
        return self._state

    def rows(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """The answer to a SELECT, as dicts."""
        return [dict(row) for row in self._reading().execute(sql, values)]

    def row(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> Row | None:
        """Its first row."""
        found = self._reading().execute(sql, values).fetchone()
        return None if found is None else dict(found)

    def value(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> Any:
        """The first value of its first row."""
        found = self._reading().execute(sql, values).fetchone()
        return None if found is None else found[0]

    def column(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in self._reading().execute(sql, values)]

    def refresh(self) -> Changed | None:
        """Take in what changed in the ledger since; None where nothing did. Raises LedgerError where it can't be
        written."""
        with self._writing:
            now = stamp(self._store)
            if now == self._state:
                return None
            try:
                with in_turn_at(self.path.parent, self.path.stem):  # one desk of several does it
                    changed = self._brought_up(now)
            except (sqlite3.Error, OSError) as error:
                raise LedgerError(f"{self.path}: {error}") from None
            self._state = now
            return changed

    def _brought_up(self, state: str) -> Changed | None:
        # Under s3:// nobody tells of redactions: whatever changes there, the file is made anew.
        redacted = str(redactions(self._store)) if self._store.is_local else state
        wanted = {"version": self._made_from, "redactions": redacted}
        with closing(_opened(self.path)) as db:
            found = _made_from(db)
            changed = self._filled(db, state) if found == wanted else None
        if found != wanted:
            changed = self._made(state, wanted)
        if (file := self.path.stat().st_ino) != self._file:  # this desk, or another, made it anew
            self._file, self._threads = file, threading.local()
        return changed

    def _made(self, state: str, wanted: Mapping[str, str]) -> Changed | None:
        """Make the file anew, beside the one that pages are read from until it is done."""
        beside = self.path.with_suffix(".new")
        _remove(beside)
        with closing(_opened(beside)) as db:
            db.executescript(schema.ddl())
            db.executemany("insert into meta values (?, ?)", wanted.items())
            changed = self._filled(db, state)
            db.execute("pragma wal_checkpoint(truncate)")
        with self._opening:
            for end in _ENDS[1:]:  # they are the old file's, and would be taken for the new one's
                Path(f"{self.path}{end}").unlink(missing_ok=True)
            beside.replace(self.path)
        _remove(beside)
        return changed

    def _filled(self, db: sqlite3.Connection, state: str) -> Changed | None:
        if _state_of(db) == state:
            return None
        with Ledger(self._store, public=self._public) as ledger:
            return bring_up(db, ledger, self._catalogue, self._names, state, public=self._public)

    def close(self) -> None:
        """Let go of this thread's connection."""
        threads = self._threads
        if (db := getattr(threads, "db", None)) is not None:
            db.close()
            del threads.db

    def _reading(self) -> sqlite3.Connection:
        threads = self._threads  # another one as soon as the file is made anew
        db: sqlite3.Connection | None = getattr(threads, "db", None)
        if db is None:
            with self._opening:  # a file whose log was just taken away is not whole
                db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
                db.row_factory = sqlite3.Row
                db.execute("pragma query_only = on")
                db.execute("pragma mmap_size = 268435456")
                db.execute("select 1 from meta")  # opens the file and its log
            threads.db = db
        return db


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=60, isolation_level=None)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = off")  # what is lost is made again
    return db


def _remove(path: Path) -> None:
    for end in _ENDS:
        Path(f"{path}{end}").unlink(missing_ok=True)


def _state_of(db: sqlite3.Connection) -> str | None:
    found = db.execute("select value from meta where key = 'state'").fetchone()
    return None if found is None else str(found[0])


def _made_from(db: sqlite3.Connection) -> dict[str, str]:
    """Which tables and names a file was made with, and how much had been redacted then."""
    try:
        return dict(db.execute("select key, value from meta where key in ('version', 'redactions')"))
    except sqlite3.Error:
        return {}
