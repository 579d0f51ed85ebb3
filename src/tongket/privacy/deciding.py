"""Who of the people weighed in a text is private: a sure sign, or a doubt where private people are told of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tongket.privacy import foreigners
from tongket.privacy.verdicts import Verdict
from tongket.privacy.words import frequent

if TYPE_CHECKING:
    from tongket.privacy.people import Finder
    from tongket.privacy.tenor import Tenor

_LISTED: Final = re.compile(r", | và ")


def decide(finder: Finder) -> tuple[list[Verdict], list[Verdict]]:
    """The private people of a finder that has weighed its text and those who are not, as they are first named."""
    verdicts, tenor = finder.verdicts, finder.tenor
    sure = (
        finder.numbered or bool(finder.extra) or any((v.private or v.kin) and not v.office for v in verdicts.values())
    )
    if finder.strangers and not tenor.known and (sure or tenor.deeds):
        foreigners.weigh(finder, sure)
    given: set[str] = set()
    if tenor.case or tenor.trial:
        given = {name for name, v in verdicts.items() if v.private and not v.public and len(v.run.words) == 1}
    private, public = [], []
    public_ends = {end for v in verdicts.values() if v.office for _, end in v.spans}
    private_ends = {end for v in verdicts.values() if v.private for _, end in v.spans} - public_ends
    for verdict in verdicts.values():
        certain = verdict.private or (verdict.kin and not tenor.known)
        if (
            not (certain or verdict.called)
            and _listed(finder.raw, verdict, public_ends)
            and not _listed(finder.raw, verdict, private_ends)
        ):
            verdict.public += 1
            public_ends |= {end for _, end in verdict.spans}
        if verdict.run.form == "initials" and (certain or verdict.called or sure):
            private.append(verdict)
        elif verdict.office or (verdict.public and not certain) or (tenor.starry and not verdict.named):
            public.append(verdict)
        elif certain or _in_doubt(verdict, sure, tenor) or _known_by_given(verdict, given):
            private.append(verdict)
    tails = {finder.key[slice(*v.spans[0])] for v in private if len(v.run.words) == 2 and v.run.form == "full"}
    if tails:
        settled = {id(v) for v in (*private, *public)}
        private += [v for v in verdicts.values() if id(v) not in settled and _known_by_tail(v, tails)]
    return private, public


def _known_by_tail(verdict: Verdict, tails: set[str]) -> bool:
    """Whether a full name ends with what a private person is called: "Nguyễn Mai An" of "bà Mai An"."""
    words = verdict.run.words
    return verdict.run.form == "full" and len(words) > 2 and " ".join(words[-2:]).lower() in tails


def _known_by_given(verdict: Verdict, given: set[str]) -> bool:
    """Whether a full name ends with a private person's given name."""
    words = verdict.run.words
    return verdict.run.form == "full" and len(words) > 2 and not verdict.thing and words[-1].lower() in given


def _listed(raw: str, verdict: Verdict, ends: set[int]) -> bool:
    """Whether a name goes on with a list of public people: "các bộ trưởng A, B và C"."""
    for start, _ in verdict.spans:
        for end in range(start - 1, start - 6, -1):
            if end in ends and _LISTED.fullmatch(raw, end, start):
                return True
    return False


def _in_doubt(verdict: Verdict, sure: bool, tenor: Tenor) -> bool:
    """Whether somebody without a sure sign is taken for private, `sure` telling that the text has private people.

    "ông N." of no known office, in full also where suspects or victims are told of; a bare name of a family name and
    two syllables more, or a frequent one. Not where people known to the public are told of.
    """
    run, known, case = verdict.run, tenor.known, tenor.case
    if verdict.called:
        told = sure or (case and run.form == "full" and len(run.words) > 2)
        return (told and not known) or run.form == "initials"
    named = run.form in ("full", "initials") and (len(run.words) >= 3 or run.words[0].lower() in frequent())
    return sure and verdict.bare > 0 and not verdict.thing and named and not known
