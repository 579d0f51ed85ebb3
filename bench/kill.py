"""Kill an `add` again and again, and compare what the ledger holds in the end with that of an undisturbed one.

usage: python bench/kill.py [--documents N] [--kills N] [--shard N] [--workers N] [--seed N]

The whole process group gets SIGKILL at random moments of the run; then `add` is started again, and let finish after
the last. Documents are articles of ../shared/corpus, which are not ours to ship.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from shared_with_tests import adding, ledgers
from speed import CORPUS, Article, articles

from tongket.ledger.store import Store


def write_table(texts: list[Article], path: Path) -> Path:
    """A table of articles."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*texts, strict=True))
    pq.write_table(pa.table(dict(zip(("id", "published", "text"), map(list, columns), strict=True))), path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--shard", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    with tempfile.TemporaryDirectory() as folder:
        table = write_table(articles(options.documents), Path(folder, "articles.parquet"))
        began = time.perf_counter()
        child = adding.start(Path(folder, "calm"), table, workers=options.workers, shard=options.shard)
        while child.poll() is None and not Path(folder, "calm", "documents", "_delta_log", f"{1:020}.json").exists():
            time.sleep(0.05)
        first = time.perf_counter() - began
        adding.finish(child, 7200)
        spent = time.perf_counter() - began
        print(f"undisturbed: {spent:.0f} s, {first:.1f} s to the first commit", flush=True)
        chance = random.Random(options.seed)
        kills = 0
        while kills < options.kills:
            child = adding.start(Path(folder, "killed"), table, workers=options.workers, shard=options.shard)
            moment = chance.uniform(first / 2, first + 2 * (spent - first) / options.kills)
            if not adding.killed(child, moment):
                print(f"it was done after {kills} kills already", flush=True)
                break
            kills += 1
            print(f"kill {kills} after {moment:.1f} s: {_state(Path(folder, 'killed'))}", flush=True)
        adding.finish(adding.start(Path(folder, "killed"), table, workers=options.workers, shard=options.shard), 7200)
        _compare(Path(folder, "calm"), Path(folder, "killed"))
        print(f"{kills} kills: the same rows")


def _state(ledger: Path) -> str:
    try:
        store = Store(ledger)
        return f"{len(ledgers.raw(store, 'documents'))} documents, {ledgers.orphans(store)} rows without one"
    except Exception as error:
        return str(error)


def _compare(calm: Path, disturbed: Path) -> None:
    one, other = Store(calm), Store(disturbed)
    rows: ledgers.Rows = ledgers.seen(one)
    ledgers.assert_same(rows, ledgers.seen(other))
    ledgers.assert_once(rows)
    assert ledgers.orphans(other) == 0
    print({name: sum(found.values()) for name, found in rows.items()})


if __name__ == "__main__":
    main()
