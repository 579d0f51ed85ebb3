"""What several rooms of this folder do with the spans found."""

from __future__ import annotations

from collections.abc import Iterable

from tongket.records import Private


def merged(found: Iterable[Private]) -> list[Private]:
    """In text order, without overlaps: of two the earlier and longer stays whole, the other keeps its rest.

    Of the same stretch the nearer kind is told: an account or alias, not a name.
    """
    out: list[Private] = []
    for private in sorted(found, key=lambda p: (p.start, -p.end, p.kind == "name")):
        start = max(private.start, out[-1].end) if out else private.start
        if private.end > start:
            out.append(Private(start, private.end, private.kind) if start != private.start else private)
    return out
