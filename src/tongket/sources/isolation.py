"""Reading a hostile file costs bounded memory and time: it is done in a second process, which may be lost.

One such process serves all documents in turn. Where it takes too long, asks for too much memory or dies, the document
is reported with that cause, and the next one gets a new process.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import time
from importlib import import_module
from typing import IO, Any

from tongket.last_resort import waiting

from .errors import SourceError

SECONDS = 120
"""For one document; the slowest honest ones (hundreds of pages, scans apart) take a tenth of it."""
MEMORY = 3 << 30
"""Bytes of address space of the reading process; libraries alone take a fifth of it."""
_LENGTH = struct.Struct(">Q")


class _Lost(Exception):
    """The reading process ended, or had to be ended."""


class _Worker:
    """The second process, and the pipes to it."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from tongket.sources.isolation import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    def ask(self, message: bytes, seconds: float) -> bytes:
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(_LENGTH.pack(len(message)) + message)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise _Lost from None
        ends = time.monotonic() + seconds
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, ends))
        return self._read(length, ends)

    def _read(self, size: int, ends: float) -> bytes:
        """Exactly `size` bytes before the moment `ends`."""
        pipe = self.process.stdout
        assert pipe is not None
        found = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while len(found) < size:
                if not selector.select(max(0.0, ends - time.monotonic())):
                    raise TimeoutError
                part = os.read(pipe.fileno(), min(size - len(found), 1 << 20))
                if not part:
                    raise _Lost
                found += part
        return bytes(found)

    def stop(self) -> None:
        """End the process, and what it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


_worker: tuple[int, _Worker] | None = None
"""The process that reads for this one; after a fork the child starts its own."""


def call(module: str, function: str, *arguments: Any, seconds: float = SECONDS) -> Any:
    """What `module.function(*arguments)` gives, computed in the second process.

    Raises SourceError: the function's own, or one that tells that time or memory ran out or the process died.
    """
    global _worker
    if _worker is None or _worker[0] != os.getpid():
        _worker = (os.getpid(), _Worker())
    worker = _worker[1]
    try:
        with waiting():
            answer = pickle.loads(worker.ask(pickle.dumps((module, function, arguments)), seconds))
    except TimeoutError:
        cause = f"reading it takes more than {seconds:g} seconds"
    except _Lost:
        cause = "its reader broke down over it: a damaged or hostile file"
    else:
        if isinstance(answer, BaseException):
            raise answer
        return answer
    stop()
    raise SourceError(cause)


@atexit.register
def stop() -> None:
    """End the second process, if one runs for this process."""
    global _worker
    if _worker is not None and _worker[0] == os.getpid():
        _worker[1].stop()
    _worker = None


# ── in the second process ────────────────────────────────────────────────────
def serve() -> None:
    """Answer requests until their pipe closes. What libraries print must not get into the answers."""
    _limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    while header := requests.read(_LENGTH.size):
        module, function, arguments = pickle.loads(_exactly(requests, _LENGTH.unpack(header)[0]))
        message = _answer(module, function, arguments)
        answers.write(_LENGTH.pack(len(message)) + message)
        answers.flush()


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise SystemExit
    return data


def _answer(module: str, function: str, arguments: tuple[Any, ...]) -> bytes:
    """The pickled result, or a SourceError that says what went wrong."""
    try:
        return pickle.dumps(getattr(import_module(module), function)(*arguments))
    except SourceError as error:
        return pickle.dumps(SourceError(error.cause))
    except MemoryError:
        return pickle.dumps(SourceError(f"reading it takes more than {MEMORY >> 30} GiB of memory"))
    except RecursionError:
        return pickle.dumps(SourceError("nested too deeply to be read"))
    except Exception as error:
        # A library choked on a damaged file in a way that it does not declare; the type tells what to report.
        return pickle.dumps(SourceError(f"damaged, or of an unknown kind ({type(error).__name__})"))


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # a system without such limits; the limit of time still holds
