"""`tongket add`: documents into a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands.options import Gazetteer, LedgerPlace, ledger_errors, place_of, stop
from tongket.sources.options import MAX_BYTES, Columns, LoadOptions

if TYPE_CHECKING:
    from tongket.pipeline.work import Settings


def add(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", help="Files, folders, globs, http(s) addresses, or - for standard input."),
    ],
    ledger: LedgerPlace = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that read; 0 for as many as there are cores.", show_default=False)
    ] = 0,
    gazetteer: Gazetteer = None,
    hosts: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="TOML file with hosts and their tiers; may be repeated.")
    ] = None,
    handed_over: Annotated[
        bool, typer.Option("--handed-over", help="Given to you in confidence: never leaves by export, feed or site.")
    ] = False,
    include_case_reports: Annotated[
        bool, typer.Option("--include-case-reports", help="Keep reports about particular people too.")
    ] = False,
    include_stamped: Annotated[
        bool, typer.Option("--include-stamped", help="Read papers stamped secret, internal or draft, where you may.")
    ] = False,
    keep_originals: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep the source bytes, unmasked, in this folder outside the ledger."),
    ] = None,
    text_column: Annotated[str, typer.Option(help="Column that holds the text, in tables of documents.")] = "text",
    id_column: Annotated[str, typer.Option(help="Column that holds the document's id.")] = "id",
    published_column: Annotated[str, typer.Option(help="Column that holds the publication day.")] = "published",
    max_bytes: Annotated[int, typer.Option(min=1, help="Refuse documents over this size.")] = MAX_BYTES,
) -> None:
    """Read documents into the ledger. What is there already is passed over, so a stopped run is simply run again."""
    from tongket.pipeline.work import Settings

    settings = Settings(
        options=LoadOptions(
            max_bytes=max_bytes, columns=Columns(text=text_column, id=id_column, published=published_column)
        ),
        gazetteer=tuple(gazetteer or ()),
        hosts=tuple(hosts or ()),
        origin="handed_over" if handed_over else "public",
        include_case_reports=include_case_reports,
        include_stamped=include_stamped,
    )
    with ledger_errors():
        _add(inputs, place_of(ledger), settings, workers, keep_originals)


def _add(inputs: list[str], place: str, settings: Settings, workers: int, originals: Path | None) -> None:
    from tongket.ledger.store import Store
    from tongket.output.adding import shown
    from tongket.pipeline.add import add
    from tongket.pipeline.work import checked
    from tongket.pipeline.workers import cores

    try:
        checked(settings)
    except (OSError, ValueError) as error:
        stop(f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error), status=2)
    store = Store(place, create=True)
    failed = shown(add(store, inputs, settings, workers=workers or cores(), originals=originals), inputs, place)
    if failed:
        raise typer.Exit(1)
