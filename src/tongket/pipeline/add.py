"""`add`: documents into a ledger, in shards, by this process or several, so that it can be stopped and begun again."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tongket.clock import now
from tongket.ledger import runs
from tongket.ledger.commit import Writer
from tongket.ledger.copies.update import update
from tongket.ledger.desk import redacted_of
from tongket.ledger.errors import LedgerError
from tongket.ledger.flags.check import check
from tongket.ledger.index import Index
from tongket.ledger.locks import together
from tongket.ledger.store import VISITS, Store
from tongket.pipeline.originals import Originals
from tongket.pipeline.shards import DOCUMENTS, Shard, shards
from tongket.pipeline.work import LeftOut, Settings, ShardResult
from tongket.pipeline.workers import Map, read_here, read_in_processes
from tongket.reader import reader
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure
from tongket.sources.raw import Raw, RawPage
from tongket.sources.visits import acknowledge

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
    originals: Path | None = None,
    called: Callable[[Raw | Failure], Raw | Failure] | None = None,
) -> Iterator[Progress]:
    """Read everything behind `inputs` into the ledger; the progress after each commit, and at the end.

    What is there already is passed over, so that a run that was stopped, in whatever way, is finished by the same
    call. `read` does the work on shards in place of `workers` processes. The source bytes of what is stored are kept
    in the folder `originals`, where one is given. `called` sees all that was fetched, and may give it another name.
    Raises LedgerError, in one line, where the ledger can't be written:
    what was committed stays, the same call goes on from there.
    """
    settings = _settled(settings or Settings(), store)
    kept = None if originals is None else Originals(originals, store)
    index = Index(store)
    try:
        runs.clear(store, index)
        run, who, started = runs.new_run(), reader(), now()
        writer, progress = Writer(store, index, run, who), Progress()
        with together(store), runs.alive(store, run):
            runs.begin(store, run, who)
            try:
                adding = _Adding(writer, settings, progress, kept)
                fetched = fetch(inputs, settings.options)
                raws = fetched if called is None else map(called, fetched)
                yield from adding.steps(raws, read or _map(workers), shard_size)
            except BaseException:
                with suppress(LedgerError):  # where not even that can be written, the next run sees to it
                    writer.undo()
                    runs.end(store, run, who, started, "stopped", _counts(progress))
                raise
            runs.end(store, run, who, started, "finished", _counts(progress))
    finally:
        index.close()


def _settled(settings: Settings, store: Store) -> Settings:
    """The settings with what the ledger knows of earlier runs: what was redacted, which pages were taken."""
    visits = settings.options.visits or (store.folder / VISITS if store.is_local else None)
    return replace(settings, redacted=redacted_of(store), options=replace(settings.options, visits=visits))


class _Adding:
    """One run: what is wanted of what comes in, and what becomes of it."""

    def __init__(self, writer: Writer, settings: Settings, progress: Progress, originals: Originals | None) -> None:
        self._writer = writer
        self._settings = settings
        self._progress = progress
        self._originals = originals
        self._in_flight: deque[Shard] = deque()
        writer.index.learn()

    def steps(self, raws: Iterable[Raw | Failure], read: Map, shard_size: int) -> Iterator[Progress]:
        """The progress after each commit, and at the end."""
        for result in read(self._sent(shards(raws, self._is_wanted, shard_size)), self._settings):
            self._take(self._in_flight.popleft(), result)
            yield self._progress
        update(self._writer.store)
        check(self._writer.store)
        self._progress.told = []
        yield self._progress

    def _is_wanted(self, key: str, source_hash: str) -> bool:
        """Whether bytes from a source are to be read: not where this reader has read them or left them out."""
        index, who = self._writer.index, self._writer.reader
        if index.is_read(source_hash, key, who):
            self._progress.known += 1
            return False
        reason = index.reason_left_out(source_hash, who)
        if reason is not None and not getattr(self._settings, NOT_AGAIN.get(reason, ""), False):
            self._progress.left_out[reason] += 1
            return False
        return True

    def _sent(self, cut: Iterator[Shard]) -> Iterator[Shard]:
        for shard in cut:
            self._in_flight.append(shard)
            yield shard

    def _take(self, shard: Shard, result: ShardResult) -> None:
        """Commit what a shard gave; then keep its originals, and count its pages as taken."""
        done = self._writer.commit(result.tables, result.left_out)
        if self._originals is not None:
            self._originals.keep(shard.items, set(result.tables["sources"]["source_hash"].to_pylist()))
        if (visits := self._settings.options.visits) is not None:
            urls = [each.raw.source for each in shard.items if isinstance(each.raw, RawPage) and each.raw.url]
            if urls:
                acknowledge(visits, urls)
        progress = self._progress
        progress.documents += done.documents
        progress.figures += done.figures
        progress.known += len(shard.items) + len(shard.failures) - done.documents - len(result.left_out)
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
