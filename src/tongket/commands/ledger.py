"""`tongket ledger`: whether it holds together, its files, its earlier states."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of

app = typer.Typer(name="ledger", no_args_is_help=True, help="Look after the ledger.", rich_markup_mode=None)


@app.command()
def check(ledger: LedgerPlace = None) -> None:
    """Check that every span reproduces its quote, every link resolves, and nothing is orphaned or double."""
    from tongket.ledger import check as checks
    from tongket.ledger.store import Store

    with ledger_errors():
        faults, notes = checks.check(Store(place_of(ledger)))
    for finding in faults:
        typer.echo(f"✗ {finding.what}: {finding.rows}, e.g. {', '.join(finding.examples)}")
    for note in notes:
        typer.echo(f"· {note.what}: {note.rows}")
    if faults:
        raise typer.Exit(1)
    typer.echo(f"{place_of(ledger)} holds together: {len(checks.CHECKS)} checks, no fault")


@app.command()
def compact(
    ledger: LedgerPlace = None,
    keep_days: Annotated[int, typer.Option(min=0, help="Keep what is needed to restore states this young.")] = 30,
) -> None:
    """Join small files and remove those that only old states need."""
    import datetime as dt

    from tongket.ledger.store import Store
    from tongket.ledger.upkeep import compact as compacted

    with ledger_errors():
        for done in compacted(Store(place_of(ledger)), kept=dt.timedelta(days=keep_days)):
            typer.echo(f"{done.table}: {done.before} → {done.after} files, {done.removed} old ones removed")


@app.command()
def history(ledger: LedgerPlace = None) -> None:
    """List the states that the ledger has been in, newest first."""
    from tongket.ledger.store import Store
    from tongket.ledger.upkeep import history as states

    with ledger_errors():
        for state in states(Store(place_of(ledger))):
            rows = "" if state.rows is None else f"  +{state.rows} documents"
            typer.echo(f"{state.version:>5}  {state.at:%Y-%m-%d %H:%M:%S} UTC  {state.what}{rows}")


@app.command()
def restore(
    version: Annotated[int, typer.Argument(min=0, help="A state that `tongket ledger history` lists.")],
    ledger: LedgerPlace = None,
) -> None:
    """Bring back the documents of an earlier state; decisions of people stay."""
    from tongket.ledger.store import Store
    from tongket.ledger.upkeep import restore as restored

    with ledger_errors():
        restored(Store(place_of(ledger)), version)
    typer.echo(f"{place_of(ledger)}: state {version} restored")


@app.command()
def upgrade(ledger: LedgerPlace = None) -> None:
    """Bring a ledger of an older version up to this one's tables."""
    from tongket.ledger.upgrade import upgrade as upgraded

    with ledger_errors():
        versions = upgraded(place_of(ledger))
    done = "nothing to do" if len(versions) == 1 else "done"
    typer.echo(f"{place_of(ledger)}: schema {' → '.join(map(str, versions))}, {done}")
