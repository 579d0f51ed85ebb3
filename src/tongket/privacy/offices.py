"""Who of the officials found really holds an office, for whom being accused changes nothing."""

from __future__ import annotations

from functools import cache

from tongket import lexicon
from tongket.privacy.words import table
from tongket.records import Official


@cache
def ranks() -> frozenset[str]:
    return frozenset(lexicon.load("officials")["ranks"])


def in_office(official: Official, key: str) -> bool:
    """Whether somebody holds an office, not a rank or title alone or a post in a firm; "đồng chí" tells one too."""
    if official.role is None:
        return official.rank is None
    return not any(word in key[slice(*official.role)] for word in table()["public"]["firms"])
