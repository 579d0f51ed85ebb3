"""Private people: found in a text, and masked before anything is stored or shown.

`find` gives spans and kinds, never strings; `mask` paints them over, same length; `genre` tells a report about
particular people from a body's account of its work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongket.privacy.mask import mask
from tongket.privacy.slugs import mask_slug
from tongket.privacy.spans import merged
from tongket.records import Private, PrivateKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongket.grammar import Mentions
    from tongket.text import Text

__all__ = ["Private", "PrivateKind", "find", "mask", "mask_slug", "unnamed"]


def find(text: Text, mentions: Mentions) -> list[Private]:
    """Every stretch of the text that identifies a private person, in text order, without overlaps.

    Kinds: name, alias, account, address (a residence from the commune down), birth (year or age), id.
    """
    from tongket.privacy import ages, deciding, identifiers, occurrences, people, residences
    from tongket.privacy.words import cues

    found = cues(text)
    finder = people.Finder(text, mentions, found)
    identified = identifiers.find(text, found)
    finder.weigh(numbered=any(p.kind == "id" and text.raw[p.start : p.end].isupper() for p in identified))
    private, public = deciding.decide(finder)
    named = occurrences.find(finder, private, public) if finder.verdicts or finder.extra else []
    names = [*named, *identified]
    births = ages.find(text, found, names, [span for verdict in public for span in verdict.spans], finder.tenor.known)
    homes = residences.find(text, found, [*names, *births])
    return merged([*names, *births, *homes])


def unnamed(mentions: Mentions, private: Sequence[Private]) -> Mentions:
    """The mentions without those that touch a private stretch, so that nothing derived quotes across a mask."""
    from bisect import bisect_left
    from dataclasses import fields, replace

    starts, ends = [p.start for p in private], [p.end for p in private]

    def touches(start: int, end: int) -> bool:
        return bisect_left(starts, end) > bisect_left(ends, start + 1)

    if not private:
        return mentions
    kept = {
        field.name: [m for m in getattr(mentions, field.name) if not touches(m.start, m.end)]
        for field in fields(mentions)
    }
    return replace(mentions, **kept)
