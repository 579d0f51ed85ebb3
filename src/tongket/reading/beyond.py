"""The guide's fields beyond the gold: what a figure is compared with, covers, includes, and who stands behind it.

`fill` sets them on finished slots; each field has its module: versus.py, covers.py, breakdowns.py, scope.py,
qualifiers.py, moments.py. Their examples are in beyond.examples.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongket.reading import breakdowns, covers, moments, qualifiers, scope, versus
from tongket.reading.scene import Scene
from tongket.reading.slots import Slot

if TYPE_CHECKING:
    from tongket.reading.figures import FigureReader


def fill(reader: FigureReader, slots: list[Slot]) -> None:
    """Sets `versus`, `covers`, `scope`, `reported_by`, `qualifier`, `cumulative`, `as_of`, `breakdown`, `exhaustive`
    and `boundary` of every slot, where the text tells them; kinds, links, periods, bodies and places must be set."""
    if not slots:
        return
    scene = Scene(reader, slots)
    versus.fill(scene)
    breakdowns.fill(scene)
    covers.fill(scene)
    scope.fill(scene)
    qualifiers.fill(scene)
    moments.fill(scene)
