"""What stands in the README between <!-- NAME --> and <!-- /NAME --> is written by a command, never by hand.

usage: python bench/readme.py        (writes the example; the numbers are written by accuracy.py and speed.py)
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "read specimens/cong-an-van-ha-2024.txt --gazetteer specimens/gazetteer.toml"
EXAMPLE_SENTENCES = 4


def replace_between(path: Path, name: str, content: str) -> None:
    """Put `content` between the two marks of `name` in the file. Raises ValueError where it has no such marks."""
    text = path.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    new, count = marks.subn(lambda m: f"{m[1]}{content}\n{m[2]}", text)
    if count != 1:
        raise ValueError(f"{path}: no single pair of marks for {name}")
    path.write_text(new, encoding="utf-8")


def example() -> str:
    """The beginning of the table of a specimen, as the command prints it."""
    command = [sys.executable, "-m", "tongket", *EXAMPLE.split()]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    shown = "\n\n".join(printed.split("\n\n")[: 1 + EXAMPLE_SENTENCES])
    return f"```\n$ .venv/bin/tongket {EXAMPLE}\n{shown}\n…\n```"


if __name__ == "__main__":
    replace_between(ROOT / "README.md", "example", example())
