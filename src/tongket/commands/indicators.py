"""`tongket indicators`: the catalogue of indicators, what it lacks, and a new one tried on a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands.options import Indicators, LedgerPlace, catalogue_of, ledger_errors, place_of, stop

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue

app = typer.Typer(
    name="indicators",
    no_args_is_help=True,
    help="The catalogue of indicators: which figures form a comparable series.",
    rich_markup_mode=None,
)

GenreOption = Annotated[
    str | None,
    typer.Option("--genre", metavar="GENRE", help="Only documents of one genre: aggregate_report, other."),
]


@app.command("list")
def list_(
    sector: Annotated[str | None, typer.Option("--sector", metavar="NAME", help="Only those of one sector.")] = None,
    indicators: Indicators = None,
) -> None:
    """List the indicators by sector."""
    from tongket.output.catalogue import listed

    catalogue = catalogue_of(indicators)
    if sector is not None and sector not in catalogue.sectors:
        stop(f"no sector {sector}; there are {', '.join(catalogue.sectors)}", status=2)
    listed(catalogue, sector)


@app.command()
def show(
    identity: Annotated[str, typer.Argument(metavar="ID", help="An indicator that `tongket indicators list` lists.")],
    indicators: Indicators = None,
) -> None:
    """Show all that the catalogue says of an indicator."""
    from tongket.output.catalogue import shown

    catalogue = catalogue_of(indicators)
    entry = catalogue.indicators.get(identity)
    if entry is None:
        from difflib import get_close_matches

        near = get_close_matches(identity, list(catalogue.indicators), 3)
        stop(f"no indicator {identity}" + (f"; near it: {', '.join(near)}" if near else ""), status=2)
    shown(entry, catalogue)


@app.command()
def suggest(
    ledger: LedgerPlace = None,
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many to show.")] = 50,
    genre: GenreOption = None,
    indicators: Indicators = None,
) -> None:
    """Show the phrases that documents count most often and no indicator takes yet."""
    from tongket.indicators.stored import told
    from tongket.indicators.suggest import suggestions
    from tongket.ledger.questions import open_ledger
    from tongket.output.catalogue import suggested

    catalogue = catalogue_of(indicators)
    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        found = suggestions(told(opened, catalogue, genre))
    suggested(found, number)


@app.command()
def test(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML file of entries (docs/indicators.md).")],
    ledger: LedgerPlace = None,
    number: Annotated[int, typer.Option("-n", "--number", min=0, help="Figures to show, drawn at random.")] = 20,
    seed: Annotated[int, typer.Option(help="Another seed draws other figures.")] = 0,
    genre: GenreOption = None,
    indicators: Indicators = None,
) -> None:
    """Try a file of entries: its own examples, then what it takes of a ledger's figures and from whom."""
    from tongket.indicators.proof import failures
    from tongket.indicators.stored import told
    from tongket.indicators.trial import tried
    from tongket.ledger.questions import open_ledger
    from tongket.output.catalogue import trial

    folders = indicators or []
    after = catalogue_of([*folders, file])
    entries = frozenset(entry.id for entry in after if entry.file == str(file))
    before = _without(catalogue_of(folders), entries)
    faults = list(failures((after.indicators[each] for each in sorted(entries)), after))
    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        found = tried(told(opened, before, genre), told(opened, after, genre), entries, number, seed)
    trial(found, sorted(entries), faults)
    if faults:
        raise typer.Exit(1)


def _without(catalogue: Catalogue, entries: frozenset[str]) -> Catalogue:
    """The catalogue as it is without the entries, so that a file that is already part of it can be tried too."""
    from tongket.indicators.catalogue import Catalogue

    return Catalogue(catalogue.sectors.values(), (entry for entry in catalogue if entry.id not in entries))


@app.command()
def apply(ledger: LedgerPlace = None, indicators: Indicators = None) -> None:
    """Tell the indicators of a ledger's figures again, after the catalogue changed; nothing is read anew."""
    from tongket.indicators.applied import apply as applied
    from tongket.ledger.store import Store

    catalogue = catalogue_of(indicators)
    with ledger_errors():
        done = applied(Store(place_of(ledger)), catalogue)
    typer.echo(
        f"{place_of(ledger)}: {done.told} of {done.figures} figures and {done.zeros} zeros have an indicator, "
        f"{done.changed} another one than before"
    )
