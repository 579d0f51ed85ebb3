"""What stands of all that people decided: for each figure the latest decision, and for each field the latest setting.

Somebody who corrects a period after somebody else corrected the value sees that value and leaves it: both settings
hold. Likewise "accept" accepts the figure as it stands, corrections included. A rejected figure comes back with the
next decision about it. Who decided wrongly withdraws that: then it is as if it had never been said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongket.ledger.anchors import Anchor, attach, line_around
from tongket.ledger.fields import FIELDS, LINKS, YEARS, loaded
from tongket.records import Span

if TYPE_CHECKING:
    import pyarrow as pa

Place = tuple[str, int, int]
"""Document id and span in its current reading."""
Row = Mapping[str, Any]
_PERIOD = ("period_start", "period_end")


@dataclass(slots=True)
class Standing:
    """What holds for one place: `set` is what people said of the fields, `added` whether somebody added the figure,
    `slip` the number of the verdict whose period is left out, for its year (see `sound`)."""

    document_id: str
    anchor: Anchor
    decision: str = ""
    set: dict[str, Any] = field(default_factory=dict)
    added: bool = False
    verdicts: list[Row] = field(default_factory=list)
    slip: int | None = None

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.document_id, self.anchor.start, self.anchor.end

    def take(self, row: Row, fields: Mapping[str, Any]) -> None:
        """Let one more verdict hold over those before it."""
        self.decision = row["decision"]
        self.added = self.added or row["decision"] == "add"
        self.set |= fields
        self.verdicts.append(row)


def anchor_of(row: Row) -> Anchor:
    """Where a verdict was given."""
    return Anchor(row["start"], row["end"], row["quote"], row["sentence"], row["sentence_start"])


Find = Callable[[str, str, Anchor], Span | None]
"""Document, batch that an anchor is of, and anchor → its place in the current reading."""


def finder(batches: Mapping[str, str], texts: Mapping[str, str]) -> Find:
    """`batches`: document → its current reading; `texts`: of the documents that were re-read since a verdict."""

    def find(document: str, batch: str, anchored: Anchor) -> Span | None:
        if batches.get(document) == batch:
            return anchored.span
        return attach(anchored, texts[document]) if document in texts else None

    return find


def held(rows: Sequence[Row]) -> list[Row]:
    """The verdicts that nobody has withdrawn, in their order; no withdrawals."""
    gone = {json.loads(row["fields"])["verdict"] for row in rows if row["decision"] == "withdraw"}
    return [row for row in rows if row["decision"] != "withdraw" and row["id"] not in gone]


def fold(rows: Sequence[Row], find: Find) -> tuple[list[Standing], list[Row]]:
    """What stands at each place, and the verdicts whose place is not in the current text. `rows`: oldest first."""
    places: dict[Place, Standing] = {}
    lost = []
    for row in held(rows):
        document, given = row["document_id"], anchor_of(row)
        span = find(document, row["batch"], given)
        if span is None:
            lost.append(row)
            continue
        if (document, *span) not in places:
            moved = Anchor(*span, given.quote, given.sentence, given.sentence_start + span[0] - given.start)
            places[document, *span] = Standing(document, moved)
        said = json.loads(row["fields"])
        told = sound(said)
        links = {name: _targets(told[name], document, row["batch"], find) for name in LINKS if name in told}
        place = places[document, *span]
        if set(_PERIOD) & told.keys():
            place.slip = None if _tellable(said) else row["id"]
        place.take(row, told | links)
    return list(places.values()), lost


def sound(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Stored fields without periods in years that no report tells of, which older versions took: such a period is
    not known. Past them days can't be reckoned with."""
    found = dict(fields)
    if not _tellable(found):
        found |= dict.fromkeys(_PERIOD)
    if found.get("versus"):
        found["versus"] = [each if _tellable(each) else {**each, **dict.fromkeys(_PERIOD)} for each in found["versus"]]
    return found


def _tellable(told: Mapping[str, Any]) -> bool:
    days = (told.get(name) for name in _PERIOD)
    return all(day is None or int(day[:4]) in YEARS for day in days)


def _targets(told: Any, document: str, batch: str, find: Find) -> Any:
    """The places in the current text that a link, or a list of them, points at."""
    if isinstance(told, list):
        return [place for each in told if (place := _targets(each, document, batch, find)) is not None]
    if told is None:
        return None
    span = find(document, batch, Anchor(**told))
    return None if span is None else (document, *span)


def table(standings: Sequence[Standing], numbers: Mapping[Place, int], counts: Mapping[str, int]) -> pa.Table:
    """What stands, a row a place, every field in its own type; `set` names those that people said.

    `numbers`: of the figures that the machine reads there; `counts`: how many it reads in a document. Figures that
    people added are numbered on from there, so that links can point at them.
    """
    import pyarrow as pa

    from tongket.ledger.schema import schema

    numbered = {**numbers, **_added_numbers(standings, numbers, counts)}
    figure = schema("figures")
    columns = [
        ("document_id", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("number", pa.int32()),
        ("quote", pa.string()),
        ("sentence", pa.string()),
        ("sentence_start", pa.int32()),
        ("sentence_end", pa.int32()),
        ("decision", pa.string()),
        ("added", pa.bool_()),
        ("read", pa.bool_()),
        ("last", pa.int64()),
        ("checker", pa.string()),
        ("set", pa.list_(pa.string())),
        *((name, figure.field(name).type) for name in FIELDS),
    ]
    rows = [_row(each, numbers, numbered) for each in standings]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


def _added_numbers(
    standings: Sequence[Standing], numbers: Mapping[Place, int], counts: Mapping[str, int]
) -> dict[Place, int]:
    following = dict(counts)
    found = {}
    for each in standings:
        if each.added and each.place not in numbers:
            found[each.place] = following.get(each.document_id, 0)
            following[each.document_id] = found[each.place] + 1
    return found


def _row(standing: Standing, read: Mapping[Place, int], numbers: Mapping[Place, int]) -> dict[str, Any]:
    anchored, last = standing.anchor, standing.verdicts[-1]
    offset = anchored.sentence_start
    start, end = line_around(anchored.sentence, (anchored.start - offset, anchored.end - offset))
    row = {name: _value(name, told, numbers) for name, told in standing.set.items()}
    return row | {
        "document_id": standing.document_id,
        "start": anchored.start,
        "end": anchored.end,
        "number": numbers.get(standing.place),
        "quote": anchored.quote,
        "sentence": anchored.sentence[start:end],
        "sentence_start": offset + start,
        "sentence_end": offset + end,
        "decision": standing.decision,
        "added": standing.added,
        "read": standing.place in read,
        "last": last["id"],
        "checker": last["checker"],
        "set": list(standing.set),
    }


def _value(name: str, told: Any, numbers: Mapping[Place, int]) -> Any:
    kind = FIELDS[name].kind
    if kind == "link":
        return numbers.get(told)
    if kind == "links":
        return sorted(numbers[place] for place in told if place in numbers)
    return loaded(FIELDS[name], told)
