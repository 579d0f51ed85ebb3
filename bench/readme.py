"""Numbers into the README: what stands between <!-- NAME --> and <!-- /NAME --> is written by a command."""

from __future__ import annotations

import re
from pathlib import Path


def replace_between(path: Path, name: str, content: str) -> None:
    """Put `content` between the two marks of `name` in the file. Raises ValueError where it has no such marks."""
    text = path.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    new, count = marks.subn(lambda m: f"{m[1]}{content}\n{m[2]}", text)
    if count != 1:
        raise ValueError(f"{path}: no single pair of marks for {name}")
    path.write_text(new, encoding="utf-8")
