"""Private people: found in a text, and masked before anything is stored or shown.

`find` gives spans and kinds, never strings; `mask` paints them over, same length; `genre` tells a report about
particular people from a body's account of its work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongket.privacy.mask import mask
from tongket.privacy.spans import Private, PrivateKind, merged

if TYPE_CHECKING:
    from tongket.grammar import Mentions
    from tongket.text import Text

__all__ = ["Private", "PrivateKind", "find", "mask"]


def find(text: Text, mentions: Mentions) -> list[Private]:
    """Every stretch of the text that identifies a private person, in text order, without overlaps.

    Kinds: name, alias, account, address (a residence from the commune down), birth (year or age), id.
    """
    from tongket.privacy import ages, identifiers, occurrences, people, residences
    from tongket.privacy.words import cues

    found = cues(text)
    finder = people.Finder(text, mentions, found)
    identified = identifiers.find(text, found)
    finder.weigh(numbered=any(p.kind == "id" and text.raw[p.start : p.end].isupper() for p in identified))
    private, public = finder.decide()
    names = [*occurrences.find(finder, private, public), *identified]
    births = ages.find(text, found, names, [span for verdict in public for span in verdict.spans])
    homes = residences.find(text, found, [*names, *births])
    return merged([*names, *births, *homes])
