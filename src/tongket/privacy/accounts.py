"""Whether a document tells what a Vietnamese public body did, found or counted over a period.

Companies' results, the market, draws of lots, exams, goods for sale and the news of other countries have as many
figures. What tells them apart: who is named first (a public body of this country, a company, a body abroad), which
places, the words of each matter, and the words of the title and the lead. A linear model weighs these signs; it is
learnt by train/accounts.py from the verdicts in practice/audits/accounts.jsonl.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from tongket import lexicon
from tongket.choosing import ranking
from tongket.finder import WordFinder
from tongket.grammar import Mentions
from tongket.records import Private, Span
from tongket.text import Text

LEAD = 450
"""Characters in which a report says what it is about: a headline and its first sentences."""
ENOUGH = -900
"""The score of an account, in thousandths of log-odds, chosen by cross-validation: below zero, because an account
that is missed is lost to the indicators, and one too many is only doubted less."""

SPELLED = ("word=", "pair=")
"""The signs that are words themselves."""

_STEPS = (1, 2, 4, 8, 16)
"""A sign is shown for each of these numbers that is reached: more of it weighs more, ever more slowly."""
_USUAL, _LEAST = 2000, 1000
"""Words are counted for so many characters of text; a text counts as no shorter than the second."""
_HERE = "VN"
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _matters() -> tuple[WordFinder, list[list[str]]]:
    words: dict[str, list[str]] = {}
    for matter, listed in lexicon.load("genres")["matters"].items():
        for word in listed:
            words.setdefault(word, []).append(matter)
    return WordFinder(words), list(words.values())


def is_account(text: Text, title_end: int, mentions: Mentions, private: Sequence[Private], points: float) -> bool:
    """`title_end`: where the title ends; `points`: those of `genre.points` for an account."""
    return ranking.load("account")(signs(text, title_end, mentions, private, points)) >= ENOUGH


def signs(text: Text, title_end: int, mentions: Mentions, private: Sequence[Private], points: float) -> list[str]:
    """What speaks for or against an account, as features."""
    lead_end = title_end + LEAD
    usual = _USUAL / max(len(text.key), _LEAST)
    found = ["always", *_reached("points", points * 2)]
    for sign, count in _told(text.key, title_end, lead_end).items():
        found += _reached(sign, count * usual if sign.endswith(".all") else count)
    for sign, count in _named(mentions, title_end, lead_end).items():
        found += _reached(sign, count)
    found += _reached("figures", len(mentions.quantities) * usual)
    found += _reached("private", len(private))
    found += _reached("long", len(text.key) / 1000)
    return found + sorted(_words(text, lead_end))


def _reached(sign: str, count: float) -> list[str]:
    return [f"{sign}={step}" for step in _STEPS if count >= step]


def _told(key: str, title_end: int, lead_end: int) -> Counter[str]:
    """How often the words of each matter stand in the title, in the lead and in the whole text."""
    counts: Counter[str] = Counter()
    finder, matters = _matters()
    for number, start, end in finder.find(key):
        if (start and key[start - 1].isalnum()) or (end < len(key) and key[end].isalnum()):
            continue
        for matter in matters[number]:
            counts[f"{matter}.all"] += 1
            if start < lead_end:
                counts[f"{matter}.{_zone(start, title_end)}"] += 1
    return counts


def _named(mentions: Mentions, title_end: int, lead_end: int) -> Counter[str]:
    """Which sorts of places, bodies and officials the title and the lead name."""
    counts: Counter[str] = Counter()
    abroad: list[Span] = []
    for place in mentions.places:
        if place.start >= lead_end:
            break
        if place.level == "country" and place.code != _HERE:
            abroad.append((place.start, place.end))
            counts[f"elsewhere.{_zone(place.start, title_end)}"] += 1
        elif place.code or place.level == "scope":
            counts[f"here.{_zone(place.start, title_end)}"] += 1
    for body in mentions.bodies:
        if body.start >= lead_end:
            break
        if any(body.start <= start and end <= body.end for start, end in abroad):
            who = "foreign"
        elif body.type in ("company", "school"):
            who = body.type
        else:
            who = "public"
            counts[f"{body.type}.first"] = 1
        counts[f"{who}.{_zone(body.start, title_end)}"] += 1
    counts["officials.lead"] = sum(official.start < lead_end for official in mentions.officials)
    return counts


def _zone(start: int, title_end: int) -> str:
    return "title" if start < title_end else "lead"


def _words(text: Text, lead_end: int) -> set[str]:
    """The small words of title and lead, alone and in pairs; capital ones are names, of which nothing is learnt."""
    key, raw = text.key, text.raw
    places = [(m.start(), m.end()) for m in _WORD.finditer(key, 0, lead_end) if not raw[m.start()].isupper()]
    word, pair = SPELLED
    found = {word + key[start:end] for start, end in places}
    return found | {pair + key[a:d] for (a, b), (c, d) in pairwise(places) if c == b + 1 and key[b] == " "}
