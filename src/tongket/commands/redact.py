"""`tongket redact`: a name that the mask missed, out of the ledger and all its traces."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of, stop


def redact(
    document: Annotated[str, typer.Argument(metavar="DOC", help="The document's id.")],
    span: Annotated[str, typer.Argument(metavar="SPAN", help="Where the words stand in its text: START-END.")],
    ledger: LedgerPlace = None,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="In every document that holds the same words, not only its copies.")
    ] = False,
) -> None:
    """Paint words over that identify a private person, in every version and export, and remove their traces."""
    from tongket.ledger.redact import redact as redacted
    from tongket.ledger.store import Store

    match = re.fullmatch(r"(\d+)-(\d+)", span)
    if match is None:
        stop(f"not a span like 120-135: {span}", status=2)
    with ledger_errors():
        start, end = (int(part) for part in match.groups())
        done = redacted(Store(place_of(ledger)), document, (start, end), everywhere=everywhere)
    typer.echo(f"{done.documents} documents redacted")
    for path in done.exports:
        typer.echo(f"{path}: written anew")
    for path in done.removed:
        typer.echo(f"{path}: could not be written anew, removed")
    if done.elsewhere:
        typer.echo(f"{done.elsewhere} other documents hold the same words (--everywhere)")
