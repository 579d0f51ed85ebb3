"""How strongly a text speaks for being a report of a review: clues and facts with weights, added up.

Clues are words; facts are counted. Both stand with weight and reason in lexicon/reviews.toml. A clue of a sentence
speaks for that sentence alone, every other one for the whole text; each is counted once.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from tongket import lexicon
from tongket.finder import WordFinder
from tongket.reading.phrasing import words
from tongket.records import Body, Dates, Figure, Period, Place, Span
from tongket.text import Text

_FEW: Final = 3  # results that make an account
_MANY: Final = 6  # acts by which the figures alone tell a report of work
_WEEK: Final = 7  # days: the shortest stretch of time that is reported on
_YEAR: Final = 366  # days: the longest that a report without a meeting is about
_MONTH: Final = 31  # days: a month is reported on from its middle, what is longer when most of it is over
_HALF, _MOST = 1 / 2, 2 / 3
_OLD: Final = 900  # days after which it is no news any more (accounts of the State's budget come after 1½ years)
_NO_STRETCH: Final = frozenset(
    ("day", "hour", "moment", "open", "tet", "age", "birth", "clock", "anniversary", "name", "now")
)
_TITLE: Final = 60  # characters in which a title names its country
_SEAS: Final[tuple[str, ...]] = ("region", "site")  # seas and islands, which news of other countries names too
_HOME: Final = "Việt Nam"


@dataclass(slots=True)
class Clue:
    name: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Work:
    """What the figures tell: the body and the stretch of time of most acts, and how many acts are told of them."""

    body: str
    period: Dates
    acts: int

    @property
    def much(self) -> bool:
        """So many acts that they alone tell a report of work."""
        return self.acts >= _MANY


# ── clues ────────────────────────────────────────────────────────────────────
def weight(name: str) -> float:
    """The weight of a clue or fact of the lexicon."""
    table = lexicon.load("reviews")
    return float((table["clues"].get(name) or table["facts"][name])["weight"])


@cache
def _automaton() -> tuple[WordFinder, tuple[str, ...]]:
    """One automaton over the words of all clues; and the clue of each of its patterns."""
    pairs = [(word, name) for name, clue in lexicon.load("reviews")["clues"].items() for word in clue["words"]]
    return WordFinder([word for word, _ in pairs], overlapping=True), tuple(name for _, name in pairs)


def clues(text: Text, start: int, end: int) -> list[Clue]:
    """All clues of a stretch, as whole words, in text order."""
    automaton, names = _automaton()
    key = text.key[start:end]
    found = []
    for index, first, last in automaton.find(key):
        if (first == 0 or not key[first - 1].isalnum()) and (last == len(key) or not key[last].isalnum()):
            found.append(Clue(names[index], key[first:last], start + first, start + last))
    found.sort(key=_start)
    starts, longest = [clue.start for clue in found], max((len(clue.word) for clue in found), default=0)

    def near(clue: Clue) -> list[Clue]:
        """The clues that may cover this one."""
        return found[bisect_left(starts, clue.start - longest) : bisect_right(starts, clue.start)]

    return [clue for clue in found if not any(_spoils(other, clue) for other in near(clue))]


def _spoils(other: Clue, clue: Clue) -> bool:
    """Whether a longer clue that says the opposite covers this one: "cuộc họp báo" is no "cuộc họp"."""
    covers = other.start <= clue.start and clue.end <= other.end and len(other.word) > len(clue.word)
    return covers and (weight(other.name) < 0) != (weight(clue.name) < 0)


def _start(clue: Clue) -> int:
    return clue.start


def of_sentence(name: str) -> bool:
    """Whether a clue speaks for its sentence alone."""
    return bool(lexicon.load("reviews")["clues"][name].get("sentence"))


def _of_subject(name: str) -> bool:
    """Whether a clue is a word of what is talked of, not of the occasion."""
    return bool(lexicon.load("reviews")["clues"][name].get("subject"))


def of_text(found: Iterable[Clue], near: Sequence[Span], held: bool = False) -> float:
    """The weight of the clues of the whole text: whole in the stretches that decide, a part of it elsewhere.

    `held`: somebody holds a summing-up of work, so that what is talked of there says less against it.
    """
    rules = lexicon.load("reviews")["evidence"]
    shares: dict[str, float] = {}
    for clue in found:
        if not of_sentence(clue.name):
            share = 1.0 if any(start <= clue.start < end for start, end in near) else rules["far"]
            share = min(share, rules["held"]) if held and _of_subject(clue.name) else share
            shares[clue.name] = max(share, shares.get(clue.name, 0.0))
    weights = [weight(name) * share for name, share in shares.items()]
    return sum(weights)


# ── facts ────────────────────────────────────────────────────────────────────
def of_figures(figures: Sequence[Figure], work: Work | None) -> float:
    """Results against plans, and one body's acts over one stretch of time."""
    done = sum(f.status in ("reported", "estimate") for f in figures)
    total = 0.0
    if done >= _FEW and done * 2 > len(figures):
        total += weight("results")
    elif len(figures) >= _FEW:
        total += weight("plans")
    if work:
        total += weight("much_work" if work.much else "work")
    return total


_MOSTLY: Final = 4
"""A body of so many times as many figures as the one that acted is whose report it is."""


def own_work(figures: Sequence[Figure], bodies: Sequence[Body], published: dt.date | None) -> Work | None:
    """The one public body and past stretch of time of most of the acts told, or None.

    "Năm 2016, Thanh tra Sở triển khai 394 cuộc …, kiến nghị …, xử phạt …".
    """
    acts = [f for f in figures if f.act and f.body and f.period and f.status in ("reported", "estimate")]
    if len(acts) < _FEW:
        return None
    body, named = Counter(str(f.body) for f in acts).most_common(1)[0]
    period, timed = Counter(f.period for f in acts).most_common(1)[0]
    if period is None or named * 2 < len(acts) or timed * 2 < len(acts):
        return None
    owner, most = Counter(str(f.body) for f in figures if f.body).most_common(1)[0]
    if most > _MOSTLY * sum(f.body == body for f in figures):  # "tổng nợ do ⟨Cục Thuế⟩ quản lý …" in another's report
        body = owner
    if not is_reported_on(period, published) or not any(is_public(b) and str(b.value).startswith(body) for b in bodies):
        return None
    return Work(body, period, len(acts))


def is_abroad(places: Sequence[Place], start: int, end: int) -> bool:
    """Whether the stretch names other countries and no place of this one."""
    named = [p for p in places if start <= p.start < end and p.value is not None and p.level not in _SEAS]
    abroad = sum(p.level == "country" and p.value != _HOME for p in named)
    return (abroad > 1 and abroad * 2 > len(named)) or (0 < abroad == len(named) and named[0].start < start + _TITLE)


def is_public(body: Body) -> bool:
    """A body of the state, a party or a mass organisation, named."""
    if body.generic or body.type in words("reviews", "occasion", "private"):
        return False
    return str(body.value).lower() not in words("reviews", "occasion", "private_names")


def dates(period: Period | None) -> Dates | None:
    return None if period is None else period.dates


def stretches(periods: Sequence[Period], start: int, end: int) -> list[Period]:
    """Resolved stretches of time longer than a day, not the other side of a comparison."""
    return [
        p
        for p in periods
        if start <= p.start < end and p.grain not in _NO_STRETCH and not p.base and isinstance(p.value, tuple)
    ]


def is_reported_on(stretch: Dates, published: dt.date | None) -> bool:
    """A stretch of time such as one reports on: a week to a year, and past."""
    return _WEEK <= _days(stretch) <= _YEAR and is_past(stretch, published)


def is_past(stretch: Dates, day: dt.date | None) -> bool:
    """Mostly over on that day, and not long ago."""
    if day is None:
        return True
    first, last = stretch
    share = _HALF if _days(stretch) <= _MONTH else _MOST
    return (day - first).days >= _days(stretch) * share and (day - last).days <= _OLD


def _days(stretch: Dates) -> int:
    return (stretch[1] - stretch[0]).days + 1
