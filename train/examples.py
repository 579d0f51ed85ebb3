"""What there is to learn: for every figure, its options with their features, and which of them is right."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from documents import GAZETTEER, RELATIONS, Annotated, scorer

from tongket.choosing import counted
from tongket.choosing.chooser import Chooser, body_options, is_cell, place_options
from tongket.choosing.ranking import as_features
from tongket.choosing.statuses import StatusOptions
from tongket.choosing.times import TimeOptions
from tongket.choosing.worth import WorthOptions, in_prose
from tongket.pipeline import gazetteer_of
from tongket.reading import Prepared, prepare
from tongket.reading.assemble import assemble
from tongket.reading.figures import FigureReader
from tongket.reading.linkmodel import Decider, Scored
from tongket.reading.links import Links
from tongket.reading.slots import Slot
from tongket.records import Document, Figure, Quantity, Span
from tongket.sources.inputs import load
from tongket.sources.options import LoadOptions
from tongket.sources.plain import from_text

score = scorer()


@dataclass(frozen=True, slots=True)
class Example:
    """One choice: features of each option, and the index of the right one."""

    doc: str
    options: list[list[str]]
    right: int


Examples = dict[str, list[Example]]
"""Choice → its examples."""


class Recorder(Chooser):
    """Notes the options where the reading chooses, and lets the rules' choice stand."""

    def __init__(self, document: Annotated) -> None:
        self._annotated = document
        self.found: Examples = defaultdict(list)

    def worth(self, reader: FigureReader, slots: Sequence[Slot]) -> list[Quantity]:
        options = WorthOptions(reader, slots, as_features)
        for index, is_figure in self._judged(slots).items():
            if in_prose(reader, slots[index]):
                self.note("worth", options.scored(index), 0 if is_figure else 1)
        return [slot.quantity for slot in slots]

    def _judged(self, slots: Sequence[Slot]) -> dict[int, bool]:
        """Slot → whether it is a figure. An example does not tell of its other numbers; of a judged article only the
        judged places are known."""
        document = self._annotated
        told = dict.fromkeys(_matched(slots, document), True)
        if document.origin == "example":
            return told
        if document.others is None:
            return {at: at in told for at in range(len(slots))}
        no_figures = {at for at, slot in enumerate(slots) if _touches(slot.quantity, document.others)}
        return {**told, **dict.fromkeys(no_figures, False)}

    def counted(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = counted.CountedOptions(reader, slots, as_features)
        text = self._annotated.text
        for index, figure in self._sentences("counted", reader, slots):
            scored = options.scored(index)
            said = figure["counted"]
            alike = [_alike(said, None if span is None else text[span[0] : span[1]]) for span, _ in scored]
            best = max(range(len(scored)), key=lambda at: (alike[at], -_length(scored[at][0])))
            self.note("counted", scored, best if alike[best] >= 2 / 3 else None)

    def links(self, links: Links) -> None:
        _Links(links, self._annotated, self.note).decide()

    def period(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = TimeOptions(reader, slots, as_features)
        for index, figure in self._told("period", slots):
            scored = options.scored(index)
            days = figure["period"]
            said = None if days is None else (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[1]))
            self.note("period", scored, next((at for at, (dates, _) in enumerate(scored) if dates == said), None))

    def status(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = StatusOptions(reader, slots, as_features)
        for index, figure in self._sentences("status", reader, slots):
            scored = options.scored(index)
            right = next((at for at, (status, _) in enumerate(scored) if status == figure["status"]), None)
            self.note("status", scored, right)

    def body(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = body_options(reader, slots, as_features)
        for index, figure in self._told("body", slots):
            scored = options.scored(index)
            right = [at for at, (name, _) in enumerate(scored) if score.same_body(figure["body"], name)]
            self.note("body", scored, right[0] if right else None)

    def place(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = place_options(reader, slots, as_features)
        for index, figure in self._told("place", slots):
            scored = options.scored(index)
            right = [at for at, (name, _) in enumerate(scored) if score.same_place(figure["place"], name)]
            self.note("place", scored, right[0] if right else None)

    def _sentences(self, field: str, reader: FigureReader, slots: Sequence[Slot]) -> list[tuple[int, dict[str, Any]]]:
        """The figures outside tables."""
        return [(at, figure) for at, figure in self._told(field, slots) if not is_cell(reader, slots[at])]

    def _told(self, field: str, slots: Sequence[Slot]) -> list[tuple[int, dict[str, Any]]]:
        """The figures whose annotation tells a field."""
        return [(at, figure) for at, figure in _matched(slots, self._annotated).items() if field in figure]

    def note(self, choice: str, scored: Sequence[tuple[Any, list[str]]], right: int | None) -> None:
        """Keep an example; where no option is right there is nothing to learn."""
        if right is not None:
            self.found[choice].append(Example(self._annotated.doc, [features for _, features in scored], right))


class _Links(Decider):
    """Notes each number's options where its links are decided."""

    def __init__(
        self,
        links: Links,
        document: Annotated,
        note: Callable[[str, Sequence[tuple[Any, list[str]]], int | None], None],
    ) -> None:
        super().__init__(links, as_features, as_features)
        self._known, self._wanted = wanted_links(links.setting.slots, document)
        self._note = note

    def choose(self, relation: str, index: int, proposed: int | None, scored: Scored) -> int | None:
        if index in self._known[relation]:
            wanted = self._wanted[relation].get(index)
            right = next((at for at, (option, _) in enumerate(scored) if option == wanted), None)
            self._note(relation, scored, right)
        return proposed


def wanted_links(slots: Sequence[Slot], document: Annotated) -> tuple[dict[str, set[int]], dict[str, dict[int, int]]]:
    """For each relation: the slots whose link is annotated, and what they are linked to where that is read too."""
    matched = _matched(slots, document)
    read = {id(figure): slot for slot, figure in matched.items()}
    figures = document.gold["figures"]
    known: dict[str, set[int]] = {}
    wanted: dict[str, dict[int, int]] = {}
    for relation in RELATIONS:
        told = {slot: figure[relation] for slot, figure in matched.items() if relation in figure}
        known[relation] = set(told)
        found = {slot: read.get(id(figures[to])) for slot, to in told.items() if to is not None}
        wanted[relation] = {slot: to for slot, to in found.items() if to is not None}
    return known, wanted


def _touches(quantity: Quantity, spans: Sequence[Span]) -> bool:
    return any(start < quantity.end and quantity.start < end for start, end in spans)


def _length(span: tuple[int, int] | None) -> int:
    return 0 if span is None else span[1] - span[0]


def _alike(gold: str | None, said: str | None) -> float:
    if gold is None or said is None:
        return float(gold is None and said is None)
    return float(score.word_f1(gold, said))


def _matched(slots: Sequence[Slot], document: Annotated) -> dict[int, dict[str, Any]]:
    """Slot → the annotated figure that it is."""
    read = [{"start": s.quantity.start, "end": s.quantity.end, "value": float(str(s.quantity.value))} for s in slots]
    pairs = score.pair([figure for figure in document.gold["figures"] if "start" in figure], read)
    figures = [figure for figure in document.gold["figures"] if "start" in figure]
    return {slot: figures[gold] for gold, slot in sorted(pairs.items())}


def prepared(document: Annotated) -> Prepared:
    """The document as `read` prepares it."""
    gazetteer = gazetteer_of([GAZETTEER]) if document.source is not None else None
    return prepare(_document(document), gazetteer)


def _document(document: Annotated) -> Document:
    if document.source is None:
        return from_text(document.text, doc=document.doc, published=document.published)
    loaded = next(iter(load([str(document.source)], LoadOptions(published=document.published))))
    assert isinstance(loaded, Document), loaded
    return loaded


def examples(document: Annotated, scene: Prepared) -> Examples:
    """All choices of one document."""
    recorder = Recorder(document)
    FigureReader(scene.document, scene.text, scene.mentions, scene.genre).slots(recorder)
    return recorder.found


def read(scene: Prepared, chooser: Chooser | None) -> list[Figure]:
    """The figures of a prepared document."""
    reader = FigureReader(scene.document, scene.text, scene.mentions, scene.genre)
    return list(assemble(reader, reader.slots(chooser)))
