"""`tongket series`: an indicator over time, by body or place."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands.options import AnswerFormat, By, LedgerPlace, ledger_errors, place_of


def series(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its id: tongket indicators list.")],
    ledger: LedgerPlace = None,
    by: Annotated[By, typer.Option(help="A series for each of these.")] = By.body,
    format: Annotated[AnswerFormat, typer.Option(help="How to write it.")] = AnswerFormat.table,
) -> None:
    """Show an indicator's values by body or place and period, each with the figure that it comes from."""
    from tongket.comparing.series import series as found
    from tongket.ledger.questions import open_ledger
    from tongket.output.rows import write

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        write(found(opened, indicator, by.value).arrow(), format.value)
