"""The choices in their order; each takes the slots as the rules left them and sets one field of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tongket.choosing import counted, names, ranking
from tongket.choosing.names import NameOptions
from tongket.choosing.statuses import StatusOptions
from tongket.choosing.times import TimeOptions
from tongket.reading.lead import HOME
from tongket.reading.slots import Slot

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader


class Chooser:
    """Chooses by the learned weights."""

    def counted(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """What is counted; a table's cells keep what their heads say."""
        weights = ranking.load("counted")
        options = counted.CountedOptions(reader, slots, weights)
        for index, slot in enumerate(slots):
            if not is_cell(reader, slot) and (slot.quantity.pair != 2 or slot.noun is None):
                slot.counted, _ = counted.supported(options.scored(index), options.said(index), reader)

    def period(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """When it was; a growth keeps the time of the level in its sentence that it is of."""
        weights = ranking.load("period")
        options = TimeOptions(reader, slots, weights)
        for index, slot in enumerate(slots):
            if slot.period_settled:
                continue
            best = ranking.ranked(options.scored(index))[0].option
            if best != slot.period:
                slot.period = best
                slot.period_source = None if best is None else options.source_of(best)

    def status(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """Reported, estimated, planned or set by a rule."""
        weights = ranking.load("status")
        options = StatusOptions(reader, slots, weights)
        for index, slot in enumerate(slots):
            if not is_cell(reader, slot):
                slot.status = ranking.ranked(options.scored(index))[0].option

    def body(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """Whose result it is."""
        options = body_options(reader, slots, ranking.load("body"))
        for index, slot in enumerate(slots):
            if slot.body_settled:
                continue
            slot.body = ranking.ranked(options.scored(index))[0].option

    def place(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        """Where it is; with the code that the text's name of it has."""
        options = place_options(reader, slots, ranking.load("place"))
        for index, slot in enumerate(slots):
            if slot.place_settled:
                continue
            best = ranking.ranked(options.scored(index))[0].option
            if best != slot.place:
                slot.place = best
                slot.place_code = next((name.code for name in options.groups.get(best or "", ())), None)


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
