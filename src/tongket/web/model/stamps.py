"""What tells one state of a ledger from another, cheaply: the newest commits of its tables and of what people wrote."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing

from tongket.ledger.desk import FILE
from tongket.ledger.schema import DESK, TABLES
from tongket.ledger.store import Store
from tongket.reader import reader


def stamp(store: Store) -> str:
    """16 hexadecimal digits; the same as long as nobody writes, and the program is the same. Cheap on a disk; under
    `s3://` it asks for every table. Raises LedgerError where one can't be opened."""
    told = [reader()]
    if not store.is_local:
        tables = [store.open(name) for name in TABLES]
        told += [f"{table.metadata().id}:{table.version()}" for table in tables]
        return _digest(told)
    for name in TABLES:
        if name not in DESK:
            told.append(_moment(store.folder / name / "_delta_log"))
    told.append(_decided(store))
    return _digest(told)


def _digest(told: list[str]) -> str:
    return hashlib.sha256("|".join(told).encode()).hexdigest()[:16]


def _moment(path: os.PathLike[str]) -> str:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return "-"
    return f"{found.st_mtime_ns}:{found.st_size}"


def _decided(store: Store) -> str:
    """How far people have written."""
    if not (store.folder / FILE).exists():
        return "-"
    with closing(sqlite3.connect(store.folder / FILE, timeout=30)) as db:
        try:
            return str(db.execute(_WRITTEN).fetchone())
        except sqlite3.OperationalError:  # an older file, without one of the tables
            return _moment(store.folder / FILE)


def redactions(store: Store) -> int:
    """How often words were redacted in a local ledger."""
    if not (store.folder / FILE).exists():
        return 0
    with closing(sqlite3.connect(store.folder / FILE, timeout=30)) as db:
        try:
            return int(db.execute("select count(*) from redactions").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


_WRITTEN = """
select (select max(id) from verdicts), (select max(id) from flag_decisions), (select count(*) from redactions)
"""
