"""What people write: verdicts, in a SQLite file beside the tables. Append-only: a later decision wins, none is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from tongket.ledger.clock import now
from tongket.ledger.store import Store
from tongket.records import Span

FILE = "desk.sqlite"

_SCHEMA = """
create table if not exists verdicts (
    id integer primary key autoincrement,
    document_id text not null,
    start integer not null,
    "end" integer not null,
    quote text not null,
    decision text not null check (decision in ('accept', 'correct', 'reject', 'add')),
    fields text not null default '{}',
    checker text not null,
    at text not null,
    why text
);
create index if not exists verdicts_by_span on verdicts (document_id, start, "end");
create trigger if not exists verdicts_stay before delete on verdicts begin
    select raise(abort, 'verdicts are never deleted'); end;
create trigger if not exists verdicts_hold before update on verdicts begin
    select raise(abort, 'verdicts are never changed'); end;
create table if not exists exports (path text primary key, format text not null, query text, at text not null);
create table if not exists redactions (at text not null, documents integer not null);
create table if not exists redacted (
    text_hash text, source_hash text, start integer, "end" integer, primary key (text_hash, source_hash, start)
) without rowid;
"""

VERDICTS = pa.schema(
    [
        ("id", pa.int64()),
        ("document_id", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("quote", pa.string()),
        ("decision", pa.string()),
        ("fields", pa.string()),
        ("checker", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("why", pa.string()),
    ]
)


@contextmanager
def opened(store: Store) -> Iterator[sqlite3.Connection]:
    """The desk's file, made where it is missing; committed at the end, or not at all. Raises LedgerError on `s3://`."""
    db = sqlite3.connect(store.folder / FILE, timeout=30)
    try:
        db.execute("pragma journal_mode = wal")
        db.executescript(_SCHEMA)
        with db:
            yield db
    finally:
        db.close()


def verdicts_of(store: Store) -> pa.Table:
    """Every verdict, oldest first; none where nobody has written yet."""
    import datetime as dt

    if not store.is_local or not (store.folder / FILE).exists():
        return VERDICTS.empty_table()
    with opened(store) as db:
        found = db.execute(f"select {', '.join(_quoted(VERDICTS.names))} from verdicts order by id")
        rows: list[dict[str, Any]] = [dict(zip(VERDICTS.names, row, strict=True)) for row in found]
    for row in rows:
        row["at"] = dt.datetime.fromisoformat(row["at"])
    return pa.Table.from_pylist(rows, schema=VERDICTS)


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
