"""The share of true figures among those read in ordinary news, from the judgements by eye in practice/audits.

usage: python bench/precision.py [--now]

Each draw was judged on the state of its day, before anything was mended on it. With --now the judged places are read
again: how many of the true figures are still read, how many of the false ones no longer (needs ../shared).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AUDIT = ROOT / "practice" / "audits" / "precision.jsonl"
CORPUS = ROOT.parent / "shared" / "corpus" / "news-2017.parquet"


def judgements() -> list[dict[str, Any]]:
    return [json.loads(line) for line in AUDIT.read_text(encoding="utf-8").splitlines()]


def draws(judged: list[dict[str, Any]]) -> str:
    """The share of true figures of each draw."""
    rounds: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for one in judged:
        rounds[one["round"], one["seed"]].append(one["verdict"] == "figure")
    lines = ["| draw | seed | judged | true figures |", "|---|---|---|---|"]
    for (number, seed), true in sorted(rounds.items()):
        lines.append(f"| {number} | {seed} | {len(true)} | {sum(true) / len(true):.3f} |")
    return "\n".join(lines)


def read_again(judged: list[dict[str, Any]]) -> str:
    """How many of the judged places are read now."""
    import pyarrow.parquet as pq

    from tongket.reading import read_document
    from tongket.sources.plain import from_text

    wanted = {one["doc"] for one in judged}
    rows = (row for row in pq.read_table(CORPUS).to_pylist() if row["id"] in wanted)
    found: dict[str, set[int]] = {}
    for row in rows:
        day = dt.date.fromisoformat(row["published"][:10])
        found[row["id"]] = {
            f.start for f in read_document(from_text(row["text"], doc=row["id"], published=day)).figures
        }
    still = [(one["verdict"] == "figure", one["start"] in found.get(one["doc"], set())) for one in judged]
    true, false = [read for is_true, read in still if is_true], [read for is_true, read in still if not is_true]
    kept = f"now: {sum(true)} of {len(true)} true figures are read, {sum(false)} of {len(false)} false ones"
    return f"{kept} (mended on these places, so no measure of other text)"


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--now", action="store_true", help="read the judged places again")
    options = arguments.parse_args()
    print(draws(judgements()))
    if options.now:
        if not CORPUS.is_file():
            sys.exit(f"no corpus at {CORPUS}: nothing to read again")
        print(read_again(judgements()))


if __name__ == "__main__":
    main()
