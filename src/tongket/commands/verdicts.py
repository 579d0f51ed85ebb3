"""`tongket verdicts`: what people decide about figures, out to a spreadsheet and back."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of, stop

if TYPE_CHECKING:
    from tongket.ledger.questions import Ledger
    from tongket.ledger.sheet_import import Plan

app = typer.Typer(no_args_is_help=True, help="What people decide about figures: accept, correct, reject, add.")

Checker = Annotated[
    str | None,
    typer.Option("--checker", metavar="ID", help="Who decides (tongket verdicts checker); else TONGKET_CHECKER."),
]


class Conflicts(StrEnum):
    stop = "stop"
    mine = "mine"
    theirs = "theirs"


class ListFormat(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="New .xlsx (best) or .csv file.")],
    sql: Annotated[
        str | None, typer.Argument(metavar="[SELECT]", help="Which figures: a query that returns their id; else all.")
    ] = None,
    ledger: LedgerPlace = None,
) -> None:
    """Write figures into a sheet to check by hand: a row for each, every field a cell that can be changed.

    In the sheet: type over what is wrong; empty a cell for "nothing"; in the column decision write accept where all
    is right, or reject where it is no figure. A figure that was missed gets a row of its own, without id: the
    document_id, the quote as it stands in the text (and its sentence, where it stands there twice), value and unit.
    The grey columns and the file's other columns are not for changing. Then: tongket verdicts import FILE.
    """
    from tongket.ledger.questions import open_ledger
    from tongket.ledger.sheets import export

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        number = export(opened, file, sql)
        typer.echo(f"{file}: {number} figure{'' if number == 1 else 's'}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sheet from export or audit, changed by hand.")],
    ledger: LedgerPlace = None,
    checker: Checker = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    conflicts: Annotated[
        Conflicts, typer.Option(help="Figures that somebody else decided about since: stop, or whose word holds.")
    ] = Conflicts.stop,
) -> None:
    """Show what a sheet would change, and write it as verdicts where you say so: all of it, or nothing."""
    from tongket.ledger.checkers import checker as known
    from tongket.ledger.questions import open_ledger
    from tongket.ledger.sheet_import import plan
    from tongket.output.deciding import preview

    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        wanted = plan(opened, file, known(opened.store, checker))
        if conflicts is not Conflicts.stop:
            wanted = wanted.settled(conflicts.value)
        preview(wanted)
        _write(opened, wanted, yes=yes)


def _write(ledger: Ledger, wanted: Plan, *, yes: bool) -> None:
    from tongket.ledger.sheet_import import carry_out

    if wanted.problems:
        stop("nothing written: mend these rows, or take them out of the sheet, and import it again")
    if wanted.conflicts:
        stop(
            f"nothing written: {len(wanted.conflicts)} figures were decided by somebody else since the sheet was"
            " written: --conflicts mine writes your word over theirs, --conflicts theirs leaves these rows out"
        )
    if not wanted.changes:
        typer.echo("nothing to write")
        return
    if not yes:
        if not sys.stdin.isatty():
            typer.echo("nothing written yet: --yes writes it")
            return
        if not typer.confirm(f"Write {len(wanted.changes)} verdicts?"):
            typer.echo("nothing written")
            return
    from tongket.ledger.flags.check import check

    number = len(carry_out(ledger, wanted))
    check(ledger.store)
    typer.echo(f"{number} verdict{'' if number == 1 else 's'} written")


@app.command("list")
def list_(
    ledger: LedgerPlace = None,
    unfit: Annotated[
        bool, typer.Option("--unfit", help="Only those that fit no figure of the present reading any more, and why.")
    ] = False,
    format: Annotated[ListFormat, typer.Option(help="How to write the rows.")] = ListFormat.table,
) -> None:
    """List verdicts, the latest first."""
    from tongket.ledger.questions import open_ledger
    from tongket.output.rows import write

    columns = "id, strftime(\"at\", '%Y-%m-%d %H:%M') as utc, decision, quote, fields, why, checker"
    if format is not ListFormat.table:
        columns = "* exclude (batch)"
    elif unfit:
        columns = "id, cause, decision, quote, fields, sentence, document_id"
    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        rows = opened.query(f"select {columns} from {'unfit_verdicts' if unfit else 'verdicts'} order by id desc")
        if not len(rows) and format is ListFormat.table:
            typer.echo("no verdicts" + (" that don't fit" if unfit else ""))
        else:
            write(rows.arrow(), format.value)


@app.command("checker")
def checker_(
    ledger: LedgerPlace = None,
    new: Annotated[bool, typer.Option("--new", help="Give out another, for another person.")] = False,
) -> None:
    """Print the id that you decide under, made at random on first use; it tells nothing about you."""
    from tongket.ledger.checkers import checker, checkers, new_checker
    from tongket.ledger.mine import kept
    from tongket.ledger.store import Store

    with ledger_errors():
        store = Store(place_of(ledger))
        if new:
            typer.echo(new_checker(store))
        elif len(known := checkers(store)) > 1 and kept(known) is None:
            typer.echo("\n".join(known))
        else:
            typer.echo(checker(store))
