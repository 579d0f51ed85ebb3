"""An `add` that is killed at random moments, whole process group and all, ends with the rows of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from adding import finish, killed, start
from ledgers import assert_once, assert_same, fill, invent, orphans, reports, seen
from tongket.ledger.store import Store

KILLS = 5
SHARD = 8


def test_killed_at_random_moments(tmp_path: Path) -> None:
    inputs = invent(tmp_path / "in", 40, seed=1)
    reports(inputs, range(160))
    calm = Store(tmp_path / "calm", create=True)
    fill(calm, inputs, shard_size=SHARD)
    chance = random.Random(5)
    place = tmp_path / "ledger"
    for kill in range(KILLS):
        child = start(place, inputs, workers=1 + kill % 3 // 2, shard=SHARD)
        _wait_for_commits(place, chance.randint(0, 3), child)
        assert killed(child, chance.uniform(0, 0.6)), "it was done before it could be killed: more documents are needed"
    finish(start(place, inputs, shard=SHARD))
    rows = seen(Store(place))
    assert_same(seen(calm), rows)
    assert_once(rows)
    assert sum(rows["documents"].values()) == 200 and orphans(Store(place)) == 0
    assert os.listdir(place / "running") == []


def _wait_for_commits(place: Path, count: int, child: subprocess.Popen[str]) -> None:
    """Wait until a run has written some more versions of a table: the kill shall find it at work."""
    log = place / "figures" / "_delta_log"

    def versions() -> int:
        return len(list(log.glob("*.json"))) if log.is_dir() else 0

    wanted = versions() + count
    while versions() < wanted and child.poll() is None:
        time.sleep(0.01)


WAITING = """
import sys
from tongket.pipeline.shards import Shard
from tongket.pipeline.work import Settings
from tongket.pipeline.workers import read_in_processes

def cut():
    yield Shard(())
    yield Shard(())
    print(*(child.pid for child in __import__("multiprocessing").active_children()), flush=True)
    sys.stdin.read()

if __name__ == "__main__":
    list(read_in_processes(cut(), Settings(), 2))
"""


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """The process alone is killed, as when memory is short; its workers must not wait for it for ever."""
    script = tmp_path / "waiting.py"
    script.write_text(WAITING, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        workers = [int(each) for each in child.stdout.readline().split()]
        assert len(workers) == 2 and all(map(_lives, workers))
        child.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while any(map(_lives, workers)):
        assert time.monotonic() < until
        time.sleep(0.05)


def _lives(process: int) -> bool:
    """Whether a process runs still; one that waits only to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
