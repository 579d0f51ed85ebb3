"""What follows a decision without anybody waiting for it: the checks, once nobody has decided for a few seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tongket.ledger.errors import LedgerError

PAUSE = 4.0
"""Seconds without a decision after which the checks run."""


class Later:
    """Does `work` some seconds after the last call of `soon`, in a thread of its own, one at a time."""

    def __init__(self, work: Callable[[], object], pause: float = PAUSE) -> None:
        self._work, self._pause = work, pause
        self._wanted = threading.Event()
        self._again = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def soon(self) -> None:
        """Work will be done."""
        with self._lock:
            self._again.set()
            self._wanted.set()
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._run, name="checks", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Wait for what is being done, and do no more: what is left is found by the next check."""
        with self._lock:
            self._stopped, thread = True, self._thread
            self._wanted.set()
            self._again.set()
        if thread is not None:
            thread.join(timeout=60)

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            while not self._stopped:
                self._again.clear()
                if not self._again.wait(self._pause):
                    break
            if self._stopped:
                return
            self._wanted.clear()
            try:
                self._work()
            except LedgerError:
                continue  # somebody is redacting, or the disk is full: the next check sees these decisions too
