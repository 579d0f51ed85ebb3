"""Many inputs → readings, one after another; what cannot be read is told and does not stop the rest."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tongket.records import Document, Reading

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer
    from tongket.indicators.catalogue import Catalogue
    from tongket.sources.options import LoadOptions

DEBUG_VARIABLE = "TONGKET_DEBUG"
"""Where this environment variable is set, an unexpected error of the reader is raised instead of told."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that gave no reading: its name and the cause, each one line."""

    name: str
    cause: str


def read_all(
    inputs: Sequence[str],
    options: LoadOptions,
    gazetteer: Gazetteer | None = None,
    catalogue: Catalogue | None = None,
) -> Iterator[Reading | Unread]:
    """A reading, or why there is none, for every document of `inputs`, in their order. `catalogue`: of indicators, in
    place of ours."""
    from tongket.sources.inputs import load
    from tongket.sources.options import Failure

    for item in load(inputs, options):
        if isinstance(item, Failure):
            yield Unread(item.source, item.cause)
        else:
            yield read_safely(item, gazetteer, options, catalogue)


def read_one(document: Document, gazetteer: Gazetteer | None = None, catalogue: Catalogue | None = None) -> Reading:
    """The reading of one document; an id made from its address is masked as the address is.

    A document that could not be read (`problems`) could not be searched for private people either: its text is left
    out.
    """
    from tongket.reading import read_document
    from tongket.sources.inputs import doc_of

    if document.problems:
        document = replace(document, text="", blocks=(), title=None, header=None)
    reading = read_document(document, gazetteer=gazetteer, catalogue=catalogue)
    masked = reading.document
    if document.url and masked.url and masked.url != document.url and document.doc == doc_of(document.url):
        return replace(reading, document=replace(masked, doc=doc_of(masked.url)))
    return reading


def read_safely(
    document: Document, gazetteer: Gazetteer | None, options: LoadOptions, catalogue: Catalogue | None = None
) -> Reading | Unread:
    """`read_one`, or why it failed: an unexpected error or endless work costs this document alone."""
    from tongket.limits import time_limit
    from tongket.sources.errors import TooSlowError

    try:
        with time_limit(options.max_seconds):
            return read_one(document, gazetteer, catalogue)
    except TooSlowError as error:
        return Unread(document.doc, error.cause)
    except Exception as error:
        # One document that the reader chokes on must not cost the others; the type tells what to report.
        if os.environ.get(DEBUG_VARIABLE):
            raise
        return Unread(document.doc, f"the reader failed: {type(error).__name__}: {first_line(str(error))}")


def first_line(message: str) -> str:
    """The first line of `message`, or all of it where it has one; for messages that must not break a line."""
    return message.strip().split("\n", 1)[0]


def gazetteer_of(files: Sequence[str | Path] | Path) -> Gazetteer | None:
    """The shipped gazetteer with the places of `files` (one, or several) added; None (the shipped one) where there are
    none."""
    if isinstance(files, (str, Path)):
        files = [files]
    if not files:
        return None
    from tongket.grammar import gazetteer

    return gazetteer.load(tuple(Path(file) for file in files))


def parse_day(text: str) -> dt.date | dt.datetime:
    """An ISO 8601 day ("2022-03-18"), or day and time ("2024-01-19T20:38+07:00"); raises ValueError else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return dt.datetime.fromisoformat(text)
