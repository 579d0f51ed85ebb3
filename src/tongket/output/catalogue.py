"""The catalogue of indicators as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tongket.output.display import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from tongket.indicators.catalogue import Catalogue, Form, Indicator
    from tongket.indicators.phrases import Words
    from tongket.indicators.suggest import Suggestion
    from tongket.indicators.trial import Trial

_AROUND = 90
"""Characters of the sentence shown on each side of a figure."""


def listed(catalogue: Catalogue, sector: str | None) -> None:
    """A table of the indicators, sector by sector."""
    table = _table("id", "indicator", "", "unit", "kind")
    for name in catalogue.sectors if sector is None else [sector]:
        entries = catalogue.of_sector(name)
        table.add_section()
        table.add_row(f"{name} ({len(entries)})", catalogue.sectors[name].name.vi, catalogue.sectors[name].name.en)
        for entry in entries:
            table.add_row(f"  {entry.id}", entry.name.vi, entry.name.en, ", ".join(entry.units), entry.kind)
    _console().print(table)


def shown(entry: Indicator, catalogue: Catalogue) -> None:
    """All of an entry, a line for each thing said."""
    table = _grid()
    table.add_row("id", entry.id)
    table.add_row("name", f"{entry.name.vi} · {entry.name.en}")
    sector = catalogue.sectors[entry.sector]
    table.add_row("sector", f"{sector.id}: {sector.name.vi} · {sector.name.en}")
    table.add_row("unit", ", ".join(entry.units))
    table.add_row("kind", entry.kind)
    table.add_row("sums over", ", ".join(sorted(entry.sums)) or "nothing")
    for relation, other in entry.related.items():
        table.add_row(relation.replace("_", " "), f"{other}: {catalogue.indicators[other].name.vi}")
    if entry.official is not None:
        told = (entry.official.code, entry.official.name, entry.official.definition, entry.official.source)
        table.add_row("official", "; ".join(filter(None, told)))
    for each in entry.breaks:
        table.add_row(f"break {each.date}", f"{each.reason.vi} · {each.reason.en}")
    for number, form in enumerate(entry.forms, 1):
        table.add_row(f"form {number}", "\n".join(_conditions(form)))
    for example in entry.examples:
        table.add_row("example", one_line(example))
    table.add_row("file", entry.file)
    _console().print(table)


def _conditions(form: Form) -> Iterator[str]:
    for name in ("counted", "whole", "holds", "before", "after", "near", "context", "body"):
        if getattr(form, name):
            yield f"{name}: {_phrases(getattr(form, name))}"
    if form.acts is not None:
        yield f"acts: {_phrases(form.acts) or 'none'}"
    for name in ("within", "covers", "kinds"):
        if getattr(form, name):
            yield f"{name}: {', '.join(sorted(getattr(form, name)))}"
    for name, phrases in (("not", form.unlike), ("not near", form.not_near), ("not in context", form.not_context)):
        if phrases:
            yield f"{name}: {_phrases(phrases)}"


def _phrases(phrases: Iterable[Words]) -> str:
    return ", ".join(" ".join(phrase) for phrase in phrases)


def suggested(found: Sequence[Suggestion], number: int) -> None:
    """The first of the suggestions, and how many there are."""
    table = _table("figures", "documents", "bodies", "counted", "act", "unit", "example", right=3)
    for each in found[:number]:
        counts = (each.figures, len(each.documents), len(each.bodies))
        table.add_row(*map(str, counts), each.counted, each.act, each.unit, each.example)
    console = _console()
    console.print(table)
    if len(found) > number:
        console.print(f"… {number} of {len(found)} phrases; -n shows more")


def trial(found: Trial, entries: Sequence[str], faults: Sequence[str]) -> None:
    """What entries take, from whom, and a sample of it."""
    console = _console()
    for fault in faults:
        console.print(f"✗ {one_line(fault)}")
    table = _table("figures", "entry", "taken from other indicators", right=1)
    for entry in entries:
        others = ((other, number) for (taker, other), number in found.from_others.most_common() if taker == entry)
        told = ", ".join(f"{other} {number}" for other, number in others)
        table.add_row(str(found.taken[entry]), entry, told)
    console.print(table)
    for indicator, number in found.lost.most_common():
        console.print(f"{number} figures of {indicator} have none any more")
    for entry, document, row in found.sample:
        text, start, end = document["text"], row["start"], row["end"]
        first, last = max(row["sentence_start"], start - _AROUND), min(row["sentence_end"], end + _AROUND)
        quoted = f"{text[first:start]}[{row['quote']}]{text[end:last]}"
        console.print(f"\n{entry}  {row['document_id']}-{start}-{end}", style="bold")
        console.print(one_line(quoted))


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False, soft_wrap=False)


def _table(*columns: str, right: int = 0) -> Table:
    """A table; its first columns are numbers, an id stays on one line."""
    from rich.table import Table

    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    for number, name in enumerate(columns):
        whole = name in ("id", "example")
        table.add_column(name, justify="right" if number < right else "left", overflow="fold", no_wrap=whole)
    return table


def _grid() -> Table:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table
