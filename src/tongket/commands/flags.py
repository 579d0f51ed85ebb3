"""`tongket flags`: what the checks found, and what people decide about it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands.options import LedgerPlace, ledger_errors, place_of

if TYPE_CHECKING:
    from tongket.ledger.flags import decisions
    from tongket.ledger.flags.decisions import FlagDecision

app = typer.Typer(
    name="flags",
    help="What the checks found: remarks of arithmetic, internal until a person confirms them.",
    invoke_without_command=True,
    rich_markup_mode=None,
)

Ids = Annotated[list[str], typer.Argument(metavar="ID …", help="Ids of flags, or their first digits.")]
Checker = Annotated[
    str | None,
    typer.Option("--checker", metavar="ID", help="Who decides (tongket verdicts checker); else TONGKET_CHECKER."),
]
Why = Annotated[str | None, typer.Option(help="Why, in a line; names of private people are masked.")]


class State(StrEnum):
    new = "new"
    confirmed = "confirmed"
    dismissed = "dismissed"


class ListFormat(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


Format = Annotated[ListFormat, typer.Option(help="How to write them.")]


@app.callback()
def flags(
    context: typer.Context,
    ledger: LedgerPlace = None,
    rule: Annotated[str | None, typer.Option(help="Only of this rule (docs/checks.md).")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state; else all but the dismissed.")] = None,
    body: Annotated[str | None, typer.Option(help="Only about a body with these words in its name, or its id.")] = None,
    place: Annotated[str | None, typer.Option(help="Only about a place with these words in its name, or code.")] = None,
    document: Annotated[str | None, typer.Option(metavar="ID", help="Only about figures of this document.")] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help="Those decided about that are no longer found as they were.")
    ] = False,
    format: Format = ListFormat.table,
) -> None:
    """List flags, each with its arithmetic and the sentences that it is about."""
    if context.invoked_subcommand is not None:
        context.obj = ledger
        return
    from tongket.ledger.flags.listing import Wanted, listed
    from tongket.ledger.questions import open_ledger

    wanted = Wanted(rule, state and state.value, body, place, document, lost)
    with ledger_errors(), open_ledger(place_of(ledger)) as opened:
        rows = listed(opened, wanted)
        if format is ListFormat.table:
            from tongket.output.flags import show

            show(rows.to_pylist())
        else:
            from tongket.output.rows import write

            write(rows, format.value)


@app.command()
def confirm(
    context: typer.Context, flags: Ids, ledger: LedgerPlace = None, checker: Checker = None, why: Why = None
) -> None:
    """Confirm flags: what they say is so. From then on they may leave with exports."""
    _state(context, flags, ledger, checker, why, "confirmed")


@app.command()
def dismiss(
    context: typer.Context, flags: Ids, ledger: LedgerPlace = None, checker: Checker = None, why: Why = None
) -> None:
    """Dismiss flags: a misreading, or what they say has its reason."""
    _state(context, flags, ledger, checker, why, "dismissed")


@app.command()
def reopen(
    context: typer.Context, flags: Ids, ledger: LedgerPlace = None, checker: Checker = None, why: Why = None
) -> None:
    """Take a decision back: the flags are new again."""
    _state(context, flags, ledger, checker, why, "new")


@app.command()
def asked(
    context: typer.Context,
    flags: Ids,
    on: Annotated[
        dt.datetime | None, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="When; else today.")
    ] = None,
    ledger: LedgerPlace = None,
    checker: Checker = None,
) -> None:
    """Note that the body was asked about flags."""
    from tongket.clock import now
    from tongket.ledger.flags.decisions import FlagDecision

    day = on.date() if on else now().date()
    _decide(context, ledger, checker, [FlagDecision(flag, "", asked=day) for flag in flags])


@app.command()
def answer(
    context: typer.Context,
    flag: Annotated[str, typer.Argument(metavar="ID", help="Id of a flag, or its first digits.")],
    words: Annotated[str, typer.Argument(metavar="ANSWER", help="What the body answered, in a line.")],
    ledger: LedgerPlace = None,
    checker: Checker = None,
) -> None:
    """Note what the body answered; names of private people are masked."""
    from tongket.ledger.flags.decisions import FlagDecision

    _decide(context, ledger, checker, [FlagDecision(flag, "", answer=words)])


def _state(
    context: typer.Context,
    flags: list[str],
    ledger: str | None,
    checker: str | None,
    why: str | None,
    state: decisions.State,
) -> None:
    from tongket.ledger.flags.decisions import FlagDecision

    _decide(context, ledger, checker, [FlagDecision(flag, "", state=state, why=why) for flag in flags])


def _decide(context: typer.Context, ledger: str | None, checker: str | None, decisions: list[FlagDecision]) -> None:
    from dataclasses import replace

    from tongket.ledger.checkers import checker as known
    from tongket.ledger.flags.decisions import decide
    from tongket.ledger.questions import open_ledger

    with ledger_errors(), open_ledger(place_of(ledger or context.obj)) as opened:
        who = known(opened.store, checker)
        number = len(decide(opened, [replace(each, checker=who) for each in decisions]))
    typer.echo(f"{number} decision{'' if number == 1 else 's'} written")


@app.command()
def follow(
    context: typer.Context,
    body: Annotated[str, typer.Argument(metavar="BODY", help="Id of a body, or words of its name.")],
    ledger: LedgerPlace = None,
    format: Format = ListFormat.table,
) -> None:
    """What became of a body's targets and tasks: each beside what its next report says, sentence by sentence."""
    from tongket.ledger.flags.following import followed
    from tongket.ledger.questions import open_ledger
    from tongket.output.flags import show_followed
    from tongket.output.rows import write

    with ledger_errors(), open_ledger(place_of(ledger or context.obj)) as opened:
        rows = followed(opened, body)
        if format is ListFormat.table:
            show_followed(rows.to_pylist())
        else:
            write(rows, format.value)
