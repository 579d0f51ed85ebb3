"""The file behind the index of copies: SQLite, with a journal that readers need not wait for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

FORMAT = 2
WAIT = 60.0
"""Seconds to wait for another process that writes."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (by TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS content (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, signature BLOB NOT NULL, shingles INTEGER NOT NULL,
    marks BLOB NOT NULL, component INTEGER
);
CREATE INDEX IF NOT EXISTS content_component ON content (component);
CREATE TABLE IF NOT EXISTS document (
    id TEXT PRIMARY KEY, content INTEGER NOT NULL, tier TEXT NOT NULL, seen INTEGER, cluster TEXT, lead TEXT, state TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_content ON document (content);
CREATE INDEX IF NOT EXISTS document_cluster ON document (cluster);
CREATE TABLE IF NOT EXISTS band (
    key INTEGER NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (key, content)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batch (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS edge (
    a INTEGER NOT NULL, b INTEGER NOT NULL, relation TEXT NOT NULL, PRIMARY KEY (a, b)
) WITHOUT ROWID;
"""


class IndexFileError(ValueError):
    """A file that cannot serve as index: the message names it and the cause, in one line."""


def open_store(path: str | Path, version: str) -> sqlite3.Connection:
    """The database at `path`, made where it is missing. `version` tells how its keys and signatures are made: what
    was made in another way cannot be compared with it. Raises IndexFileError."""
    made_by = f"format {FORMAT}, {version}"
    try:
        base = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    except sqlite3.Error as error:
        raise IndexFileError(f"{path}: can't be opened ({error})") from None
    try:
        _prepare(base)
        by = _made_by(base, made_by)
    except sqlite3.DatabaseError as error:
        base.close()
        raise IndexFileError(f"{path}: no index of copies ({error})") from None
    if by != made_by:
        base.close()
        raise IndexFileError(f"{path}: made by another version ({by}); delete it and add all documents anew")
    return base


def _prepare(base: sqlite3.Connection) -> None:
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last calls, never the file
    base.execute("PRAGMA temp_store = MEMORY")
    base.execute("PRAGMA cache_size = -65536")  # 64 MiB: the upper levels of the bands' tree
    base.execute("CREATE TEMP TABLE picked (id PRIMARY KEY) WITHOUT ROWID")
    for statement in _SCHEMA.split(";"):
        base.execute(statement)


def _made_by(base: sqlite3.Connection, made_by: str) -> str:
    base.execute("INSERT INTO made SELECT ? WHERE NOT EXISTS (SELECT 1 FROM made)", (made_by,))
    return str(base.execute("SELECT by FROM made").fetchone()[0])


@contextmanager
def picked(base: sqlite3.Connection, ids: Iterable[int] | Iterable[str] | Iterable[bytes]) -> Iterator[None]:
    """Have the temporary table `picked` hold these, for the statements inside; uses of it can't be nested."""
    base.executemany("INSERT OR IGNORE INTO picked VALUES (?)", ((each,) for each in ids))
    try:
        yield
    finally:
        base.execute("DELETE FROM picked")
