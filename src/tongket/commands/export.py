"""`tongket export`: figures as a file for others."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of


class ExportFormat(StrEnum):
    csv = "csv"
    csv_excel = "csv-excel"
    parquet = "parquet"
    xlsx = "xlsx"
    sqlite = "sqlite"
    package = "package"


def export(
    path: Annotated[Path, typer.Argument(help="File to write; for a Frictionless Data Package, a folder.")],
    sql: Annotated[
        str | None, typer.Argument(metavar="[SELECT]", help="Which rows; without it all of `latest`.")
    ] = None,
    ledger: LedgerPlace = None,
    format: Annotated[
        ExportFormat | None, typer.Option(help="Without it, by the ending: .csv .parquet .xlsx .sqlite, or a folder.")
    ] = None,
) -> None:
    """Write the figures that count to a file, each with its quote, its source and a link to its sentence. What was
    handed over in confidence stays in the ledger."""
    from tongket.ledger.exports import export as exported
    from tongket.ledger.store import Store

    with ledger_errors():
        rows = exported(Store(place_of(ledger)), path, format=format and format.value, sql=sql)
    typer.echo(f"{path}: {rows} {'row' if rows == 1 else 'rows'}")
