"""`add`: documents into a ledger, in shards, by this process or several, so that it can be stopped and begun again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tongket.ledger import runs
from tongket.ledger.clock import now
from tongket.ledger.commit import Committed, Writer
from tongket.ledger.errors import LedgerError
from tongket.ledger.index import Index
from tongket.ledger.store import Store
from tongket.pipeline.shards import DOCUMENTS, Shard, shards
from tongket.pipeline.work import LeftOut, Settings, ShardResult
from tongket.pipeline.workers import Map, read_here, read_in_processes
from tongket.reader import reader
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure
from tongket.sources.raw import Raw

NOT_AGAIN = {"case_report": "include_case_reports", "stamped": "include_stamped"}
"""Reasons for leaving a document out that hold until the user says otherwise, and the setting that says so."""


@dataclass(slots=True)
class Progress:
    """What became of the documents so far. `known` were in the ledger already; `left_out` counts reasons."""

    documents: int = 0
    figures: int = 0
    known: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    told: list[LeftOut] = field(default_factory=list)
    """What of the last step was left out."""

    @property
    def seen(self) -> int:
        """Documents dealt with in any way."""
        return self.documents + self.known + sum(self.left_out.values())


def add(
    store: Store,
    inputs: Sequence[str],
    settings: Settings | None = None,
    *,
    workers: int = 1,
    read: Map | None = None,
    shard_size: int = DOCUMENTS,
) -> Iterator[Progress]:
    """Read everything behind `inputs` into the ledger; the progress after each commit, and at the end.

    What is there already is passed over, so that a run that was stopped, in whatever way, is finished by the same
    call. `read` does the work on shards in place of `workers` processes. Raises LedgerError, in one line, where the
    ledger can't be written: what was committed stays, the same call goes on from there.
    """
    settings = settings or Settings()
    index = Index(store)
    try:
        runs.clear(store, index)
        run, who, started = runs.new_run(), reader(), now()
        writer, progress = Writer(store, index, run, who), Progress()
        with runs.alive(store, run):
            runs.begin(store, run, who)
            try:
                yield from _add(
                    writer, fetch(inputs, settings.options), settings, progress, read or _map(workers), shard_size
                )
            except BaseException:
                with suppress(LedgerError):  # where not even that can be written, the next run sees to it
                    writer.undo()
                    runs.end(store, run, who, started, "stopped", _counts(progress))
                raise
            runs.end(store, run, who, started, "finished", _counts(progress))
    finally:
        index.close()


def _add(
    writer: Writer, raws: Iterable[Raw | Failure], settings: Settings, progress: Progress, read: Map, shard_size: int
) -> Iterator[Progress]:
    index = writer.index
    index.learn()

    def wanted(key: str, source_hash: str) -> bool:
        if index.is_read(source_hash, key, writer.reader):
            progress.known += 1
            return False
        reason = index.reason_left_out(source_hash, writer.reader)
        if reason is not None and not getattr(settings, NOT_AGAIN.get(reason, ""), False):
            progress.left_out[reason] += 1
            return False
        return True

    sent: list[int] = []

    def counted(cut: Iterator[Shard]) -> Iterator[Shard]:
        for shard in cut:
            sent.append(len(shard.items) + len(shard.failures))
            yield shard

    for result in read(counted(shards(raws, wanted, shard_size)), settings):
        _note(progress, writer.commit(result.tables, result.left_out), result, sent.pop(0))
        yield progress
    progress.told = []
    yield progress


def _note(progress: Progress, done: Committed, result: ShardResult, sent: int) -> None:
    progress.documents += done.documents
    progress.figures += done.figures
    progress.known += sent - done.documents - len(result.left_out)
    progress.left_out.update(each.reason for each in result.left_out)
    progress.told = list(result.left_out)


def _map(workers: int) -> Map:
    if workers <= 1:
        return read_here
    return lambda cut, settings: read_in_processes(cut, settings, workers)


def _counts(progress: Progress) -> dict[str, int]:
    return {
        "read": progress.documents,
        "known": progress.known,
        "left_out": sum(progress.left_out.values()),
        "figures": progress.figures,
    }
