"""The ids that make figures comparable: of body, place and indicator, told of what was read from one document.

A function of the fields that the reading gives, so that a figure which a person corrected gets its ids the same way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from tongket.indicators.told import indicators
from tongket.records import Figure
from tongket.registry.home import Home
from tongket.registry.namer import Namer, Told
from tongket.registry.places import Placer

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer
    from tongket.indicators.catalogue import Catalogue
    from tongket.records import Dates, Reading, Review, Zero

_NAMES: Final = [field.name for field in fields(Figure)]
_fields_before_boundary: Final = attrgetter(*_NAMES[: _NAMES.index("boundary")])
"""By their places a figure is made in half the time that `replace` takes, which names them."""


def identified(reading: Reading, gazetteer: Gazetteer, catalogue: Catalogue | None = None) -> Reading:
    """The reading with `body_id`, `place_code` and `indicator` of its figures, zeros and review; `catalogue`: another
    one than ours."""
    ids = _Ids(reading, gazetteer)
    of_figures, of_zeros = indicators(reading, catalogue)
    return replace(
        reading,
        figures=tuple([ids.figure(*each) for each in zip(reading.figures, of_figures, strict=True)]),
        zeros=tuple([ids.zero(*each) for each in zip(reading.zeros, of_zeros, strict=True)]),
        review=None if reading.review is None else ids.review(reading.review),
    )


class _Ids:
    """Gives the records of one document their ids."""

    def __init__(self, reading: Reading, gazetteer: Gazetteer) -> None:
        self._published = reading.document.published_date
        self._home = Home.of(reading.document, gazetteer)
        self._placer = Placer(gazetteer)
        self._namer = Namer(gazetteer, _told(reading), self._home, self._placer)

    def figure(self, each: Figure, indicator: str | None) -> Figure:
        day = self._day(each.period)
        located = self._placer.locate(each.place, day, each.boundary, self._home, each.start)
        body_id = self._namer.id_of(each.body, each.place, day, each.start)
        if located is None and body_id is None and indicator is None:
            return each
        code, boundary = None, each.boundary
        if located is not None:  # a district is of the old division, whenever it is told of
            code, boundary = located.code, located.boundary or each.boundary
        return Figure(*(*_fields_before_boundary(each), boundary, each.confidence, body_id, code, indicator))

    def zero(self, each: Zero, indicator: str | None) -> Zero:
        day = self._day(each.period)
        located = self._placer.locate(each.place, day, None, self._home, each.start)
        body_id = self._namer.id_of(each.body, each.place, day, each.start)
        code = None if located is None else located.code
        return replace(each, place_code=code, body_id=body_id, indicator=indicator)

    def review(self, each: Review) -> Review:
        return replace(each, body_id=self._namer.id_of(each.body, None, self._day(each.period)))

    def _day(self, period: Dates | None) -> dt.date | None:
        return self._published if period is None else period[1]


def _told(reading: Reading) -> Told:
    """The bodies that the document names, and the places of its figures."""
    review = () if reading.review is None else (reading.review.body,)
    named = (name for each in reading.figures for name in (each.body, each.reported_by))
    names = dict.fromkeys((*named, *(each.body for each in reading.zeros), *review))
    return Told([name for name in names if name is not None], [each.place for each in reading.figures])
