"""The indicators of a ledger's rows, told again with another catalogue than the one that they were read with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tongket.indicators.match import matcher_of
from tongket.indicators.scenes import Scene
from tongket.records import Dates, Figure, Versus, Zero

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue
    from tongket.ledger.questions import Ledger

Row = Mapping[str, Any]

DOCUMENT = ("id", "batch", "title", "text", "blocks", "zeros")
FIGURE = (
    *("document_id", "batch", "number", "start", "end", "quote", "unit", "kind", "status", "counted", "act"),
    *("counted_start", "counted_end", "of", "part_of", "covers", "period_start", "period_end", "body", "place"),
    *("sentence_start", "sentence_end", "versus", "indicator"),
)
"""The columns that are needed of each table."""
_AT_ONCE = 500
"""Documents whose rows are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Told:
    """A row of `documents` with its rows of `figures` and the indicators of these."""

    document: Row
    figures: Sequence[Row]
    indicators: Sequence[str | None]


def told(ledger: Ledger, catalogue: Catalogue, genre: str | None = None) -> Iterator[Told]:
    """Every document of a ledger in the order of ids, with what the catalogue tells of its figures; of one genre,
    where it is given. Copies are left out."""
    condition = "" if genre is None else "and genre = $genre"
    values = {} if genre is None else {"genre": genre}
    leads = "id in (select document_id from clusters where state <> 'copy')"
    ids = [
        row["id"] for row in ledger.query(f"select id from documents where {leads} {condition} order by id", **values)
    ]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        documents = ledger.query(f"select {_listed(DOCUMENT)} from documents where id in $ids order by id", ids=some)
        figures = ledger.query(f"select {_listed(FIGURE)} from figures where document_id in $ids", ids=some)
        of = by_document(figures)
        for document in documents:
            rows = of.get(document["id"], [])
            yield Told(document, rows, indicators(document, rows, catalogue))


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def by_document(figures: Iterable[Row]) -> dict[str, list[Row]]:
    """Document → its rows of `figures`, in the order of their numbers."""
    found: dict[str, list[Row]] = {}
    for row in figures:
        found.setdefault(row["document_id"], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: int(row["number"]))
    return found


def indicators(document: Row, figures: Sequence[Row], catalogue: Catalogue) -> list[str | None]:
    """The indicators of the figures of one reading, all of them in the order of their numbers."""
    return matcher_of(catalogue).indicators([figure_of(row) for row in figures], scene_of(document))


def zeros(document: Row, catalogue: Catalogue) -> list[str | None]:
    """The indicators of the zeros that a document tells in words."""
    return matcher_of(catalogue).zeros([zero_of(row) for row in document["zeros"] or ()], scene_of(document))


def figure_of(row: Row) -> Figure:
    """A figure with what its indicator is told from; its value is left out."""
    return Figure(
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        value=Decimal(0),
        high=None,
        bound="exact",
        unit=row["unit"],
        counted=row["counted"],
        act=row["act"],
        kind=row["kind"],
        direction=None,
        status=row["status"],
        of=row["of"],
        part_of=row["part_of"],
        period=_dates(row),
        body=row["body"],
        place=row["place"],
        sentence=(row["sentence_start"], row["sentence_end"]),
        counted_span=None if row["counted_start"] is None else (row["counted_start"], row["counted_end"]),
        covers=tuple(row["covers"] or ()),
        versus=tuple(Versus(each["kind"], each["phrase"]) for each in row["versus"] or ()),
        indicator=row["indicator"],
    )


def zero_of(row: Row) -> Zero:
    """A zero told in words."""
    return Zero(
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        counted=row["counted"],
        period=_dates(row),
        body=row["body"],
        place=row["place"],
        indicator=row["indicator"],
    )


def scene_of(row: Row) -> Scene:
    """The scene of a row of `documents`."""
    blocks = [(block["start"], block["end"], block["parent"]) for block in row["blocks"] or ()]
    return Scene(row["text"], blocks, row["title"])


def _dates(row: Row) -> Dates | None:
    start, end = row["period_start"], row["period_end"]
    return None if start is None or end is None else (start, end)
