"""What people hand in at the desk, read by the ledger's own `add`: one after the other, in a thread of its own.

The documents are read in a second process, so that the pages stay swift and a hostile file costs only itself.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import secrets
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

from tongket.clock import now
from tongket.ledger.errors import LedgerError
from tongket.ledger.index import Index
from tongket.ledger.store import Store
from tongket.pipeline.add import Progress, add
from tongket.pipeline.shards import Shard, identify
from tongket.pipeline.work import LeftOut, ShardResult, named
from tongket.pipeline.work import Settings as Reading
from tongket.pipeline.workers import read_in_processes
from tongket.reader import reader
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import Raw
from tongket.web.uploads import Received

if TYPE_CHECKING:
    from tongket.web.desk import Desk
    from tongket.web.model.model import Row

State = Literal["waiting", "working", "done", "failed", "stopped"]
MOST_WAITING = 20
MOST_BYTES = 1_000_000_000
"""Jobs in the queue, and bytes of all that wait: they lie on the disk."""
_REMEMBERED = 100
"""Jobs that are told about; what they added is in the ledger."""
_SHOWN = 500
"""Documents, and things left out, that are told one by one."""
_UNNAMED = ("case_report", "redacted")
"""Reasons for leaving out that would point at somebody."""
_SHARD = 50
"""Documents of a commit: so many are read anew where the desk is closed meanwhile."""
_DEADLINE = 60.0
"""Seconds that one page may take: others wait behind it."""
_MOST_PAGES = 100
"""Pages of a feed or sitemap whose address was given."""
_PATIENCE = 20.0
"""Seconds to wait for the thread when the desk is closed."""

_DOCUMENTS = """
select d.id, '/d/' || d.id as address, d.title, d.published, d.publisher, d.genre, d.figures, d.read_at,
    (select min(s.name) from sources s where s.document_id = d.id) as name,
    (select count(distinct f.flag) from flag_figures f join flags on flags.id = f.flag
     where f.document_id = d.id and flags.state <> 'dismissed') as flags
from documents d where d.id = ?"""


class FullError(Exception):
    """Too much waits already."""


class _StoppedError(Exception):
    """Somebody wants the job to end."""


@dataclass(slots=True)
class Job:
    """One thing handed in, and what became of it. `fetched`: documents found in it so far; `told`: what was left out,
    one by one, as far as it is many; `error`: why nothing more came of it, in one line."""

    id: str
    received: Received
    asked: dt.datetime
    state: State = "waiting"
    begun: dt.datetime | None = None
    fetched: int = 0
    read: int = 0
    figures: int = 0
    known: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    told: list[LeftOut] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
    error: str = ""
    found: list[tuple[str, str]] = field(default_factory=list)
    """Of the first documents, how they are called, and the digest of their bytes."""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in ("done", "failed", "stopped")

    @property
    def dealt_with(self) -> int:
        """Documents that something became of."""
        return self.read + self.known + sum(self.left_out.values())


class Adding:
    """The queue of one desk. Its thread begins with the first job."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: queue.Queue[Job | None] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()

    def begin(self, received: Received) -> Job:
        """Put it at the end of the queue. Raises FullError; then what was received is the caller's to remove."""
        job = Job(secrets.token_hex(6), received, now())
        with self._lock:
            waiting = [each.received.size for each in self._jobs.values() if each.state == "waiting"]
            if self._closing.is_set() or len(waiting) >= MOST_WAITING or sum(waiting) + received.size > MOST_BYTES:
                raise FullError
            self._jobs[job.id] = job
            self._forget()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="add", daemon=True)
                self._thread.start()
        self._queue.put(job)
        return job

    def jobs(self) -> list[Job]:
        """Those remembered, the newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def job(self, identity: str) -> Job | None:
        """A job by its id."""
        with self._lock:
            return self._jobs.get(identity)

    def before(self, job: Job) -> int:
        """How many are dealt with before it."""
        with self._lock:
            order = [each for each in self._jobs.values() if not each.is_over]
        return order.index(job) if job in order else 0

    def close(self) -> None:
        """End what runs after its last commit, and let go of what waits. What is in the ledger stays there."""
        self._closing.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(timeout=_PATIENCE)
        for job in self.jobs():
            job.received.remove()

    def _forget(self) -> None:
        over = [each.id for each in self._jobs.values() if each.is_over]
        for identity in over[: max(0, len(self._jobs) - _REMEMBERED)]:
            del self._jobs[identity]

    # ── in the thread ────────────────────────────────────────────────────────
    def _work(self) -> None:
        while (job := self._queue.get()) is not None and not self._closing.is_set():
            try:
                self._do(job)
                job.state = "done"
            except _StoppedError:
                job.state = "stopped"
            except LedgerError as error:
                job.error, job.state = str(error), "failed"
            except Exception as error:
                logging.getLogger("tongket").exception("add")
                job.error, job.state = type(error).__name__, "failed"
            finally:
                job.received.remove()

    def _do(self, job: Job) -> None:
        self._go_on(job)
        job.begun, job.state = now(), "working"
        store = Store(self._desk.settings.ledger)
        read: Callable[[Iterable[Shard], Reading], Iterator[ShardResult]] = partial(read_in_processes, workers=1)
        steps = add(
            store, job.received.inputs, self._reading(job.received), read=read, shard_size=_SHARD,
            called=lambda raw: self._called(job, raw),
        )  # fmt: skip
        try:
            for progress in steps:
                _note(job, progress)
                self._go_on(job)
        finally:
            with suppress(LedgerError):  # the pages show what was committed as soon as they can
                self._desk.model.refresh()
            self._look_up(job, store)

    def _go_on(self, job: Job) -> None:
        """Raises _StoppedError where the job is to end."""
        if self._closing.is_set() or job.stop.is_set():
            raise _StoppedError

    def _reading(self, received: Received) -> Reading:
        settings = self._desk.settings
        options = LoadOptions(
            published=received.published, deadline=_DEADLINE, max_pages=_MOST_PAGES, public_only=True
        )  # fmt: skip
        return Reading(
            options,
            gazetteer=settings.gazetteer,
            indicators=settings.indicators,
            origin="handed_over" if received.handed_over else "public",
        )

    def _called(self, job: Job, raw: Raw | Failure) -> Raw | Failure:
        """What was fetched, under the name that its sender knows."""
        self._go_on(job)
        job.fetched += 1
        found = job.received.named(raw)
        if not isinstance(found, Failure) and len(job.found) < _SHOWN:
            job.found.append((found.source, identify(found)[1]))
        return found

    def _look_up(self, job: Job, store: Store) -> None:
        """Note the documents that it led to, also those that were there before (`is_new`), and what was left out
        before and so wasn't read again."""
        index = Index(store)
        try:
            index.learn()
            ids = dict.fromkeys(index.id_of("", digest) for _, digest in job.found)
            told, who = {each.source_hash for each in job.told}, reader()
            for source, digest in job.found:
                reason = None if digest in told else index.reason_left_out(digest, who)
                if reason is not None:
                    known = reason not in _UNNAMED and not job.received.handed_over
                    job.told.append(LeftOut(named(source) if known else None, reason, "", digest))
        finally:
            index.close()
        rows = [self._desk.model.row(_DOCUMENTS, (identity,)) for identity in ids if identity is not None]
        job.documents = [row for row in rows if row is not None]
        for row in job.documents:
            read_at = dt.datetime.fromisoformat(row.pop("read_at"))
            row["is_new"] = job.begun is not None and read_at.replace(tzinfo=read_at.tzinfo or dt.UTC) >= job.begun


def _note(job: Job, progress: Progress) -> None:
    job.read, job.figures, job.known = progress.documents, progress.figures, progress.known
    job.left_out = Counter(progress.left_out)
    job.told = [*job.told, *progress.told][:_SHOWN]
