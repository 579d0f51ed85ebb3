"""The review: a meeting or paper that gives account of a body's work over a period.

Put together from `meeting` (is there one, which type and periods), `awards` and `tasks`, and the officials who took
part. None for statistical releases, workshops, emergencies and plans (docs/figures.md, "review").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tongket import lexicon
from tongket.grammar.sentences import sentences as split
from tongket.reading import awards, meeting, review_periods, tasks
from tongket.reading.phrasing import pattern
from tongket.records import Block, Body, Document, Figure, Official, Period, Place, Review, ReviewOfficial, Span
from tongket.text import Text

if TYPE_CHECKING:
    from tongket.grammar import Mentions

_CONTENT = frozenset(("title", "heading", "paragraph", "bullet", "header"))
_STRENGTH = {"chaired": 3, "spoke": 2, "attended": 1}


def read_review(document: Document, text: Text, mentions: Mentions, figures: Sequence[Figure]) -> Review | None:
    """The review that the document reports, or None."""
    blocks = [(b.start, b.end) for b in document.blocks if b.kind in _CONTENT]
    today = document.published_date
    mentions = _without_numbers_of_laws(mentions)
    occasion = meeting.find(document, text, _head(text, blocks), mentions, figures)
    if occasion is None:
        return None
    sentences = [sentence for start, end in blocks for sentence in split(text, start, end)]
    met = review_periods.meeting_date(occasion, sentences, mentions.periods, today)
    period = review_periods.reviewed(text, occasion, sentences, mentions.periods, met or today)
    if period is None and not occasion.sure:
        return None
    times = review_periods.ahead(mentions.periods, period, today)
    set_tasks = tasks.find(text, sentences, _outlook(document, text, times))
    coming = review_periods.coming(text, occasion, sentences, mentions.periods, period)
    return Review(
        type=occasion.type,
        body=_body(document, text, occasion, mentions.bodies),
        period=period,
        next_period=coming or review_periods.of_tasks(set_tasks, sentences, times),
        officials=tuple(_officials(text, occasion, mentions.officials, sentences)),
        awards=tuple(awards.find(text, sentences)),
        tasks=tuple(set_tasks),
        commitments=tuple(tasks.commitments(text, sentences)),
        meeting_date=met if occasion.type != "báo cáo" else None,
        place=_place(text, occasion, mentions.places),
    )


def _without_numbers_of_laws(mentions: Mentions) -> Mentions:
    """The same without times read in the number of a law: "Thông tư 02/2017" is no February."""
    if not mentions.laws:
        return mentions
    kept = [p for p in mentions.periods if not any(law.start <= p.start < law.end for law in mentions.laws)]
    return replace(mentions, periods=kept)


def _head(text: Text, blocks: Sequence[Span]) -> list[Span]:
    """The sentences that begin in the head: most texts are told from it alone to report no review."""
    if not blocks:
        return []
    limit = blocks[0][0] + meeting.HEAD
    spans = [sentence for start, end in blocks if start < limit for sentence in split(text, start, end)]
    return [span for span in spans if span[0] < limit]


def _outlook(document: Document, text: Text, times: Sequence[Period]) -> tasks.Outlook:
    """Where the document looks ahead."""
    bullets: list[Span] = []
    paragraphs: list[Span] = []
    level = 0
    for block in document.blocks:
        if block.kind == "heading":
            if level == 0 or block.level <= level:
                level = max(1, block.level) if _looks_ahead(text, block) else 0
        elif level and block.kind == "bullet":
            bullets.append((block.start, block.end))
        elif level and block.kind == "paragraph":
            paragraphs.append((block.start, block.end))
    return tasks.Outlook(bullets, paragraphs, [(p.start, p.end) for p in times])


def _looks_ahead(text: Text, heading: Block) -> bool:
    """A heading of what is to be done: "III. Nhiệm vụ năm 2024", not "I. Kết quả thực hiện nhiệm vụ"."""
    stretch = (heading.start, heading.end)
    named = pattern("reviews", "tasks", "headings").search(text.key, *stretch)
    return bool(named) and not pattern("reviews", "tasks", "no_headings").search(text.key, *stretch)


# ── the body ─────────────────────────────────────────────────────────────────
def _body(document: Document, text: Text, occasion: meeting.Occasion, bodies: Sequence[Body]) -> str | None:
    """Whose work is reviewed, by its longest name in the document."""
    start, end = occasion.sentence
    named = [b for b in bodies if not b.generic]
    here = [b for b in named if start <= b.start < end]
    issuer = _issuer(document, named) if occasion.type == "báo cáo" else None
    owner = issuer or _holder(text, here, occasion) or next(iter(here), None) or next(iter(named), None)
    return _longest(owner, named) if owner else None


def _issuer(document: Document, named: Sequence[Body]) -> Body | None:
    """The body that the head of an official paper names."""
    head = document.header.body if document.header else None
    return next((b for b in named if head and head[0] <= b.start < head[1]), None)


def _holder(text: Text, here: Sequence[Body], occasion: meeting.Occasion) -> Body | None:
    """The X of "làm việc với X", "X tổ chức hội nghị", "theo báo cáo của X"."""
    words = lexicon.load("reviews")["owner"]
    worked = next((b for b in here if text.key.endswith(words["worked_with"] + " ", 0, b.start)), None)
    held = next((b for b in here if _holds().match(text.key, b.end)), None)
    own = next(
        (b for b in here if b.start >= occasion.cue[0] and text.key.endswith(words["of"] + " ", 0, b.start)), None
    )
    return worked or held or own


@cache
def _holds() -> re.Pattern[str]:
    """After a body: "(đã) (phối hợp với …) tổ chức"."""
    words = lexicon.load("reviews")["owner"]
    fillers = pattern("reviews", "owner", "fillers").pattern
    return re.compile(rf"\W*(?:{fillers} |{words['with']} [^.,]{{3,60}} )*{words['holds']}")


def _longest(owner: Body, named: Sequence[Body]) -> str:
    """The longest name that says the same and more, with the place of the body it ends in."""
    name = str(owner.value)
    low = name.lower()
    for other in named:
        longer = str(other.value)
        if longer.lower().startswith(low) and (len(longer) > len(name) or (name.isupper() and not longer.isupper())):
            name = longer
    words = name.split()
    for size in range(min(4, len(words) - 1), 1, -1):
        tail = " ".join(words[-size:]).lower()
        for other in named:
            value = str(other.value)
            if value.lower().startswith(tail + " ") and len(value) > len(tail) + 1:
                return name + value[len(tail) :]
    return name


def _place(text: Text, occasion: meeting.Occasion, places: Sequence[Place]) -> str | None:
    """Where it met: "tại …" in the occasion's sentence."""
    start, end = occasion.sentence
    at = lexicon.load("reviews")["owner"]["at"] + " "
    for place in places:
        if start <= place.start < end and text.key.endswith(at, 0, place.start):
            return str(place.value)
    return None


# ── the officials ────────────────────────────────────────────────────────────
def _officials(
    text: Text, occasion: meeting.Occasion, officials: Sequence[Official], sentences: Sequence[Span]
) -> list[ReviewOfficial]:
    """Who took part, each once, with the fullest role and the strongest part in it."""
    people: dict[str, list[Official]] = {}
    for official in officials:
        if any(start <= official.name[0] < end for start, end in sentences):
            people.setdefault(str(official.value), []).append(official)
    found = []
    for name, mentions in people.items():
        part = _part(text, mentions, occasion)
        if part or (occasion.type != "báo cáo" and _in_head(mentions, sentences)):
            found.append(_official(text, name, mentions, part))
    return found


def _in_head(mentions: Sequence[Official], sentences: Sequence[Span]) -> bool:
    top = meeting.head(sentences)
    return bool(top) and mentions[0].start < top[-1][1] and mentions[0].role is not None


def _part(text: Text, mentions: Sequence[Official], occasion: meeting.Occasion) -> str | None:
    parts = [m.capacity for m in mentions if m.capacity and not _only_cited(text, m)]
    if occasion.type == "báo cáo":
        parts = [part for part in parts if part != "attended"]
    return max(parts, key=lambda part: _STRENGTH[part], default=None)


def _only_cited(text: Text, mention: Official) -> bool:
    """Named, not there: "thực hiện chỉ đạo của Phó Thủ tướng …"."""
    before = text.key[max(0, mention.start - 40) : mention.start]
    return bool(pattern("reviews", "officials", "not_present").search(before))


def _official(text: Text, name: str, mentions: Sequence[Official], part: str | None) -> ReviewOfficial:
    roles = [text.raw[slice(*m.role)] for m in mentions if m.role]
    return ReviewOfficial(
        name=name,
        role=max(roles, key=len, default=None),
        rank=next((m.rank for m in mentions if m.rank), None),
        capacity=part,
        span=(mentions[0].start, mentions[0].end),
    )
