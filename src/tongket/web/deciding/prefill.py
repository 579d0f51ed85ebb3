"""What a figure that was missed most likely is: its value by the reader's own grammar, the rest from its neighbour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tongket.grammar import quantities
from tongket.ledger.anchors import line_around
from tongket.ledger.fields import FieldError
from tongket.ledger.written import number_of
from tongket.output.numbers import plain
from tongket.records import Span
from tongket.text import Text
from tongket.web.deciding.forms import Texts, texts_of

_INHERITED = ("period_start", "period_end", "body", "place")
LONGEST = 200
"""Characters of a selection that can be one figure."""


def selected(text: str, span: Span) -> tuple[Span, Texts]:
    """The span of the quantity that a selection means, and its fields; the selection without the spaces at its ends
    where the grammar finds none in it. Raises FieldError."""
    start, end = span
    if not 0 <= start < end <= len(text) or end - start > LONGEST:
        raise FieldError(f"no span of the text that could be a figure: {start}–{end}", "no_span")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise FieldError("nothing is selected", "nothing_selected")
    first, last = line_around(text, (start, end))
    line = text[first:last]
    found = [
        (min(end, first + each.end) - max(start, first + each.start), each)
        for each in quantities.find(Text(line))
        if first + each.start < end and first + each.end > start
    ]
    if not found:
        return (start, end), _bare(text[start:end])
    _, best = max(found, key=lambda item: (item[0], -item[1].start))
    told = {"value": _number(best.value), "unit": best.unit or "count", "bound": best.bound, "high": _number(best.high)}
    return (first + best.start, first + best.end), told


def _bare(words: str) -> Texts:
    """Of what the grammar takes for no quantity: a year, say."""
    try:
        return {"value": plain(number_of(words)), "unit": "count"}
    except ValueError:
        return {}


def _number(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else ""


def inherited(rows: Sequence[Mapping[str, Any]], span: Span) -> Texts:
    """Period, body and place of the figure before, or of the first one behind."""
    others = [row for row in rows if row["state"] != "rejected"]
    before = [row for row in others if row["start"] < span[0]]
    nearest = before[-1] if before else others[0] if others else None
    if nearest is None:
        return {}
    texts = texts_of(nearest)
    return {name: texts[name] for name in _INHERITED}
