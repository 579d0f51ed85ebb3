"""The compiled form (`make fast`, which runs these tests on it) reads what the form as written reads, byte for byte."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotations import EXPECTED, GAZETTEER, OFFICIAL, ROOT, names, source_of
from tongket.limits import time_limit
from tongket.reading import figures, read_document
from tongket.sources.errors import TooSlowError
from tongket.sources.plain import from_text

WRITTEN = ROOT / "src"
compiled = pytest.mark.skipif(
    not (figures.__file__ or "").endswith((".so", ".pyd")),
    reason="not the compiled form (make fast compiles and tests it)",
)
SOURCES = [source_of(doc, shelf) for shelf in (EXPECTED, OFFICIAL) for doc in names(shelf)]


def run(*arguments: str, written: bool = False) -> str:
    """What a command of Tongket prints: of the form as written, or of the one under test."""
    env = os.environ | ({"PYTHONPATH": str(WRITTEN)} if written else {})
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=env)
    return done.stdout


def read(out: Path, *, written: bool) -> bytes:
    command = ["-m", "tongket", "read", *map(str, SOURCES), "--gazetteer", str(GAZETTEER), "--out", str(out)]
    run(*command, written=written)
    return out.read_bytes()


@compiled
def test_both_forms_write_the_same_bytes(tmp_path: Path) -> None:
    lines = read(tmp_path / "compiled.jsonl", written=False)
    assert lines == read(tmp_path / "written.jsonl", written=True)
    assert len(lines.splitlines()) == len(SOURCES) > 40


@compiled
def test_both_forms_are_the_same_reader() -> None:
    script = "from tongket.reader import reader; from tongket.reading import figures; print(reader(), figures.__file__)"
    ours, theirs = (run("-c", script, written=written).rpartition(" ") for written in (False, True))
    assert ours[0] == theirs[0]
    assert theirs[2].strip() == str(WRITTEN / "tongket" / "reading" / "figures.py") != ours[2].strip()


@compiled
def test_worker_processes_fill_the_same_ledger(tmp_path: Path) -> None:
    shipped = [str(GAZETTEER.parent), "--gazetteer", str(GAZETTEER)]
    question = "SELECT document_id, start, quote, counted, body, unit, kind, status FROM figures ORDER BY ALL"
    answers = []
    for form, written in (("compiled", False), ("written", True)):
        ledger = ["--ledger", str(tmp_path / form)]
        run("-m", "tongket", "add", *shipped, *ledger, "--workers", "2", written=written)
        answers.append(run("-m", "tongket", "query", question, *ledger, "--format", "json", written=written))
    assert answers[0] == answers[1]
    assert json.loads(answers[0])[0]["quote"]


@compiled
def test_a_limit_stops_compiled_reading() -> None:
    """Signals come through only where Python itself runs; there must be enough such places."""
    read_document(from_text("Năm 2024, toàn tỉnh xảy ra 486 vụ.", doc="short"))
    many = " ".join(f"phát hiện {number} vụ vi phạm," for number in range(3000))
    stopped = 0
    try:
        with time_limit(0.3):
            read_document(from_text(many, doc="many"))
    except TooSlowError as error:
        trace = error.__traceback__
        while trace is not None:
            stopped, trace = stopped + 1, trace.tb_next
    assert stopped > 3


def compiled_files() -> list[Path]:
    """The modules that setup.py compiles."""
    lists: dict[str, tuple[str, ...]] = {}
    for node in ast.parse((ROOT / "setup.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("ROOMS", "MODULES"):
            exec(ast.unparse(node), lists)
    files = [path for room in lists["ROOMS"] for path in (WRITTEN / "tongket" / room).glob("*.py")]
    files += [WRITTEN / "tongket" / f"{module}.py" for module in lists["MODULES"]]
    assert len(files) > 100
    return files


def test_no_answer_is_kept_in_a_way_that_compiling_forgets() -> None:
    """Compiled, a `cached_property` is worked out anew each time it is asked for."""
    assert [path for path in compiled_files() if "cached_property" in path.read_text(encoding="utf-8")] == []


def test_final_tuples_tell_their_type() -> None:
    """Compiled, a final tuple of so many floats counts as never set, and one of other things is made anew each time;
    `Final[tuple[float, ...]]` is kept as it is."""
    bare = [
        f"{path.name}: {ast.unparse(node.target)}"
        for path in compiled_files()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign)
        and ast.unparse(node.annotation) == "Final"
        and isinstance(node.value, ast.Tuple)
    ]
    assert bare == []
