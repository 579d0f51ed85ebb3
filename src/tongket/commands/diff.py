"""`tongket diff`: what two readings of the same documents read otherwise."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from tongket.commands.options import AnswerFormat, LedgerPlace, ledger_errors, place_of

_SHOWN = 100


def diff(
    ledger: LedgerPlace = None,
    reader: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="One of two readers, or a part of its name; else the latest and the one before."
        ),
    ] = None,
    document: Annotated[str | None, typer.Option(metavar="ID", help="Of this document only.")] = None,
    format: Annotated[AnswerFormat, typer.Option(help="How to write the differences.")] = AnswerFormat.table,
) -> None:
    """Show what a newer version reads otherwise: figures gone, new and changed, and in which fields."""
    from tongket.ledger.changes import chosen, compare, table
    from tongket.ledger.questions import open_ledger
    from tongket.output.deciding import differences
    from tongket.output.rows import write

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        summary, found = compare(opened, *chosen(opened, reader or ()), document)
        if format is not AnswerFormat.table:
            write(table(list(found)), format.value)
            return
        shown = list(islice(found, _SHOWN))
        for _ in found:  # the rest is counted
            pass
        differences(summary, shown)
