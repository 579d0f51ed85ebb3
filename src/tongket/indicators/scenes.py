"""What stands around the figures of a document: the words that tell which thing a plain noun means there.

Words are looked for in the sentence, then in its paragraph with the headings above, then in the document's title and
in the figure's body. Only words that the catalogue asks for are kept, and only where a form asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from tongket.grammar.sentences import sentences
from tongket.indicators.catalogue import settings
from tongket.indicators.phrases import AnyOf, Phrases, Words, words
from tongket.records import Figure
from tongket.text import Text, key

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Form
    from tongket.records import Block, Document, Span, Zero

Found = frozenset[Words]
_FROM: Final = re.compile(r"[^,.;:()\n“”\"]+")
_UP_TO: Final = re.compile(r"[^,.;:()\n“”\"]+\Z")
_FRACTION: Final = re.compile(r"(?<![\d.,/])1/\d(?![\d/])")
_CODE: Final = re.compile(r"(?<![\w█/-])[A-Z]{3}(?![\w█]|-\w)")
_NEAR: Final = 20
_FAR: Final = 40
"""Characters that the name of a thing may begin before, and go on behind, what was read of it."""
ANY: Final = ""
"""The unit of a zero told in words."""
_TICKER: Final = " ticker "
"""How an entry names the code of any share."""


class Scene:
    """The text of a document with its blocks and title."""

    def __init__(self, text: str, blocks: Sequence[tuple[int, int, int | None]], title: str | None) -> None:
        """`blocks`: start, end and number of the block above, of each, in text order."""
        self._text = text
        self._blocks = blocks
        self._title = title or ""
        self._starts = [start for start, _, _ in blocks]
        self._whole: Text | None = None
        self._found: dict[object, Found] = {}
        self._paragraphs: dict[int, Found] = {}
        self._subjects: dict[tuple[str, int], Words | None] = {}
        self._before: dict[int, Words] = {}
        self._behind: dict[int, Words] = {}
        self._last: dict[int, Words] = {}

    def closeness(self, figure: Figure, form: Form, phrases: AnyOf) -> int | None:
        """How close to a figure the words stand that a form asks for: 3 in the sentence, 2 in paragraph or headings,
        1 in title or body, 0 where it asks for none; None where its conditions don't hold."""
        if not (form.near or form.context or form.body or form.not_near or form.not_context):
            return 0
        sentence = self._in_sentence(figure.sentence, phrases)
        body = self._in_string(figure.body, phrases)
        if not sentence.isdisjoint(form.not_near):
            return None
        if form.near and sentence.isdisjoint(form.near):
            return None
        if form.body and body.isdisjoint(form.body):
            return None
        if not (form.context or form.not_context):
            return 3 if form.near else 1 if form.body else 0
        scopes = (sentence, self._in_paragraph(figure.start, phrases), self._in_string(self._title, phrases) | body)
        if any(not scope.isdisjoint(form.not_context) for scope in scopes):
            return None
        if form.context:
            return next((3 - n for n, scope in enumerate(scopes) if not scope.isdisjoint(form.context)), None)
        return 3 if form.near else 1 if form.body else 0

    def phrase(self, figure: Figure) -> tuple[str, str, str] | None:
        """What is counted, between a few words before and behind it, up to the next sign."""
        if figure.counted is None:  # then what stands right behind the number
            behind = _FROM.match(self._text, figure.end, figure.end + _FAR)
            return ("", _whole_words(behind, _FAR, first=False), "") if behind else None
        if figure.counted_span is None:
            return "", figure.counted, ""
        start, end = figure.counted_span
        before = _UP_TO.search(self._text, max(0, start - _NEAR), start)
        behind = _FROM.match(self._text, end, end + _FAR)
        return _whole_words(before, _NEAR, first=True), figure.counted, _whole_words(behind, _FAR, first=False)

    def is_no_value(self, figure: Figure, phrases: Iterable[Words]) -> bool:
        """Whether one of some phrases stands right before the number, or it is half of a fraction ("1/3 dân số"), or
        tells no number ("hàng nghìn")."""
        around = self._text[max(0, figure.start - 2) : figure.end + 2]
        if _FRACTION.search(around):
            return True
        told = words(self._text[max(figure.sentence[0], figure.start - _NEAR) : figure.start])
        if told and told[-1] in settings()["vague"] and not any(sign.isdigit() for sign in figure.quote):
            return True
        return any(told[-len(phrase) :] == phrase for phrase in phrases)

    def is_followed(self, figure: Figure, phrases: Iterable[Words]) -> bool:
        """Whether one of some phrases stands right behind the number."""
        told = self.words_behind(figure)
        return any(told[: len(phrase)] == phrase for phrase in phrases)

    def clause_before(self, figure: Figure) -> Words:
        """The words before the number, back to the next sign."""
        told = _UP_TO.search(self._text, max(figure.sentence[0], figure.start - _FAR), figure.start)
        return words(_whole_words(told, _FAR, first=True))

    def words_behind(self, figure: Figure) -> Words:
        """The words right behind the number."""
        if figure.end not in self._behind:
            self._behind[figure.end] = words(self._text[figure.end : min(figure.end + _FAR, figure.sentence[1])])
        return self._behind[figure.end]

    def between(self, start: int, end: int) -> str:
        """A stretch of the text."""
        return self._text[start:end]

    def is_preceded(self, figure: Figure, phrases: Iterable[Words]) -> bool:
        """Whether one of some phrases stands right before the number, or with nothing between them but words such as
        "hơn", "đạt"."""
        told = self._words_before(figure)
        ends = len(told) - len(self.last_words(figure)), len(told)
        return any(
            told[max(0, end - len(phrase)) : end] == phrase for end in range(ends[1], ends[0], -1) for phrase in phrases
        )

    def last_words(self, figure: Figure) -> Words:
        """The words before the number, the last first, up to one that is none such as "hơn", "đạt"."""
        if figure.start not in self._last:
            told, modifiers = self._words_before(figure), _modifiers()
            begin = len(told) - 1
            while begin > 0 and told[begin] in modifiers:
                begin -= 1
            self._last[figure.start] = told[: begin - 1 if begin else None : -1] if told else ()
        return self._last[figure.start]

    def _words_before(self, figure: Figure) -> Words:
        if figure.start not in self._before:
            text = self._text[max(figure.sentence[0], figure.start - _FAR) : figure.start]
            self._before[figure.start] = words(_with_tickers(text))
        return self._before[figure.start]

    def subject(self, figure: Figure, sector: str, subjects: Phrases[Words]) -> Words | None:
        """The last of a sector's subjects that the sentence names before the figure; of those that begin at one word
        the longest."""
        key = (sector, figure.start)
        if key not in self._subjects:
            told = self._text[figure.sentence[0] : figure.start]
            found = (phrase for _, phrase in subjects.inside(words(_with_tickers(told))))
            self._subjects[key] = next(iter(deque(found, 1)), None)
        return self._subjects[key]

    def _in_sentence(self, span: Span, phrases: AnyOf) -> Found:
        if span not in self._found:
            self._found[span] = phrases.inside(self._text[slice(*span)])
        return self._found[span]

    def _in_string(self, string: str | None, phrases: AnyOf) -> Found:
        if not string:
            return frozenset()
        if string not in self._found:
            self._found[string] = phrases.inside(string)
        return self._found[string]

    def _in_paragraph(self, at: int, phrases: AnyOf) -> Found:
        """In the block that an offset is in, and those above it."""
        block = bisect_right(self._starts, at) - 1
        if block not in self._paragraphs:
            self._paragraphs[block] = frozenset().union(
                *[self._in_block(above, phrases) for above in self._above(block)]
            )
        return self._paragraphs[block]

    def _in_block(self, number: int, phrases: AnyOf) -> Found:
        if number not in self._found:
            start, end, _ = self._blocks[number]
            self._found[number] = phrases.inside(self._text[start:end])
        return self._found[number]

    def sentence(self, at: int) -> Span:
        """The sentence that an offset is in."""
        number = bisect_right(self._starts, at) - 1
        start, end = self._blocks[number][:2] if number >= 0 else (0, len(self._text))
        if self._whole is None:
            self._whole = Text(self._text)
        spans = sentences(self._whole, start, end)
        return next((span for span in spans if span[0] <= at < span[1]), (start, end))

    def as_figure(self, zero: Zero) -> Figure:
        """A zero told in words, as a figure: its act is the denied verb, and its unit is any."""
        counted = zero.counted or ""
        return Figure(
            start=zero.start,
            end=zero.end,
            quote=zero.quote,
            value=Decimal(0),
            high=None,
            bound="exact",
            unit=ANY,
            counted=" ".join(word for word in counted.split() if key(word) not in settings()["denying"]) or None,
            act=zero.quote.removesuffix(counted).strip(),
            kind="level",
            direction=None,
            status="reported",
            of=None,
            part_of=None,
            period=zero.period,
            body=zero.body,
            place=zero.place,
            sentence=self.sentence(zero.start),
        )

    def _above(self, block: int) -> list[int]:
        """A block and those that it stands under."""
        number: int | None = block
        passed: list[int] = []
        while number is not None and number >= 0 and number not in passed:
            passed.append(number)
            number = self._blocks[number][2]
        return passed


def scene_of(document: Document) -> Scene:
    """The scene of a document that was just read."""
    title = None if document.title is None else document.text[slice(*document.title)]
    return Scene(document.text, [_block(block) for block in document.blocks], title)


def _block(block: Block) -> tuple[int, int, int | None]:
    return block.start, block.end, block.parent


def _with_tickers(told: str) -> str:
    """A text with the word "⟨ticker⟩" in the place of each share's code: three capital letters."""
    return _CODE.sub(lambda code: code.group() if code.group() in _no_tickers() else _TICKER, told)


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(settings()["modifiers"])


@cache
def _no_tickers() -> frozenset[str]:
    return frozenset(settings()["no_tickers"])


def _whole_words(found: re.Match[str] | None, longest: int, *, first: bool) -> str:
    """What was found without the word at its outer end, which may be cut."""
    if found is None:
        return ""
    if len(found.group()) < longest:
        return found.group()
    return found.group().partition(" ")[2] if first else found.group().rpartition(" ")[0]
