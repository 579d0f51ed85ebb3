"""What several commands share: options, and how they end with an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

LedgerPlace = Annotated[
    str | None,
    typer.Option(
        "--ledger", metavar="DIR", help="The ledger: a folder or s3:// address; else TONGKET_LEDGER, ./ledger."
    ),
]
Gazetteer = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="TOML file with more places and bodies; may be repeated.")
]


def stop(message: str, *, status: int = 1) -> NoReturn:
    """End with one line on standard error; status 2 where the command was used wrongly."""
    typer.echo(f"tongket: {message}", err=True)
    raise typer.Exit(status)


@contextmanager
def ledger_errors() -> Iterator[None]:
    """What goes wrong with a ledger ends the command with its one line."""
    from tongket.ledger.errors import LedgerError

    try:
        yield
    except LedgerError as error:
        stop(str(error))


def place_of(ledger: str | None) -> str:
    """Where the ledger is."""
    from tongket.ledger.places import default_place

    return ledger or default_place()
