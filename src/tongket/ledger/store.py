"""The Delta tables of a ledger, in a folder or under `s3://`: made, opened, appended to.

Two ways to append: `append` just adds; `append_new` adds only where nobody else wrote the table since it was looked at
(compare and swap on the table's version), so that two writers never add the same row. Delta has no transaction over
several tables, hence the order of a commit: what belongs to a document first, `documents` last.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from tongket.ledger.errors import LedgerError, NoLedgerError, TooNewError, TooOldError
from tongket.ledger.schema import SCHEMA_VERSION, TABLES, schema

if TYPE_CHECKING:
    from deltalake import DeltaTable

_Result = TypeVar("_Result")

TRIES = 100
"""Times to begin again where other writers were faster: each time somebody got on, so this ends."""
_S3 = re.compile(r"s3a?://", re.I)
_FIT_FOR_S3 = re.compile(r"s3a?://[\w./-]+", re.I | re.A)
"""deltalake 1.6 encodes other characters of a key twice."""
_UNFIT = re.compile(r"[\[\]^|\\]|%[0-9A-Fa-f]{2}")
"""What deltalake 1.6 stumbles over in the path of a folder."""
_VERSION = re.compile(r"schema (\d+)")
_STATISTICS = {"delta.dataSkippingNumIndexedCols": "0"}
"""No least and greatest values of columns in the log: words of the text would stand there for ever."""


class Store:
    """The tables of the ledger at `place`: a folder, or an `s3://` address whose keys come from the environment.
    `older`: even if it has an older schema, to bring it up."""

    def __init__(self, place: str | Path, *, create: bool = False, older: bool = False) -> None:
        self.place = str(place).rstrip("/") or "/"
        self.is_local = is_local(self.place)
        self._kept: dict[str, DeltaTable] = {}
        if self.is_local and (mark := _UNFIT.search(str(self.folder.absolute()))):
            raise LedgerError(f"{self.place}: Delta tables can't lie under a folder with {mark[0]} in its name")
        if not self.is_local and not _FIT_FOR_S3.fullmatch(self.place):
            raise LedgerError(f"{self.place}: an address of letters a-z, digits and . _ / - is needed")
        if create:
            self._create()
        self._check_version(older)

    def uri(self, table: str) -> str:
        """Where a table lies, as an address."""
        return (self.folder.absolute() / table).as_uri() if self.is_local else f"{self.place}/{table}"

    @property
    def folder(self) -> Path:
        """The folder of a local ledger. Raises LedgerError where it isn't one."""
        if not self.is_local:
            told = f"{self.place} is not a folder: what people write needs a ledger on a disk"
            raise LedgerError(told, "no_folder")
        return Path(self.place)

    def open(self, table: str, version: int | None = None) -> DeltaTable:
        """The table, at its newest or a given version. Raises LedgerError where it can't be opened."""
        from deltalake import DeltaTable
        from deltalake.exceptions import TableNotFoundError

        with self._told(table):
            try:
                return DeltaTable(self.uri(table), version=version, storage_options=self.options)
            except TableNotFoundError:
                raise NoLedgerError(self.place) from None

    @property
    def options(self) -> dict[str, str] | None:
        """What the storage needs to know beside the environment: S3 puts only where nothing lies yet, so that two
        writers can't both write one version."""
        return None if self.is_local else {"aws_conditional_put": "etag"}

    def files(self, table: str, before: dt.datetime | None = None) -> list[str]:
        """The Parquet files that make up the newest version of a table, as DuckDB and others read them; those written
        `before` a moment alone, where it is given."""
        opened = self.open(table)
        if before is None:
            return self.paths(table, opened)
        actions = pa.table(opened.get_add_actions(flatten=True))
        old = pc.less(actions["modification_time"].cast(pa.int64()), int(before.timestamp() * 1000))
        names = {path.rpartition("/")[2] for path in actions.filter(old)["path"].to_pylist()}
        return [path for path in self.paths(table, opened) if path.rpartition("/")[2] in names]

    def paths(self, table: str, opened: DeltaTable) -> list[str]:
        """The Parquet files of an opened table. Delta gives addresses; a folder's name stands in them encoded."""
        uris = opened.file_uris()
        if not self.is_local:
            return list(uris)
        folder = self.folder.absolute() / table
        return [str(folder / uri.rpartition("/")[2]) for uri in uris]

    def newest(self, table: str) -> DeltaTable:
        """The newest version of a table that is kept open, for the one thread that writes: half as dear as `open`."""
        kept = self._kept.get(table)
        if kept is None:
            kept = self._kept[table] = self.open(table)
        else:
            with self._told(table):
                kept.update_incremental()
        return kept

    def append(self, table: str, rows: pa.Table) -> None:
        """Add `rows`; other writers don't matter, but for one who deletes at that moment: then it is done again."""
        if rows.num_rows:
            self._try(table, lambda now: self._write(now, rows, retries=TRIES))

    def append_new(self, table: str, fresh: Callable[[DeltaTable], pa.Table]) -> pa.Table:
        """Add what `fresh` says of a version of the table that nobody else has written since; returns what it said
        last.

        `fresh` is asked again where another writer was faster. On S3 a commit may have happened whose answer was lost:
        then `fresh`, asked again, finds its rows there already. Raises LedgerError where that never ends.
        """

        def change(now: DeltaTable) -> pa.Table:
            rows = fresh(now)
            if rows.num_rows:
                self._write(now, rows, retries=0)
            return rows

        return self._try(table, change)

    def delete(self, table: str, condition: str) -> int:
        """Delete the rows that `condition` (SQL) is true of; returns how many."""
        return self._try(table, lambda now: int(now.delete(condition).get("num_deleted_rows", 0) or 0))

    def _try(self, table: str, change: Callable[[DeltaTable], _Result]) -> _Result:
        """Do a change to the newest version, again where another writer was faster."""
        from deltalake.exceptions import CommitFailedError

        with self._told(table):
            for _ in range(TRIES):
                now = self.newest(table)
                version = now.version()
                try:
                    return change(now)
                except CommitFailedError:
                    self._kept.pop(table, None)
                    if self.newest(table).version() == version:  # nobody else wrote: the disk is full, or the like
                        raise
        raise LedgerError(f"{self.place}/{table}: other writers were faster {TRIES} times")

    def swap(self, table: str, change: Callable[[pa.Table], pa.Table | None]) -> bool:
        """Put what `change` makes of a table's rows in their place, in one commit, where nobody else has written since
        they were read: else it is asked again. None leaves them; whether anything was written."""

        def put(now: DeltaTable) -> bool:
            rows = change(now.to_pyarrow_dataset().to_table())
            if rows is not None:
                self._write(now, rows, retries=0, mode="overwrite")
            return rows is not None

        return self._try(table, put)

    def overwrite(self, table: str, rows: pa.Table) -> None:
        """Put `rows` in the place of all that a table holds; the last of several writers wins."""
        from deltalake import CommitProperties, write_deltalake

        properties = CommitProperties(max_commit_retries=TRIES)
        write_deltalake(self.open(table), rows, mode="overwrite", commit_properties=properties)

    def replace(self, table: str, rows: pa.RecordBatchReader) -> None:
        """Put a stream of rows in the place of all that a table holds, in one commit. Raises LedgerError where the
        table can't be written; then it is as it was."""
        from deltalake import write_deltalake

        with self._told(table):
            write_deltalake(self.open(table), rows, mode="overwrite")

    def _write(
        self, table: DeltaTable, rows: pa.Table, *, retries: int, mode: Literal["append", "overwrite"] = "append"
    ) -> None:
        from deltalake import CommitProperties, write_deltalake

        write_deltalake(table, rows, mode=mode, commit_properties=CommitProperties(max_commit_retries=retries))

    @contextmanager
    def _told(self, table: str) -> Iterator[None]:
        """What goes wrong with the storage, as one line of a LedgerError."""
        from deltalake.exceptions import DeltaError

        try:
            yield
        except (DeltaError, OSError) as error:
            self._kept.pop(table, None)
            raise LedgerError(f"{self.place}/{table}: {one_line(error)}") from error

    # ── making and checking ──────────────────────────────────────────────────
    def _create(self) -> None:
        if self.is_local:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LedgerError(f"{self.place}: {error.strerror}") from None
            self._refuse_strangers()
        for name in TABLES:
            self._create_table(name)

    def _create_table(self, name: str) -> None:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        with self._told(name):
            try:
                DeltaTable.create(
                    self.uri(name),
                    schema=schema(name),
                    mode="ignore",
                    name=name,
                    description=f"Tongket ledger, schema {SCHEMA_VERSION}",
                    configuration=_STATISTICS,
                    storage_options=self.options,
                )
            except DeltaError:
                if not DeltaTable.is_deltatable(self.uri(name), storage_options=self.options):
                    raise  # else somebody made it at the same moment

    def _refuse_strangers(self) -> None:
        """A folder that holds other things is somebody's, and no ledger: a slip of the hand must not mix them."""
        names = set(os.listdir(self.folder))
        is_ledger = (self.folder / "documents" / "_delta_log").is_dir()
        if not is_ledger and not names <= {*TABLES, *OWN_FILES}:
            raise LedgerError(f"{self.place} is a folder with other things in it, and no ledger")

    def _check_version(self, older: bool) -> None:
        found = _VERSION.search(self.open("documents").metadata().description or "")
        version = int(found.group(1)) if found else 0
        if version > SCHEMA_VERSION:
            raise TooNewError(self.place, version, SCHEMA_VERSION)
        if version < SCHEMA_VERSION and not older:
            raise TooOldError(self.place, version, SCHEMA_VERSION)
        self.version = version


VISITS = "visits.sqlite"
OWN_FILES = (
    *(f"{name}.sqlite{ending}" for name in ("desk", "index", "copies", "visits") for ending in ("", "-wal", "-shm")),
    ".copies",
    ".checks",
    "checked.json",
    ".lock",
    "running",
    "hosts.toml",
)
"""What lies in a ledger's folder beside its tables."""


def is_local(place: str | Path) -> bool:
    """Whether a ledger's place is a folder, not an `s3://` address."""
    return not _S3.match(str(place))


def column_values(
    files: list[str], columns: list[str], options: dict[str, str] | None, where: pc.Expression | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Some columns of Parquet files, in batches of rows; of the rows alone that `where` is true of."""
    import pyarrow.dataset as ds

    for file in files:
        folder, _, name = file.rpartition("/")
        if _S3.match(file):
            from deltalake.fs import DeltaStorageHandler

            source: Any = fs.PyFileSystem(DeltaStorageHandler(folder, options))
        else:
            source = fs.SubTreeFileSystem(folder, fs.LocalFileSystem())
        scanner = ds.dataset([name], filesystem=source, format="parquet").scanner(
            columns, filter=where, batch_size=20_000, batch_readahead=1, fragment_readahead=1, use_threads=False
        )
        for batch in scanner.to_batches():
            yield batch.to_pylist()


def quoted(ids: Iterable[str]) -> str:
    """Ids, which are letters, digits and dashes, as a list for SQL."""
    return ", ".join(f"'{identity}'" for identity in sorted(ids))


def one_line(error: BaseException) -> str:
    """The cause that an error of the storage tells, on one line."""
    return " ".join(str(error).split()) or type(error).__name__
