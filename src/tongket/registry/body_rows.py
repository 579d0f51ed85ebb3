"""Entries of the registry as rows, for a ledger's view `bodies` and for files: only the ids that occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from tongket.grammar.gazetteer import Gazetteer
from tongket.registry.bodies import Entry, describe

COLUMNS: Final = {
    "body_id": "the id, as `figures.body_id` has it",
    "name": "its name in Vietnamese",
    "name_en": "its name in English",
    "kind": "id of what it is, without its place (`so-y-te`)",
    "field": "id of its field of work (`y-te`); null where its kind has none",
    "level": "`central`, `province`, `district` or `commune`",
    "province": "name of its province; null for the country's",
    "district": "name of its district",
    "commune": "name of its commune",
    "parent": "id of the body above it",
    "valid_from": "its first day, where it began after the others",
    "valid_to": "its last day; null while it stands",
    "followed_by": "ids of who followed it as a whole",
}
"""Columns of the view, with their meaning."""


def row(entry: Entry) -> dict[str, Any]:
    """One entry as a row of `COLUMNS`."""
    places = dict.fromkeys(("province", "district", "commune"))
    places.update(zip(_levels(entry), entry.places, strict=True))
    return {
        "body_id": entry.id,
        "name": entry.vi,
        "name_en": entry.en,
        "kind": entry.kind,
        "field": entry.field,
        "level": entry.level,
        **places,
        "parent": entry.parent,
        "valid_from": entry.valid[0],
        "valid_to": entry.valid[1],
        "followed_by": [heir.body_id for heir in entry.successors if heir.function is None],
    }


def _levels(entry: Entry) -> tuple[str, ...]:
    if entry.level == "commune" and len(entry.places) == 2:
        return ("province", "commune")
    return ("province", "district", "commune")[: len(entry.places)]


def rows(ids: Iterable[str | None], gazetteer: Gazetteer | None = None) -> Iterator[dict[str, Any]]:
    """The rows of the ids that occur, each once, in order; an id of an older registry that is none now is left out."""
    for body_id in sorted({each for each in ids if each is not None}):
        try:
            yield row(describe(body_id, gazetteer))
        except KeyError:
            continue
