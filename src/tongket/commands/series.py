"""`tongket series`: an indicator over time, by body or place."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands.options import (
    AnswerFormat,
    By,
    Indicators,
    LedgerPlace,
    catalogue_of,
    ledger_errors,
    place_of,
    stop,
)

_SHOWN = (
    *("body_id", "place_code", "period_start", "period_end", "kind", "status", "value", "unit", "values", "reports"),
    *("missing", "persons", "rate"),
)
"""The columns that a table for eyes has room for; CSV and JSON have all."""


def series(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its id: tongket indicators list.")],
    ledger: LedgerPlace = None,
    by: Annotated[By, typer.Option(help="A series for each of these.")] = By.body,
    today: Annotated[
        bool, typer.Option("--today", help="On the provinces of today: former ones are summed. With --by place.")
    ] = False,
    per_head: Annotated[
        bool, typer.Option("--per-100000", help="Beside it, how many for every 100,000 people. With --by place.")
    ] = False,
    indicators: Indicators = None,
    format: Annotated[AnswerFormat, typer.Option(help="How to write it.")] = AnswerFormat.table,
) -> None:
    """Show an indicator's values by body or place and period, each with the figure that it comes from."""
    from tongket.comparing import today as division
    from tongket.comparing.series import series as found
    from tongket.ledger.questions import open_ledger
    from tongket.output.rows import write

    if (today or per_head) and by is not By.place:
        stop("--today and --per-100000 need --by place", status=2)
    entry = catalogue_of(indicators).indicators.get(indicator)
    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        answer = found(opened, indicator, by.value)
        if today:
            answer = division.on_today(answer, entry is not None and "places" in entry.sums)
        if per_head:
            answer = division.per_head(answer)
        rows = answer.arrow()
        if format is AnswerFormat.table:
            rows = rows.select([name for name in _SHOWN if name in rows.column_names])
        write(rows, format.value)
