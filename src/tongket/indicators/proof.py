"""Whether entries do what their examples say: each is read as a text, and its figures get their indicators.

An example is a sentence, or a title and a sentence with an empty line between. Numbers in brackets must get the entry's
id, other levels and zeros must not: "Toàn tỉnh xảy ra [12] vụ tai nạn giao thông, giảm 5%, làm chết 3 người."
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Catalogue, Indicator
    from tongket.records import Figure, Reading, Span, Zero

_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


def failures(entries: Iterable[Indicator], catalogue: Catalogue) -> Iterator[str]:
    """One line for each example that turns out otherwise than it says: entry, number and what it got instead."""
    for entry in entries:
        for example in entry.examples:
            yield from (f"{entry.file}: {entry.id}: {fault}: {example}" for fault in _faults(entry, example, catalogue))


def _faults(entry: Indicator, example: str, catalogue: Catalogue) -> Iterator[str]:
    text, wanted = _unbracketed(example)
    reading = _read(text, catalogue)
    told: list[Figure | Zero] = [*reading.figures, *reading.zeros]
    for span in wanted:
        there = [each for each in told if each.start < span[1] and span[0] < each.end]
        if not there:
            yield f"no figure read at {text[slice(*span)]}"
        elif there[0].indicator != entry.id:
            yield f"{text[slice(*span)]} ({there[0].counted}) is {there[0].indicator or 'none'}"
    for each in told:
        inside = any(each.start < span[1] and span[0] < each.end for span in wanted)
        if each.indicator == entry.id and not inside and getattr(each, "kind", "level") == "level":
            yield f"{each.quote} ({each.counted}) is it too"


def _unbracketed(example: str) -> tuple[str, list[Span]]:
    """The text without its brackets, and the spans of what stood in them."""
    spans: list[Span] = []

    def plain(match: re.Match[str]) -> str:
        start = match.start() - 2 * len(spans)
        spans.append((start, start + len(match[1])))
        return match[1]

    return _BRACKETED.sub(plain, example), spans


def _read(text: str, catalogue: Catalogue) -> Reading:
    from tongket.reading import read_document
    from tongket.sources.plain import from_text

    return read_document(from_text(text, doc="example"), catalogue=catalogue)
