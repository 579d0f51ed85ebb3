"""Masking: the same text, code point for code point, with what identifies a private person painted over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tongket.records import Span

MASK: Final = "█"


def mask(text: str, spans: Iterable[Span]) -> str:
    """`text` with every character of `spans` but line ends replaced by "█"; same length, so that offsets keep.

    Spaces and marks inside a span are painted too, so that neither the number of words nor their lengths tell a
    name. Masking twice gives the same as masking once. Spans outside the text are cut to it.
    """
    out: list[str] = []
    last = 0
    for start, end in sorted(spans):
        start, end = max(start, last), min(end, len(text))
        if end <= start:
            continue
        out += (text[last:start], *("\n" if char == "\n" else MASK for char in text[start:end]))
        last = end
    out.append(text[last:])
    return "".join(out)
