"""`tongket read`: documents in, figures out, in a format for eyes or for programs."""

from __future__ import annotations

import datetime as dt
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands import options as shared
from tongket.commands.options import stop
from tongket.sources.options import MAX_BYTES, MAX_PAGES, Columns, LoadOptions

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue
    from tongket.output.writers import Writer
    from tongket.pipeline import Unread


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


def read(
    inputs: shared.Inputs = None,
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
    gazetteer: shared.Gazetteer = None,
    indicators: shared.Indicators = None,
    text_column: shared.TextColumn = "text",
    id_column: shared.IdColumn = "id",
    published_column: shared.PublishedColumn = "published",
    max_bytes: shared.MaxBytes = MAX_BYTES,
    ocr: shared.Ocr = False,
    stdin: Annotated[Stdin, typer.Option(help="What standard input carries.")] = Stdin.auto,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave the documents' text out of json and jsonl.")
    ] = False,
    site: shared.Sites = None,
    since: shared.Since = None,
    max_pages: shared.MaxPages = MAX_PAGES,
    delay: shared.Delay = 1.0,
    offline: shared.Offline = False,
) -> None:
    """Read documents and write every figure they report, with its meaning and its place in the text."""
    from tongket.output.writers import OutputError, open_writer
    from tongket.sources.destinations import overwritten

    wanted = shared.wanted(inputs, site, offline=offline)
    options = LoadOptions(
        published=_day(published),
        max_bytes=max_bytes,
        columns=Columns(text=text_column, id=id_column, published=published_column),
        stdin=stdin.value,
        out=out,
        ocr=ocr,
        since=since.date() if since else None,
        max_pages=max_pages,
        delay=delay,
        offline=offline,
    )
    chosen = format or _by_ending(out)
    if lost := overwritten(wanted, out, pages=chosen is Format.html):
        stop(f"--out {out} would overwrite the input {lost}", status=2)
    try:
        with open_writer(chosen.value, out, text=not no_text) as writer:
            unread = _read(wanted, options, gazetteer or [], writer, shared.catalogue_of(indicators))
    except OutputError as error:
        stop(str(error), status=2 if error.usage else 1)
    except BrokenPipeError:
        # The reader of our output has seen enough; the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    for line in options.tally.lines():
        typer.echo(f"tongket: {line}", err=True)
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
        stop(f"--published: not a day like 2022-03-18: {published}", status=2)


def _read(
    inputs: list[str], options: LoadOptions, gazetteer: list[Path], writer: Writer, catalogue: Catalogue
) -> list[Unread]:
    """Read everything into `writer`; returns what could not be read."""
    from tongket.output.progress import progress
    from tongket.pipeline import Unread, gazetteer_of, read_all

    try:
        places = gazetteer_of(gazetteer)
    except OSError as error:
        stop(f"--gazetteer: {error.filename}: {error.strerror}", status=2)
    except ValueError as error:
        stop(f"--gazetteer: {error}", status=2)
    unread = []
    with progress(inputs, options.out, beside=writer.on_screen) as step:
        for item in read_all(inputs, options, places, catalogue):
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
