"""What is gathered about one name, and spans that are asked what they overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from tongket.privacy.runs import Run
from tongket.records import Span


@dataclass(slots=True)
class Verdict:
    """What the places where one name stands say of its owner."""

    run: Run
    private: int = 0
    named: int = 0
    """Introduced by name, or as a relative before a comma."""
    kin: int = 0
    """Named as somebody's relative only, or a foreigner with "anh", "chị"."""
    called: int = 0
    """Named with "ông", "bà", "cô" only."""
    public: int = 0
    office: int = 0
    bare: int = 0
    thing: int = 0
    spans: list[Span] = field(default_factory=list)


class Intervals:
    """Spans, asked which one overlaps a stretch."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.starts = [start for start, _ in self.spans]

    def over(self, start: int, end: int) -> Span | None:
        """A span that shares a character with start…end, or None."""
        if not self.spans:
            return None
        index = bisect_right(self.starts, end - 1) - 1
        for span in reversed(self.spans[max(0, index - 2) : index + 1]):
            if span[1] > start:
                return span
        return None
