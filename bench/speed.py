"""Documents per second on one core, beside a well-known Vietnamese word segmenter on the same texts in the same run.

usage: python bench/speed.py [--documents N] [--alone] [--readme README.md]

Tongket's side is the whole way of `tongket read --format jsonl` for a text in memory: text → document → reading → line.
Both take turns over slices of the same articles, so that a busy machine slows both. Also timed: `tongket --help`.
The articles lie beside the repository, in ../shared/corpus; they are not ours to ship.
"""

from __future__ import annotations

import argparse
import datetime as dt
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
HELP_RUNS = 9

Article = tuple[str, dt.date | None, str]


def articles(count: int) -> list[Article]:
    """`count` articles (id, day, text), spread evenly over the corpus."""
    import pyarrow.parquet as pq

    rows = pq.read_table(CORPUS).to_pylist()
    chosen = rows[:: max(1, len(rows) // count)][:count]
    return [(row["id"], dt.date.fromisoformat(row["published"][:10]), row["text"]) for row in chosen]


def tongket_reader() -> Callable[[Article], object]:
    from tongket.output.jsonl import line
    from tongket.reading import read_document
    from tongket.sources.plain import from_text

    def read(article: Article) -> object:
        doc, published, text = article
        return line(read_document(from_text(text, doc=doc, published=published)))

    return read


def segmenter() -> Callable[[Article], object]:
    from underthesea import word_tokenize

    return lambda article: word_tokenize(article[2])


def rates(texts: list[Article], contestants: dict[str, Callable[[Article], object]]) -> dict[str, float]:
    """Documents per second of each, taking turns slice by slice, after one document each to warm up."""
    spent = dict.fromkeys(contestants, 0.0)
    for run in contestants.values():
        run(texts[0])
    for start in range(0, len(texts), SLICE):
        for name, run in contestants.items():
            began = time.perf_counter()
            for article in texts[start : start + SLICE]:
                run(article)
            spent[name] += time.perf_counter() - began
    return {name: len(texts) / seconds for name, seconds in spent.items()}


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
    if len(measured) > 1:
        ours, theirs = measured.values()
        lines.append(f"| ratio | {ours / theirs:.1f} |")
    lines += [
        f"| `tongket --help` | {help_seconds():.2f} s |",
        f"| imported by it | {', '.join(help_modules())} |",
    ]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--documents", type=int, default=3000)
    arguments.add_argument("--alone", action="store_true", help="leave the segmenter out")
    arguments.add_argument("--readme", type=Path, help="file whose speed table to rewrite")
    options = arguments.parse_args()
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    texts = articles(options.documents)
    contestants = {"Tongket, text to JSON line": tongket_reader()}
    if not options.alone:
        contestants["`underthesea.word_tokenize` 9.5.0"] = segmenter()
    printed = table(texts, rates(texts, contestants))
    print(printed)
    if options.readme:
        replace_between(options.readme, "speed", printed)


if __name__ == "__main__":
    main()
