"""Which official place a figure's place is: its code in the division in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongket.grammar.gazetteer import NEW_DIVISION, Gazetteer

OLD, NEW = "2025-06-30", "2025-07-01"
"""The divisions of the country, as `Figure.boundary` names them: 63 provinces, 34 provinces."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place of the official list. `code` is that of `boundary`'s division; `province` the name of its province."""

    code: str
    boundary: str
    province: str | None = None


class Placer:
    """Places by name, for one document."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def locate(self, name: str | None, day: dt.date | None, boundary: str | None = None) -> Located | None:
        """The place of that name, in the division `boundary` or else the one in force on `day`; None if unknown."""
        if name is None:
            return None
        if boundary is not None:
            day = NEW_DIVISION if boundary == NEW else None
        code = self._gazetteer.code(name, day)
        if code is None:
            return None
        return Located(code, NEW if day is not None and day >= NEW_DIVISION else OLD, name)
