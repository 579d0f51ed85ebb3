"""`tongket serve` as a process: what it says, and where it can't open."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tongket.ledger.store import Store


def serve(ledger: Path, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tongket", "serve", "--ledger", str(ledger), "--port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    Store(tmp_path / "ledger", create=True)
    return tmp_path / "ledger"


def test_an_empty_ledger_opens_and_says_what_to_do(empty: Path) -> None:
    desk = serve(empty, port := free_port())
    try:
        assert desk.stdout is not None
        said = desk.stdout.readline()
        assert f"http://localhost:{port}/" in said
        page = httpx.get(f"http://127.0.0.1:{port}/?lang=vi", trust_env=False)
        assert page.status_code == 200
        told = re.findall(r"<p>(.*?)</p>", page.text[page.text.index('class="empty"') :])[:3]
        assert "Sổ chưa có gì." in told[0] and "tongket add" in told[1] and len(told) == 3
    finally:
        desk.send_signal(signal.SIGINT)
        out, err = desk.communicate(timeout=30)
    assert desk.returncode == 0 and "Traceback" not in out + err


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_is_no_ledger_is_said_in_a_line(tmp_path: Path, there: bool) -> None:
    folder = tmp_path if there else tmp_path / "nothing"
    desk = serve(folder, free_port())
    _, err = desk.communicate(timeout=60)
    assert desk.returncode == 1
    assert err.splitlines()[-1] == (
        f"tongket: there is no ledger at {folder}; one is made by: tongket add FOLDER --ledger {folder}"
    )
    assert "Traceback" not in err and not (folder / "documents").exists()


def test_a_port_that_is_taken_is_said_in_a_line(empty: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        desk = serve(empty, port)
        out, err = desk.communicate(timeout=60)
    assert desk.returncode == 1 and out == ""
    assert err.splitlines() == [
        f"tongket: port {port} is taken, perhaps by another desk: choose another one, as in --port {port + 1}"
    ]
