"""`tongket query`: one SELECT over the ledger's views, as a table, CSV or JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands.options import AnswerFormat, LedgerPlace, ledger_errors, place_of


def query(
    sql: Annotated[
        str, typer.Argument(metavar="SELECT", help="A query in DuckDB's SQL; docs/ledger.md has the views.")
    ],
    ledger: LedgerPlace = None,
    format: Annotated[AnswerFormat, typer.Option(help="How to write the rows.")] = AnswerFormat.table,
) -> None:
    """Ask the ledger: `latest` holds the figures that count; also documents, sources, reviews, flags, zeros, verdicts,
    left_out, runs. "DESCRIBE latest" tells a view's columns."""
    from tongket.ledger.questions import open_ledger
    from tongket.output.rows import write

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        write(opened.query(sql).arrow(), format.value)
