"""Score the command line's reading of annotated documents, and write the numbers into the README.

usage: python bench/accuracy.py [--ids FILE] [--misses TIER] [--practice] [--readme README.md]

The gold lies beside the repository, in ../shared/gold, and so do the texts of the practice documents, whose annotations
(practice/) hold spans alone: the texts are not ours to ship.
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
CORPUS = ROOT.parent / "shared" / "corpus" / "news-2017.parquet"
PRACTICE = ROOT / "practice"
NOT_ANNOTATED = ("private", "review")
"""Tiers that are not measured on the practice documents."""


def documents(folder: Path, ids: set[str] | None) -> list[Path]:
    """The annotations of a folder, all or those named, in order of name."""
    return [path for path in sorted(folder.glob("*.json")) if ids is None or path.stem in ids]


def write_inputs(golds: list[Path], texts: Path, target: Path) -> None:
    with target.open("w", encoding="utf-8") as lines:
        for path in golds:
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = (texts / f"{gold['doc']}.txt").read_text(encoding="utf-8")
            record = {"id": gold["doc"], "published": gold.get("published"), "text": text}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_texts(golds: list[Path], target: Path) -> None:
    """The texts that practice annotations are about, out of the corpus."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rows = pq.read_table(CORPUS, columns=["id", "text"])
    wanted = [path.stem for path in golds]
    for row in rows.filter(pc.field("id").isin(wanted)).to_pylist():
        (target / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")


def read_and_score(golds: list[Path], texts: Path, misses: str | None) -> str:
    """What the scorer prints on the reading of `golds`."""
    with tempfile.TemporaryDirectory() as folder:
        inputs, readings = Path(folder) / "gold.jsonl", Path(folder) / "readings.jsonl"
        write_inputs(golds, texts, inputs)
        command = [sys.executable, "-m", "tongket", "read", str(inputs), "--format", "jsonl", "--out", str(readings)]
        subprocess.run(command, check=False)
        score = [sys.executable, str(GOLD / "score.py"), str(readings), str(texts), *map(str, golds)]
        score += ["--misses", misses] if misses else []
        return subprocess.run(score, check=True, stdout=subprocess.PIPE, text=True).stdout


def score_practice() -> str:
    """What the scorer prints on the figures of the final practice documents: no rule was mended on them, nothing learnt
    from them."""
    held = set((PRACTICE / "final.txt").read_text(encoding="utf-8").split())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in documents(PRACTICE, held):
            annotation = json.loads(path.read_text(encoding="utf-8"))
            figures = {key: value for key, value in annotation.items() if key not in NOT_ANNOTATED}
            (folder / path.name).write_text(json.dumps(figures), encoding="utf-8")
        golds = documents(folder, None)
        write_texts(golds, folder)
        return read_and_score(golds, folder, None)


def table(score: str, without: tuple[str, ...] = ()) -> str:
    """The scorer's table, which ends its output, as Markdown, but for some rows."""
    printed = score.splitlines()
    start = max(i for i, line in enumerate(printed) if " gold figures, " in line)
    head, cells = printed[start], [row.split() for row in printed[start + 2 :]]
    lines = ["| | precision | recall | F1 | 95 % of F1 |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in cells if row[0] not in without]
    return f"{head} (`make accuracy`):\n\n" + "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--ids", type=Path, help="file with the ids to score, one per line")
    arguments.add_argument("--misses", help="tier whose misses to list")
    arguments.add_argument("--practice", action="store_true", help="score the final practice documents too")
    arguments.add_argument("--readme", type=Path, help="file whose accuracy tables to rewrite")
    options = arguments.parse_args()
    if not GOLD.is_dir():
        sys.exit(f"no gold at {GOLD}: nothing to score against")
    ids = set(options.ids.read_text(encoding="utf-8").split()) if options.ids else None
    score = read_and_score(documents(GOLD / "dev", ids), GOLD / "dev" / "texts", options.misses)
    print(score, end="")
    if options.readme:
        replace_between(options.readme, "accuracy", table(score))
    if options.practice:
        unseen = score_practice()
        print(unseen, end="")
        if options.readme:
            replace_between(options.readme, "practice", table(unseen, NOT_ANNOTATED))


if __name__ == "__main__":
    main()
