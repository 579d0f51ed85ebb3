"""Where a person's decision holds on: a quote in its sentence. Found again in the text of a later reading.

A newer reader may cut another text out of the same page, mask more or less of it, or end sentences elsewhere. A quote
is still the same where it stands at its old place with the same words beside it (what is masked in one of the two
texts agrees with anything), or else where its sentence stands exactly once; a short one, as the row of a table, counts
with the lines beside it. Else it is lost, and its verdict is listed as unfit, to be decided again: a guess would put a
person's word to a figure that they never saw.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tongket.privacy.mask import MASK
from tongket.records import Span

_BESIDE = 20
"""Characters of the sentence that must agree on either side of a quote at its old place."""
_TELLING = 20
"""Characters that a sentence must have beside its quote to be known again: "12 vụ" stands anywhere."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Span and words of a number, and the sentence around it with its place, all in the text of one reading.

    `sentence` holds the lines beside it too where it is short.
    """

    start: int
    end: int
    quote: str
    sentence: str
    sentence_start: int

    @property
    def span(self) -> Span:
        """Its place in that text."""
        return self.start, self.end

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def anchor(text: str, span: Span, sentence: Span | None) -> Anchor:
    """The anchor of `span`; the line it stands in where no sentence is known that holds it."""
    start, end = span
    if sentence is None or not sentence[0] <= start <= end <= sentence[1]:
        sentence = line_around(text, span)
    sentence = _widened(text, sentence, end - start + _TELLING)
    return Anchor(start, end, text[start:end], text[slice(*sentence)], sentence[0])


def line_around(text: str, span: Span) -> Span:
    """The line or lines that a span stands in."""
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, len(text) if end < 0 else end


def _widened(text: str, span: Span, least: int) -> Span:
    """The span with as many lines before and behind it as give it that many characters."""
    start, end = span
    while end - start < least and (start > 0 or end < len(text)):
        start = text.rfind("\n", 0, max(0, start - 1)) + 1
        following = text.find("\n", end + 1)
        end = len(text) if following < 0 else following
    return start, end


def attach(anchored: Anchor, text: str) -> Span | None:
    """Where it stands in another text of the same document; None where that is not certain."""
    if _stands(anchored, text):
        return anchored.span
    sentence, quote = anchored.sentence, anchored.quote
    if len(sentence) < len(quote) + _TELLING:
        return None
    at = text.find(sentence)
    if at < 0 or text.find(sentence, at + 1) >= 0:
        return None
    start = at + anchored.start - anchored.sentence_start
    return start, start + len(quote)


def _stands(anchored: Anchor, text: str) -> bool:
    """Whether the quote is at its old place with the same words beside it."""
    start, end, offset = anchored.start, anchored.end, anchored.sentence_start
    if text[start:end] != anchored.quote:
        return False
    low = max(offset, start - _BESIDE)
    high = min(offset + len(anchored.sentence), end + _BESIDE)
    before, after = anchored.sentence[low - offset : high - offset], text[low:high]
    return len(before) == len(after) and all(a == b or MASK in (a, b) for a, b in zip(before, after, strict=True))
