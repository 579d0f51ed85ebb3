"""A progress bar on standard error, only where somebody watches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tongket.pipeline import Unread
from tongket.records import Reading

Step = Callable[[Reading | Unread], None]


@contextmanager
def progress(*, shown: bool, beside: bool = False) -> Iterator[Step]:
    """A function to call after each document. Draws nothing where standard error is no terminal, where `shown`
    is false, or `beside` output that goes to the same screen."""
    if not shown or beside or not sys.stderr.isatty():
        yield lambda item: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        TextColumn("{task.completed} documents, {task.fields[figures]} figures"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, figures=0)
        figures = 0

        def step(item: Reading | Unread) -> None:
            nonlocal figures
            figures += len(item.figures) if isinstance(item, Reading) else 0
            bar.update(task, advance=1, figures=figures)

        yield step
