"""The documents that verdicts are about, each in the reading that was looked at: its text and its figures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongket.ledger import desk, standing
from tongket.ledger.fields import FIELDS, FieldError, loaded, place_of_figure
from tongket.ledger.read_again import Readings, Row, readings_of
from tongket.ledger.store import Store
from tongket.records import Span

_AGREEING = ("value", "high", "period_start", "period_end")
"""Fields that corrections of others are checked against."""


@dataclass(slots=True)
class Seen:
    """One reading. `figures`: by span, with the fields that corrections are checked against; what people added too."""

    document_id: str
    batch: str
    text: str
    figures: dict[Span, dict[str, Any]] = field(default_factory=dict)
    _sentences: list[Span] | None = None

    def sentence(self, span: Span) -> Span | None:
        """The sentence that a figure there stands in, or that another figure has and which holds the span."""
        told = self.figures.get(span, {}).get("sentence")
        if told is not None:
            return (int(told[0]), int(told[1]))
        if self._sentences is None:
            self._sentences = sorted({each["sentence"] for each in self.figures.values() if each.get("sentence")})
        at = bisect_right(self._sentences, span[0], key=lambda sentence: sentence[0]) - 1
        if at >= 0 and self._sentences[at][1] >= span[1]:
            return self._sentences[at]
        return None

    def of_same_document(self, identity: str) -> None:
        """Raises FieldError where a figure's id, or one of several, is of another document."""
        for each in identity.replace(",", " ").replace(";", " ").split():
            if place_of_figure(each)[0] != self.document_id:
                raise FieldError(f"a figure of another document: {each}", "other_document")


class LookedAt:
    """Readings by document and batch; None as batch for the present one."""

    def __init__(self, store: Store, wanted: Sequence[tuple[str, str | None]]) -> None:
        documents = {document for document, _ in wanted}
        self._read = readings_of(store, documents)
        self._decided: dict[str, list[dict[str, Any]]] = {}
        for row in desk.verdicts_of(store, about=documents):
            self._decided.setdefault(row["document_id"], []).append(row)
        self._seen: dict[tuple[str, str], Seen] = {}

    def document(self, document: str, batch: str | None) -> Seen:
        """One reading. Raises FieldError where there is none."""
        read = self._read.get(document)
        if read is None:
            raise FieldError(f"no document {document}", "no_document")
        batch = batch or read.current
        if batch not in read.documents:
            raise FieldError(f"document {document} has no reading {batch}", "no_reading")
        if (document, batch) not in self._seen:
            seen = Seen(document, batch, read.documents[batch]["text"])
            seen.figures.update(self._figures(read, seen))
            self._seen[document, batch] = seen
        return self._seen[document, batch]

    def rows(self, seen: Seen) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The row of `documents` of a reading, and its rows of `figures`."""
        read = self._read[seen.document_id]
        return read.documents[seen.batch], read.figures(seen.batch)

    def decided(self, document: str) -> list[dict[str, Any]]:
        """Every verdict about a document, oldest first."""
        return self._decided.get(document, [])

    def standings(self, document: str) -> list[standing.Standing]:
        """What stands of them, at its place in the present reading."""
        read = self._read[document]
        text = read.documents[read.current]["text"]
        return standing.fold(self.decided(document), standing.finder({document: read.current}, {document: text}))[0]

    def _figures(self, read: Readings, seen: Seen) -> Iterator[tuple[Span, dict[str, Any]]]:
        """What the machine read and people added; over it, in the present reading, what people said."""
        machine = {(row["start"], row["end"]): row for row in read.figures(seen.batch)}
        for span, machines in machine.items():
            told = {name: machines[name] for name in _AGREEING}
            yield span, told | {"sentence": (machines["sentence_start"], machines["sentence_end"])}
        for row in standing.held(self.decided(seen.document_id)):
            if row["decision"] == "add" and row["batch"] == seen.batch:
                sentence = (row["sentence_start"], row["sentence_start"] + len(row["sentence"]))
                yield (row["start"], row["end"]), dict.fromkeys(_AGREEING) | {"sentence": sentence}
        if seen.batch != read.current:
            return
        for each in self.standings(seen.document_id):
            span = each.anchor.span
            if span in machine or each.added:
                before: Row = machine.get(span, {})
                said = {
                    name: loaded(FIELDS[name], each.set[name]) if name in each.set else before.get(name)
                    for name in _AGREEING
                }
                first = each.anchor.sentence_start
                yield span, said | {"sentence": (first, first + len(each.anchor.sentence))}
