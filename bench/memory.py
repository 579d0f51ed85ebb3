"""Whether the memory of `add` grows with the number of documents: the most that its whole process tree held.

usage: python bench/memory.py [--documents N …] [--workers N] [--found FILE] [--docs docs/scale.md]

For each N, an `add` of N documents into a ledger of its own, case reports too. Beyond the articles of ../shared/corpus,
copies with every number and place replaced stand in, so that none is a duplicate (bench/add.py). Memory is what is
resident in all processes together, shared pages counted in each; told are the most until 10,000, 30,000 … documents
were committed, and the most of what comes after the last commit: near-copies and the checks between reports. `--found`
keeps what each run gave, so that the table can be made in several sittings. Needs psutil. Other work on the machine
changes the time, not these numbers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from add import write_documents
from readme import replace_between
from speed import CORPUS

_DOCUMENTS = (10_000, 120_000)
_MARKS = (10_000, 30_000, 60_000, 120_000)
_EVERY = 0.2
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Held:
    """One run: documents and figures stored, the most bytes held until each of `_MARKS`, and after the reading."""

    documents: int
    figures: int
    reading: list[int]
    after: int


def run_one(table: str, ledger: str, workers: int) -> None:
    """Add everything; a line with documents and figures after each commit, and one at the end."""
    from tongket.ledger.store import Store
    from tongket.pipeline.add import add
    from tongket.pipeline.work import Settings

    settings = Settings(include_case_reports=True)
    for step in add(Store(ledger, create=True), [table], settings, workers=workers):
        print(step.seen, step.documents, step.figures, flush=True)


def measure(table: Path, ledger: Path, count: int, workers: int) -> Held:
    """The most memory of a run of `count` documents, in a process of its own."""
    import psutil

    command = [sys.executable, __file__, "--one", str(table), str(ledger), "--workers", str(workers)]
    told = [0, 0, 0]
    most = [0] * len(_MARKS)
    after = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:

        def listen() -> None:
            assert child.stdout
            for line in child.stdout:
                told[:] = map(int, line.split())

        listener = threading.Thread(target=listen)
        listener.start()
        tree = psutil.Process(child.pid)
        while child.poll() is None:
            seen = told[0]
            try:
                held = sum(each.memory_info().rss for each in (tree, *tree.children(recursive=True)))
            except psutil.Error:  # one has just ended
                continue
            if seen >= count:
                after = max(after, held)
            else:
                most = [
                    max(each, held) if seen < mark <= count else each for each, mark in zip(most, _MARKS, strict=True)
                ]
            _tell(seen, most)
            time.sleep(_EVERY)
        listener.join()
    if child.returncode or told[0] != count:
        sys.exit(f"the run of {count} documents broke off after {told[0]}")
    return Held(told[1], told[2], most, after)


def _tell(seen: int, most: Sequence[int]) -> None:
    """How far it is, on one line, which takes hours."""
    print(f"\r{seen} documents, {most[-1] / 1e9 or max(most) / 1e9:.2f} GB ", end="", file=sys.stderr, flush=True)


def rows(found: Sequence[Held], workers: int) -> str:
    """The table for the page."""
    until = " | ".join(f"until {mark:,}" for mark in _MARKS)
    lines = [f"| documents, {workers} workers | figures | {until} | after the last |", "|---" * (len(_MARKS) + 3) + "|"]
    for each in found:
        cells = [f"{most / 1e9:.2f} GB" if most else "" for most in (*each.reading, each.after)]
        lines.append(f"| {each.documents:,} | {each.figures:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, nargs="*", default=_DOCUMENTS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--found", type=Path)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("TABLE", "LEDGER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return run_one(*options.one, options.workers)
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    found: list[Held] = []
    if options.found and options.found.exists():
        found = [Held(**json.loads(line)) for line in options.found.read_text().splitlines()]
    for count in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            table = write_documents(count, Path(folder, "documents.parquet"))
            found.append(measure(table, Path(folder, "ledger"), count, options.workers))
        if options.found:
            options.found.write_text("".join(f"{json.dumps(asdict(each))}\n" for each in found))
    table_of = rows(sorted(found, key=lambda each: each.documents), options.workers)
    print(f"\n{table_of}")
    if options.docs:
        replace_between(options.docs, "memory", table_of)


if __name__ == "__main__":
    main()
