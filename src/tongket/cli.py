"""The command line, thin: options in, readings out. Everything heavy is imported where it is first needed."""

from __future__ import annotations

import datetime as dt
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tongket.commands.add import add
from tongket.commands.audit import audit
from tongket.commands.diff import diff
from tongket.commands.query import query
from tongket.commands.verdicts import app as verdicts
from tongket.sources.options import MAX_BYTES, Columns, LoadOptions

if TYPE_CHECKING:
    from tongket.output.writers import Writer
    from tongket.pipeline import Unread

app = typer.Typer(
    name="tongket",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


class Stdin(StrEnum):
    auto = "auto"
    text = "text"
    html = "html"
    jsonl = "jsonl"


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


@app.command()
def read(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Files, folders, globs, http(s) addresses, or - for standard input."),
    ],
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication day of the documents, 2022-03-18; resolves relative periods."),
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="What to write; without it, by the ending of --out, else the table.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File to write; for html a folder, or a file ending in .html."),
    ] = None,
    gazetteer: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="TOML file with more places and bodies; may be repeated.")
    ] = None,
    text_column: Annotated[str, typer.Option(help="Column that holds the text, in tables of documents.")] = "text",
    id_column: Annotated[str, typer.Option(help="Column that holds the document's id.")] = "id",
    published_column: Annotated[str, typer.Option(help="Column that holds the publication day.")] = "published",
    max_bytes: Annotated[int, typer.Option(min=1, help="Refuse documents over this size.")] = MAX_BYTES,
    stdin: Annotated[Stdin, typer.Option(help="What standard input carries.")] = Stdin.auto,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave the documents' text out of json and jsonl.")
    ] = False,
) -> None:
    """Read documents and write every figure they report, with its meaning and its place in the text."""
    from tongket.output.writers import OutputError, open_writer
    from tongket.sources.destinations import overwritten

    options = LoadOptions(
        published=_day(published),
        max_bytes=max_bytes,
        columns=Columns(text=text_column, id=id_column, published=published_column),
        stdin=stdin.value,
        out=out,
    )
    chosen = format or _by_ending(out)
    if lost := overwritten(inputs, out, pages=chosen is Format.html):
        _stop(f"--out {out} would overwrite the input {lost}", status=2)
    try:
        with open_writer(chosen.value, out, text=not no_text) as writer:
            unread = _read(inputs, options, gazetteer or [], writer)
    except OutputError as error:
        _stop(str(error), status=2 if error.usage else 1)
    except BrokenPipeError:
        # The reader of our output has seen enough; the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    if unread:
        _tell(unread)
        raise typer.Exit(1)


def _by_ending(out: Path | None) -> Format:
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return Format(ending) if ending in set(Format) else Format.table


def _day(published: str | None) -> dt.date | dt.datetime | None:
    from tongket.pipeline import parse_day

    try:
        return parse_day(published) if published else None
    except ValueError:
        _stop(f"--published: not a day like 2022-03-18: {published}", status=2)


def _read(inputs: list[str], options: LoadOptions, gazetteer: list[Path], writer: Writer) -> list[Unread]:
    """Read everything into `writer`; returns what could not be read."""
    from tongket.output.progress import progress
    from tongket.pipeline import Unread, gazetteer_of, read_all

    try:
        places = gazetteer_of(gazetteer)
    except OSError as error:
        _stop(f"--gazetteer: {error.filename}: {error.strerror}", status=2)
    except ValueError as error:
        _stop(f"--gazetteer: {error}", status=2)
    unread = []
    with progress(inputs, options.out, beside=writer.on_screen) as step:
        for item in read_all(inputs, options, places):
            if isinstance(item, Unread):
                unread.append(item)
            else:
                writer.write(item)
            step(item)
    return unread


def _tell(unread: list[Unread]) -> None:
    from tongket.output.display import one_line

    if len(unread) > 1:
        typer.echo(f"{len(unread)} inputs could not be read:", err=True)
    for item in unread:
        typer.echo(one_line(f"tongket: {item.name}: {item.cause}"), err=True)


def _stop(message: str, *, status: int) -> NoReturn:
    typer.echo(f"tongket: {message}", err=True)
    raise typer.Exit(status)


app.command()(add)
app.command()(query)
app.command()(audit)
app.command()(diff)
app.add_typer(verdicts, name="verdicts")


def main() -> None:
    """The `tongket` command."""
    app()
