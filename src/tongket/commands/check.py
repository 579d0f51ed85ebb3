"""`tongket check`: the figures of a ledger held against each other, its flags brought up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of


def check(
    ledger: LedgerPlace = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Look at every report again, not only where something has changed.")
    ] = False,
) -> None:
    """Hold the figures that count against each other, in each report and between them, and write what is found as
    flags. `add` and `verdicts import` do so by themselves; a check that was stopped is simply run again."""
    from tongket.ledger.flags.check import check as checked
    from tongket.ledger.store import Store

    with ledger_errors():
        done = checked(Store(place_of(ledger)), whole=whole)
    told = [f"{done.flags} flags"]
    told += [f"{done.new} new or changed"] if done.new else []
    told += [f"{done.gone} gone"] if done.gone else []
    typer.echo(f"{place_of(ledger)}: {', '.join(told)}")
