"""Two writers with overlapping documents and a reader at once, for a while: no error, no row lost, none twice.

usage: python bench/together.py [--seconds N] [--shard N]

Each writer is a series of `add`s of the same tables of 30 articles, every two of them in the other order. The reader
looks without pause; what it sees must be whole. Articles of ../shared/corpus, which are not ours to ship.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kill import write_table
from shared_with_tests import adding, ledgers, looking
from speed import CORPUS, articles

from tongket.ledger.store import Store

TABLE = 30


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--shard", type=int, default=10)
    options = parser.parse_args()
    if not CORPUS.is_file():
        sys.exit(f"no corpus at {CORPUS}: nothing to measure on")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = articles(3000)
        tables = [
            write_table(texts[at : at + TABLE], folder / f"{at:05}.parquet") for at in range(0, len(texts), TABLE)
        ]
        store = Store(folder / "ledger", create=True)
        swapped = [table for pair in zip(tables[1::2], tables[::2], strict=False) for table in pair]
        orders = [tables[:], swapped]
        given = _write_and_look(store, orders, options.seconds, options.shard)
        calm = Store(folder / "calm", create=True)
        ledgers.fill(calm, *sorted(given), workers=2)
        rows = ledgers.seen(store)
        ledgers.assert_once(rows)
        ledgers.assert_same(ledgers.seen(calm), rows)
        assert ledgers.orphans(store) == 0
        print({name: sum(found.values()) for name, found in rows.items()}, "the same as one writer's")


def _write_and_look(store: Store, orders: list[list[Path]], seconds: int, shard: int) -> set[Path]:
    """Keep one `add` of each order going while there is time, and look meanwhile; the tables that were added."""
    given: list[Path] = []
    looks = [0]
    running: dict[int, subprocess.Popen[str]] = {}
    until = time.monotonic() + seconds
    while running or time.monotonic() < until:
        for writer, order in enumerate(orders):
            child = running.get(writer)
            if child is not None and child.poll() is not None:
                adding.finish(running.pop(writer))
            if writer not in running and order and time.monotonic() < until:
                given.append(order.pop(0))
                running[writer] = adding.start(store.place, given[-1], workers=1, shard=shard)
        if not running and not any(orders):
            break
        looks.append(looking.look(store))
        assert looks[-1] >= looks[-2], "a document is gone"
    print(f"{len(given)} adds of {len(set(given))} tables, {len(looks)} looks, {looks[-1]} documents")
    return set(given)


if __name__ == "__main__":
    main()
