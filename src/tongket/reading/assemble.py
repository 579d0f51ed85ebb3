"""Slots → figures: the finished records, in text order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tongket.reading.slots import Slot
from tongket.records import Figure, Span

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader


def assemble(reader: FigureReader, slots: Sequence[Slot]) -> Iterator[Figure]:
    """One figure for each slot; indices of slots are indices of figures."""
    raw = reader.text.raw

    def words(span: Span | None) -> str | None:
        return None if span is None else raw[span[0] : span[1]]

    for slot in slots:
        quantity = slot.quantity
        yield Figure(
            start=quantity.start,
            end=quantity.end,
            quote=raw[quantity.start : quantity.end],
            value=exact(quantity.value),
            high=None if quantity.high is None else exact(quantity.high),
            bound=quantity.bound,
            unit=slot.unit,
            counted=words(slot.counted),
            act=words(slot.act),
            kind=slot.kind,
            direction=slot.direction,
            status=slot.status,
            of=slot.of,
            part_of=slot.part_of,
            period=slot.period,
            body=slot.body,
            place=slot.place,
            sentence=reader.sentences[slot.sentence],
            counted_span=slot.counted,
            act_span=slot.act,
            reported_by=slot.reported_by,
            scope=slot.scope,
            versus=slot.versus,
            breakdown=slot.breakdown,
            exhaustive=slot.exhaustive,
            covers=slot.covers,
            qualifier=slot.qualifier,
            cumulative=slot.cumulative,
            as_of=slot.as_of,
            period_source=slot.period_source,
            ambiguous=quantity.ambiguous,
            boundary=slot.boundary,
            confidence=slot.confidence,
        )


def exact(value: object) -> Decimal:
    """A quantity's value as the Decimal that the grammar promises; TypeError where it is none."""
    if not isinstance(value, Decimal):
        raise TypeError(f"a quantity without a value: {value!r}")
    return value
