"""The last resort against a document that hangs in C code, where no exception reaches and the interpreter may be held.

The process that reads it notes which one it was and ends; who started it (pipeline/workers.py) leaves that document out
and reads the others again. Both are left to what needs no interpreter: the kernel's timer of computing time, and a
thread of `faulthandler`. For processes that exist only to read; where nothing was said by `note_in` nothing is watched.
"""

from __future__ import annotations

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

COMPUTED = 3
"""Times the limit of one document that may be computed for it: it is limited twice, while it is fetched out of its file
and while it is read, and an error needs time to be told."""
WAITED = 5
"""Times that limit that may pass by the clock, whether anything is computed or not: on a busy machine little is."""

_note: IO[bytes] | None = None
_armed: float | None = None
"""The limit of the document that is watched now."""


def note_in(file: Path) -> None:
    """From now on watch what this process reads, and note in `file` what it hangs over."""
    global _note
    _note = file.open("wb", buffering=0)
    if hasattr(faulthandler, "register") and hasattr(signal, "SIGVTALRM"):
        faulthandler.register(signal.SIGVTALRM, file=_note, all_threads=False, chain=True)


@contextmanager
def watched(name: str, seconds: float) -> Iterator[None]:
    """End this process where the body, about the document `name` (one line), goes far beyond its limit of `seconds`. No
    limit where that is 0."""
    global _armed
    if _note is None or not seconds:
        yield
        return
    _note.seek(0)
    _note.truncate()
    _note.write(f"{name}\n".encode())
    _armed = seconds
    _arm(seconds)
    try:
        yield
    finally:
        _armed = None
        _arm(0)


@contextmanager
def waiting() -> Iterator[None]:
    """For a body that waits for another process within bounds of its own."""
    seconds = _armed
    if seconds is None:
        yield
        return
    faulthandler.cancel_dump_traceback_later()
    try:
        yield
    finally:
        faulthandler.dump_traceback_later(WAITED * seconds, exit=True, file=_note)  # type: ignore[arg-type]  # is open


def hung(folder: Path) -> set[str]:
    """The documents that processes which noted in files of `folder` have ended over."""
    found = set()
    for file in folder.iterdir():
        name, _, told = file.read_bytes().partition(b"\n")
        if told:
            found.add(name.decode())
    return found


def _arm(seconds: float) -> None:
    assert _note is not None
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, COMPUTED * seconds)
    if seconds:
        faulthandler.dump_traceback_later(WAITED * seconds, exit=True, file=_note)
    else:
        faulthandler.cancel_dump_traceback_later()
