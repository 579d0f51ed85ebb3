"""How far two hands that annotated the final practice documents apart agree: the ceiling of what can be measured there.

usage: python bench/agreement.py [--docs docs/accuracy.md]

The first hand's annotations (practice/) are scored as the gold, the second's (practice/twice/) as a reading of it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from accuracy import GOLD, NOT_ANNOTATED, PRACTICE, documents, table, write_texts
from readme import replace_between


def agreement() -> str:
    """What the scorer prints."""
    sys.path.insert(0, str(GOLD))
    from check_gold import check

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        second = documents(PRACTICE / "twice", None)
        write_texts(second, folder)
        readings, first = folder / "second.jsonl", []
        with readings.open("w", encoding="utf-8") as lines:
            for path in second:
                text = (folder / f"{path.stem}.txt").read_text(encoding="utf-8")
                told = json.loads(path.read_text(encoding="utf-8"))
                if problems := check(told, text):
                    sys.exit(f"{path}: {problems[0]}")
                lines.write(json.dumps({"doc": told["doc"], "figures": told["figures"]}) + "\n")
                gold = json.loads((PRACTICE / path.name).read_text(encoding="utf-8"))
                kept = {key: value for key, value in gold.items() if key not in NOT_ANNOTATED}
                (folder / path.name).write_text(json.dumps(kept), encoding="utf-8")
                first.append(folder / path.name)
        command = [sys.executable, str(GOLD / "score.py"), str(readings), str(folder), *map(str, first)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--docs", type=Path, help="file whose table of agreement to rewrite")
    options = arguments.parse_args()
    if not GOLD.is_dir():
        sys.exit(f"no gold at {GOLD}: nothing to score with")
    score = agreement()
    print(score, end="")
    if options.docs:
        replace_between(
            options.docs, "agreement", table(score, NOT_ANNOTATED).replace("make accuracy", "make agreement")
        )


if __name__ == "__main__":
    main()
