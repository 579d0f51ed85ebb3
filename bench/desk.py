"""How many readers the desk serves, and how fast: the numbers of docs/desk.md.

usage: python bench/desk.py LEDGER [--seconds N] [--readers N] [--docs docs/desk.md]

Opens `tongket serve` on LEDGER and asks it by wrk (apt-get install wrk), from the same machine: home, documents,
searches, indicators, bodies, places, flags and reviews; every fifth address is one that nobody asked before. First
without a pause between an answer and the next request, then with about a second of it, as readers take. Memory is that
of the server's process, before and after the second.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from readme import replace_between

ROOT = Path(__file__).parents[1]
_WORDS = (
    "tai nạn giao thông", "tai nan giao thong", "công an", "người", "xuất khẩu", "học sinh", "mưa lũ", "ung thư",
    "thi tốt nghiệp", "thu ngân sách", "doanh nghiệp", "du lịch", "giá vàng", "lãi suất", "ung dung", "bệnh nhân",
    "xử phạt", "hải quan", "thuế", "dự án", "lao động", "nông sản", "điện", "nước sạch", "bảo hiểm", "môi trường",
)  # fmt: skip
_LISTS = ("/", "/bodies", "/places", "/indicators", "/flags", "/reviews", "/search", "/about", "/api")
_WARM, _COLD = 40, 6000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ledger", type=Path)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--readers", type=int, default=50)
    arguments.add_argument("--docs", type=Path, help="file whose load table to rewrite")
    options = arguments.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder, opened(options.ledger) as (address, process):
        warm, cold = addresses(address)
        lists = [Path(folder) / name for name in ("warm", "cold", "other")]
        for path, listed in zip(lists, (warm, cold[::2], cold[1::2]), strict=True):
            path.write_text("\n".join(listed) + "\n", encoding="utf-8")
        size = warm_up(address, warm)
        print(f"{len(warm)} warm addresses, {len(cold)} others; the largest page has {size / 1000:.0f} kB", flush=True)
        runs = []
        before = 0.0
        for other, seconds, think in ((lists[2], options.seconds // 2, 0), (lists[1], options.seconds, 1000)):
            time.sleep(2)
            before, spent = memory(process), worked(process)
            found = wrk(address, lists[0], other, seconds, options.readers, think)
            runs.append(found | {"work": 1000 * (worked(process) - spent) / max(1, found["requests"])})
            print(f"{think} ms of thought: {runs[-1]}, {before:.0f} to {memory(process):.0f} MB", flush=True)
        fastest, readers = runs
        after = memory(process)
        documents = httpx.get(f"{address}/healthz", trust_env=False).json()["documents"]
    told = table(documents, options.readers, readers, fastest, before, after)
    print(told)
    if options.docs:
        replace_between(options.docs, "load", told)


@contextmanager
def opened(ledger: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The desk on a free port: its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [str(Path(sys.executable).parent / "tongket"), "serve", "--ledger", str(ledger), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            if process.poll() is not None:
                sys.exit("the desk did not open")
            try:
                httpx.get(f"{address}/healthz", trust_env=False, timeout=60)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield address, process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def addresses(address: str) -> tuple[list[str], list[str]]:
    """Addresses that are asked again and again, and ones that are asked once."""
    chance = random.Random(0)

    def listed(path: str, name: str, start: str, number: int) -> list[str]:
        found: dict[str, None] = {}
        for page in itertools.count(1):
            joint = "&" if "?" in path else "?"
            answer = httpx.get(f"{address}{path}{joint}page={page}", trust_env=False, timeout=60)
            rows = answer.json()[name] if answer.status_code == 200 else []
            more = [f"{start}{row.get('id') or row.get('code')}" for row in rows]
            if found.keys() >= set(more) or len(found) >= number:
                return list(found)[:number]
            found.update(dict.fromkeys(more))
        return []

    documents = listed("/search.json?show=documents", "documents", "/d/", 5000)
    bodies = listed("/bodies.json", "bodies", "/bodies/", 600)
    places = listed("/places.json?division=2025-06-30", "provinces", "/places/", 400)
    indicators = listed("/indicators.json", "indicators", "/indicators/", 400)
    flags = listed("/flags.json", "flags", "/flags/", 20)
    for each in (documents, bodies, places, indicators):
        chance.shuffle(each)
    searches = [str(httpx.URL("/search", params={"q": words})) for words in _WORDS]
    pairs = [" ".join(pair) for pair in itertools.permutations(_WORDS, 2)]
    chance.shuffle(pairs)
    others = [str(httpx.URL("/search", params={"q": words})) for words in pairs]
    kinds = (documents, bodies, places, indicators)
    warm = [*_LISTS, *searches, *flags, *(each for kind in kinds for each in kind[:_WARM])]
    cold = [*documents[_WARM:], *bodies[_WARM:], *places[_WARM:], *indicators[_WARM:], *others]
    chance.shuffle(cold)
    return warm, cold[:_COLD]


def warm_up(address: str, warm: list[str]) -> int:
    """Ask every warm address once; the bytes of the largest page."""
    largest = 0
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as reader:
        for each in warm:
            answer = reader.get(each)
            if answer.status_code != 200:
                sys.exit(f"{each}: {answer.status_code}")
            largest = max(largest, len(answer.content))
    return largest


def wrk(address: str, warm: Path, cold: Path, seconds: int, readers: int, think: int) -> dict[str, float]:
    """One run of wrk: what it measured."""
    script = str(Path(__file__).with_name("desk.lua"))
    command = ["wrk", "-t2", f"-c{readers}", f"-d{seconds}s", "--timeout", "10s", "-s", script, address, "--"]
    done = subprocess.run([*command, str(warm), str(cold), str(think)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.partition("RESULT ")[2])
    return found


def memory(process: subprocess.Popen[bytes]) -> float:
    """MB that belong to the process alone."""
    told = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("RssAnon")) / 1024


def worked(process: subprocess.Popen[bytes]) -> float:
    """Seconds of a processor that the process has taken; other programs on the machine don't add to them."""
    told = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def table(
    documents: int,
    readers: int,
    thinking: dict[str, float],
    fastest: dict[str, float],
    before: float,
    after: float,
) -> str:
    """What was measured, as Markdown."""
    rows = (
        ("readers", f"{readers}, a second of thought", f"{readers}, no pause"),
        ("requests a second", *(f"{each['requests'] / each['seconds']:.0f}" for each in (thinking, fastest))),
        ("median", *(f"{each['median']:.0f} ms" for each in (thinking, fastest))),
        ("99 % under", *(f"{each['p99']:.0f} ms" for each in (thinking, fastest))),
        ("server's processor time, a request", *(f"{each['work']:.1f} ms" for each in (thinking, fastest))),
        ("errors", *(f"{each['errors']:.0f}" for each in (thinking, fastest))),
        ("memory before, after", f"{before:.0f}, {after:.0f} MB", ""),
    )
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    cores = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    told = (
        f"A ledger of {documents:,} documents; server and wrk on the same machine ({cores}); a fifth of the pages cold."
    )
    return "\n".join((told, "", head, "|---|---|---|", *rest))


if __name__ == "__main__":
    main()
