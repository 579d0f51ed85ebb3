"""How often Python looks for dead cycles of objects."""

from __future__ import annotations

import gc

_YOUNG, _OLDER = 20_000, 20
"""A reading makes many objects and next to no cycles; at Python's own 700 and 10 a twelfth of its time went there."""


def collect_seldom() -> None:
    """For processes of our own: a library leaves that to who uses it."""
    gc.set_threshold(_YOUNG, _OLDER, _OLDER)
