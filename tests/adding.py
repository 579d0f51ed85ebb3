"""An `add` in a process group of its own, which can be killed: usage: python adding.py LEDGER WORKERS SHARD INPUT …"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def start(ledger: Path | str, *inputs: Path | str, workers: int = 2, shard: int = 1000) -> subprocess.Popen[str]:
    """Begin to add `inputs` in another process."""
    command = [sys.executable, __file__, str(ledger), str(workers), str(shard), *map(str, inputs)]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)


def killed(child: subprocess.Popen[str], seconds: float) -> bool:
    """Kill the whole group after some seconds; whether that was before its end."""
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
    child.communicate()
    return child.returncode == -signal.SIGKILL


def finish(child: subprocess.Popen[str], seconds: float = 600) -> None:
    """Wait for its end. Raises AssertionError with what it said where that was no good one."""
    _, said = child.communicate(timeout=seconds)
    assert child.returncode == 0, said


def main() -> None:
    from tongket.ledger.errors import LedgerError
    from tongket.ledger.store import Store
    from tongket.pipeline.add import add

    ledger, workers, shard, *inputs = sys.argv[1:]
    try:
        for _ in add(Store(ledger, create=True), inputs, workers=int(workers), shard_size=int(shard)):
            pass
    except LedgerError as error:
        sys.exit(f"tongket: {error}")


if __name__ == "__main__":
    main()
