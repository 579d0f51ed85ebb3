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
from tongket.ledger.questions import Ledger
from tongket.ledger.schema import PAGES
from tongket.ledger.store import Store
from tongket.web.model import schema
from tongket.web.model.build import Changed, bring_up
from tongket.web.model.names import Names
from tongket.web.model.stamps import redactions, stamp

Row = dict[str, Any]


class Model:
    """The read model of the ledger at `store`. Threads may share one."""

    def __init__(self, store: Store, catalogue: Catalogue, names: Names, *, public: bool = False) -> None:
        self.path = store.folder / PAGES[public]
        self._store, self._public = store, public
        self._catalogue, self._names = catalogue, names
        self._threads = threading.local()
        self._file = 0
        self._writing = threading.Lock()
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

    def refresh(self) -> Changed | None:
        """Take in what changed in the ledger since; None where nothing did. Raises LedgerError where it can't be
        written."""
        with self._writing:
            now = stamp(self._store)
            if now == self._state:
                return None
            try:
                changed = self._brought_up(now)
            except sqlite3.Error as error:
                raise LedgerError(f"{self.path}: {error}") from None
            self._state = now
            return changed

    def _brought_up(self, state: str) -> Changed | None:
        with closing(self._writable()) as db:
            if self._is_of(db, state):
                return None
            with Ledger(self._store, public=self._public) as ledger:
                return bring_up(db, ledger, self._catalogue, self._names, state, public=self._public)

    def close(self) -> None:
        """Let go of this thread's connection."""
        if (db := getattr(self._threads, "db", None)) is not None:
            db.close()
            del self._threads.db

    def _reading(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._threads, "db", None)
        if db is None:
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            db.row_factory = sqlite3.Row
            db.execute("pragma query_only = on")
            db.execute("pragma mmap_size = 268435456")
            self._threads.db = db
        return db

    def _writable(self) -> sqlite3.Connection:
        db = self._opened()
        wanted = {"version": self._made_from, "redactions": str(redactions(self._store))}
        if _made_from(db) != wanted:
            db.close()
            for end in ("", "-wal", "-shm"):
                Path(f"{self.path}{end}").unlink(missing_ok=True)
            db = self._opened()
            db.executescript(schema.ddl())
            db.executemany("insert into meta values (?, ?)", wanted.items())
        if (file := self.path.stat().st_ino) != self._file:  # this desk, or another, made it anew
            self._file, self._threads = file, threading.local()
        return db

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = off")  # what is lost is made again
        return db

    @staticmethod
    def _is_of(db: sqlite3.Connection, state: str) -> bool:
        found = db.execute("select value from meta where key = 'state'").fetchone()
        return found is not None and found[0] == state


def _made_from(db: sqlite3.Connection) -> dict[str, str]:
    """Which tables and names a file was made with, and how much had been redacted then."""
    try:
        return dict(db.execute("select key, value from meta where key in ('version', 'redactions')"))
    except sqlite3.Error:
        return {}
