"""The table for eyes: a head, the flags, and each figure with its meaning and its sentence.

It fits 100 columns, and reads as well without colours: the figure then stands in «» in its sentence.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from rich import box
from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tongket.output import display
from tongket.output.numbers import vietnamese
from tongket.records import Figure, Flag, Reading, Review

WIDTH = 100
_ROOM = 90
_LONG_PERIOD = 11
_ARROWS = {"up": "▲ ", "down": "▼ ", None: ""}
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
    yield Text(display.title(document), style="bold")
    yield from _head(reading)
    if reading.review:
        yield _review(reading.review)
    for flag in reading.flags:
        yield _flag(flag)
    for zero in reading.zeros:
        yield _labelled("zero", display.one_line(zero.quote), style="cyan")
    if reading.figures:
        yield _figures(reading, marked=marked)
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
        f"converted from {document.encoding.name}" if document.encoding.converted else None,
    ]
    line = " · ".join(display.one_line(fact) for fact in dict.fromkeys(facts) if fact)
    if line:
        yield Text(line, style="dim")
    if document.problems:
        yield _labelled("problem", ", ".join(document.problems).replace("_", " "), style="bold red")


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
    return Text.assemble((f"{label}: ", style), words)


def _figures(reading: Reading, *, marked: bool) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, expand=True, header_style="dim")
    table.add_column("#", justify="right", style="dim", width=len(str(len(reading.figures))))
    table.add_column("value", justify="right", min_width=12, max_width=26)
    table.add_column("what is counted, and where it stands", ratio=1)
    table.add_column("period", min_width=6, max_width=_LONG_PERIOD + 1)
    body, place = display.main_body(reading), display.main_place(reading)
    for number, figure in enumerate(reading.figures):
        table.add_row(
            str(number + 1),
            _value(figure),
            _meaning(reading, figure, body, place, marked=marked),
            _period(figure),
        )
    return table


def _value(figure: Figure) -> Text:
    text = Text(_ARROWS[figure.direction] + display.value(figure), style="bold cyan")
    marks: list[str] = [mark for mark in (figure.kind, figure.status) if mark not in ("level", "reported")]
    if figure.ambiguous is not None:
        marks.append(f"or {vietnamese(figure.ambiguous)}?")
    if marks:
        text.append("\n" + ", ".join(marks), style="not bold magenta")
    return text


def _meaning(reading: Reading, figure: Figure, body: str | None, place: str | None, *, marked: bool) -> Text:
    text = Text(display.one_line(figure.counted) if figure.counted else "—", style="bold")
    if figure.act:
        text.append(f"  {display.one_line(figure.act)}", style="not bold green")
    details = [
        f"of #{figure.of + 1}" if figure.of is not None else None,
        f"part of #{figure.part_of + 1}" if figure.part_of is not None else None,
        f"covers {', '.join(f'#{n + 1}' for n in figure.covers)}" if figure.covers else None,
        *(display.one_line(versus.phrase) for versus in figure.versus),
        "cumulative" if figure.cumulative else None,
        figure.body if figure.body != body else None,
        figure.place if figure.place != place else None,
    ]
    line = " · ".join(display.one_line(detail) for detail in details if detail)
    if line:
        text.append(f"\n{line}", style="not bold yellow")
    before, quote, after = display.around(reading.document, figure, _ROOM)
    text.append("\n" + before, style="not bold dim")
    text.append(f"«{quote}»" if marked else quote, style="bold cyan")
    text.append(after, style="not bold dim")
    return text


def _period(figure: Figure) -> str:
    short = display.period(figure.period)
    return short.replace("–", "–\n") if len(short) > _LONG_PERIOD else short
