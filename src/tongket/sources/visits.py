"""Which pages were taken when, on disk: what has not changed is not fetched anew, and what broke off goes on.

A page counts as taken only when whoever reads it has stored what was read, and says so with `acknowledge`. What was
fetched and not acknowledged is fetched again, whole. To read everything anew (with a new version, say), delete the
file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .errors import SourceError
from .hosts import public
from .web import Answer

_ROW = "(url TEXT PRIMARY KEY, answered TEXT, etag TEXT, modified TEXT, at REAL, status INTEGER, hash TEXT)"
_TABLES = f"""
CREATE TABLE IF NOT EXISTS fetched {_ROW};
CREATE TABLE IF NOT EXISTS taken {_ROW};
CREATE INDEX IF NOT EXISTS fetched_answered ON fetched (answered);
CREATE TABLE IF NOT EXISTS crawls (root TEXT PRIMARY KEY, started REAL, ended REAL);
"""
_WAIT = 30.0
"""Seconds to wait for another process that writes."""


def acknowledge(path: Path, urls: Iterable[str]) -> int:
    """Tell that what was read from these addresses is stored; returns how many pages that are.

    An address is one that was asked for (`RawPage.source`) or that answered in the end (`RawPage.url`); pages that
    gave nothing but a failure may be acknowledged too, and are then not fetched again unless they change. Addresses
    that no fetched page has are passed over. Any thread or process may call this.
    """
    with closing(_connect(path)) as store, _explained(path), store:
        store.execute("BEGIN IMMEDIATE")
        pages = 0
        for url in urls:
            asked = (public(url),) * 2
            store.execute("INSERT OR REPLACE INTO taken SELECT * FROM fetched WHERE url = ? OR answered = ?", asked)
            pages += store.execute("DELETE FROM fetched WHERE url = ? OR answered = ?", asked).rowcount
        return pages


class Visits:
    """The store at `path`, made where there is none. Raises SourceError where the file is none or can't be written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store = _connect(path)

    def close(self) -> None:
        self._store.close()

    def conditions(self, url: str) -> dict[str, str]:
        """The headers that ask for a page only if it has changed since it was taken."""
        found = self._row("SELECT etag, modified FROM taken WHERE url = ?", public(url))
        etag, modified = found or (None, None)
        names = (("If-None-Match", etag), ("If-Modified-Since", modified))
        return {name: str(value) for name, value in names if value}

    def is_taken(self, url: str, since: dt.datetime) -> bool:
        """Whether the page was taken, or seen to be as it was, after `since`."""
        return self._row("SELECT 1 FROM taken WHERE url = ? AND at > ?", public(url), since.timestamp()) is not None

    def is_same(self, answer: Answer) -> bool:
        """Whether the page was taken with the very same bytes: hosts that know no 304 send them again."""
        return self._row("SELECT 1 FROM taken WHERE url = ? AND hash = ?", answer.asked, _hash(answer)) is not None

    def confirm(self, url: str, now: dt.datetime) -> None:
        """The page is as it was when it was taken."""
        self._write("UPDATE taken SET at = ?, status = 304 WHERE url = ?", now.timestamp(), public(url))
        self._write("DELETE FROM fetched WHERE url = ?", public(url))

    def fetched(self, answer: Answer) -> None:
        """Keep what an answer says of itself until it is acknowledged."""
        self._write(
            "INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?, ?, 200, ?)",
            answer.asked,
            answer.url,
            answer.etag,
            answer.modified,
            answer.retrieved.timestamp(),
            _hash(answer),
        )

    def begin(self, root: str, now: dt.datetime) -> dt.datetime:
        """When the crawl of `root` began: now, or before, where it broke off and goes on."""
        found = self._row("SELECT started FROM crawls WHERE root = ? AND ended IS NULL", public(root))
        if found:
            return dt.datetime.fromtimestamp(float(str(found[0])), dt.UTC)
        self._write("INSERT OR REPLACE INTO crawls VALUES (?, ?, NULL)", public(root), now.timestamp())
        return now

    def end(self, root: str, now: dt.datetime) -> None:
        """The crawl of `root` came to its end; the next one asks for every page again."""
        self._write("UPDATE crawls SET ended = ? WHERE root = ?", now.timestamp(), public(root))

    def _row(self, query: str, *values: object) -> tuple[object, ...] | None:
        with _explained(self._path):
            row: tuple[object, ...] | None = self._store.execute(query, values).fetchone()
            return row

    def _write(self, query: str, *values: object) -> None:
        with _explained(self._path):
            self._store.execute(query, values)


def _hash(answer: Answer) -> str:
    return hashlib.sha256(answer.data).hexdigest()


def _connect(path: Path) -> sqlite3.Connection:
    with _explained(path):
        store = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        try:
            store.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_TABLES}")
        except sqlite3.Error:
            store.close()
            raise
        return store


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise SourceError(f"the record of visits {path} can't be used: {error}") from None
