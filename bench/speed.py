"""Documents per second on one core, beside a well-known Vietnamese word segmenter on the same texts in the same run.

usage: python bench/speed.py [--documents N] [--alone] [--compiled FOLDER] [--readme README.md]

Tongket's side is the whole way of `tongket read --format jsonl` for a text in memory: text → document → reading → line,
as it is written and, where `make fast` has built it into FOLDER, compiled. Each has a process of its own, and they take
turns over slices of the same articles, so that a busy machine slows all. Also timed: `tongket --help`.
The articles lie beside the repository, in ../shared/corpus; they are not ours to ship.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from readme import replace_between

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "news-2017.parquet"
SLICE = 100
SEGMENTER = "`underthesea.word_tokenize` 9.5.0"
HELP_RUNS = 9

Article = tuple[str, dt.date | None, str]


def articles(count: int) -> list[Article]:
    """`count` articles (id, day, text), spread evenly over the corpus."""
    import pyarrow.parquet as pq

    rows = pq.read_table(CORPUS).to_pylist()
    chosen = rows[:: max(1, len(rows) // count)][:count]
    return [(row["id"], dt.date.fromisoformat(row["published"][:10]), row["text"]) for row in chosen]


def tongket_reader() -> Callable[[Article], object]:
    from tongket.garbage import collect_seldom
    from tongket.output.jsonl import line
    from tongket.reading import read_document
    from tongket.sources.plain import from_text

    collect_seldom()  # as the command does

    def read(article: Article) -> object:
        doc, published, text = article
        return line(read_document(from_text(text, doc=doc, published=published)))

    return read


def segmenter() -> Callable[[Article], object]:
    from underthesea import word_tokenize

    return lambda article: word_tokenize(article[2])


READERS: dict[str, Callable[[], Callable[[Article], object]]] = {"tongket": tongket_reader, "segmenter": segmenter}


def serve(reader: str, count: int) -> None:
    """For each "first last" on standard input: the seconds of computing that these articles took."""
    texts, run = articles(count), READERS[reader]()
    run(texts[0])
    print("ready", flush=True)
    for asked in sys.stdin:
        first, last = map(int, asked.split())
        began = time.process_time()
        for article in texts[first:last]:
            run(article)
        print(time.process_time() - began, flush=True)


class Contestant:
    """A reader in a process of its own."""

    def __init__(self, reader: str, count: int, package: Path | None = None) -> None:
        """`package`: the folder to import Tongket from, where it is not the installed one."""
        command = [sys.executable, __file__, "--serve", reader, "--documents", str(count)]
        env = os.environ | ({"PYTHONPATH": str(package.resolve())} if package else {})
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        assert self._answer() == "ready"

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def seconds(self, first: int, last: int) -> float:
        assert self._process.stdin is not None
        print(first, last, file=self._process.stdin, flush=True)
        return float(self._answer())


def rates(count: int, contestants: dict[str, Contestant]) -> dict[str, float]:
    """Documents per second of each, taking turns slice by slice."""
    spent = dict.fromkeys(contestants, 0.0)
    for first in range(0, count, SLICE):
        for name, contestant in contestants.items():
            spent[name] += contestant.seconds(first, min(first + SLICE, count))
    return {name: count / seconds for name, seconds in spent.items()}


def help_seconds() -> float:
    """The median time of `tongket --help`, from the start of the process to its end."""
    command = [str(Path(sys.executable).with_name("tongket")), "--help"]
    times = []
    for _ in range(HELP_RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def help_modules() -> list[str]:
    """The packages outside the standard library that `tongket --help` imports."""
    script = (
        "import sys; sys.argv[1:] = ['--help']\nfrom tongket.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    )
    script += "print(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return sorted(name for name in done.stderr.split() if not name.startswith("_"))


def table(texts: list[Article], measured: dict[str, float]) -> str:
    """The measurements as Markdown."""
    letters = sum(len(text) for _, _, text in texts) // len(texts)
    lines = [
        f"{len(texts)} articles of {letters} characters on average, one core (`make bench`):\n",
        "| | |",
        "|---|---|",
        *(f"| {name} | {rate:.0f} documents/s |" for name, rate in measured.items()),
    ]
    *ours, theirs = measured.items()
    if theirs[0] == SEGMENTER:
        lines += [f"| ratio, {name.partition(',')[0]} | {rate / theirs[1]:.1f} |" for name, rate in ours]
    lines += [
        f"| `tongket --help` | {help_seconds():.2f} s |",
        f"| imported by it | {', '.join(help_modules())} |",
    ]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--documents", type=int, default=3000)
    arguments.add_argument("--alone", action="store_true", help="leave the segmenter out")
    arguments.add_argument("--compiled", type=Path, help="folder that `make fast` built")
    arguments.add_argument("--readme", type=Path, help="file whose speed table to rewrite")
    arguments.add_argument("--serve", choices=sorted(READERS), help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    if options.serve:
        return serve(options.serve, options.documents)
    contestants = {"Tongket, text to JSON line": Contestant("tongket", options.documents)}
    if options.compiled:
        contestants["Tongket compiled (`make fast`), the same"] = Contestant(
            "tongket", options.documents, options.compiled
        )
    if not options.alone:
        contestants[SEGMENTER] = Contestant("segmenter", options.documents)
    texts = articles(options.documents)
    printed = table(texts, rates(len(texts), contestants))
    print(printed)
    if options.readme:
        replace_between(options.readme, "speed", printed)


if __name__ == "__main__":
    main()
