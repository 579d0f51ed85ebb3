"""The indicators of what was read from one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongket.indicators.catalogue import load
from tongket.indicators.match import matcher_of
from tongket.indicators.scenes import scene_of

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue
    from tongket.records import Reading


def indicators(reading: Reading, catalogue: Catalogue | None = None) -> tuple[list[str | None], list[str | None]]:
    """The id of each figure's indicator, and of each zero's; `catalogue`: another one than ours."""
    if not reading.figures and not reading.zeros:
        return [], []
    matcher = matcher_of(load() if catalogue is None else catalogue)
    scene = scene_of(reading.document)
    return matcher.indicators(reading.figures, scene), matcher.zeros(reading.zeros, scene)
