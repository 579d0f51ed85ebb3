"""The Delta tables of a ledger, in a folder or under `s3://`: made, opened, appended to.

Two ways to append: `append` just adds; `append_new` adds only where nobody else wrote the table since it was looked at
(compare and swap on the table's version), so that two writers never add the same row. Delta has no transaction over
several tables, hence the order of a commit: what belongs to a document first, `documents` last.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tongket.ledger.errors import LedgerError, NoLedgerError, TooNewError, TooOldError
from tongket.ledger.schema import SCHEMA_VERSION, TABLES, schema

if TYPE_CHECKING:
    from deltalake import DeltaTable

TRIES = 100
"""Times to begin again where other writers were faster: each time somebody got on, so this ends."""
_S3 = re.compile(r"s3a?://", re.I)
_VERSION = re.compile(r"schema (\d+)")
_STATISTICS = {"delta.dataSkippingNumIndexedCols": "0"}
"""No least and greatest values of columns in the log: words of the text would stand there for ever."""


class Store:
    """The tables of the ledger at `place`: a folder, or an `s3://` address whose keys come from the environment.
    `older`: even if it has an older schema, to bring it up."""

    def __init__(self, place: str | Path, *, create: bool = False, older: bool = False) -> None:
        self.place = str(place).rstrip("/") or "/"
        self.is_local = not _S3.match(self.place)
        if create:
            self._create()
        self._check_version(older)

    def uri(self, table: str) -> str:
        """Where a table lies."""
        return f"{self.place}/{table}"

    @property
    def folder(self) -> Path:
        """The folder of a local ledger. Raises LedgerError where it isn't one."""
        if not self.is_local:
            raise LedgerError(f"{self.place} is not a folder: what people write needs a ledger on a disk")
        return Path(self.place)

    def open(self, table: str, version: int | None = None) -> DeltaTable:
        """The table, at its newest or a given version."""
        from deltalake import DeltaTable
        from deltalake.exceptions import TableNotFoundError

        try:
            return DeltaTable(self.uri(table), version=version, storage_options=self.options)
        except TableNotFoundError:
            raise NoLedgerError(self.place) from None

    @property
    def options(self) -> dict[str, str] | None:
        """What the storage needs to know beside the environment: S3 puts only where nothing lies yet, so that two
        writers can't both write one version."""
        return None if self.is_local else {"aws_conditional_put": "etag"}

    def files(self, table: str) -> list[str]:
        """The Parquet files that make up the newest version of a table, as DuckDB and others read them."""
        return list(self.open(table).file_uris())

    def append(self, table: str, rows: pa.Table) -> None:
        """Add `rows`; other writers don't matter."""
        if rows.num_rows:
            self._write(self.open(table), rows, retries=TRIES)

    def append_new(self, table: str, fresh: Callable[[DeltaTable], pa.Table]) -> pa.Table:
        """Add what `fresh` says of a version of the table that nobody else has written since; returns what was added.

        `fresh` is asked again where another writer was faster. Raises LedgerError where that never ends.
        """
        from deltalake.exceptions import CommitFailedError

        for _ in range(TRIES):
            table_now = self.open(table)
            rows = fresh(table_now)
            if not rows.num_rows:
                return rows
            try:
                self._write(table_now, rows, retries=0)
            except CommitFailedError:
                continue
            return rows
        raise LedgerError(f"{self.uri(table)}: other writers were faster {TRIES} times")

    def delete(self, table: str, condition: str) -> int:
        """Delete the rows that `condition` (SQL) is true of; returns how many."""
        from deltalake.exceptions import CommitFailedError

        for _ in range(TRIES):
            try:
                return int(self.open(table).delete(condition).get("num_deleted_rows", 0) or 0)
            except CommitFailedError:
                continue
        raise LedgerError(f"{self.uri(table)}: other writers were faster {TRIES} times")

    def overwrite(self, table: str, rows: pa.Table) -> None:
        """Put `rows` in the place of all that a table holds; the last of several writers wins."""
        from deltalake import CommitProperties, write_deltalake

        properties = CommitProperties(max_commit_retries=TRIES)
        write_deltalake(self.open(table), rows, mode="overwrite", commit_properties=properties)

    def _write(self, table: DeltaTable, rows: pa.Table, *, retries: int) -> None:
        from deltalake import CommitProperties, write_deltalake

        write_deltalake(table, rows, mode="append", commit_properties=CommitProperties(max_commit_retries=retries))

    # ── making and checking ──────────────────────────────────────────────────
    def _create(self) -> None:
        from deltalake import DeltaTable

        if self.is_local:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LedgerError(f"{self.place}: {error.strerror}") from None
            self._refuse_strangers()
        for name in TABLES:
            DeltaTable.create(
                self.uri(name),
                schema=schema(name),
                mode="ignore",
                name=name,
                description=f"Tongket ledger, schema {SCHEMA_VERSION}",
                configuration=_STATISTICS,
                storage_options=self.options,
            )

    def _refuse_strangers(self) -> None:
        """A folder that holds other things is somebody's, and no ledger: a slip of the hand must not mix them."""
        names = set(os.listdir(self.folder))
        if names and "documents" not in names and not names <= {*TABLES, *OWN_FILES}:
            raise LedgerError(f"{self.place} is a folder with other things in it, and no ledger")

    def _check_version(self, older: bool) -> None:
        found = _VERSION.search(self.open("documents").metadata().description or "")
        version = int(found.group(1)) if found else 0
        if version > SCHEMA_VERSION:
            raise TooNewError(self.place, version, SCHEMA_VERSION)
        if version < SCHEMA_VERSION and not older:
            raise TooOldError(self.place, version, SCHEMA_VERSION)
        self.version = version


OWN_FILES = (
    "desk.sqlite",
    "desk.sqlite-wal",
    "desk.sqlite-shm",
    "index.sqlite",
    "copies.sqlite",
    "running",
    "hosts.toml",
)
"""What lies in a ledger's folder beside its tables."""


def column_values(
    files: list[str], columns: list[str], options: dict[str, str] | None
) -> Iterator[list[dict[str, Any]]]:
    """Some columns of Parquet files, in batches of rows."""
    import pyarrow.parquet as pq
    from deltalake.fs import DeltaStorageHandler

    for file in files:
        if _S3.match(file):
            folder, _, name = file.rpartition("/")
            source: Any = pa.fs.PyFileSystem(DeltaStorageHandler(folder, options)).open_input_file(name)
        else:
            source = file
        with pq.ParquetFile(source) as parquet:
            for batch in parquet.iter_batches(columns=columns, batch_size=20_000):
                yield batch.to_pylist()


def quoted(ids: Iterable[str]) -> str:
    """Ids, which are letters, digits and dashes, as a list for SQL."""
    return ", ".join(f"'{identity}'" for identity in sorted(ids))
