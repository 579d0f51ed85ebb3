"""Who issues an official paper, and where it sits.

By Decree 30/2020/NĐ-CP (annex I) the left column of the header names the parent body above and the issuing body below
it, on one line or several, often shortened; the text then gives the name in full, mostly as "… báo cáo".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from tongket.grammar import Mentions
from tongket.grammar.short_names import stands_for
from tongket.patterns import maybe, one_of
from tongket.reading.phrasing import words_of
from tongket.records import Body, Document, Place, Span
from tongket.text import Text, key

_OPENING: Final = 6
"""The full name stands in one of so many blocks below the title."""
_DIVISIONS: Final[tuple[str, ...]] = ("region", "province", "district", "commune")
_LONGEST: Final = 160
_words: Final = words_of("issuer")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuing body under its longest name; `place` is where it works, None where the paper does not say."""

    body: Body
    place: Place | None


def named(document: Document, text: Text, mentions: Mentions) -> Mentions:
    """The mentions with the issuing body as one body wherever header and opening print it whole."""
    head = _head(document, text)
    if head is None or document.header is None:
        return mentions
    lines = document.header.body_lines
    full = next(_reporting(document, text, head), None)
    span = (lines[0][0], lines[-1][1] if document.header.body == (lines[0][0], lines[-1][1]) else lines[0][1])
    added = [_body(text, span, mentions, head), *([] if full is None else [_body(text, full, mentions)])]
    kept = [b for b in mentions.bodies if not any(b.start < a.end and a.start < b.end for a in added)]
    kept = [b for b in kept if not any(start <= b.start < end for start, end in lines)]
    return replace(mentions, bodies=sorted([*kept, *added], key=lambda b: b.start))


def find(document: Document, text: Text, mentions: Mentions) -> Issuer | None:
    """The issuing body of an official paper; None for a text without a header."""
    head = _head(document, text)
    if head is None or document.header is None:
        return None
    first = document.header.body_lines[0][0]
    issuing = next((b for b in mentions.bodies if b.start <= first < b.end), None)
    if issuing is None:
        return None
    below = [b for b in mentions.bodies if b.start > document.header.body_lines[-1][1] and not b.generic]
    body = _told(document, text, below, head) or issuing
    return Issuer(body, _place(document, mentions, body))


def _head(document: Document, text: Text) -> str | None:
    """The issuing body's lines in the header as one name."""
    lines = document.header.body_lines if document.header is not None else ()
    name = " ".join(text.raw[slice(*line)].strip() for line in lines)
    return name or None


def _body(text: Text, span: Span, mentions: Mentions, value: str | None = None) -> Body:
    """A body with the type and level of the mention that begins where it does, and the last place inside it."""
    start, end = span
    known = next((b for b in mentions.bodies if b.start == start), None)
    places = [p for p in mentions.places if start <= p.start and p.end <= end and p.level in _DIVISIONS]
    place = str(places[-1].value) if places else known.place if known else None
    kind = known.type if known is not None else "office"
    level = places[-1].level if places else known.level if known is not None else None
    printed = text.raw[start:end]
    return Body("body", start, end, printed, value or printed, type=kind, level=level, place=place)


# ── the name in full ─────────────────────────────────────────────────────────
@cache
def _reports() -> re.Pattern[str]:
    return re.compile(rf"(?: \([^()]*\))?,? {maybe(_words('politely'))}{one_of(_words('reports'))}(?!\w)")


def _opening(document: Document) -> list[Span]:
    """The blocks right below the title."""
    proper = [b for b in document.blocks if b.kind in ("paragraph", "heading", "bullet")]
    return [(b.start, b.end) for b in proper[:_OPENING]]


def _reporting(document: Document, text: Text, head: str) -> Iterator[Span]:
    """What stands before "báo cáo" in the opening and is the header's name, in full or as it is."""
    for start, end in _opening(document):
        for verb in _reports().finditer(text.key, start, end):
            begin = max(start, verb.start() - _LONGEST)
            starts = [start, *(m.end() for m in re.finditer(r"[,;:.\n] ", text.raw[begin : verb.start()]))]
            for at in [starts[0], *(begin + s for s in starts[1:])]:
                if any(stands_for(name, text.raw[at : verb.start()]) for name in _forms(head)):
                    yield at, verb.start()
                    return


def _forms(head: str) -> list[str]:
    """The header's name, and what it is without the committee that signs for the body."""
    forms = [head]
    for arm in _words("arms"):
        if key(head).startswith(f"{arm} ") and key(head) != arm:
            forms.append(head[len(arm) + 1 :])
    return forms


def _told(document: Document, text: Text, bodies: Sequence[Body], head: str) -> Body | None:
    """The name in full: of who says "báo cáo" in the opening, else of the first body that the header's name fits."""
    spans = _opening(document)
    tellers = [b for b in bodies if _reports().match(text.key, b.end) and any(s <= b.start < e for s, e in spans)]
    fitting = [b for b in bodies if any(stands_for(name, str(b.value)) for name in _forms(head))]
    return next((b for b in tellers if b in fitting or b.place is not None), None) or next(iter(fitting), None)


# ── where it works ───────────────────────────────────────────────────────────
def _place(document: Document, mentions: Mentions, body: Body) -> Place | None:
    """The place in its own lines, else in its name in full, else that of the body above it."""
    header = document.header
    if header is None:
        return None
    divisions = [p for p in mentions.places if p.level in _DIVISIONS]
    stretches = [*header.body_lines[::-1], (body.start, body.end), *header.parents[::-1]]
    for start, end in stretches:
        inside = [p for p in divisions if start <= p.start < end]
        if inside:
            return _well_written(inside[-1], divisions)
    return None


def _well_written(place: Place, places: Sequence[Place]) -> Place:
    """The same place where the text names it in small letters."""
    if not str(place.value).isupper():
        return place
    same = (p for p in places if key(str(p.value)) == key(str(place.value)) and not str(p.value).isupper())
    return next(same, place)
