"""The choices in their order; each takes the slots as the rules left them and sets one field of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tongket.choosing import confidence, counted, names, ranking, worth
from tongket.choosing.names import NameOptions
from tongket.choosing.statuses import StatusOptions
from tongket.choosing.times import TimeOptions
from tongket.reading.lead import HOME
from tongket.reading.linkmodel import Decider
from tongket.reading.links import Links
from tongket.reading.slots import Slot
from tongket.records import Quantity

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader


class Chooser:
    """Chooses by the learned weights."""

    def worth(self, reader: FigureReader, slots: Sequence[Slot]) -> list[Quantity]:
        """The quantities that are figures; the two sides of a pair stay or go together."""
        return worth.kept(reader, slots, ranking.load("worth"))

    def counted(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """What is counted; a table's cells keep what their heads say."""
        weights = ranking.load("counted")
        options = counted.CountedOptions(reader, slots, weights)
        for index, slot in enumerate(slots):
            if not is_cell(reader, slot) and (slot.quantity.pair != 2 or slot.noun is None):
                slot.counted, slot.sure["counted"] = counted.supported(options.scored(index), options.words_of)

    def links(self, links: Links) -> None:
        """Which level a change, growth, share or ratio is about, and which total a figure is part of."""
        Decider(links, ranking.load("of"), ranking.load("part_of")).decide()

    def period(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """When it was; a growth keeps the time of the level in its sentence that it is of."""
        weights = ranking.load("period")
        if all(slot.period_settled for slot in slots):
            return
        options = TimeOptions(reader, slots, weights)
        for index, slot in enumerate(slots):
            if slot.period_settled:
                continue
            top = ranking.chosen(options.scored(index))
            best, slot.sure["period"] = top.option, top.probability
            if best != slot.period:
                slot.period = best
                slot.period_source = None if best is None else options.source_of(best)

    def status(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """Reported, estimated, planned or set by a rule."""
        weights = ranking.load("status")
        options = StatusOptions(reader, slots, weights)
        for index, slot in enumerate(slots):
            if not is_cell(reader, slot):
                top = ranking.chosen(options.scored(index))
                slot.status, slot.sure["status"] = top.option, top.probability

    def body(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """Whose result it is."""
        if all(slot.body_settled for slot in slots):
            return
        options = body_options(reader, slots, ranking.load("body"))
        for index, slot in enumerate(slots):
            if slot.body_settled:
                continue
            slot.body = ranking.best(options.scored(index))

    def place(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """Where it is; with the code that the text's name of it has."""
        if all(slot.place_settled for slot in slots):
            return
        options = place_options(reader, slots, ranking.load("place"))
        for index, slot in enumerate(slots):
            if slot.place_settled:
                continue
            best = ranking.best(options.scored(index))
            if best != slot.place:
                slot.place = best
                slot.place_code = next((name.code for name in options.names_of(best)), None)

    def confidence(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """How likely each record is right."""
        weights = ranking.load("confidence")
        encoding = reader.document.encoding
        for index, slot in enumerate(slots):
            sure = confidence.of(confidence.signs(reader, slots, index, weights))
            slot.confidence = confidence.through(encoding, sure)


def is_cell(reader: FigureReader, slot: Slot) -> bool:
    """Whether a slot stands in a table, where the heads say what a sentence would."""
    return reader.document.blocks[slot.block].kind == "row"


def body_options(reader: FigureReader, slots: Sequence[Slot], weigh: ranking.Weigher) -> NameOptions:
    """The bodies that a document names."""
    main = reader.circumstances.main_body
    of = None if main is None else reader.circumstances.name_of(main)
    return NameOptions(reader, slots, names.bodies(reader), [slot.body for slot in slots], of, weigh)


def place_options(reader: FigureReader, slots: Sequence[Slot], weigh: ranking.Weigher) -> NameOptions:
    """The places that a document names, and the country."""
    said = [slot.place for slot in slots]
    return NameOptions(reader, slots, names.places(reader), said, reader.circumstances.main_place, weigh, HOME)
