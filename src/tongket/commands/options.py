"""What several commands share: options, and how they end with an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue


class AnswerFormat(StrEnum):
    """How the rows of an answer are written: for eyes, or exactly."""

    table = "table"
    csv = "csv"
    json = "json"


class By(StrEnum):
    """Whose series is shown."""

    body = "body"
    place = "place"


LedgerPlace = Annotated[
    str | None,
    typer.Option("--ledger", metavar="DIR", help="The ledger: a folder or s3:// address [TONGKET_LEDGER, ledger]."),
]
Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT",
        help="Files, folders, globs, http(s) addresses of pages, feeds or sitemaps, or - for standard input.",
    ),
]
Gazetteer = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="TOML file with more places and bodies; may be repeated.")
]
Indicators = Annotated[
    list[Path] | None,
    typer.Option(
        "--indicators", metavar="DIR", help="Folder or file with more entries of the catalogue; may be repeated."
    ),
]
TextColumn = Annotated[str, typer.Option(help="Column that holds the text, in tables of documents.")]
IdColumn = Annotated[str, typer.Option(help="Column that holds the document's id.")]
PublishedColumn = Annotated[str, typer.Option(help="Column that holds the publication day.")]
MaxBytes = Annotated[int, typer.Option(min=1, help="Refuse documents over this size.")]
Ocr = Annotated[
    bool, typer.Option("--ocr", help="Recognise scanned pages with Tesseract; such figures are less certain.")
]
Sites = Annotated[
    list[str] | None,
    typer.Option(metavar="URL", help="Read a whole site, by its sitemaps or feeds; may be repeated."),
]
Since = Annotated[
    dt.datetime | None, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Of sites, only pages since then.")
]
MaxPages = Annotated[int, typer.Option(min=1, help="Pages of one site to ask for at most.")]
Delay = Annotated[float, typer.Option(min=0, metavar="SECONDS", help="Time between two requests to a host.")]
Offline = Annotated[bool, typer.Option("--offline", help="Ask for no address, and open no connection.")]


def wanted(inputs: list[str] | None, sites: list[str] | None, *, offline: bool) -> list[str]:
    """What is to be read; from here on no connection is opened where `offline` is set. Ends the command where it is
    nothing."""
    found = [*(inputs or []), *(f"site:{each}" for each in sites or [])]
    if not found:
        stop("nothing to read: name an INPUT or --site", status=2)
    if offline:
        from tongket.offline import close_network

        close_network()
    return found


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


def catalogue_of(folders: list[Path] | None) -> Catalogue:
    """Our catalogue with the entries of a user's folders; ends the command where one can't be used."""
    from tongket.indicators.catalogue import CatalogueError, load

    try:
        return load(folders or ())
    except OSError as error:
        stop(f"--indicators: {error.filename}: {error.strerror}", status=2)
    except CatalogueError as error:
        stop(f"--indicators: {error}", status=2)


def place_of(ledger: str | None) -> str:
    """Where the ledger is."""
    from tongket.ledger.places import default_place

    return ledger or default_place()
