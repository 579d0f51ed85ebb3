"""A limit to the time that one document may take, so that none made to be slow holds up the run."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tongket.sources.errors import TooSlowError

_AGAIN = 1.0
"""Seconds until the error is raised once more, where something swallowed it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TooSlowError in the body once it has computed for `seconds`; no limit where `seconds` is 0, outside the
    main thread, or on a system without such timers (Windows).

    Computing time of the process counts, not the clock: how busy the machine is does not change what is read.
    Limits don't nest: within a limit another is none.
    """
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    if any(signal.getitimer(signal.ITIMER_PROF)):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(seconds)

    before = signal.signal(signal.SIGPROF, stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
