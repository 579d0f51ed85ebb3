"""`tongket add`: documents into a ledger."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands import options as shared
from tongket.commands.options import Gazetteer, LedgerPlace, ledger_errors, place_of, stop
from tongket.sources.options import MAX_BYTES, MAX_PAGES, Columns, LoadOptions

if TYPE_CHECKING:
    from tongket.pipeline.work import Settings


def add(
    inputs: shared.Inputs = None,
    ledger: LedgerPlace = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that read; 0: one for each core; 1: this one.", show_default=False)
    ] = 0,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Read on this Ray cluster instead: host:port, or auto."),
    ] = None,
    gazetteer: Gazetteer = None,
    indicators: shared.Indicators = None,
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
    text_column: shared.TextColumn = "text",
    id_column: shared.IdColumn = "id",
    published_column: shared.PublishedColumn = "published",
    max_bytes: shared.MaxBytes = MAX_BYTES,
    ocr: shared.Ocr = False,
    site: shared.Sites = None,
    since: shared.Since = None,
    max_pages: shared.MaxPages = MAX_PAGES,
    delay: shared.Delay = 1.0,
    offline: shared.Offline = False,
) -> None:
    """Read documents into the ledger. What is there already is passed over, so a stopped run is simply run again."""
    from tongket.pipeline.work import Settings

    settings = Settings(
        options=LoadOptions(
            max_bytes=max_bytes,
            columns=Columns(text=text_column, id=id_column, published=published_column),
            ocr=ocr,
            since=since.date() if since else None,
            max_pages=max_pages,
            delay=delay,
            offline=offline,
        ),
        gazetteer=tuple(gazetteer or ()),
        indicators=tuple(indicators or ()),
        hosts=tuple(hosts or ()),
        origin="handed_over" if handed_over else "public",
        include_case_reports=include_case_reports,
        include_stamped=include_stamped,
    )
    with ledger_errors():
        _add(shared.wanted(inputs, site, offline=offline), place_of(ledger), settings, workers, cluster, keep_originals)


def _add(
    inputs: list[str], place: str, settings: Settings, workers: int, cluster: str | None, originals: Path | None
) -> None:
    from tongket.ledger.store import Store
    from tongket.output.adding import shown
    from tongket.pipeline.add import add
    from tongket.pipeline.cluster import ClusterError, on_cluster
    from tongket.pipeline.work import checked
    from tongket.pipeline.workers import cores, read_in_processes

    try:
        checked(settings)
    except (OSError, ValueError) as error:
        stop(f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error), status=2)
    try:
        # Also a single core reads in a process of its own, which can be ended where it hangs over a document.
        read = on_cluster(cluster) if cluster else None if workers else partial(read_in_processes, workers=cores())
        store = Store(place, create=True)
        steps = add(store, inputs, settings, workers=workers, read=read, originals=originals)
        failed = shown(steps, inputs, place)
    except ClusterError as error:
        stop(str(error))
    for line in settings.options.tally.lines():
        typer.echo(f"tongket: {line}", err=True)
    if failed:
        raise typer.Exit(1)
