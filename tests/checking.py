"""A check in a process of its own, which can be killed: usage: python checking.py LEDGER TIMES"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def start(ledger: Path, times: int = 1) -> subprocess.Popen[str]:
    """Begin to check, from the beginning each time, in another process."""
    command = [sys.executable, __file__, str(ledger), str(times)]
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)


def main() -> None:
    from tongket.ledger.flags.check import check
    from tongket.ledger.store import Store

    for _ in range(int(sys.argv[2])):
        check(Store(sys.argv[1]), whole=True)


if __name__ == "__main__":
    main()
