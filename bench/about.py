"""Take the measured accuracy for the page "About" out of the tables that the measurements wrote.

usage: python bench/about.py        (writes src/tongket/web/accuracy.json)

The tables stand in README.md and docs/accuracy.md between marks, written by `make accuracy` and by
train/crossvalidate.py; the day is that of the table's newest line in the repository's history, today's where a line is
not committed yet.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "tongket" / "web" / "accuracy.json"
TABLES = {
    "gold": ("README.md", "accuracy"),
    "unseen": ("README.md", "practice"),
    "crossvalidated": ("docs/accuracy.md", "crossvalidated"),
    "agreement": ("docs/accuracy.md", "agreement"),
}


def tables() -> dict[str, dict[str, object]]:
    """Each table: what was measured, its columns and rows, numbers as printed."""
    return {name: table(ROOT / path, mark) for name, (path, mark) in TABLES.items()}


def table(path: Path, mark: str) -> dict[str, object]:
    """The table between the marks. Raises ValueError where there is none."""
    block = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", path.read_text(encoding="utf-8"), re.DOTALL)
    if block is None:
        raise ValueError(f"{path}: no marks for {mark}")
    lines = block[1].strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    about = " ".join(line for line in lines if line and not line.startswith("|"))
    return {"about": about, "columns": cells[0], "rows": cells[2:]}


def measured(path: str, mark: str) -> str:
    """The day on which a line of the table was last written."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    first, last = lines.index(f"<!-- {mark} -->") + 1, lines.index(f"<!-- /{mark} -->") + 1
    command = ["git", "blame", "--porcelain", "-L", f"{first},{last}", "--", path]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    if re.search("^0{40} ", told, re.MULTILINE):
        return dt.date.today().isoformat()
    newest = max(map(int, re.findall(r"^author-time (\d+)$", told, re.MULTILINE)))
    return dt.datetime.fromtimestamp(newest, dt.UTC).date().isoformat()


def main() -> None:
    told = {name: {"measured": measured(*TABLES[name]), **found} for name, found in tables().items()}
    TARGET.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
