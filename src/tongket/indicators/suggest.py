"""What the catalogue lacks: the phrases that reports count most often and no indicator takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tongket.indicators.phrases import words
from tongket.indicators.stored import Told


@dataclass(slots=True)
class Suggestion:
    """A counted phrase, as it is compared, with its act and unit; in how many figures, documents and bodies' reports
    it stands, and one figure that shows it."""

    counted: str
    act: str
    unit: str
    figures: int = 0
    documents: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    example: str = ""


def suggestions(ledger: Iterable[Told]) -> list[Suggestion]:
    """Every phrase that no indicator takes, those of most documents first."""
    found: dict[tuple[str, str, str], Suggestion] = {}
    for told in ledger:
        for row, indicator in zip(told.figures, told.indicators, strict=True):
            if indicator is not None or row["counted"] is None or row["status"] == "rule":
                continue
            key = (" ".join(words(row["counted"])), " ".join(words(row["act"] or "")), row["unit"])
            suggestion = found.setdefault(key, Suggestion(*key))
            suggestion.figures += 1
            suggestion.documents.add(row["document_id"])
            if row["body"]:
                suggestion.bodies.add(row["body"])
            suggestion.example = suggestion.example or f"{row['document_id']}-{row['start']}-{row['end']}"
    return sorted(
        found.values(), key=lambda each: (-len(each.documents), -each.figures, each.counted, each.act, each.unit)
    )
