"""`tongket coverage`: who reported an indicator, for which periods, and what is held where nobody did."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tongket.commands.options import AnswerFormat, By, LedgerPlace, ledger_errors, place_of


class Grain(StrEnum):
    year = "year"
    half = "half"
    quarter = "quarter"
    month = "month"


def coverage(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its id: tongket indicators list.")],
    ledger: LedgerPlace = None,
    by: Annotated[By, typer.Option(help="A line for each of these.")] = By.body,
    grain: Annotated[Grain, typer.Option(help="A column for each of these.")] = Grain.year,
    format: Annotated[AnswerFormat, typer.Option(help="How to write it.")] = AnswerFormat.table,
) -> None:
    """Show a matrix of bodies and periods: reported, zero, in part, silent, could not be read, not collected."""
    from rich.console import Console

    from tongket.comparing.coverage import coverage as found
    from tongket.ledger.questions import open_ledger
    from tongket.output import matrix, rows

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        answer = found(opened, indicator, by.value, grain.value)
        if format is AnswerFormat.table:
            matrix.write(answer, Console(highlight=False, markup=False))
        else:
            rows.write(answer.arrow(), format.value)
