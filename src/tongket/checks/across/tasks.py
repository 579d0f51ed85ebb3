"""Tasks in words: what a report set out to do, looked for in the next one by its words.

Two syllables side by side are what a Vietnamese word is made of, so pairs of them are compared. That a task is told of
is likely where half of its pairs stand in one sentence; that it is not mentioned is said only where next to none do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from tongket.text import key

Outcome = Literal["told of", "unclear", "not mentioned", "too short"]

_TOLD = 0.45
_NEXT_TO_NONE = 0.15
_LEAST = 6
"""Pairs that a task must have to be known again."""
_SYLLABLE = re.compile(r"[^\W\d_]+|[.,;:()\d]")


@dataclass(frozen=True, slots=True)
class Carried:
    """`outcome`; `sentence`: the one that has most of the task; `share`: of the task's pairs that it has."""

    outcome: Outcome
    sentence: str | None
    share: float


def carried(task: str, sentences: Sequence[str]) -> Carried:
    """What of a task the sentences of a later report tell."""
    wanted = pairs(task)
    if len(wanted) < _LEAST or not sentences:
        return Carried("too short", None, 0.0)
    shares = [len(wanted & pairs(sentence)) / len(wanted) for sentence in sentences]
    best = max(range(len(sentences)), key=shares.__getitem__)
    share = shares[best]
    if share >= _TOLD:
        return Carried("told of", sentences[best], share)
    if share < _NEXT_TO_NONE:
        return Carried("not mentioned", None, share)
    return Carried("unclear", sentences[best], share)


@lru_cache(maxsize=8192)
def pairs(text: str) -> frozenset[tuple[str, str]]:
    """The pairs of syllables that stand side by side, without a sign or number between them."""
    syllables = _SYLLABLE.findall(key(text))
    return frozenset((a, b) for a, b in pairwise(syllables) if a.isalpha() and b.isalpha())
