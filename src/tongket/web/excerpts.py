"""What a public desk shows of a text that is not its own: the sentences around figures, and tables that hold some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tongket.output.passages import Line, Passage, Run
from tongket.records import Reading, Span


def excerpts(reading: Reading, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that hold a figure or a worded zero, cut to the sentences of these."""
    sentences = sorted({figure.sentence for figure in reading.figures})
    found = []
    for passage in passages:
        if any(_is_told(cell.runs) for line in passage.lines for cell in line.cells):
            found.append(passage)
            continue
        if lines := [_cut(line, sentences) for line in passage.lines if _is_told(line.runs)]:
            found.append(replace(passage, lines=lines))
    return found


def _is_told(runs: Sequence[Run]) -> bool:
    return any(run.figure is not None or run.zero is not None for run in runs)


def _cut(line: Line, sentences: Sequence[Span]) -> Line:
    return replace(line, runs=[piece for run in line.runs for piece in _within(run, sentences)])


def _within(run: Run, sentences: Sequence[Span]) -> Iterator[Run]:
    """The parts of a plain run that lie within sentences of figures; a mark stays whole."""
    if run.figure is not None or run.zero is not None:
        yield run
        return
    end, at = run.start + len(run.text), run.start
    for first, last in sentences:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            yield Run(" … ", start=at)
        yield Run(run.text[first - run.start : last - run.start], start=first)
        at = last
    if at < end:
        yield Run(" … ", start=at)
