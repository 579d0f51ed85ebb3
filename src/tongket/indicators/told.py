"""The indicators of what was read from one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tongket.indicators.catalogue import load
from tongket.indicators.match import matcher_of
from tongket.indicators.scenes import scene_of

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue
    from tongket.records import Reading


def indicated(reading: Reading, catalogue: Catalogue | None = None) -> Reading:
    """The reading with the `indicator` of its figures and zeros; `catalogue`: another one than ours."""
    if not reading.figures and not reading.zeros:
        return reading
    matcher = matcher_of(load() if catalogue is None else catalogue)
    scene = scene_of(reading.document)
    figures = zip(reading.figures, matcher.indicators(reading.figures, scene), strict=True)
    zeros = zip(reading.zeros, matcher.zeros(reading.zeros, scene), strict=True)
    return replace(
        reading,
        figures=tuple(figure if found is None else replace(figure, indicator=found) for figure, found in figures),
        zeros=tuple(zero if found is None else replace(zero, indicator=found) for zero, found in zeros),
    )
