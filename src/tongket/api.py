"""The Python interface: `tongket.read` and `tongket.mentions`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from tongket.records import Body, Mention, Quantity, Reading

Day = dt.date | dt.datetime | str | None


def read(source: str | Path, published: Day = None, gazetteer: Sequence[str | Path] | Path = ()) -> Reading:
    """Read the one document at `source`: a path, or an http(s) address.

    `published` is the day of publication (ISO 8601 where a string), which resolves relative periods; without it the
    document's own date counts. `gazetteer` names one or more TOML files with more places and bodies.
    Raises `tongket.sources.errors.SourceError` where the document cannot be read, and ValueError where `published`
    is no day or `source` holds several documents: those are for the command line, or `tongket.pipeline`.
    """
    from tongket.pipeline import gazetteer_of, read_one
    from tongket.sources.errors import EmptyError, SourceError
    from tongket.sources.inputs import load
    from tongket.sources.options import Failure, LoadOptions

    documents = load([str(source)], LoadOptions(published=_day(published)))
    document = next(documents, None)
    if document is None:
        raise EmptyError(f"{source}: no document")
    if isinstance(document, Failure):
        raise SourceError(str(document))
    if next(documents, None) is not None:
        raise ValueError(f"{source}: several documents")
    return read_one(document, gazetteer_of(gazetteer))


def mentions(text: str, published: Day = None, gazetteer: Sequence[str | Path] | Path = ()) -> list[Mention]:
    """What the grammars find in `text`, in its order: numbers, money, measures, percentages, periods, places, bodies,
    officials and legal references.

    >>> [(m.kind, str(m.value), m.unit) for m in mentions("mười hai triệu rưỡi")]
    [('number', '12500000', 'count')]

    `published` and `gazetteer` as in `read`. Spans are code-point offsets into `text`.
    """
    from tongket.grammar import find_all
    from tongket.pipeline import gazetteer_of
    from tongket.text import Text

    day = _day(published)
    date = day.date() if isinstance(day, dt.datetime) else day
    found = find_all(Text(text), date, gazetteer_of(gazetteer)).in_order()
    found = [m for m in found if not (isinstance(m, Body) and m.generic)]
    names = [m for m in found if not isinstance(m, Quantity)]
    return [m for m in found if not isinstance(m, Quantity) or not any(_inside(m, name) for name in names)]


def _inside(inner: Mention, outer: Mention) -> bool:
    """Whether a number is only part of a period's, law's, place's or body's name ("6" in "6 tháng đầu năm")."""
    return outer.start <= inner.start and inner.end <= outer.end


def _day(published: Day) -> dt.date | dt.datetime | None:
    from tongket.pipeline import parse_day

    return parse_day(published) if isinstance(published, str) else published
