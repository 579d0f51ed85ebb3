"""A progress bar on standard error, only where somebody watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tongket.pipeline import Unread
from tongket.records import Reading

Step = Callable[[Reading | Unread], None]


@contextmanager
def progress(inputs: Sequence[str], out: Path | None, *, beside: bool) -> Iterator[Step]:
    """A function to call after each document of `inputs` but those at `out`. Draws nothing for a single document,
    where standard error is no terminal, or `beside` output that goes to the same screen."""
    from tongket.sources.inputs import count

    watched = sys.stderr.isatty() and not beside
    total = count(inputs, out) if watched else 1
    if total == 1:
        yield lambda item: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[figures]} figures"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task, figures = bar.add_task("", total=total, figures=0), 0

        def step(item: Reading | Unread) -> None:
            nonlocal figures
            figures += len(item.figures) if isinstance(item, Reading) else 0
            bar.update(task, advance=1, figures=figures)

        yield step
