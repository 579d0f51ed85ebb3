"""The record of a figure as lines of a card: what it is called, its words, the figures or pages that it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongket.indicators.catalogue import Indicator
from tongket.output.unit_names import unit_name
from tongket.records import Figure, Reading
from tongket.web.language import Language, words_of
from tongket.web.model.model import Row
from tongket.web.wording import number, period


@dataclass(frozen=True, slots=True)
class Fact:
    """`label`: key of the words; `links`: numbers of figures of the same document; `address`: a page of the desk.
    `quoted`: the words are the document's own."""

    label: str
    words: str
    links: tuple[int, ...] = ()
    address: str = ""
    quoted: bool = False


def _place(figure: Figure) -> str:
    """Address of a figure's place: its code alone could be another place in the other division."""
    if not figure.place_code:
        return ""
    return f"/places/{figure.place_code}" + (f"?division={figure.boundary}" if figure.boundary else "")


def facts(
    reading: Reading, at: int, rows: Sequence[Row], language: Language, indicators: Mapping[str, Indicator]
) -> list[Fact]:
    """What the card of a figure tells beside its value and what is counted. `indicators`: the catalogue's, by id."""
    figure, row, words = reading.figures[at], rows[at], words_of(language)
    indicator = figure.indicator or ""
    kind = [words.get(f"kinds.{figure.kind}", figure.kind), words.get(f"statuses.{figure.status}", figure.status)]
    if figure.direction:
        kind.insert(1, words.get(f"directions.{figure.direction}", figure.direction))
    entry = indicators.get(indicator)
    series = indicator if entry is None else entry.name.vi if language == "vi" else entry.name.en
    exact = " … ".join(number(each, language) for each in (figure.value, figure.high) if each is not None)
    told = [
        Fact("act", figure.act or "", quoted=True),
        Fact("kind", ", ".join(kind)),
        Fact("period", period(figure.period, language)),
        Fact("body", figure.body or "", address=f"/bodies/{figure.body_id}" if figure.body_id else "", quoted=True),
        Fact("place", figure.place or "", address=_place(figure), quoted=True),
        Fact("reported_by", figure.reported_by or "", quoted=True),
        Fact("scope", words.get(f"scopes.{figure.scope}", figure.scope) if figure.scope else ""),
        *(Fact("versus", versus.phrase, quoted=True) for versus in figure.versus),
        *(
            Fact(name, "", tuple(each for each in numbers if each is not None and each < len(rows)))
            for name, numbers in (("of", (figure.of,)), ("part_of", (figure.part_of,)), ("covers", figure.covers))
        ),
        Fact("qualifier", figure.qualifier or "", quoted=True),
        Fact("cumulative", words("labels.yes") if figure.cumulative else ""),
        Fact("as_of", figure.as_of or "", quoted=True),
        Fact("ambiguous", number(figure.ambiguous, language)),
        Fact("boundary", words.get(f"boundaries.{figure.boundary}", figure.boundary) if figure.boundary else ""),
        Fact("exact", f"{exact} {unit_name(figure.unit, language)}".strip()),
        Fact("confidence", number(figure.confidence, language)),
        Fact("indicator", series, address=f"/indicators/{indicator}" if indicator else ""),
        Fact("verdict", words.get(f"verdicts.{row['verdict']}", row["verdict"]) if row["verdict"] else ""),
    ]
    return [each for each in told if each.words or each.links]
