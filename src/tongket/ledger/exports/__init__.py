"""Files for others to use: CSV, Parquet, Excel, SQLite for Datasette, a Frictionless Data Package.

Every format gets the same content (`content`), is written beside its place and then moved there, and is noted in the
ledger, so that a later redaction reaches it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tongket.ledger.errors import LedgerError
from tongket.ledger.exports.content import Content, content
from tongket.ledger.mirror import mirror
from tongket.ledger.store import Store

Write = Callable[[Content, Path], None]


@dataclass(frozen=True, slots=True)
class Format:
    """`module` has a function `write(content, path)`; `whole`: it holds all tables; `folder`: it is a folder."""

    module: str
    endings: tuple[str, ...]
    whole: bool = False
    folder: bool = False


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", (".csv",)),
    "csv-excel": Format("csv_excel", ()),
    "parquet": Format("parquet", (".parquet",)),
    "xlsx": Format("excel", (".xlsx",)),
    "sqlite": Format("sqlite", (".sqlite", ".db", ".sqlite3"), whole=True),
    "package": Format("package", ("",), whole=True, folder=True),
}


def format_of(path: Path) -> str:
    """The format that a path's ending tells; a path without one is a Data Package's folder. Raises LedgerError."""
    for name, each in FORMATS.items():
        if path.suffix.lower() in each.endings:
            return name
    known = ", ".join(ending for each in FORMATS.values() for ending in each.endings if ending)
    raise LedgerError(f"{path}: no format is known by its ending ({known}); --format tells it")


def export(store: Store, path: Path, *, format: str | None = None, sql: str | None = None) -> int:
    """Write the figures, or the rows of `sql`, to `path`; returns how many rows. What was there is replaced.

    Raises LedgerError where the query or the place can't be used; nothing is changed then.
    """
    from tongket.ledger.desk import note_export

    name = format or format_of(path)
    if store.is_local:
        mirror(store)
    wanted = FORMATS[name]
    rows = content(store, sql, whole=wanted.whole)
    unfinished = path.with_name(f".{path.name}.part")
    _remove(unfinished)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        import_module(f"tongket.ledger.exports.{wanted.module}").write(rows, unfinished)
        if wanted.folder and path.exists():
            _replace_folder(path)
        os.replace(unfinished, path)
    except OSError as error:
        raise LedgerError(f"{path}: {error.strerror or error}") from None
    finally:
        _remove(unfinished)
    if store.is_local:
        note_export(store, path.resolve(), name, sql)
    return int(rows.figures.num_rows)


def export_again(store: Store) -> tuple[list[Path], list[Path]]:
    """Write every export that the ledger knows of and that is still there anew; those that were written, and those that
    could not be and were removed instead."""
    from tongket.ledger.desk import exports_of

    written, removed = [], []
    for path, name, sql in exports_of(store):
        if not path.exists():
            continue
        try:
            export(store, path, format=name, sql=sql)
            written.append(path)
        except LedgerError:
            _remove(path)
            removed.append(path)
    return written, removed


def _replace_folder(path: Path) -> None:
    if not path.is_dir() or (not (path / "datapackage.json").exists() and any(path.iterdir())):
        raise LedgerError(f"{path} is there already, and no data package")
    shutil.rmtree(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
