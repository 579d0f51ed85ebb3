"""Score the command line's reading of the gold documents, and write the numbers into the README.

usage: python bench/accuracy.py [--ids FILE] [--misses TIER] [--readme README.md]

The gold lies beside the repository, in ../shared/gold; its texts are not ours to ship.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from readme import replace_between

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "gold"


def documents(ids: set[str] | None) -> list[Path]:
    """The gold files, all or those named, in order of name."""
    return [path for path in sorted((GOLD / "dev").glob("*.json")) if ids is None or path.stem in ids]


def write_inputs(golds: list[Path], target: Path) -> None:
    with target.open("w", encoding="utf-8") as lines:
        for path in golds:
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = (GOLD / "dev" / "texts" / f"{gold['doc']}.txt").read_text(encoding="utf-8")
            record = {"id": gold["doc"], "published": gold.get("published"), "text": text}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_and_score(golds: list[Path], misses: str | None) -> str:
    """What the scorer prints on the reading of `golds`."""
    with tempfile.TemporaryDirectory() as folder:
        inputs, readings = Path(folder) / "gold.jsonl", Path(folder) / "readings.jsonl"
        write_inputs(golds, inputs)
        command = [sys.executable, "-m", "tongket", "read", str(inputs), "--format", "jsonl", "--out", str(readings)]
        subprocess.run(command, check=False)
        score = [sys.executable, str(GOLD / "score.py"), str(readings), str(GOLD / "dev" / "texts"), *map(str, golds)]
        score += ["--misses", misses] if misses else []
        return subprocess.run(score, check=True, capture_output=True, text=True).stdout


def table(score: str) -> str:
    """The scorer's table, which ends its output, as Markdown."""
    printed = score.splitlines()
    start = max(i for i, line in enumerate(printed) if " gold figures, " in line)
    head, cells = printed[start], [row.split() for row in printed[start + 2 :]]
    lines = ["| | precision | recall | F1 | 95 % of F1 |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in cells]
    return f"{head} (`make accuracy`):\n\n" + "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--ids", type=Path, help="file with the ids to score, one per line")
    arguments.add_argument("--misses", help="tier whose misses to list")
    arguments.add_argument("--readme", type=Path, help="file whose accuracy table to rewrite")
    options = arguments.parse_args()
    if not GOLD.is_dir():
        sys.exit(f"no gold at {GOLD}: nothing to score against")
    ids = set(options.ids.read_text(encoding="utf-8").split()) if options.ids else None
    score = read_and_score(documents(ids), options.misses)
    print(score, end="")
    if options.readme:
        replace_between(options.readme, "accuracy", table(score))


if __name__ == "__main__":
    main()
