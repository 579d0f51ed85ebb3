"""What the ledger holds already: bytes, texts, readings, sources. One SQLite file, made from the tables at any time.

Every question is one look into a B-tree on the disk, so that the memory of an `add` doesn't grow with the ledger.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store, column_values, one_line

if TYPE_CHECKING:
    from deltalake import DeltaTable

_FORM = 1
"""Raised by every change of the tables below: an index of another form is made anew."""
_SCHEMA = f"""
create table if not exists tables (name text primary key, id text not null, version integer not null) without rowid;
create table if not exists files (table_name text, name text, primary key (table_name, name)) without rowid;
create table if not exists texts (text_hash text primary key, id text not null) without rowid;
create table if not exists bytes (source_hash text primary key, id text not null) without rowid;
create table if not exists readings (id text, reader text, batch text, primary key (id, reader)) without rowid;
create table if not exists sources (id text, key text, source_hash text, primary key (id, key)) without rowid;
create index if not exists sources_by_bytes on sources (source_hash, key);
create table if not exists left_out (key text primary key, source_hash text, reader text, reason text) without rowid;
create index if not exists left_out_by_bytes on left_out (source_hash);
pragma user_version = {_FORM};
"""
_MADE_FROM = {"documents": ("texts", "bytes", "readings"), "sources": ("sources",), "left_out": ("left_out",)}
_PATIENCE = 600
"""Seconds to wait for another process that takes in much at once."""
_COLUMNS = {
    "documents": ["id", "text_hash", "source_hash", "reader", "batch"],
    "sources": ["document_id", "key", "source_hash"],
    "left_out": ["key", "source_hash", "reader", "reason"],
}


class Index:
    """Looks up what is known, as of the last `learn`. A local ledger keeps it; for another it is made anew."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._folder = None if store.is_local else tempfile.TemporaryDirectory(prefix="tongket-")
        self._path = (store.folder if self._folder is None else Path(self._folder.name)) / "index.sqlite"
        self._compared: set[str] = set()
        with self._told():
            try:
                self._db = self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # damaged, as by a power cut; all of it can be made anew
                self._remove()
                self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        form = db.execute("pragma user_version").fetchone()[0]
        if form not in (0, _FORM):
            db.close()
            self._remove()
            return self._open()
        db.execute("pragma synchronous = normal")
        if form == 0:
            db.execute("pragma journal_mode = wal")
            db.executescript(_SCHEMA)
        return db

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{self._path}{ending}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        self._db.close()
        if self._folder is not None:
            self._folder.cleanup()

    def learn(self, tables: Iterable[str] = tuple(_COLUMNS)) -> None:
        """Take in what was added to the tables by anybody."""
        for name in tables:
            self.learn_table(name, self.store.newest(name))

    def learn_table(self, name: str, table: DeltaTable) -> None:
        """Take in one version of a table, so that this index knows all of it, and perhaps of later ones.

        Several processes share the file and look at different moments: it never goes back to an older version, or
        one would forget under another's hands what that one has just taken in. Where files are gone (compacted,
        restored), what came from the table is made anew.
        """
        identity, version = str(table.metadata().id), table.version()
        with self._told(), Transaction(self._db):
            known = self._known(name, identity)
            if known >= version and name in self._compared:
                return
            if known > version:  # others went on, or the ledger was put back to an older state
                table = self.store.open(name)
                version = table.version()
            now = {path.rpartition("/")[2]: path for path in self.store.paths(name, table)}
            had = {row[0] for row in self._db.execute("select name from files where table_name = ?", (name,))}
            if known < 0 or had - now.keys():
                self._forget(name)
                had = set()
            for file in sorted(now.keys() - had):
                self._take(name, file, now[file])
            self._db.execute("insert or replace into tables values (?, ?, ?)", (name, identity, version))
        self._compared.add(name)

    def _known(self, name: str, identity: str) -> int:
        """The version of a table that is taken in; -1 where there is none of this table."""
        found = self._one("select version from tables where name = ? and id = ?", name, identity)
        return -1 if found is None else int(found)

    def id_of(self, text_hash: str, source_hash: str) -> str | None:
        """The id of the document with this text, or these bytes: an earlier reader may have cut another text out."""
        return (
            self._text("select id from texts where text_hash = ?", text_hash)
            or self._text("select id from bytes where source_hash = ?", source_hash)
            or self._text("select min(id) from sources where source_hash = ?", source_hash)
        )

    def has_reading(self, identity: str, reader: str) -> bool:
        """Whether `reader` has read the document."""
        return self._one("select 1 from readings where id = ? and reader = ?", identity, reader) is not None

    def is_committed(self, identity: str, batch: str) -> bool:
        """Whether the document came with this commit."""
        return self._one("select 1 from readings where id = ? and batch = ?", identity, batch) is not None

    def has_source(self, identity: str, key: str) -> bool:
        """Whether this source of the document is known."""
        return self._one("select 1 from sources where id = ? and key = ?", identity, key) is not None

    def is_read(self, source_hash: str, key: str, reader: str) -> bool:
        """Whether these bytes from this source were read by `reader`: nothing new can come of them."""
        question = (
            "select 1 from sources join readings using (id)"
            " where sources.source_hash = ? and sources.key = ? and readings.reader = ?"
        )
        return self._one(question, source_hash, key, reader) is not None

    def reason_left_out(self, source_hash: str, reader: str) -> str | None:
        """Why these bytes were left out by `reader`, if they were."""
        return self._text("select reason from left_out where source_hash = ? and reader = ?", source_hash, reader)

    def is_left_out(self, key: str) -> bool:
        """Whether a row of `left_out` has this key."""
        return self._one("select 1 from left_out where key = ?", key) is not None

    def _one(self, question: str, *values: str) -> str | int | None:
        row = self._db.execute(question, values).fetchone()
        return None if row is None else row[0]

    def _text(self, question: str, *values: str) -> str | None:
        found = self._one(question, *values)
        return None if found is None else str(found)

    def _forget(self, table: str) -> None:
        """Drop what came from a table."""
        for name in _MADE_FROM[table]:
            self._db.execute(f"delete from {name}")
        self._db.execute("delete from files where table_name = ?", (table,))

    def _take(self, table: str, name: str, path: str) -> None:
        for rows in column_values([path], _COLUMNS[table], self.store.options):
            getattr(self, f"_take_{table}")(rows)
        self._db.execute("insert or replace into files values (?, ?)", (table, name))

    def _take_documents(self, rows: Sequence[dict[str, Any]]) -> None:
        self._many("texts", ((row["text_hash"], row["id"]) for row in rows))
        self._many("bytes", ((row["source_hash"], row["id"]) for row in rows))
        self._many("readings", ((row["id"], row["reader"], row["batch"]) for row in rows))

    def _take_sources(self, rows: Sequence[dict[str, Any]]) -> None:
        self._many("sources", ((row["document_id"], row["key"], row["source_hash"]) for row in rows))

    def _take_left_out(self, rows: Sequence[dict[str, Any]]) -> None:
        self._many("left_out", ((row["key"], row["source_hash"], row["reader"], row["reason"]) for row in rows))

    def _many(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        listed = list(rows)
        if listed:
            marks = ", ".join("?" * len(listed[0]))
            self._db.executemany(f"insert or ignore into {table} values ({marks})", listed)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong with the file, as one line of a LedgerError."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"{self._path}: {one_line(error)}") from error


class Transaction:
    """A transaction of SQLite that takes the writer's lock at its beginning: all of it happens, or nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("begin immediate")

    def __exit__(self, kind: object, *_: object) -> None:
        if self._db.in_transaction:  # a full disk may have ended it
            self._db.execute("rollback" if kind else "commit")
