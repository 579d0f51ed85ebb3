"""Work on shards, here or in other processes; results in the order of the shards.

A worker that dies (killed, out of memory) is replaced and its shard read again; a shard that kills its worker again
and again is read in halves, until the one document that does it stands alone and is left out. A worker that hangs over
a document ends itself and tells which (last_resort.py): that one is left out at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from tongket import last_resort
from tongket.garbage import collect_seldom
from tongket.offline import close_network
from tongket.pipeline.shards import Shard
from tongket.pipeline.work import LeftOut, Settings, ShardResult, joined, mark_of, named, read_shard
from tongket.sources.errors import TooSlowError

_AHEAD = 2
"""Shards in flight for each worker: one in work, one waiting, so that nobody idles and memory stays bounded."""
_LOOK = 1.0
"""Seconds between two looks whether a worker has died without the pool's knowing."""
_DEATHS = 2
"""Times a document is tried alone before it is given up: somebody else may have killed its process."""

Map = Callable[[Iterable[Shard], Settings], Iterator[ShardResult]]


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def read_here(shards: Iterable[Shard], settings: Settings) -> Iterator[ShardResult]:
    """Read in this process, which nothing ends where a document hangs in C code."""
    for shard in shards:
        yield read_shard(shard, settings)


def read_in_processes(shards: Iterable[Shard], settings: Settings, workers: int) -> Iterator[ShardResult]:
    """Read in `workers` processes."""
    with _Pool(workers, settings.options.offline) as pool:
        waiting: deque[tuple[Shard, Future[ShardResult]]] = deque()
        for shard in shards:
            waiting.append((shard, pool.start(shard, settings)))
            if len(waiting) >= _AHEAD * workers:
                yield pool.result(*waiting.popleft(), settings)
        while waiting:
            yield pool.result(*waiting.popleft(), settings)


class _Pool:
    """A pool of processes that outlives its processes."""

    def __init__(self, workers: int, offline: bool) -> None:
        self._workers = workers
        self._offline = offline
        self._notes = tempfile.TemporaryDirectory(prefix="tongket-", ignore_cleanup_errors=True)
        """Where workers note what they hang over."""
        self._pools: list[ProcessPoolExecutor] = []
        """All that were made; one that broke has no work any more."""
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        # Not forked: the threads of the store's library would be copied in the middle of their work.
        spawn = multiprocessing.get_context("spawn")
        told = (self._offline, self._notes.name)
        pool = ProcessPoolExecutor(self._workers, mp_context=spawn, initializer=_prepare, initargs=told)
        self._pools.append(pool)
        return pool

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._notes.cleanup()

    def start(self, shard: Shard, settings: Settings) -> Future[ShardResult]:
        """Begin to read a shard."""
        try:
            return self._pool.submit(read_shard, shard, settings)
        except (BrokenProcessPool, OSError):  # OSError: it broke while it began another process
            self._pool = self._new()
            return self._pool.submit(read_shard, shard, settings)

    def result(self, shard: Shard, future: Future[ShardResult], settings: Settings) -> ShardResult:
        """What the shard gives, tried again where its worker died."""
        try:
            return self._outcome(future)
        except BrokenProcessPool:
            return read_again(shard, settings, lambda part: self._again(part, settings), BrokenProcessPool)

    def _again(self, shard: Shard, settings: Settings) -> ShardResult:
        """What the shard gives without the documents that a worker hung over. Raises BrokenProcessPool."""
        hung = last_resort.hung(Path(self._notes.name))
        stuck = [item for item in shard.items if mark_of(item) in hung]
        rest = Shard(tuple(item for item in shard.items if mark_of(item) not in hung), shard.failures)
        found = self._outcome(self.start(rest, settings))
        cause = TooSlowError(settings.options.max_seconds).cause
        slow = [LeftOut(named(item.raw.source), "failed", cause, item.source_hash) for item in stuck]
        return joined([found], slow) if slow else found

    def _outcome(self, future: Future[ShardResult]) -> ShardResult:
        """What a worker gives. Raises BrokenProcessPool where it died."""
        while not wait([future], timeout=_LOOK).done:
            for pool in self._pools:
                if not all(worker.is_alive() for worker in list((pool._processes or {}).values())):
                    _let_go(pool)
        return future.result()


def _let_go(pool: ProcessPoolExecutor) -> None:
    """Let a pool see that a worker died: in the middle of an answer the pool waits for the rest of it for ever, because
    it holds the other end of the pipe open itself, as do the other workers."""
    for worker in list((pool._processes or {}).values()):
        worker.kill()
    with suppress(AttributeError, OSError):  # closed already, or the pool's own business of another Python
        pool._result_queue._writer.close()  # type: ignore[attr-defined]  # there is no public way


def read_again(
    shard: Shard, settings: Settings, read: Callable[[Shard], ShardResult], *died: type[BaseException]
) -> ShardResult:
    """What a shard gives whose worker has died, perhaps by another shard's fault; `read` tells a death by an error of
    a type of `died`."""
    for _ in range(_DEATHS if len(shard.items) <= 1 else 1):
        with suppress(*died):
            return read(shard)
    if not shard.items:
        return read_shard(shard, settings)
    if len(shard.items) == 1:
        (item,) = shard.items
        dead = LeftOut(named(item.raw.source), "failed", "the process that read it died", item.source_hash)
        return joined([read_shard(Shard((), shard.failures), settings)], [dead])
    middle = len(shard.items) // 2
    halves = Shard(shard.items[:middle], shard.failures), Shard(shard.items[middle:])
    return joined([read_again(half, settings, read, *died) for half in halves])


def _prepare(offline: bool, notes: str) -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends with that."""
    last_resort.note_in(Path(notes, str(os.getpid())))
    if offline:
        close_network()
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without it a worker would wait for work for ever where the process that started it was killed."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
