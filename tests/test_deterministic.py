"""The same input gives the same bytes, whenever, in whatever order and under whatever hash seed it is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from annotations import GAZETTEER, SHIPPED

SOURCES = sorted(path for path in SHIPPED.iterdir() if path.suffix in (".txt", ".html"))


def read(sources: list[Path], seed: str, folder: Path) -> list[str]:
    out = folder / f"{seed}.jsonl"
    command = [sys.executable, "-m", "tongket", "read", *map(str, sources)]
    command += ["--gazetteer", str(GAZETTEER), "--format", "jsonl", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
    return out.read_text(encoding="utf-8").splitlines()


def test_order_and_hash_seed_change_nothing(tmp_path: Path) -> None:
    forwards = read(SOURCES, "1", tmp_path)
    backwards = read(SOURCES[::-1], "2", tmp_path)
    assert len(forwards) == len(SOURCES) >= 8
    assert backwards == forwards[::-1]
