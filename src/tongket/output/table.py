"""The table for eyes: a head, the flags, then sentence by sentence each figure with its meaning.

It fits 100 columns, and reads as well without colours: the figure then stands in «» in its sentence.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import groupby

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tongket.output import display
from tongket.output.numbers import vietnamese
from tongket.privacy.mask import MASK
from tongket.records import Document, Figure, Flag, Reading, Review

WIDTH = 100
_MASKED = re.compile(f"{MASK}+")
_ARROWS = {"up": "▲ ", "down": "▼ ", None: ""}
_GENRES = {"aggregate_report": "account of work", "case_report": "single case"}
_SEVERITY_STYLES = {"info": "cyan", "notice": "yellow", "warning": "bold red"}


def renderer(*, on_screen: bool) -> Callable[[Reading], str]:
    """A function from a reading to its table as text; with colours and the window's width where `on_screen`."""
    console = _console(on_screen)

    def render(reading: Reading) -> str:
        with console.capture() as capture:
            for part in _parts(reading, marked=not on_screen or console.no_color):
                console.print(part)
        return "".join(line.rstrip() + "\n" for line in capture.get().splitlines()) + "\n"

    return render


def _muted(text: Text) -> Text:
    """What is masked, in grey instead of the glare that full blocks have in bold."""
    text.highlight_regex(_MASKED, "not bold not dim bright_black")
    return text


def _console(on_screen: bool) -> Console:
    if not on_screen:
        return Console(
            file=io.StringIO(), width=WIDTH, color_system=None, force_terminal=False, emoji=False, highlight=False
        )
    window = Console(highlight=False, emoji=False)
    return Console(width=min(window.width, WIDTH), highlight=False, emoji=False)


def _parts(reading: Reading, *, marked: bool) -> Iterator[RenderableType]:
    document = reading.document
    yield Rule(Text(display.one_line(document.doc)[:80], style="dim"), style="dim", align="left")
    yield _muted(Text(display.title(document), style="bold"))
    yield from _head(reading)
    if reading.review:
        yield _review(reading.review)
    for flag in reading.flags:
        yield _flag(flag)
    for zero in reading.zeros:
        yield _labelled("zero", display.one_line(zero.quote), style="cyan")
    if reading.figures:
        yield Text()
        yield from _figures(reading, marked=marked)
    else:
        yield Text("No figures found.", style="dim")


def _head(reading: Reading) -> Iterator[Text]:
    document = reading.document
    body, place = display.main_body(reading), display.main_place(reading)
    published = display.published(document)
    facts = [
        document.publisher,
        body,
        place if place and (not body or place not in body) else None,
        published and f"published {published}",
        "date doubtful, relative periods left open" if document.published_doubtful else None,
        _converted(document),
        _GENRES.get(reading.genre),
        f"{len(reading.private)} private stretches masked" if reading.private else None,
    ]
    line = " · ".join(display.one_line(fact) for fact in dict.fromkeys(facts) if fact)
    if line:
        yield Text(line, style="dim")
    if document.problems:
        yield _labelled("problem", ", ".join(document.problems).replace("_", " "), style="bold red")
    elif document.pictures:
        pages = ", ".join(map(str, document.pictures))
        yield _labelled("not read", f"pages that are pictures: {pages}", style="bold red")


def _converted(document: Document) -> str | None:
    if document.encoding.recognised:
        return f"recognised from pictures, confidence of the words {vietnamese(document.encoding.confidence)}"
    return f"converted from {document.encoding.name}" if document.encoding.converted else None


def _review(review: Review) -> Text:
    period, following = display.period(review.period), display.period(review.next_period)
    facts = [
        review.type,
        f"of {period}" if period else None,
        f"plans {following}" if following else None,
        *(f"{_CAPACITIES.get(o.capacity or '', '')}{o.name}" for o in review.officials[:3]),
        _counted(len(review.officials) - 3, "more official"),
        _counted(len(review.awards), "kind of award", "kinds of awards"),
        _counted(len(review.tasks), "task"),
        _counted(len(review.commitments), "commitment"),
    ]
    return _labelled("review", " · ".join(display.one_line(fact) for fact in facts if fact), style="green")


_CAPACITIES = {"chaired": "chaired by ", "spoke": "spoke: ", "attended": "attended: "}


def _counted(count: int, one: str, many: str | None = None) -> str | None:
    if count <= 0:
        return None
    return f"{count} {one if count == 1 else many or one + 's'}"


def _flag(flag: Flag) -> Text:
    figures = ", ".join(f"#{number + 1}" for number in flag.figures)
    return _labelled(f"⚑ {flag.rule}", f"{flag.arithmetic} ({figures})", style=_SEVERITY_STYLES[flag.severity])


def _labelled(label: str, words: str, *, style: str) -> Text:
    return _muted(Text.assemble((f"{label}: ", style), words))


def _figures(reading: Reading, *, marked: bool) -> Iterator[RenderableType]:
    """Sentence by sentence: the sentence with its figures marked, then a line for each of them."""
    body, place = display.main_body(reading), display.main_place(reading)
    rows = [
        (str(number + 1), _value(figure), _meaning(figure, body, place), display.period(figure.period))
        for number, figure in enumerate(reading.figures)
    ]
    widths = [min(max(len(row[column]) for row in rows), limit) for column, limit in ((0, 6), (1, 30), (3, 24))]
    yield _lines([("#", Text("value"), Text("what is counted"), "period")], widths, style="dim")
    for _, group in groupby(enumerate(reading.figures), key=lambda item: item[1].sentence):
        members = list(group)
        yield Padding(_sentence(reading, members, marked=marked), (1, 0, 0, 0))
        yield _lines([rows[number] for number, _ in members], widths)


Row = tuple[str, Text, Text, str]


def _lines(rows: list[Row], widths: list[int], style: str = "") -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", style="dim", width=widths[0] + 2)
    table.add_column(justify="right", style=style or "bold cyan", width=max(widths[1], len("value")))
    table.add_column(ratio=1, style=style)
    table.add_column(style=style, width=max(widths[2], len("period")))
    for row in rows:
        table.add_row(*row)
    return table


def _sentence(reading: Reading, members: list[tuple[int, Figure]], *, marked: bool) -> Text:
    text = Text(style="dim")
    for words, number in display.sentence(reading.document, members):
        if number is None:
            text.append(words)
        else:
            text.append(f"«{words}»" if marked else words, style="not dim bold cyan")
            text.append(str(number + 1).translate(_RAISED))
    return _muted(text)


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _value(figure: Figure) -> Text:
    return Text(_ARROWS[figure.direction] + display.value(figure))


def _meaning(figure: Figure, body: str | None, place: str | None) -> Text:
    text = Text(display.one_line(figure.counted) if figure.counted else "—", style="bold")
    if figure.act:
        text.append(f"  {display.one_line(figure.act)}", style="not bold green")
    marks: list[str] = [mark for mark in (figure.kind, figure.status) if mark not in ("level", "reported")]
    if marks:
        text.append(f"  {', '.join(marks)}", style="not bold magenta")
    details = [
        f"of #{figure.of + 1}" if figure.of is not None else None,
        f"part of #{figure.part_of + 1}" if figure.part_of is not None else None,
        f"covers {', '.join(f'#{n + 1}' for n in figure.covers)}" if figure.covers else None,
        f"or {vietnamese(figure.ambiguous)}?" if figure.ambiguous is not None else None,
        *(versus.phrase for versus in figure.versus),
        "cumulative" if figure.cumulative else None,
        figure.qualifier,
        figure.body if figure.body != body else None,
        figure.place if figure.place != place else None,
    ]
    line = " · ".join(display.one_line(detail) for detail in details if detail)
    if line:
        text.append(f"\n{line}", style="not bold yellow")
    return _muted(text)
