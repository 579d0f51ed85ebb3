"""A time expression as written, before it is placed on the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OPEN_SHIFT: Final = 99
"""The shift of words that point back inside the text ("năm đó")."""


@dataclass(slots=True)
class Moment:
    """What a time expression says; fields it leaves unsaid are None.

    `grain` is one of Period's grains. `last_*` close a list or a range inside one expression ("quý II và III",
    "16-18/6"). `shift` counts steps of `unit` from the publication ("tháng trước" is -1). `count` is the number in
    "6 tháng đầu năm". `part` is "first" or "last" (of the year), "start", "middle" or "end" of the stretch, "past"
    or "next". `name` names a festival, `cycle` its
    year by stem and branch ("Đinh Dậu").
    """

    start: int
    end: int
    grain: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_year: int | None = None
    last_month: int | None = None
    last_day: int | None = None
    quarter: int | None = None
    last_quarter: int | None = None
    shift: int | None = None
    year_shift: int | None = None
    count: int = 0
    unit: str = ""
    part: str = ""
    name: str = ""
    cycle: tuple[int, int] | None = None
    lunar: bool = False
