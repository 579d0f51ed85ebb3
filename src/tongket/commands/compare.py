"""`tongket compare`: whether two figures can be compared, and if not, why."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands.options import Indicators, LedgerPlace, catalogue_of, ledger_errors, place_of, stop


def compare(
    one: Annotated[str, typer.Argument(metavar="FIGURE", help="Id of a figure (latest.id).")],
    other: Annotated[str, typer.Argument(metavar="FIGURE", help="Id of another.")],
    ledger: LedgerPlace = None,
    indicators: Indicators = None,
) -> None:
    """Say in one line why two figures can't be compared, or that nothing known keeps them from it."""
    from tongket.comparing.comparability import line, reasons
    from tongket.ledger.questions import open_ledger

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        rows = {
            row["id"]: row
            for row in opened.query("select * from latest where id in ($one, $other)", one=one, other=other)
        }
    if missing := [each for each in (one, other) if each not in rows]:
        stop(f"no figure {missing[0]} in the ledger's latest")
    entry = catalogue_of(indicators).indicators.get(rows[one]["indicator"])
    typer.echo(
        line(reasons(rows[one], rows[other], entry.breaks if entry else ()))
        or "nothing known keeps them from being compared"
    )
