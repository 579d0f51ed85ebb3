"""Foreign people in a report about a case, whom no role or age beside the name explains: "Kate Moir đã bị bắt cóc"."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket.patterns import one_of
from tongket.privacy import signs
from tongket.privacy.surroundings import standing
from tongket.privacy.words import table

if TYPE_CHECKING:
    from tongket.privacy.people import Finder
    from tongket.privacy.runs import Run


_JOINT: Final = 20
"""So many characters between two names of a list, an age with them."""


@cache
def _joint() -> re.Pattern[str]:
    """Between two names of one list, also behind an age: ", 27 tuổi, và "."""
    age = rf"(?:, \d{{1,2}} {one_of(table()['signs']['years'])})?"
    return re.compile(rf"{age}(?: ?,| ?,?{one_of(f' {word}' for word in table()['names']['joined'])}) ")


def weigh(finder: Finder, sure: bool) -> None:
    """Tells which of the finder's strangers are people, by what stands around the name or one of its words anywhere.

    Somebody in a list with a private person or with the surname of one is one too. Public people keep their verdict.
    """
    kin = {v.run.words[-1] for v in finder.verdicts.values() if v.private and v.run.form == "foreign"}
    by_word: dict[str, list[Run]] = defaultdict(list)
    for run in finder.strangers:
        if finder.places.over(run.start, run.end) is None and finder.bodies.over(run.start, run.end) is None:
            for word in {run.words[0], run.words[-1], *kin.intersection(run.words)}:
                by_word[word].append(run)
    public = {
        word for v in finder.verdicts.values() if v.office or (v.public and not v.private) for word in v.run.words
    }
    people = {word for word in by_word if word in kin} | _acting(finder, set(by_word) - public, sure)
    found = {run for word in people - public for run in by_word[word]}
    found |= {run for run in finder.strangers if finder.introduced(run.start) and public.isdisjoint(run.words)}
    ends = {end for v in finder.verdicts.values() if v.private for _, end in v.spans} | {run.end for run in found}
    starts = {start for v in finder.verdicts.values() if v.private for start, _ in v.spans} | {r.start for r in found}
    for run in sorted({run for group in by_word.values() for run in group}, key=lambda run: run.start):
        before = next((end for end in range(run.start - 1, run.start - _JOINT, -1) if end in ends), run.start)
        after = next((start for start in range(run.end + 1, run.end + 6) if start in starts), run.end)
        listed = (_joint().fullmatch(finder.raw, before, run.start), _joint().fullmatch(finder.raw, run.end, after))
        if run in found or any(listed):
            finder.verdict(run).private += 1
            ends.add(run.end)


def _acting(finder: Finder, words: set[str], sure: bool) -> set[str]:
    """Those of `words` that stand somewhere as a person's name."""
    if not words:
        return set()
    before, behind = signs.of_person(sure)
    acting: set[str] = set()
    for start, end in standing(finder.raw, words):
        word = finder.raw[start:end]
        if word in acting:
            continue
        if behind.match(finder.key, end) or before.search(finder.key, max(0, start - 16), start):
            acting.add(word)
    return acting
