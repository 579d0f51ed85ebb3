"""What people write, in a SQLite file beside the tables: verdicts, decisions about flags, and who may give them.

Both are append-only: a later decision wins, none is lost. `mirror` (ledger/mirror.py) copies them to Delta tables.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.clock import now
from tongket.ledger.errors import LedgerError
from tongket.ledger.schema import schema
from tongket.ledger.store import Store, column_values
from tongket.records import Span

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
    decision text not null check (decision in ('accept', 'correct', 'reject', 'add', 'withdraw')),
    fields text not null default '{}' check (json_valid(fields)),
    checker text not null references users (id),
    at text not null,
    why text
);
create index if not exists verdicts_document on verdicts (document_id);
create trigger if not exists verdicts_stay before delete on verdicts begin
    select raise(abort, 'verdicts are never deleted'); end;
create trigger if not exists verdicts_hold before update on verdicts begin
    select raise(abort, 'verdicts are never changed'); end;
create table if not exists flag_decisions (
    id integer primary key autoincrement,
    flag text not null,
    document_id text not null,
    rule text not null,
    severity text not null,
    figures text not null check (json_valid(figures)),
    arithmetic text not null,
    state text check (state in ('new', 'confirmed', 'dismissed')),
    asked text,
    answer text,
    checker text not null references users (id),
    at text not null,
    why text
);
create trigger if not exists flag_decisions_stay before delete on flag_decisions begin
    select raise(abort, 'decisions are never deleted'); end;
create trigger if not exists flag_decisions_hold before update on flag_decisions begin
    select raise(abort, 'decisions are never changed'); end;
create table if not exists exports (path text primary key, format text not null, query text, at text not null);
create table if not exists redactions (at text not null, documents integer not null);
create table if not exists redacted (
    text_hash text, source_hash text, start integer, "end" integer, primary key (text_hash, source_hash, start)
) without rowid;
"""

_ANEW = f"""
begin immediate;
alter table verdicts rename to verdicts_before;
drop index if exists verdicts_document;
drop trigger if exists verdicts_stay;
drop trigger if exists verdicts_hold;
{_SCHEMA}
insert into verdicts select * from verdicts_before;
drop table verdicts_before;
commit;
"""
"""For a file of before there was "withdraw"."""

VERDICTS = schema("verdicts")
FLAG_DECISIONS = schema("flag_decisions")


@contextmanager
def opened(store: Store) -> Iterator[sqlite3.Connection]:
    """The desk's file, made where it is missing, in one transaction: committed at the end, or not at all.

    Raises LedgerError on `s3://`, and where the file can't be read or written.
    """
    path = store.folder / FILE
    try:
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
    except sqlite3.Error as error:
        raise LedgerError(f"{path}: {error}", "desk_file", path=path, why=error) from None
    try:
        db.execute("pragma journal_mode = wal")
        db.executescript(_SCHEMA)
        if "'withdraw'" not in db.execute("select sql from sqlite_master where name = 'verdicts'").fetchone()[0]:
            db.executescript(_ANEW)
        db.execute("pragma foreign_keys = on")
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
        raise LedgerError(f"{path}: {error}", "desk_file", path=path, why=error) from None
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
        raise LedgerError(f"{path}: {error}", "desk_file", path=path, why=error) from None


def verdicts_of(store: Store, until: int | None = None, about: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Every verdict as a row of `verdicts`, oldest first, up to number `until`; none where nobody has written yet.
    `about`: only those about these documents."""
    return written(store, "verdicts", until, about)


def flag_decisions_of(store: Store) -> list[dict[str, Any]]:
    """Every decision about a flag as a row of `flag_decisions`, oldest first."""
    return written(store, "flag_decisions")


def written(
    store: Store, table: str, until: int | None = None, about: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """The rows of `verdicts` or `flag_decisions`, oldest first, up to number `until`; `about`: of these documents."""
    if not store.is_local:
        return [row for row in _mirrored(store, table, until) if about is None or row["document_id"] in about]
    if not (store.folder / FILE).exists():
        return []
    names = schema(table).names
    of = "" if about is None else "document_id in (select value from json_each(?)) and"
    question = f"select {', '.join(_quoted(names))} from {table} where {of} id <= ? order by id"
    chosen = () if about is None else (json.dumps(sorted(about)),)
    with opened(store) if os.access(store.folder, os.W_OK) else _read_only(store) as db:
        found = db.execute(question, (*chosen, 2**62 if until is None else until))
        return [_typed(dict(zip(names, row, strict=True))) for row in found]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row as SQLite holds it, as the table's schema has it."""
    import datetime as dt

    row["at"] = dt.datetime.fromisoformat(row["at"])
    if "flag" in row:
        row["figures"] = json.loads(row["figures"])
        row["asked"] = row["asked"] and dt.date.fromisoformat(row["asked"])
    return row


def write(db: sqlite3.Connection, rows: Sequence[dict[str, Any]], table: str = "verdicts") -> list[int]:
    """Add rows of `verdicts` or `flag_decisions`, each without its number; returns the numbers."""
    names = [name for name in schema(table).names if name != "id"]
    question = f"insert into {table} ({', '.join(_quoted(names))}) values ({', '.join('?' * len(names))})"
    return [db.execute(question, [row[name] for name in names]).lastrowid or 0 for row in rows]


def table_of(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Verdicts as Arrow."""
    return pa.Table.from_pylist(list(rows), schema=VERDICTS)


def _mirrored(store: Store, table: str, until: int | None) -> list[dict[str, Any]]:
    """On `s3://`, where nobody can write at the desk, what came with the tables."""
    batches = column_values(store.files(table), schema(table).names, store.options)
    rows = (row for batch in batches for row in batch if until is None or row["id"] <= until)
    return sorted(rows, key=lambda row: int(row["id"]))


def note_export(store: Store, path: Path, format: str, query: str | None) -> None:
    """Remember where a file went, so that a redaction reaches it."""
    with opened(store) as db:
        db.execute("insert or replace into exports values (?, ?, ?, ?)", (str(path), format, query, now().isoformat()))


def exports_of(store: Store) -> list[tuple[Path, str, str | None]]:
    """The files that were written: where, in which format, of which query."""
    with opened(store) as db:
        found = db.execute("select path, format, query from exports order by path").fetchall()
    return [(Path(path), format, query) for path, format, query in found]


@dataclass(frozen=True, slots=True)
class RedactedTexts:
    """Where texts were redacted: spans by digest of the text, and the digests of all bytes that it was read from."""

    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()


def redacted_of(store: Store) -> RedactedTexts:
    """What was redacted so far, to mask it in later readings of the same bytes."""
    if not store.is_local or not (store.folder / FILE).exists():
        return RedactedTexts()
    spans: dict[str, tuple[Span, ...]] = {}
    sources = set()
    with opened(store) as db:
        for text_hash, source_hash, start, end in db.execute(
            'select text_hash, source_hash, start, "end" from redacted'
        ):
            spans[text_hash] = (*spans.get(text_hash, ()), (start, end))
            sources.add(source_hash)
    return RedactedTexts(spans, frozenset(sources))


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]
