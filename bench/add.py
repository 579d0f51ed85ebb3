"""Speed and memory of `add`: reading alone, one worker and two in turns; the peak memory of the whole process tree.

usage: python bench/add.py [--documents N …] [--rounds N] [--shard N]

For each N: documents per second of reading alone (in one process, nothing stored), of one worker and of two, the
median of the rounds' ratios, and the most memory that the processes of an `add` held together (resident, shared pages
counted in each). Beyond the articles of ../shared/corpus, copies with every number and place replaced stand in, so
that none is a duplicate. Needs psutil.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from speed import CORPUS, articles

ALONE, ONE, TWO = "alone", "1", "2"
_BATCH = 5000
_NUMBER = re.compile(r"\d+")


# ── the documents ────────────────────────────────────────────────────────────
def write_documents(count: int, path: Path) -> Path:
    """A table of `count` documents; those beyond the corpus are altered copies."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("id", pa.string()), ("published", pa.date32()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        rows: list[dict[str, object]] = []
        for row in _documents(count):
            rows.append(row)
            if len(rows) == _BATCH:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, schema))
    return path


def _documents(count: int) -> Iterator[dict[str, object]]:
    texts = articles(min(count, 10**6))
    places = _places()
    one_of = re.compile("|".join(sorted(map(re.escape, places), key=len, reverse=True)))
    for number in range(count):
        copy, place = divmod(number, len(texts))
        doc, published, text = texts[place]
        if copy:
            chance = random.Random(number)
            text = one_of.sub(partial(_other_place, chance, places), text)
            text = _NUMBER.sub(partial(_other_number, chance), text)
            doc = f"{doc}-{copy}"
        yield {"id": doc, "published": published, "text": text}


def _places() -> list[str]:
    """Provinces and what else the gazetteer calls a place, by name."""
    from tongket import lexicon

    return sorted({row["name"] for row in lexicon.load("provinces")["place"]})


def _other_place(chance: random.Random, places: list[str], _: re.Match[str]) -> str:
    return chance.choice(places)


def _other_number(chance: random.Random, match: re.Match[str]) -> str:
    """As many digits, others; days, months and years stay near what they can be."""
    digits = match[0]
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return str(chance.randint(2005, 2017))
    if len(digits) <= 2:
        return str(chance.randint(1, 12))
    return str(chance.randint(10 ** (len(digits) - 1), 10 ** len(digits) - 1))


# ── one run, in a process of its own ─────────────────────────────────────────
def run_one(way: str, table: str, ledger: str, shard: int) -> None:
    """Read or add everything, and print the seconds."""
    from tongket.ledger.store import Store
    from tongket.pipeline import read_all
    from tongket.pipeline.add import add
    from tongket.sources.options import LoadOptions

    began = time.perf_counter()
    if way == ALONE:
        for _ in read_all([table], LoadOptions(), None):
            pass
    else:
        for _ in add(Store(ledger, create=True), [table], workers=int(way), shard_size=shard):
            pass
    print(time.perf_counter() - began)


def measure(way: str, table: Path, ledger: Path, shard: int) -> tuple[float, float]:
    """Seconds, and the most memory of the process and all under it, in GB."""
    import psutil

    command = [sys.executable, __file__, "--one", way, str(table), str(ledger), "--shard", str(shard)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        most = 0
        tree = psutil.Process(child.pid)
        while child.poll() is None:
            held = 0
            try:
                for process in (tree, *tree.children(recursive=True)):
                    held += process.memory_info().rss
            except psutil.Error:  # one has just ended
                continue
            most = max(most, held)
            time.sleep(0.1)
        assert child.stdout and child.returncode == 0
        return float(child.stdout.read()), most / 1e9


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shard", type=int, default=1000)
    parser.add_argument("--one", nargs=3, metavar=("WAY", "TABLE", "LEDGER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return run_one(*options.one, options.shard)
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    for count in options.documents:
        _report(count, options.rounds, options.shard)


def _report(count: int, rounds: int, shard: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = write_documents(count, Path(folder, "documents.parquet"))
        spent: dict[str, list[float]] = {ALONE: [], ONE: [], TWO: []}
        held = dict.fromkeys(spent, 0.0)
        for turn in range(rounds):
            for way in spent:
                seconds, most = measure(way, table, Path(folder, f"{way}-{turn}"), shard)
                spent[way].append(seconds)
                held[way] = max(held[way], most)
    print(f"\n{count} documents, {rounds} rounds, shards of {shard}:")
    for way, name in ((ALONE, "reading alone"), (ONE, "add --workers 1"), (TWO, "add --workers 2")):
        print(f"  {name}: {count / statistics.median(spent[way]):.0f} documents/s, {held[way]:.2f} GB at most")
    print(f"  one worker to reading alone: {_ratio(spent[ALONE], spent[ONE]):.2f}")
    print(f"  two workers to one: {_ratio(spent[ONE], spent[TWO]):.2f}", flush=True)


def _ratio(slow: list[float], fast: list[float]) -> float:
    """How much faster `fast` was in the same round: the median."""
    return statistics.median(one / other for one, other in zip(slow, fast, strict=True))


if __name__ == "__main__":
    main()
