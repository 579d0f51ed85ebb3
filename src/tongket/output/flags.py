"""Flags for eyes: the arithmetic, then the sentence of each figure with its source, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tongket.ledger.flags.listing import source
from tongket.output.display import one_line, period

_STYLES = {"info": "cyan", "notice": "yellow", "warning": "bold red"}
_STATES = {"confirmed": "bold green", "dismissed": "dim"}
_SHORT = 12
"""Digits of an id that are shown; as many as needed may be given back."""
_BESIDE = 150
"""Characters of a sentence shown on each side of a figure."""


def show(rows: Iterable[Mapping[str, Any]]) -> None:
    """Each flag with its sentences, on standard output."""
    console = Console(highlight=False, emoji=False)
    listed = list(rows)
    for row in listed:
        _flag(console, row)
    console.print(f"{len(listed) or 'no'} flag{'' if len(listed) == 1 else 's'}")


def _flag(console: Console, row: Mapping[str, Any]) -> None:
    head = Text.assemble(
        (f"⚑ {row['rule']}", _STYLES.get(row["severity"], "")),
        " · ",
        (row["state"], _STATES.get(row["state"], "")),
        (f" · {row['id'][:_SHORT]}", "dim"),
    )
    console.print(head)
    console.print(_indented(Text(one_line(row["arithmetic"]), style="bold")))
    for label, value in _remarks(row):
        console.print(_indented(Text.assemble((f"{label}: ", "green"), one_line(value))))
    for figures in _sentences(row["figures"] or []):
        for line in source_lines(figures):
            console.print(line)
    console.print()


def _indented(text: Text, by: int = 2) -> Padding:
    return Padding(text, (0, 0, 0, by), expand=False)


def _remarks(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if row.get("cause"):
        yield "now", str(row["cause"])
    if row["asked"] is not None:
        yield "body asked", row["asked"].isoformat()
    if row["answer"]:
        yield "answer", row["answer"]
    if row["why"]:
        yield "why", row["why"]


def _sentences(figures: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The figures by the sentence that they stand in, in the order of the flag."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for figure in figures:
        found.setdefault((figure["id"].split("-")[0], figure["sentence_start"] or 0), []).append(figure)
    return list(found.values())


def source_lines(figures: list[dict[str, Any]]) -> Iterable[Padding]:
    """The figures of one sentence: its document, the sentence with them marked, whose and when, the link."""
    first = figures[0]
    told = [first["title"] or first["id"].split("-")[0], first["publisher"], first["published"]]
    yield _indented(Text("▪ " + " · ".join(one_line(str(part)) for part in told if part), style="dim"))
    yield _indented(_sentence(figures), 4)
    spans = {_spell(figure) for figure in figures} - {""}
    facts = [first["body"], first["place"], ", ".join(sorted(spans))]
    line = " · ".join(one_line(fact) for fact in dict.fromkeys(facts) if fact)
    if line:
        yield _indented(Text(line, style="cyan"), 4)
    if address := source(first):
        yield _indented(Text(address, style="dim", overflow="fold"), 4)


def _spell(figure: Mapping[str, Any]) -> str:
    if figure["period_start"] is None or figure["period_end"] is None:
        return ""
    return period((figure["period_start"], figure["period_end"]))


def _sentence(figures: list[dict[str, Any]]) -> Text:
    """The sentence, each figure of the flag marked in it, far words left out."""
    sentence, offset = figures[0]["sentence"] or "", figures[0]["sentence_start"] or 0
    text, at = Text(), 0
    for start, end in sorted({(figure["start"] - offset, figure["end"] - offset) for figure in figures}):
        text.append(_between(sentence[at:start], first=at == 0))
        text.append(f"«{one_line(sentence[start:end])}»", style="bold cyan")
        at = end
    text.append(_between(sentence[at:], last=True))
    return text


def _between(words: str, *, first: bool = False, last: bool = False) -> str:
    """Words beside a figure, spaces single; shortened on the side that is far from it."""
    head, tail = words[:1].isspace(), words[-1:].isspace()
    words = one_line(words)
    if first and len(words) > _BESIDE:
        words = "… " + words[-_BESIDE:].partition(" ")[2]
    elif last and len(words) > _BESIDE:
        words = words[:_BESIDE].rpartition(" ")[0] + " …"
    elif len(words) > 2 * _BESIDE:
        words = words[:_BESIDE].rpartition(" ")[0] + " … " + words[-_BESIDE:].partition(" ")[2]
    return (" " if head and not first else "") + words + (" " if tail and not last and words else "")


_LONGEST = 400
"""Characters of a sentence that is shown whole."""
_OUTCOMES = {"told of": "green", "unclear": "yellow", "not mentioned": "bold red"}


def show_followed(rows: Iterable[Mapping[str, Any]]) -> None:
    """Targets and tasks (ledger/flags/following.py), each with both sentences one below the other."""
    console = Console(highlight=False, emoji=False)
    listed = list(rows)
    for row in listed:
        console.print(
            Text.assemble((f"{row['what']}: ", "bold"), (one_line(row["outcome"]), _OUTCOMES.get(row["outcome"], "")))
        )
        for name, words in (("plan", row["planned"]), ("result", row["told"])):
            day = row[f"{name}_published"]
            told = _shortened(words) if words else "—"
            console.print(_indented(Text.assemble((f"{day or '?'}  ", "dim"), told)))
        console.print()
    console.print(f"{len(listed)} targets and tasks" if listed else "nothing to follow")


def _shortened(words: str) -> str:
    line = one_line(words)
    return line if len(line) <= _LONGEST else line[:_LONGEST].rpartition(" ")[0] + " …"
