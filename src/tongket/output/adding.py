"""What `tongket add` tells: a bar while it works, what could not be read, and a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tongket.output.display import one_line

if TYPE_CHECKING:
    from tongket.pipeline.add import Progress as AddProgress
    from tongket.pipeline.work import LeftOut

_QUIET = frozenset({"case_report"})
"""Reasons that are counted and not named: they would point at somebody."""
_FAILURES = frozenset({"not_read", "failed"})
_TOLD = 20
"""Failures told one by one; all of them are in the ledger."""

REASONS = {
    "case_report": "reports about particular people (--include-case-reports)",
    "stamped": "stamped secret, internal or draft (--include-stamped)",
    "not_read": "could not be read",
    "failed": "the reader failed",
    "other_language": "not in Vietnamese",
    "empty": "no content",
    "lost_diacritics": "diacritics lost",
    "encoded_body": "body stored encoded",
    "scan": "scanned pages without text (--ocr)",
}


def shown(steps: Iterable[AddProgress], inputs: Sequence[str], place: str) -> bool:
    """Follow an `add` to its end on standard error, with a summary on standard output; whether anything failed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from tongket.sources.inputs import count

    console = Console(stderr=True, highlight=False, markup=False)
    told: Counter[str] = Counter()
    last: AddProgress | None = None
    watched = sys.stderr.isatty()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[figures]} figures · {task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not watched) as bar:
        task = bar.add_task("documents", total=count(inputs) if watched else None, figures=0, rate="")
        for last in steps:
            bar.update(task, completed=last.seen, figures=last.figures, rate=_rate(last, bar.tasks[task].elapsed))
            for each in last.told:
                _tell(each, told)
    assert last is not None  # an `add` always tells how it ended
    if sum(told.values()) > _TOLD:
        print(f"tongket: … {sum(told.values()) - _TOLD} more; tongket query 'select * from left_out'", file=sys.stderr)
    print(_summary(last, place))
    return bool(_FAILURES & last.left_out.keys())


def _tell(left_out: LeftOut, told: Counter[str]) -> None:
    if left_out.reason in _QUIET:
        return
    told[left_out.reason] += 1
    if sum(told.values()) <= _TOLD:
        print(one_line(f"tongket: {left_out.source}: {left_out.cause}"), file=sys.stderr)


def _rate(progress: AddProgress, elapsed: float | None) -> str:
    return f"{progress.seen / elapsed:.0f} documents/s" if elapsed and progress.seen else ""


def _summary(progress: AddProgress, place: str) -> str:
    lines = [f"{place}: {_counted(progress.documents, 'document')} read, {_counted(progress.figures, 'figure')}"]
    if progress.known:
        lines.append(f"  {progress.known} {'was' if progress.known == 1 else 'were'} there already")
    for reason, number in progress.left_out.most_common():
        lines.append(f"  {number} left out: {REASONS.get(reason, reason)}")
    return "\n".join(lines)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
