"""What people write, in a SQLite file beside the tables: verdicts and who may give them.

Verdicts are append-only: a later decision wins, none is lost. `mirror` (ledger/mirror.py) copies them to a Delta table.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pyarrow as pa

from tongket.ledger.errors import LedgerError
from tongket.ledger.schema import schema
from tongket.ledger.store import Store

FILE = "desk.sqlite"

_SCHEMA = """
create table if not exists users (
    id text primary key,
    at text not null
) without rowid;
create table if not exists verdicts (
    id integer primary key autoincrement,
    document_id text not null,
    batch text not null,
    start integer not null,
    "end" integer not null,
    quote text not null,
    sentence text not null,
    sentence_start integer not null,
    decision text not null check (decision in ('accept', 'correct', 'reject', 'add')),
    fields text not null default '{}' check (json_valid(fields)),
    checker text not null references users (id),
    at text not null,
    why text
);
create trigger if not exists verdicts_stay before delete on verdicts begin
    select raise(abort, 'verdicts are never deleted'); end;
create trigger if not exists verdicts_hold before update on verdicts begin
    select raise(abort, 'verdicts are never changed'); end;
"""

VERDICTS = schema("verdicts")


@contextmanager
def opened(store: Store) -> Iterator[sqlite3.Connection]:
    """The desk's file, made where it is missing, in one transaction: committed at the end, or not at all.

    Raises LedgerError on `s3://`, and where the file can't be read or written.
    """
    path = store.folder / FILE
    try:
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
    except sqlite3.Error as error:
        raise LedgerError(f"{path}: {error}") from None
    try:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma foreign_keys = on")
        if not _is_made(db):
            db.executescript(_SCHEMA)
        db.execute("begin")
        try:
            yield db
            db.execute("commit")
        except BaseException:
            db.execute("rollback")
            raise
    except sqlite3.IntegrityError:
        raise  # a rule of ours was broken: an error of the program, not of the file
    except sqlite3.Error as error:
        raise LedgerError(f"{path}: {error}") from None
    finally:
        db.close()


@contextmanager
def _read_only(store: Store) -> Iterator[sqlite3.Connection]:
    """The desk of a ledger that one may only read: SQLite then can't make the files that it reads a living one by."""
    path = store.folder / FILE
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            yield db
    except sqlite3.Error as error:
        raise LedgerError(f"{path}: {error}") from None


def _is_made(db: sqlite3.Connection) -> bool:
    return db.execute("select 1 from sqlite_schema where name = 'verdicts_hold'").fetchone() is not None


def verdicts_of(store: Store, until: int | None = None) -> list[dict[str, Any]]:
    """Every verdict as a row of `verdicts`, oldest first, up to number `until`; none where nobody has written yet."""
    import datetime as dt

    if not store.is_local:
        return _mirrored(store, until)
    if not (store.folder / FILE).exists():
        return []
    names = VERDICTS.names
    question = f"select {', '.join(_quoted(names))} from verdicts where id <= ? order by id"
    with opened(store) if os.access(store.folder, os.W_OK) else _read_only(store) as db:
        found = db.execute(question, (2**62 if until is None else until,))
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in found]
    for row in rows:
        row["at"] = dt.datetime.fromisoformat(row["at"])
    return rows


def write(db: sqlite3.Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add verdicts, each a row of `verdicts` without its number; returns the numbers."""
    names = [name for name in VERDICTS.names if name != "id"]
    question = f"insert into verdicts ({', '.join(_quoted(names))}) values ({', '.join('?' * len(names))})"
    return [db.execute(question, [row[name] for name in names]).lastrowid or 0 for row in rows]


def table_of(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Verdicts as Arrow."""
    return pa.Table.from_pylist(list(rows), schema=VERDICTS)


def _mirrored(store: Store, until: int | None) -> list[dict[str, Any]]:
    """On `s3://`, where nobody can write at the desk, the verdicts that came with the tables."""
    rows: list[dict[str, Any]] = store.open("verdicts").to_pyarrow_table().to_pylist()
    return sorted((row for row in rows if until is None or row["id"] <= until), key=lambda row: int(row["id"]))


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]
