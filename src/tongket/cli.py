"""The command line, thin: each command is a module of `commands`. Everything heavy is imported where it is needed."""

from __future__ import annotations

from typing import Annotated

import typer

from tongket.commands import flags, ledger
from tongket.commands.add import add
from tongket.commands.audit import audit
from tongket.commands.bodies import bodies
from tongket.commands.check import check
from tongket.commands.compare import compare
from tongket.commands.coverage import coverage
from tongket.commands.diff import diff
from tongket.commands.export import export
from tongket.commands.indicators import app as indicators
from tongket.commands.query import query
from tongket.commands.read import read
from tongket.commands.redact import redact
from tongket.commands.series import series
from tongket.commands.serve import serve
from tongket.commands.users import app as users
from tongket.commands.verdicts import app as verdicts
from tongket.garbage import collect_seldom

app = typer.Typer(
    name="tongket",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tongket {version('tongket')}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Read Vietnamese public bodies' reports into cited, checked records."""


for command in (read, add, check, query, series, coverage, compare, export, bodies, audit, diff, redact, serve):
    app.command()(command)
app.add_typer(flags.app)
app.add_typer(verdicts, name="verdicts")
app.add_typer(ledger.app)
app.add_typer(indicators)
app.add_typer(users, name="users")


def main() -> None:
    """The `tongket` command."""
    collect_seldom()
    app()
