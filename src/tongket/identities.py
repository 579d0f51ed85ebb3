"""The ids that make figures comparable: of body, place and indicator, told of what was read from one document.

A function of the fields that the reading gives, so that a figure which a person corrected gets its ids the same way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tongket.indicators.told import indicated
from tongket.registry.home import Home
from tongket.registry.places import Located, Placer

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer
    from tongket.indicators.catalogue import Catalogue
    from tongket.records import Dates, Figure, Reading, Zero


def identified(reading: Reading, gazetteer: Gazetteer, catalogue: Catalogue | None = None) -> Reading:
    """The reading with `body_id`, `place_code` and `indicator` of its figures, zeros and review; `catalogue`: another
    one than ours."""
    placer, home = Placer(gazetteer), Home.of(reading.document, gazetteer)
    published = reading.document.published_date

    def figure(each: Figure) -> Figure:
        located = placer.locate(each.place, _last(each.period) or published, each.boundary, home, each.start)
        if located is None:
            return each
        return replace(each, place_code=located.code, boundary=_boundary(located, each.boundary))

    def zero(each: Zero) -> Zero:
        located = placer.locate(each.place, _last(each.period) or published, None, home, each.start)
        return each if located is None else replace(each, place_code=located.code)

    reading = replace(reading, figures=tuple(map(figure, reading.figures)), zeros=tuple(map(zero, reading.zeros)))
    return indicated(reading, catalogue)


def _last(period: Dates | None) -> dt.date | None:
    return None if period is None else period[1]


def _boundary(located: Located, read: str | None) -> str | None:
    """The division that the code is of: a district is of the old one, whenever it is told of."""
    return located.boundary or read
