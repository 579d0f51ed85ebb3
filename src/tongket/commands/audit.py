"""`tongket audit`: how often a query's figures are wrong, from a random sample checked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of

_SHEETS = (".xlsx", ".csv")


def audit(
    what: Annotated[
        str,
        typer.Argument(
            metavar="SELECT|FILE", help="A query that returns figures' id; or the sheet once it is checked."
        ),
    ],
    size: Annotated[int, typer.Option("-n", "--size", min=1, help="Figures to draw.")] = 50,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw the same sample again.")] = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="New .xlsx or .csv file for the sample.")] = Path(
        "audit.xlsx"
    ),
    ledger: LedgerPlace = None,
) -> None:
    """Draw a random sample of a query's figures, and tell their error rate once they are checked.

    First:  tongket audit "select id from latest where body like '%Lam Sơn%'" -n 50 --out check.xlsx

    Then go through check.xlsx: accept in the column decision where all is right, type over what is wrong, reject where
    it is no figure at all. Rows with none of it count as not checked.

    Then:   tongket audit check.xlsx   tells how many are wrong, with Wilson's 95 % interval, and which fields are.

    tongket verdicts import check.xlsx takes what you decided into the ledger. Figures that were missed are not counted.
    """
    from tongket.ledger import audit as audits
    from tongket.ledger.questions import open_ledger
    from tongket.output.deciding import rate

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        if what.lower().endswith(_SHEETS):
            found = audits.result(opened, Path(what))
            rate(found, what)
            if found.problems:
                raise typer.Exit(1)
            return
        drawn = audits.draw(opened, what, size, out, seed)
        typer.echo(f"{out}: {drawn}")
        typer.echo(f"check it by hand, then: tongket audit {out}")
