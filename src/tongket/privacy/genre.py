"""What kind of report a document is: about particular private people, or a body's account of its work.

A masked report about one person still points at that person by place, day and amount; ledgers leave it out. Points
are counted for either kind: the people found and how their case is told on one side, comparisons, periods and counts
on the other. Of what is told with comparisons and counts, accounts.py says whether a public body tells it of its work;
documents of neither kind are "other".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.grammar import Mentions
from tongket.patterns import whole
from tongket.privacy import accounts
from tongket.records import Document, Genre, Private
from tongket.text import Text

# Weights, chosen on the working part of the annotated documents.
_NAME, _NAMES_AT_MOST = 0.7, 8
_BIRTH, _BIRTHS_AT_MOST = 0.7, 4
_TITLE, _LEAD_WORD, _LEAD_AT_MOST = 1.5, 0.5, 3.0
_COURSE, _COURSE_AT_MOST = 0.5, 3.5
_ACCOUNT, _ACCOUNT_AT_MOST = 0.35, 4.0
_REPORT, _REPORT_AT_MOST = 1.2, 3.6
_COUNT, _COUNT_AT_MOST = 0.15, 3.0
_CASES, _CASES_AT_MOST = 0.8, 3.2
_ENOUGH_CASE: Final = 4.0
_ENOUGH_OFFICIAL, _ENOUGH_TO_ASK = 3.4, 1.2
"""Points of an account: in an official paper, and for the closer look that other texts need."""
_ENOUGH_UNNAMED: Final = 5.6
"""An event told without anybody's name must be told at length to be a case."""
_ENOUGH_EVENT: Final = 2.5
"""Without so much of an event, people named do not make a case: neighbours asked, pupils praised."""

_ENOUGH_PEOPLE, _SOME_EVENT = 5.0, 1.0
"""But so many private people make one of a smaller event."""
_SHORT, _ENOUGH_SHORT = 1200, 3.4
"""In so few characters less of an unnamed event is enough."""
_STAGE, _STAGE_AT_MOST = 0.35, 8.0

_ROLES: Final[tuple[str, ...]] = ("incidents", "course", "account", "reports", "work", "digests", "stage")
"""The lists of lexicon/genres.toml that are looked for; each is known by its first letter."""


@cache
def _many_cases() -> re.Pattern[str]:
    cases = whole(lexicon.load("genres")["counted"]["cases"])
    # Begins with the plain set of digits, so that the search can leap to them.
    return re.compile(rf"[0-9](?<![\w.,/]\d)(?:(?<=[2-9])|(?<=[1-9])\d|[\d.]{{2,}}) {cases}")


@cache
def _automaton() -> tuple[WordFinder, list[str]]:
    words: dict[str, str] = {}
    for kind in _ROLES:
        for word in lexicon.load("genres")[kind]:
            words[word] = words.get(word, "") + kind[0]
    return WordFinder(words), list(words.values())


def genre(document: Document, text: Text, mentions: Mentions, private: Sequence[Private]) -> Genre:
    """The kind of report; `private` is what `privacy.find` found in the same text."""
    case, account = points(document, text, mentions, private)
    unnamed = _ENOUGH_SHORT if len(text.key) < _SHORT else _ENOUGH_UNNAMED
    if case >= (_ENOUGH_CASE if private else unnamed) and case > account + (not private):
        return "case_report"
    if document.header is not None:
        told = account >= _ENOUGH_OFFICIAL
    else:
        told = account >= _ENOUGH_TO_ASK and accounts.is_account(text, _end(document, text), mentions, private, account)
    return "aggregate_report" if told else "other"


def _end(document: Document, text: Text) -> int:
    """Where the title ends: that of the document, else its first line."""
    return document.title[1] if document.title else max(text.raw.find("\n"), 0)


def points(document: Document, text: Text, mentions: Mentions, private: Sequence[Private]) -> tuple[float, float]:
    """The points for a report about people and for an account of work."""
    title_end = _end(document, text)
    counts = dict.fromkeys(("title", "lead", "c", "a", "r", "w", "d", "s"), 0)
    seen: set[tuple[str, int]] = set()
    automaton, kinds = _automaton()
    key = text.key
    for number, start, end in automaton.find(key):
        if (start and key[start - 1].isalnum()) or (end < len(key) and key[end].isalnum()):
            continue
        for kind in kinds[number]:
            if kind == "i":
                counts["title" if start < title_end else "lead"] += start < title_end + accounts.LEAD
            elif kind == "d":
                counts["d"] += start < title_end
            elif kind == "r":
                counts["r"] += start < title_end + accounts.LEAD and (kind, number) not in seen
            else:
                counts[kind] += 1
            seen.add((kind, number))
    names = sum(p.kind in ("name", "alias", "account") for p in private)
    births = sum(p.kind in ("birth", "address") for p in private)
    quantities = sum(q.unit in (None, "count", "%") for q in mentions.quantities)
    cases = sum(1 for _ in _many_cases().finditer(key))
    size = max(len(key), 1000) / 2000
    event = (
        min(counts["title"], 2) * _TITLE
        + min(counts["lead"] * _LEAD_WORD, _LEAD_AT_MOST)
        + min(counts["c"] * _COURSE, _COURSE_AT_MOST)
    )
    people = min(names, _NAMES_AT_MOST) * _NAME + min(births, _BIRTHS_AT_MOST) * _BIRTH
    account = (
        min(counts["a"] * _ACCOUNT / size, _ACCOUNT_AT_MOST)
        + min((counts["r"] + counts["w"]) * _REPORT, _REPORT_AT_MOST)
        + min(quantities * _COUNT / size, _COUNT_AT_MOST)
        + min(cases * _CASES, _CASES_AT_MOST)
    )
    told = event >= _ENOUGH_EVENT or (people >= _ENOUGH_PEOPLE and event >= _SOME_EVENT)
    stage = min(counts["s"] * _STAGE / size, _STAGE_AT_MOST)
    case = 0.0 if counts["d"] else event + people * told - stage
    return case, account - stage
