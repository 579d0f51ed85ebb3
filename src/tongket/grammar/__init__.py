"""The grammars: text → typed mentions. Each module holds one grammar; its examples stand beside it.

`find_all` runs them all over one text, in the order in which they need each other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tongket.records import Body, Law, Mention, Official, Period, Place, Quantity
from tongket.text import Text

if TYPE_CHECKING:
    from tongket.grammar.gazetteer import Gazetteer


@dataclass(slots=True)
class Mentions:
    """All mentions of one text, each list in text order."""

    quantities: list[Quantity] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    officials: list[Official] = field(default_factory=list)
    laws: list[Law] = field(default_factory=list)

    def in_order(self) -> list[Mention]:
        """All of them, by start, the longer first."""
        every: list[Mention] = [
            *self.quantities,
            *self.periods,
            *self.places,
            *self.bodies,
            *self.officials,
            *self.laws,
        ]
        return sorted(every, key=lambda m: (m.start, -m.end))


def find_all(text: Text, published: dt.date | None = None, gazetteer: Gazetteer | None = None) -> Mentions:
    """Every mention that the grammars find in `text`; relative periods are resolved with `published`."""
    from tongket.grammar import bodies, laws, officials, periods, places, quantities
    from tongket.grammar import gazetteer as gazetteers

    places_found = places.find(text, gazetteer or gazetteers.load())
    bodies_found = bodies.find(text, places_found)
    return Mentions(
        quantities=quantities.find(text),
        periods=periods.find(text, published),
        places=places_found,
        bodies=bodies_found,
        officials=officials.find(text, bodies_found),
        laws=laws.find(text),
    )
