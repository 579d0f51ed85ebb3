"""The command line, from outside: what it prints, what it says of bad input, and how it stops."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from made import LEAD, TEXT
from tongket import cli, pipeline, reading
from tongket.records import Document, Reading

TIMEOUT = 60
HEAVY = ("pyarrow", "trafilatura", "lxml", "pydantic", "rich", "jinja2", "httpx", "ahocorasick_rs", "tomli")


def tongket(
    *arguments: str | Path, stdin: str | bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tongket", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=TIMEOUT,
        cwd=cwd,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def here(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [*map(str, arguments)])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "lam-son.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


# ── start ────────────────────────────────────────────────────────────────────
def test_version_and_help() -> None:
    assert re.fullmatch(r"tongket \d+\.\d+\.\d+\n", tongket("--version").stdout)
    assert "read" in tongket("--help").stdout
    assert tongket().returncode == 2


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [(["--help"], set()), (["read", "--help"], {"pydantic"})],  # Typer itself takes pydantic to a command's options
)
def test_help_imports_nothing_heavy(arguments: list[str], allowed: set[str]) -> None:
    script = (
        f"import sys\nsys.argv[1:] = {arguments}\nfrom tongket.cli import main\n"
        "try: main()\nexcept SystemExit: print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=TIMEOUT)
    imported = set(done.stderr.split())
    assert "tongket.cli" in imported
    assert imported & set(HEAVY) <= allowed


# ── formats ──────────────────────────────────────────────────────────────────
def test_only_the_command_changes_how_often_python_collects() -> None:
    script = "import gc, sys, tongket; from tongket import api; sys.argv = ['tongket', '--version']\n"
    script += "before = gc.get_threshold()\nfrom tongket.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    script += "print(*before, *gc.get_threshold())"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=TIMEOUT)
    first, *_, after, _, _ = map(int, done.stdout.splitlines()[-1].split())
    assert first < after


def test_jsonl_cites_the_input(report: Path) -> None:
    done = tongket("read", report, "--published", "2022-01-05", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = map(json.loads, done.stdout.splitlines())
    assert line["doc"] == "lam-son"
    assert line["document"]["text"] == TEXT
    assert line["document"]["published"] == "2022-01-05"
    quotes = [f["quote"] for f in line["figures"]]
    assert {"259", "36,9%", "31", "184 triệu đồng", "227"} <= set(quotes)
    assert [TEXT[f["start"] : f["end"]] for f in line["figures"]] == quotes


def test_formats_agree(report: Path, tmp_path: Path) -> None:
    line = json.loads(tongket("read", report, "--format", "jsonl").stdout)
    assert json.loads(tongket("read", report, "--format", "json").stdout) == [line]
    rows = tongket("read", report, "--format", "csv").stdout.splitlines()
    assert len(rows) == 1 + len(line["figures"])
    page = tongket("read", report, "--format", "html").stdout
    assert page.count('<tr id="r') == len(line["figures"])
    table = tongket("read", report).stdout
    assert "«184 triệu đồng»" in table and "\x1b" not in table


@pytest.mark.parametrize(
    ("name", "starts"), [("o.jsonl", '{"'), ("o.json", "[\n"), ("o.csv", "doc,"), ("o.html", "<!d")]
)
def test_the_ending_of_out_chooses_the_format(report: Path, tmp_path: Path, name: str, starts: str) -> None:
    done = tongket("read", report, "--out", tmp_path / name)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(starts)


def test_pages_go_into_a_folder(report: Path, tmp_path: Path) -> None:
    report.with_name("hai.txt").write_text(LEAD, encoding="utf-8")
    assert tongket("read", tmp_path, "--format", "html", "--out", tmp_path / "pages").returncode == 0
    assert sorted(p.name for p in (tmp_path / "pages").iterdir()) == ["hai.html", "lam-son.html"]


def test_no_text_leaves_the_text_out(report: Path) -> None:
    line = json.loads(tongket("read", report, "--format", "jsonl", "--no-text").stdout)
    assert "text" not in line["document"] and line["figures"]


def test_same_input_same_bytes_in_any_order(tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"d{n}.txt").write_text(f"{TEXT}\n{LEAD} {n}", encoding="utf-8")
    paths = sorted(tmp_path.glob("*.txt"))
    first = tongket("read", *paths, "--format", "jsonl").stdout.splitlines()
    assert tongket("read", *paths, "--format", "jsonl").stdout.splitlines() == first
    assert tongket("read", *reversed(paths), "--format", "jsonl").stdout.splitlines() == first[::-1]
    assert tongket("read", paths[2], "--format", "jsonl").stdout.splitlines() == [first[2]]
    page = tongket("read", paths[0], "--format", "html").stdout
    assert tongket("read", paths[0], "--format", "html").stdout == page


# ── inputs ───────────────────────────────────────────────────────────────────
def test_standard_input() -> None:
    done = tongket("read", "-", "--format", "jsonl", stdin=LEAD)
    assert json.loads(done.stdout)["document"]["text"].strip() == LEAD


def test_columns_by_other_names(tmp_path: Path) -> None:
    table = tmp_path / "docs.jsonl"
    row = {"body": LEAD, "key": "a-1", "day": "2022-01-05"}
    table.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    names = ("--text-column", "body", "--id-column", "key", "--published-column", "day")
    line = json.loads(tongket("read", table, *names, "--format", "jsonl").stdout)
    assert (line["doc"], line["document"]["published"]) == ("a-1", "2022-01-05")


def test_a_gazetteer_adds_places(report: Path, tmp_path: Path) -> None:
    gazetteer = tmp_path / "gazetteer.toml"
    gazetteer.write_text('[[place]]\nname = "Lam Sơn"\nlevel = "province"\n', encoding="utf-8")
    line = json.loads(tongket("read", report, "--gazetteer", gazetteer, "--format", "jsonl").stdout)
    assert any(f["place"] and "Lam Sơn" in f["place"] for f in line["figures"])


@pytest.mark.parametrize("format", ["jsonl", "csv", "table", "html"])
def test_half_a_character_is_no_accident(tmp_path: Path, format: str) -> None:
    table = tmp_path / "docs.jsonl"
    table.write_text(json.dumps({"id": "x\n\ud800", "text": f"{LEAD} \ud800"}) + "\n", encoding="utf-8")
    done = tongket("read", table, "--format", format)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or len(done.stderr.splitlines()) == 1


# ── bad input ────────────────────────────────────────────────────────────────
def bad_inputs(folder: Path) -> dict[str, list[str]]:
    files = {
        "empty.txt": b"",
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        "bytes.txt": bytes(range(128, 256)) * 40 + b"\x00\x01\x02" * 50,
        "huge.txt": "Phát hiện 12 vụ. ".encode() * 100,
        "table.csv": b"a,b\n1,2\n",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "nothing").mkdir()
    return {
        **{name: [str(folder / name)] for name in ("empty.txt", "picture.html", "bytes.txt", "table.csv")},
        "huge.txt": [str(folder / "huge.txt"), "--max-bytes", "1000"],
        "missing.txt": [str(folder / "missing.txt")],
        "nothing": [str(folder / "nothing")],
        "no-*.txt": [str(folder / "no-*.txt")],
    }


@pytest.mark.parametrize(
    "name",
    ["empty.txt", "picture.html", "bytes.txt", "table.csv", "huge.txt", "missing.txt", "nothing", "no-*.txt"],
)
def test_bad_input_is_one_clear_line(tmp_path: Path, name: str) -> None:
    done = tongket("read", *bad_inputs(tmp_path)[name], "--format", "jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert name in line and line.startswith("tongket: ")


def test_one_bad_file_does_not_stop_the_rest(report: Path, tmp_path: Path) -> None:
    (tmp_path / "a-empty.txt").touch()
    (tmp_path / "z-picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    done = tongket("read", tmp_path, "--format", "jsonl")
    assert done.returncode == 1
    assert [json.loads(line)["doc"] for line in done.stdout.splitlines()] == ["lam-son"]
    head, *causes = done.stderr.splitlines()
    assert head == "2 inputs could not be read:"
    assert ["a-empty.txt" in causes[0], "z-picture.html" in causes[1], len(causes)] == [True, True, 2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--published", "yesterday"], "not a day like 2022-03-18"),
        (["--format", "xml"], "xml"),
        (["--gazetteer", "missing.toml"], "--gazetteer: missing.toml: No such file"),
        (["--gazetteer", "broken.toml"], "broken.toml"),
        (["--max-bytes", "0"], "max-bytes"),
        (["--out", "folder", "--format", "jsonl"], "cannot write"),
        (["--unknown"], "--unknown"),
    ],
)
def test_wrong_usage_ends_with_2(report: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken.toml").write_text("[[place", encoding="utf-8")
    done = tongket("read", report, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["in.txt", "--out", "in.txt"],
        ["./in.txt", "--out", "in.txt", "--format", "jsonl"],
        ["*.txt", "--out", "in.txt"],
        ["page.html", "--out", "page.html"],
        ["page.html", "--format", "html", "--out", "."],
        [".", "--format", "html", "--out", "."],
        ["*.html", "--format", "html", "--out", "."],
    ],
)
def test_no_input_is_overwritten(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "in.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "page.html").write_text(f"<p>{LEAD}</p>", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = tongket("read", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and "would overwrite the input" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("out", "format"), [("all.jsonl", "jsonl"), ("all.csv", "csv"), ("pages", "html")])
def test_writing_into_the_folder_that_is_read_gives_the_same_twice(tmp_path: Path, out: str, format: str) -> None:
    (tmp_path / "in.txt").write_text(TEXT, encoding="utf-8")
    written = []
    for _ in range(2):
        done = tongket("read", tmp_path, "--out", tmp_path / out, "--format", format)
        assert (done.returncode, done.stderr) == (0, "")
        written.append({path.name: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()})
    assert written[0] == written[1] and len(written[0]) == 2


def test_several_documents_do_not_fit_one_page(report: Path, tmp_path: Path) -> None:
    report.with_name("hai.txt").write_text(LEAD, encoding="utf-8")
    done = tongket("read", tmp_path, "--out", tmp_path / "page.html")
    assert done.returncode == 2
    assert done.stderr == "tongket: html of several documents needs --out FOLDER\n"


# ── a reader that fails ──────────────────────────────────────────────────────
@pytest.fixture
def failing_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    read_document = reading.read_document

    def fail_on_bad(document: Document, gazetteer: object = None, catalogue: object = None) -> Reading:
        if document.doc == "bad":
            raise ZeroDivisionError("one\ntwo")
        return read_document(document)

    monkeypatch.setattr(reading, "read_document", fail_on_bad)
    monkeypatch.delenv(pipeline.DEBUG_VARIABLE, raising=False)
    yield


@pytest.mark.usefixtures("failing_reader")
def test_a_document_the_reader_fails_on_is_named(report: Path) -> None:
    report.with_name("bad.txt").write_text(LEAD, encoding="utf-8")
    done = here("read", report.parent, "--format", "jsonl")
    assert done.exit_code == 1
    assert [json.loads(line)["doc"] for line in done.stdout.splitlines()] == ["lam-son"]
    assert done.stderr == "tongket: bad: the reader failed: ZeroDivisionError: one\n"


@pytest.mark.usefixtures("failing_reader")
def test_debugging_shows_the_error_itself(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(pipeline.DEBUG_VARIABLE, "1")
    report.rename(report.with_name("bad.txt"))
    assert isinstance(here("read", report.with_name("bad.txt")).exception, ZeroDivisionError)


# ── stopping, and being watched ──────────────────────────────────────────────
@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_ctrl_c_leaves_complete_lines(tmp_path: Path, format: str) -> None:
    table = tmp_path / "many.jsonl"
    row = json.dumps({"id": "x", "text": LEAD * 4}, ensure_ascii=False)
    table.write_text((row + "\n") * 20_000, encoding="utf-8")
    out = tmp_path / "out"
    run = subprocess.Popen(
        [sys.executable, "-m", "tongket", "read", table, "--format", format, "--out", out], stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + TIMEOUT
    while not (out.exists() and out.stat().st_size > 20_000):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=TIMEOUT)
    assert run.returncode == 130
    assert b"Traceback" not in errors
    written = out.read_text(encoding="utf-8")
    assert written.endswith("\n")
    if format == "jsonl":
        assert all(json.loads(line)["figures"] for line in written.splitlines())


def test_a_closed_pipe_is_no_error_message(tmp_path: Path) -> None:
    table = tmp_path / "many.jsonl"
    row = json.dumps({"id": "x", "text": LEAD * 4}, ensure_ascii=False)
    table.write_text((row + "\n") * 300, encoding="utf-8")
    command = f"{sys.executable} -m tongket read {table} --format jsonl | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=TIMEOUT)
    assert done.stderr == "" and len(done.stdout.splitlines()) == 1


def watch(*arguments: str | Path, out: bool) -> str:
    """What a terminal on standard error (and on standard output, if `out`) is shown."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "tongket", *map(str, arguments)],
        stdout=theirs if out else subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"} | {"NO_COLOR": ""},
    )
    os.close(theirs)
    seen = b""
    while select.select([ours], [], [], TIMEOUT)[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    run.wait(TIMEOUT)
    os.close(ours)
    return seen.decode()


def test_progress_is_for_terminals_and_many_documents(report: Path, tmp_path: Path) -> None:
    assert "figures" not in watch("read", report, "--format", "jsonl", out=False)
    report.with_name("hai.txt").write_text(LEAD, encoding="utf-8")
    assert "2/2" in watch("read", tmp_path, "--format", "jsonl", out=False)
    assert tongket("read", tmp_path, "--format", "jsonl").stderr == ""


def test_a_terminal_gets_colours(report: Path) -> None:
    shown = watch("read", report, out=True)
    assert "\x1b[1;36m184 triệu đồng\x1b[0m" in shown
    assert "«" not in shown
