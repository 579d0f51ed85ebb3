"""`tongket users`: who may come in where the desk asks for a login."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands.options import AnswerFormat, stop
from tongket.web.security.roles import Role

if TYPE_CHECKING:
    from tongket.web.security.users import Users

app = typer.Typer(
    no_args_is_help=True, help="Who may come in where the desk asks for a login: names, roles, passwords."
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the person; large and small letters are the same.")]
File = Annotated[Path, typer.Option("--users", metavar="FILE", help="The file of users; it lies outside the ledger.")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="Take the password from standard input, its first line.")]


@app.command("add")
def add(
    name: Name,
    users: File,
    role: Annotated[Role, typer.Option(help="reader: looks; checker: decides and adds; admin: users too.")],
    password_stdin: Stdin = False,
    checker: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The id that the person decided under so far (tongket verdicts checker)."),
    ] = None,
) -> None:
    """Add a person; the password is asked for twice. The file is made where there is none, for your eyes only.

    A password has 12 characters or more, of any kind; a short sentence is good. A name is 1 to 64 letters, digits,
    blanks and . _ - @ '. Both stay in this file: a ledger knows people only by opaque ids.
    """
    with _opened(users, create=True) as known:
        known.add(name, role, _password(from_stdin=password_stdin))
        if checker:
            known.give_checker(name, checker)


@app.command("list")
def list_(
    users: File, format: Annotated[AnswerFormat, typer.Option(help="How to write the rows.")] = AnswerFormat.table
) -> None:
    """List everybody: name, role, since when, in how many browsers, and the ids that decisions stand under."""
    with _opened(users) as known:
        people = known.all()
    if not people and format is AnswerFormat.table:
        typer.echo("no users")
        return
    import pyarrow as pa

    from tongket.output.rows import write

    columns = {
        "name": [user.name for user in people],
        "role": [user.role.value for user in people],
        "since": [user.made.date().isoformat() for user in people],
        "sessions": [user.sessions for user in people],
        "checker": [" ".join(user.checkers) for user in people],
    }
    write(pa.table(columns), format.value)


@app.command("passwd")
def passwd(name: Name, users: File, password_stdin: Stdin = False) -> None:
    """Give a person another password; all their sessions end."""
    with _opened(users) as known:
        name = known.name_of(name)
        known.set_password(name, _password(from_stdin=password_stdin))


@app.command("role")
def role(
    name: Name,
    role: Annotated[Role, typer.Argument(help="reader: looks; checker: decides and adds; admin: users too.")],
    users: File,
) -> None:
    """Let a person do more or less, from their next page on."""
    with _opened(users) as known:
        known.set_role(name, role)


@app.command("remove")
def remove(name: Name, users: File) -> None:
    """Forget a person: they can't come in any more. What they decided stays, under ids that are printed here for the
    last time."""
    with _opened(users) as known:
        for checker in known.remove(name):
            typer.echo(checker)


@contextmanager
def _opened(path: Path, *, create: bool = False) -> Iterator[Users]:
    """The file of users; what goes wrong with it ends the command with its one line."""
    from tongket.web.security.passwords import PasswordError
    from tongket.web.security.users import Users
    from tongket.web.security.users_file import UsersError

    try:
        found = Users(path, create=create)
        try:
            yield found
        finally:
            found.close()
    except UsersError as error:
        stop(str(error))
    except PasswordError as error:
        stop(f"the password: {error}")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        stop("there is no terminal to ask for the password at: --password-stdin takes it from standard input", status=2)
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more"))
