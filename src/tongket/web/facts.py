"""The record of a figure as lines of a card: what it is called, its words, the figures or pages that it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongket.output.numbers import plain
from tongket.records import Figure, Reading
from tongket.web.language import Language, words_of
from tongket.web.model.model import Row
from tongket.web.wording import number, period


@dataclass(frozen=True, slots=True)
class Fact:
    """`label`: key of the words; `links`: numbers of figures of the same document; `address`: a page of the desk."""

    label: str
    words: str
    links: tuple[int, ...] = ()
    address: str = ""


def _place(figure: Figure) -> str:
    """Address of a figure's place: its code alone could be another place in the other division."""
    if not figure.place_code:
        return ""
    return f"/places/{figure.place_code}" + (f"?division={figure.boundary}" if figure.boundary else "")


def facts(reading: Reading, at: int, rows: Sequence[Row], language: Language) -> list[Fact]:
    """What the card of a figure tells beside its value and what is counted."""
    figure, row, words = reading.figures[at], rows[at], words_of(language)
    indicator = figure.indicator or ""
    kind = [words.get(f"kinds.{figure.kind}", figure.kind), words.get(f"statuses.{figure.status}", figure.status)]
    if figure.direction:
        kind.insert(1, words.get(f"directions.{figure.direction}", figure.direction))
    high = "" if figure.high is None else f" … {plain(figure.high)}"
    told = [
        Fact("act", figure.act or ""),
        Fact("kind", ", ".join(kind)),
        Fact("period", period(figure.period, language)),
        Fact("body", figure.body or "", address=f"/bodies/{figure.body_id}" if figure.body_id else ""),
        Fact("place", figure.place or "", address=_place(figure)),
        Fact("reported_by", figure.reported_by or ""),
        Fact("scope", words.get(f"scopes.{figure.scope}", figure.scope) if figure.scope else ""),
        *(Fact("versus", versus.phrase) for versus in figure.versus),
        *(
            Fact(name, "", tuple(each for each in numbers if each is not None and each < len(rows)))
            for name, numbers in (("of", (figure.of,)), ("part_of", (figure.part_of,)), ("covers", figure.covers))
        ),
        Fact("qualifier", figure.qualifier or ""),
        Fact("cumulative", words("labels.yes") if figure.cumulative else ""),
        Fact("as_of", figure.as_of or ""),
        Fact("ambiguous", number(figure.ambiguous, language)),
        Fact("boundary", words.get(f"boundaries.{figure.boundary}", figure.boundary) if figure.boundary else ""),
        Fact("exact", f"{plain(figure.value)}{high} {'' if figure.unit == 'count' else figure.unit}".strip()),
        Fact("confidence", number(figure.confidence, language)),
        Fact("indicator", figure.indicator or "", address=f"/indicators/{indicator}" if indicator else ""),
        Fact("verdict", words.get(f"verdicts.{row['verdict']}", row["verdict"]) if row["verdict"] else ""),
    ]
    return [each for each in told if each.words or each.links]
