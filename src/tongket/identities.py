"""The ids that make figures comparable: of body, place and indicator, told of what was read from one document.

A function of the fields that the reading gives, so that a figure which a person corrected gets its ids the same way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tongket.indicators.told import indicated
from tongket.registry.places import Placer

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer
    from tongket.indicators.catalogue import Catalogue
    from tongket.records import Dates, Figure, Reading, Zero


def identified(reading: Reading, gazetteer: Gazetteer, catalogue: Catalogue | None = None) -> Reading:
    """The reading with `body_id`, `place_code` and `indicator` of its figures, zeros and review; `catalogue`: another
    one than ours."""
    placer = Placer(gazetteer)

    def figure(each: Figure) -> Figure:
        located = placer.locate(each.place, _last(each.period), each.boundary)
        return each if located is None else replace(each, place_code=located.code)

    def zero(each: Zero) -> Zero:
        located = placer.locate(each.place, _last(each.period))
        return each if located is None else replace(each, place_code=located.code)

    reading = replace(reading, figures=tuple(map(figure, reading.figures)), zeros=tuple(map(zero, reading.zeros)))
    return indicated(reading, catalogue)


def _last(period: Dates | None) -> dt.date | None:
    return None if period is None else period[1]
