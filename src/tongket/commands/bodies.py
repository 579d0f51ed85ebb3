"""`tongket bodies`: what a body's name stands for in the registry, and who holds which function."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tongket.commands import options as shared

if TYPE_CHECKING:
    from pathlib import Path

    from tongket.grammar.gazetteer import Gazetteer
    from tongket.registry.bodies import Entry


class BodiesFormat(StrEnum):
    text = "text"
    json = "json"


def bodies(
    name: Annotated[
        str | None, typer.Argument(help="A body's name or id; without one, the functions and who holds them.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help='A place that the name is told for: "Công an tỉnh" needs its province.')
    ] = None,
    day: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that is asked about; today without it.")
    ] = None,
    gazetteer: shared.Gazetteer = None,
    format: Annotated[BodiesFormat, typer.Option(help="How to write it.")] = BodiesFormat.text,
) -> None:
    """Show what a body's name stands for: id, names, parent, validity, and who followed it, in each function too."""
    on = day.date() if day is not None else dt.date.today()
    if name is None:
        _functions(on, format)
        return
    from tongket.registry.bodies import describe, successors

    places = _gazetteer(gazetteer or [])
    body_id = _id_of(name, place, on, places)
    if body_id is None:
        shared.stop(f"{name}: no body of a known composition, or its place is not told")
    entry, standing = describe(body_id, places), successors(body_id, on, places)
    if format is BodiesFormat.json:
        from tongket.output.jsonl import encode
        from tongket.registry.body_rows import row

        typer.echo(encode({**row(entry), "stands_for_it": list(standing)}))
    else:
        _entry(entry, standing, on)


def _gazetteer(files: list[Path]) -> Gazetteer:
    from tongket.grammar.gazetteer import GazetteerError, load

    try:
        return load(files)
    except OSError as error:
        shared.stop(f"--gazetteer: {error.filename}: {error.strerror}", status=2)
    except GazetteerError as error:
        shared.stop(f"--gazetteer: {error}", status=2)


def _id_of(name: str, place: str | None, day: dt.date, gazetteer: Gazetteer) -> str | None:
    from tongket.registry.bodies import describe
    from tongket.registry.body_ids import resolve
    from tongket.registry.body_places import Where, province_of

    try:
        return describe(name, gazetteer).id
    except KeyError:
        home = Where() if place is None else province_of(place, gazetteer)
        return resolve(name, home, day, gazetteer)


def _entry(entry: Entry, standing: tuple[str, ...], day: dt.date) -> None:
    first, last = entry.valid
    lines = {
        "id": entry.id,
        "name": entry.vi,
        "in English": entry.en,
        "abbreviations": ", ".join(entry.abbreviations),
        "parent": entry.parent or "",
        "valid": "" if first is None and last is None else f"{first or '…'} to {last or '…'}",
        f"on {day}": "" if standing == (entry.id,) else ", ".join(standing) or "nobody as a whole",
    }
    for heading, value in lines.items():
        if value:
            typer.echo(f"{heading:14} {value}")
    for heir in entry.successors:
        what = "followed by" if heir.function is None else heir.function
        doubt = "" if heir.verified else " (not verified)"
        typer.echo(f"{what:14} {heir.body_id} from {heir.day}: {heir.source}{doubt}")


def _functions(day: dt.date, format: BodiesFormat) -> None:
    from tongket.output.jsonl import encode
    from tongket.registry.bodies import holder
    from tongket.registry.body_changes import functions

    for function in functions().values():
        who = holder(function.id, day)
        if format is BodiesFormat.json:
            typer.echo(encode({"function": function.id, "name": function.vi, "name_en": function.en, "held_by": who}))
        else:
            typer.echo(f"{function.id:28} {who or '':42} {function.en}")
