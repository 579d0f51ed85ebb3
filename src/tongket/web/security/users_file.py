"""The SQLite file of the desk's people: where it may lie, who may read it, and its tables."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

from tongket.web.security import throttle

VERSION = 1
_SCHEMA = f"""
create table if not exists users (
    key text primary key,
    name text not null,
    role text not null check (role in ('reader', 'checker', 'admin')),
    hash text not null,
    made text not null
) without rowid;
create table if not exists checkers (
    id text primary key,
    key text not null references users (key) on delete cascade
) without rowid;
create table if not exists sessions (
    token blob primary key,
    key text not null references users (key) on delete cascade,
    made integer not null,
    seen integer not null
) without rowid;
create table if not exists secrets (name text primary key, value blob not null) without rowid;
{throttle.SCHEMA}
pragma user_version = {VERSION};
"""


class UsersError(Exception):
    """A file of users that can't be used, or a wish that it can't fulfil, in one clear line.

    `wish`: which wish, for pages that say it in their own words: "name", "taken", "unknown", "admin", "own"; "" where
    the file can't be used.
    """

    def __init__(self, told: str, wish: str = "") -> None:
        super().__init__(told)
        self.wish = wish


def opened(path: Path, *, create: bool) -> sqlite3.Connection:
    """The file, made where it is missing and `create` says so. Raises UsersError where it lies in a ledger, may be
    read by others, or is no such file."""
    _check_place(path)
    _check_file(path, create=create)
    try:
        db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        _check_contents(path, db)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma foreign_keys = on")
        db.execute("pragma secure_delete = on")
        db.executescript(_SCHEMA)
    except sqlite3.Error as error:
        raise UsersError(f"{path}: {error}") from None
    return db


def _check_place(path: Path) -> None:
    """Names of people stay outside of ledgers, which are copied, exported and shown."""
    for folder in path.absolute().resolve().parents:
        if (folder / "documents" / "_delta_log").is_dir():
            raise UsersError(f"{path} lies in the ledger {folder}: the names of people stay outside it")


def _check_file(path: Path, *, create: bool) -> None:
    try:
        if create and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        found = path.stat()
    except FileNotFoundError:
        raise UsersError(
            f"there is no folder {path.parent}" if create else f"there is no file {path} (tongket users add makes one)"
        ) from None
    except OSError as error:
        raise UsersError(f"{path}: {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise UsersError(f"{path} is no file")
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
        raise UsersError(f"others may read {path}, which holds hashes of passwords: chmod 600 {path}")


def _check_contents(path: Path, db: sqlite3.Connection) -> None:
    version = db.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise UsersError(f"{path} was written by a newer version ({version}): install that one")
    if not version and db.execute("select 1 from sqlite_master").fetchone():
        raise UsersError(f"{path} is another program's file, not one of users")
