"""--offline: no address is asked for, and no socket is opened by anybody in the process."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SPECIMENS = Path(__file__).parents[1] / "specimens"
TIMEOUT = 120
COUNTING = """
import sys
events = []
sys.addaudithook(lambda event, arguments: events.append(event) if event.startswith("socket.") else None)
sys.argv[1:] = {arguments!r}
from tongket.cli import main
try:
    main()
except SystemExit as stopped:
    print(stopped.code, *sorted(set(events)), sep="\\n", file=sys.stderr)
"""
REFUSED = """
import socket, sys, _socket
from tongket.offline import OfflineError, close_network, is_closed
assert not is_closed()
open_before = socket.socket()
close_network()
close_network()
assert is_closed()
pair = socket.socketpair()
pair[0].sendall(b"a")
assert pair[1].recv(1) == b"a"
attempts = [
    lambda: socket.socket(),
    lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    lambda: _socket.socket().connect(("127.0.0.1", 9)),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.gethostbyname("localhost"),
    lambda: open_before.connect(("127.0.0.1", 9)),
    lambda: open_before.bind(("127.0.0.1", 0)),
    lambda: __import__("httpx").get("http://127.0.0.1:9/"),
    lambda: __import__("urllib.request").request.urlopen("http://127.0.0.1:9/"),
]
for number, attempt in enumerate(attempts):
    try:
        attempt()
    except OfflineError:
        continue
    except Exception as error:
        assert "the network is closed" in str(error), (number, error)
        continue
    raise SystemExit(f"attempt {number} went through")
print("all refused")
"""


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=TIMEOUT)


def read(*arguments: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[bytes]:
    command = [*before, sys.executable, "-m", "tongket", "read", *arguments, "--format", "jsonl"]
    return subprocess.run(command, capture_output=True, timeout=TIMEOUT)


def test_every_way_out_is_refused() -> None:
    done = python(REFUSED)
    assert (done.returncode, done.stdout) == (0, "all refused\n"), done.stderr


@pytest.mark.parametrize("more", [[], ["--offline"]])
def test_reading_files_wants_no_socket(more: list[str]) -> None:
    done = python(COUNTING.format(arguments=["read", str(SPECIMENS), *more]))
    assert done.stderr.splitlines()[-1:] == ["0"], done.stderr
    assert "cong-an-van-ha-2024" in done.stdout


def test_the_count_would_see_a_socket() -> None:
    done = python(COUNTING.format(arguments=["read", "http://127.0.0.1:9/"]))
    assert {"1", "socket.connect"} <= set(done.stderr.splitlines())


def test_addresses_are_not_asked_for() -> None:
    named = ["http://127.0.0.1:9/a.html", "https://vanha.gov.vn/rss"]
    done = python(COUNTING.format(arguments=["read", *named, "--site", "https://vanha.gov.vn/", "--offline"]))
    assert done.stderr.splitlines() == [
        "3 inputs could not be read:",
        *(f"tongket: {name}: not asked for: --offline" for name in (*named, "https://vanha.gov.vn/")),
        "1",
    ]


def test_all_is_read_with_the_network_closed_from_outside() -> None:
    closed = ("unshare", "--map-root-user", "--net")
    if not shutil.which("unshare") or subprocess.run([*closed, "true"], capture_output=True).returncode:
        pytest.skip("this system lets no process close its network (unshare --net)")
    shut = subprocess.run(
        [*closed, sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert "Network is unreachable" in shut.stderr
    inside, outside = read(str(SPECIMENS), "--offline", before=closed), read(str(SPECIMENS))
    assert (inside.returncode, inside.stderr) == (0, b"")
    assert inside.stdout == outside.stdout and inside.stdout.count(b"\n") > 5
