"""Who of the people weighed in a text is private: a sure sign, or a doubt where private people are told of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tongket.privacy import foreigners
from tongket.privacy.verdicts import Verdict
from tongket.privacy.words import frequent

if TYPE_CHECKING:
    from tongket.privacy.people import Finder

_LISTED = re.compile(r", | và ")


def decide(finder: Finder) -> tuple[list[Verdict], list[Verdict]]:
    """The private people of a finder that has weighed its text and those who are not, as they are first named."""
    verdicts, tenor = finder.verdicts, finder.tenor
    sure = (
        finder.numbered or bool(finder.extra) or any((v.private or v.kin) and not v.office for v in verdicts.values())
    )
    if finder.strangers and not tenor.known and (sure or tenor.deeds):
        foreigners.weigh(finder, sure)
    private, public = [], []
    public_ends = {end for v in verdicts.values() if v.office for _, end in v.spans}
    for verdict in verdicts.values():
        certain = verdict.private or (verdict.kin and not tenor.known)
        if not (certain or verdict.called) and _listed(finder.raw, verdict, public_ends):
            verdict.public += 1
            public_ends |= {end for _, end in verdict.spans}
        if verdict.run.form == "initials" and (certain or verdict.called or sure):
            private.append(verdict)
        elif verdict.office or (verdict.public and not certain) or (tenor.starry and not verdict.named):
            public.append(verdict)
        elif certain or _in_doubt(verdict, sure, tenor.known):
            private.append(verdict)
    return private, public


def _listed(raw: str, verdict: Verdict, ends: set[int]) -> bool:
    """Whether a name goes on with a list of public people: "các bộ trưởng A, B và C"."""
    for start, _ in verdict.spans:
        for end in range(start - 1, start - 6, -1):
            if end in ends and _LISTED.fullmatch(raw, end, start):
                return True
    return False


def _in_doubt(verdict: Verdict, sure: bool, known: bool) -> bool:
    """Whether somebody without a sure sign is taken for private, `sure` telling that the text has private people.

    "ông N." of no known office; a bare name of a family name and two syllables more, or a frequent one. Not where
    people known to the public (`known`) are told of.
    """
    run = verdict.run
    if verdict.called:
        return (sure and not known) or run.form == "initials"
    named = run.form in ("full", "initials") and (len(run.words) >= 3 or run.words[0].lower() in frequent())
    return sure and verdict.bare > 0 and not verdict.thing and named and not known
