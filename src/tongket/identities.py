"""The ids that make figures comparable: of body, place and indicator, told of what was read from one document.

A function of the fields that the reading gives, so that a figure which a person corrected gets its ids the same way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tongket.indicators.told import indicated
from tongket.registry.home import Home
from tongket.registry.namer import Namer, Told
from tongket.registry.places import Located, Placer

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer
    from tongket.indicators.catalogue import Catalogue
    from tongket.records import Dates, Figure, Reading, Review, Zero


def identified(reading: Reading, gazetteer: Gazetteer, catalogue: Catalogue | None = None) -> Reading:
    """The reading with `body_id`, `place_code` and `indicator` of its figures, zeros and review; `catalogue`: another
    one than ours."""
    placer, home = Placer(gazetteer), Home.of(reading.document, gazetteer)
    namer = Namer(gazetteer, _told(reading), home, placer)
    published = reading.document.published_date

    def figure(each: Figure) -> Figure:
        day = _last(each.period) or published
        located = placer.locate(each.place, day, each.boundary, home, each.start)
        body_id = namer.id_of(each.body, each.place, day, each.start)
        if located is None:
            return each if body_id is None else replace(each, body_id=body_id)
        boundary = _boundary(located, each.boundary)
        return replace(each, place_code=located.code, boundary=boundary, body_id=body_id)

    def zero(each: Zero) -> Zero:
        day = _last(each.period) or published
        located = placer.locate(each.place, day, None, home, each.start)
        body_id = namer.id_of(each.body, each.place, day, each.start)
        return replace(each, place_code=None if located is None else located.code, body_id=body_id)

    def review(each: Review) -> Review:
        return replace(each, body_id=namer.id_of(each.body, None, _last(each.period) or published))

    named = replace(
        reading,
        figures=tuple(map(figure, reading.figures)),
        zeros=tuple(map(zero, reading.zeros)),
        review=None if reading.review is None else review(reading.review),
    )
    return indicated(named, catalogue)


def _told(reading: Reading) -> Told:
    """The bodies that the document names, and the places of its figures."""
    review = () if reading.review is None else (reading.review.body,)
    named = (name for each in reading.figures for name in (each.body, each.reported_by))
    names = dict.fromkeys((*named, *(each.body for each in reading.zeros), *review))
    return Told([name for name in names if name is not None], [each.place for each in reading.figures])


def _last(period: Dates | None) -> dt.date | None:
    return None if period is None else period[1]


def _boundary(located: Located, read: str | None) -> str | None:
    """The division that the code is of: a district is of the old one, whenever it is told of."""
    return located.boundary or read
