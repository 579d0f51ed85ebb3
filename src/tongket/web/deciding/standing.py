"""A document as it stands at this moment: what the machine read, with every decision applied.

Read from the ledger itself, not from the read model, which follows a second behind: who has just decided sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongket.ledger import standing
from tongket.ledger.fields import FIELDS, figure_id
from tongket.ledger.looked_at import LookedAt
from tongket.ledger.store import Store
from tongket.ledger.stored import figures_of
from tongket.records import Block, Document, Figure, Reading

Row = dict[str, Any]


@dataclass(slots=True)
class Standing:
    """`rows`: of all figures in the order of the text, rejected ones too, each as `latest` has it and with `id`,
    `state` ("", "accepted", "corrected", "added" or "rejected") and `last`, the number of the latest decision about
    it. `decisions`: every one about the document, oldest first; `holding`: numbers of those that nobody withdrew."""

    document_id: str
    batch: str
    text: str
    rows: list[Row]
    decisions: list[Row]
    holding: frozenset[int]
    blocks: tuple[Block, ...] = ()
    _figures: tuple[Figure, ...] = field(default=(), repr=False)

    @property
    def last(self) -> int:
        """Number of the latest decision about the document; 0 where there is none."""
        return int(self.decisions[-1]["id"]) if self.decisions else 0

    def at(self, start: int | None) -> int | None:
        """Which of the rows begins there."""
        return next((number for number, row in enumerate(self.rows) if row["start"] == start), None)

    def by_number(self) -> dict[int, Row]:
        """The rows by their number in the document, which links use."""
        return {row["number"]: row for row in self.rows}

    def following(self, start: int) -> Row | None:
        """The next figure that nobody has decided about, from the beginning again after the last; None where all are
        decided."""
        left = [row for row in self.rows if not row["state"] and row["start"] != start]
        return next((row for row in left if row["start"] > start), left[0] if left else None)

    def about(self, row: Mapping[str, Any]) -> list[Row]:
        """The decisions that hold about a figure, oldest first."""
        return [each for each in self.decisions if each["id"] in row["verdicts"]]

    def reading(self) -> Reading:
        """As records: figures in the order of `rows`."""
        if not self._figures:
            self._figures = figures_of(self.rows)
        title = next(((block.start, block.end) for block in self.blocks if block.kind == "title"), None)
        return Reading(Document(self.document_id, self.text, self.blocks, title=title), figures=self._figures)


def standing_of(store: Store, document: str) -> Standing:
    """A document of the ledger as it stands. Raises FieldError where there is none."""
    looked_at = LookedAt(store, [(document, None)])
    seen = looked_at.document(document, None)
    stored, machine = looked_at.rows(seen)
    decisions = looked_at.decided(document)
    standings = looked_at.standings(document)
    numbers = {(document, row["start"], row["end"]): row["number"] for row in machine}
    said = standing.table(standings, numbers, {document: len(machine)}).to_pylist()
    verdicts = {each.place: frozenset(row["id"] for row in each.verdicts) for each in standings}
    rows = {(row["start"], row["end"]): _read(row) for row in machine}
    for told in said:
        span = told["start"], told["end"]
        about = {"last": told["last"], "verdicts": verdicts[document, *span]}
        if told["read"]:
            changed = {name: told[name] for name in told["set"]}
            rows[span] |= changed | _without_places(changed) | about | {"state": _state(told)}
        elif told["added"]:
            rows[span] = _read(_added(told)) | about | {"state": _state(told)}
    for span, row in rows.items():
        row["id"] = figure_id(document, span)
    return Standing(
        document,
        seen.batch,
        seen.text,
        [rows[span] for span in sorted(rows)],
        decisions,
        frozenset(row["id"] for row in standing.held(decisions)),
        tuple(Block(b["kind"], b["start"], b["end"], b["level"], b["parent"]) for b in stored["blocks"] or ()),
    )


def _read(row: Mapping[str, Any]) -> Row:
    return {**row, "state": "", "last": 0, "verdicts": frozenset()}


def _state(told: Mapping[str, Any]) -> str:
    if told["decision"] == "reject":
        return "rejected"
    if told["added"] and not told["read"]:
        return "added"
    return "corrected" if told["set"] else "accepted"


def _without_places(changed: Mapping[str, Any]) -> Row:
    """Where the machine read a field says nothing of what a person wrote."""
    return {f"{name}_{end}": None for name in ("counted", "act") if name in changed for end in ("start", "end")}


def _added(told: Mapping[str, Any]) -> Row:
    places = dict.fromkeys(f"{name}_{end}" for name in ("counted", "act") for end in ("start", "end"))
    names: Sequence[str] = ("number", "start", "end", "quote", "sentence", "sentence_start", "sentence_end", *FIELDS)
    return places | {name: told[name] for name in names} | {"confidence": None}
