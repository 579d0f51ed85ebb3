"""The share of true figures among those read in ordinary news, from the judgements by eye in practice/audits.

usage: python bench/precision.py [--now]

Each draw was judged on the state of its day, before anything was mended on it. Places marked `learning` were picked
among the doubtful to learn from and are no measure. Numbers that the choice of figures drops (`dropped`) were judged
among the others, unmarked, so that the last draw also tells the share without that choice; `again` is the verdict of a
second judging, in another order. With --now the judged places are read again: how many of the true figures are still
read, how many of the false ones no longer (needs ../shared).
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
    rounds: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for one in judged:
        if not one.get("learning"):
            rounds[one["round"], one["seed"]].append(one)
    lines = ["| draw | seed | judged | true figures | judged again | without the choice |", "|---|---|---|---|---|---|"]
    for (number, seed), found in sorted(rounds.items()):
        read = [one for one in found if not one.get("dropped")]
        again = f"{share(read, 'again'):.3f}" if "again" in read[0] else "–"
        before = f"{share(found):.3f}" if len(found) > len(read) else "–"
        lines.append(f"| {number} | {seed} | {len(read)} | {share(read):.3f} | {again} | {before} |")
    return "\n".join(lines)


def share(found: list[dict[str, Any]], verdict: str = "verdict") -> float:
    """The share of true figures."""
    return sum(one[verdict] == "figure" for one in found) / len(found)


def agreement(judged: list[dict[str, Any]]) -> str:
    """How often the two verdicts on one place are the same, and Cohen's kappa."""
    pairs = [(one["verdict"] == "figure", one["again"] == "figure") for one in judged if "again" in one]
    same = sum(first == second for first, second in pairs) / len(pairs)
    first, second = (sum(pair[at] for pair in pairs) / len(pairs) for at in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    return f"{len(pairs)} places judged twice: {same:.3f} agree, kappa {(same - chance) / (1 - chance):.3f}"


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
    print(f"{draws(judgements())}\n\n{agreement(judgements())}")
    if options.now:
        if not CORPUS.is_file():
            sys.exit(f"no corpus at {CORPUS}: nothing to read again")
        print(read_again(judgements()))


if __name__ == "__main__":
    main()
