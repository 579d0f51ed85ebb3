"""The review: a meeting or paper that gives account of a body's work over a period.

Put together from `meeting` (is there one, which type and periods), `awards` and `tasks`, and the officials who took
part. None for statistical releases, workshops, emergencies and plans (docs/figures.md, "review").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket import lexicon
from tongket.grammar.sentences import sentences as split
from tongket.reading import awards, meeting, review_periods, tasks
from tongket.reading.phrasing import pattern, words
from tongket.records import Block, Body, Document, Figure, Official, Period, Place, Review, ReviewOfficial, Span
from tongket.text import Text

if TYPE_CHECKING:
    from tongket.grammar import Mentions

_CONTENT: Final = frozenset(("title", "heading", "paragraph", "bullet", "header"))
_NEAR: Final = 4  # characters between a name and its office
_STRENGTH: Final = {"chaired": 3, "spoke": 2, "attended": 1}


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
    told = [span for span in sentences if not _titles(document, span)] or sentences
    set_tasks = tasks.find(text, told, replace(_outlook(document, text, times), news=occasion.sentence))
    coming = review_periods.coming(text, occasion, sentences, mentions.periods, period)
    return Review(
        type=occasion.type,
        body=_body(document, text, occasion, mentions, sentences),
        period=period,
        next_period=coming or review_periods.of_tasks(set_tasks, sentences, times, period),
        officials=tuple(_officials(text, occasion, mentions.officials, sentences)),
        awards=tuple(awards.find(text, sentences)),
        tasks=tuple(set_tasks),
        commitments=tuple(tasks.commitments(text, sentences)),
        meeting_date=met if occasion.type != "báo cáo" else None,
        place=_place(text, occasion, mentions.places),
    )


def _titles(document: Document, span: Span) -> bool:
    return document.title is not None and document.title[0] <= span[0] < span[1] <= document.title[1]


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
def _body(
    document: Document, text: Text, occasion: meeting.Occasion, mentions: Mentions, sentences: Sequence[Span]
) -> str | None:
    """Whose work is reviewed, by its longest name in the document."""
    press = words("reviews", "owner", "press")
    named = [b for b in mentions.bodies if not b.generic and str(b.value).lower() not in press]
    issuer = _issuer(document, named) if occasion.type == "báo cáo" else None
    owner = (
        issuer or _holder(text, named, occasion, meeting.head(sentences)) or _nearest(text, mentions, named, occasion)
    )
    return _longest(owner, named) if owner else None


def _issuer(document: Document, named: Sequence[Body]) -> Body | None:
    """The body that the head of an official paper names."""
    head = document.header.body if document.header else None
    return next((b for b in named if head and head[0] <= b.start < head[1]), None)


def _holder(text: Text, named: Sequence[Body], occasion: meeting.Occasion, top: Sequence[Span]) -> Body | None:
    """The X of "làm việc với X", "X tổ chức hội nghị", "do X tổ chức", "sơ kết công tác của X"."""
    table = lexicon.load("reviews")["owner"]
    here = _inside(named, occasion.sentence)
    worked = next((b for b in here if text.key.endswith(table["worked_with"] + " ", 0, b.start)), None)
    held = worked or next((b for b in here if _holds(text, b)), None)
    own = held or next((b for b in here if b.start >= occasion.cue[0] and _owns(text, b)), None)
    if own or occasion.type == "báo cáo":
        return own
    return next((b for span in top for b in _inside(named, span) if _holds(text, b, table["meetings"])), None)


def _inside(named: Sequence[Body], span: Span) -> list[Body]:
    return [b for b in named if span[0] <= b.start < span[1]]


def _holds(text: Text, body: Body, what: Sequence[str] = ()) -> bool:
    """It holds something, one of `what` where that is given."""
    after = _holding().match(text.key, body.end)
    passive = _by().search(text.key, max(0, body.start - 4), body.start) and _held_by().match(text.key, body.end)
    if after and what:
        return text.key.startswith(tuple(what), after.end() + 1)
    return bool(after or (passive and not what))


@cache
def _holding() -> re.Pattern[str]:
    """After a body: "(đã) (phối hợp với …) tổ chức"."""
    owner = lexicon.load("reviews")["owner"]
    fillers, verbs = pattern("reviews", "owner", "fillers").pattern, pattern("reviews", "owner", "holds").pattern
    return re.compile(rf"\W*(?:{fillers} |{owner['with']} [^.,]{{3,60}} )*{verbs}")


@cache
def _by() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){lexicon.load('reviews')['owner']['by']} $")


@cache
def _held_by() -> re.Pattern[str]:
    return re.compile(rf"[^.;]{{0,70}}? {lexicon.load('reviews')['owner']['held_by']}(?!\w)")


def _owns(text: Text, body: Body) -> bool:
    """ "… của X", but for "quyết định của X"."""
    of = " " + lexicon.load("reviews")["owner"]["of"] + " "
    if not text.key.endswith(of, 0, body.start):
        return False
    return not _paper_before().search(text.key, max(0, body.start - 60), body.start - len(of))


@cache
def _paper_before() -> re.Pattern[str]:
    """A paper and its number: "Chỉ thị số 05-CT/TW"."""
    return re.compile(pattern("reviews", "owner", "papers").pattern + r"(?: \S+){0,4}$")


def _nearest(text: Text, mentions: Mentions, named: Sequence[Body], occasion: meeting.Occasion) -> Body | None:
    """A body of the occasion's sentence, rather one that stands for itself than in an office; else the first."""
    here = _inside(named, occasion.sentence)
    roles = [o.role for o in mentions.officials if o.role]
    member = tuple(words("reviews", "owner", "member"))
    free = [b for b in here if not any(start <= b.start < end for start, end in roles)]
    office = [b for b in here if not text.key.endswith(member, 0, b.start - 1)]
    told = next((b for b in named if occasion.work and str(b.value).startswith(occasion.work.body)), None)
    return next((b for b in (*free, *office, *here) if b), None) or told or next(iter(named), None)


def _longest(owner: Body, named: Sequence[Body]) -> str:
    """The longest name that says the same and more, with the place of the body it ends in."""
    more = words("reviews", "owner", "not_longer")
    name = _spelled_out(str(owner.value), named)
    low = name.lower()
    for other in named:
        longer = str(other.value)
        if longer.lower().startswith(low) and (len(longer) > len(name) or (name.isupper() and not longer.isupper())):
            name = longer
    parts = name.split()
    for size in range(min(4, len(parts) - 1), 1, -1):
        tail = " ".join(parts[-size:]).lower()
        for other in named:
            value = str(other.value)
            rest = value[len(tail) :].split()
            if value.lower().startswith(tail + " ") and rest and rest[0].lower() not in more:
                return name + value[len(tail) :]
    return name


def _spelled_out(name: str, named: Sequence[Body]) -> str:
    """The name that an abbreviation of its first letters stands for: "KTNN", "Kiểm toán Nhà nước"."""
    if not name.isupper() or " " in name:
        return name
    values = (str(other.value) for other in named)
    return next((v for v in values if "".join(word[0] for word in v.split()).upper() == name), name)


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
        if not any(m.role or m.rank for m in mentions) and part != "chaired":
            continue  # known to the reader from elsewhere, not in this text as somebody in an office
        if part or (occasion.type != "báo cáo" and _in_head(mentions, sentences)):
            found.append(_official(text, name, mentions, part))
    return found


def _in_head(mentions: Sequence[Official], sentences: Sequence[Span]) -> bool:
    """Named in the head together with the office."""
    top = meeting.head(sentences)
    first = mentions[0]
    return bool(top) and first.start < top[-1][1] and first.role is not None and _beside(first.role, first)


def _beside(role: Span, mention: Official) -> bool:
    return role[0] <= mention.end + _NEAR and role[1] + _NEAR >= mention.start


def _part(text: Text, mentions: Sequence[Official], occasion: meeting.Occasion) -> str | None:
    parts = [part for m in mentions if not _only_cited(text, m) and (part := m.capacity or _says(text, m))]
    if occasion.type == "báo cáo":
        parts = [part for part in parts if part != "attended"]
    return max(parts, key=lambda part: _STRENGTH[part], default=None)


def _says(text: Text, mention: Official) -> str | None:
    """Spoke, by the verb right after the mention: "… cũng nhận xét"."""
    end = max(mention.end, mention.role[1] if mention.role and _beside(mention.role, mention) else 0)
    return "spoke" if _saying().match(text.key, end) else None


@cache
def _saying() -> re.Pattern[str]:
    fillers = pattern("reviews", "officials", "spoke_fillers").pattern
    return re.compile(rf"\W{{0,4}}(?:{fillers} )*" + pattern("reviews", "officials", "spoke").pattern)


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
