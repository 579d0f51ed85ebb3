"""The ledger between two writers, and after what breaks off a commit: every row once, none lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from ledgers import assert_once, assert_same, fill, orphans, raw, report, reports, seen, under_other_ids
from made import reading
from tongket.ledger import runs
from tongket.ledger.check import check
from tongket.ledger.commit import Writer
from tongket.ledger.errors import LedgerError
from tongket.ledger.index import Index
from tongket.ledger.rows import Rows, Where, rows_of
from tongket.ledger.store import Store
from tongket.pipeline.shards import Item, Shard, identify
from tongket.pipeline.work import Settings, ShardResult, read_shard
from tongket.sources.raw import RawPage


class Interrupted(Store):
    """A ledger that lets something else happen just before its n-th write to a table."""

    before: str = ""
    meanwhile: Callable[[], object] | None = None

    def _write(self, table: DeltaTable, rows: pa.Table, *, retries: int) -> None:
        if self.meanwhile and f"/{self.before}/" in table.table_uri:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        super()._write(table, rows, retries=retries)


class Full(Store):
    """A ledger on a disk that is full after some writes."""

    left = 10**9

    def _write(self, table: DeltaTable, rows: pa.Table, *, retries: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise LedgerError("no space left on device")
        super()._write(table, rows, retries=retries)

    def delete(self, table: str, condition: str) -> int:
        if self.left < 0:
            raise LedgerError("no space left on device")
        return super().delete(table, condition)


def shard(*numbers: int) -> ShardResult:
    pages = [RawPage(f"{number}.txt", report(number).encode(), f"{number}", plain=True) for number in numbers]
    return read_shard(Shard(tuple(Item(page, *identify(page)) for page in pages)), Settings())


def renamed(result: ShardResult) -> ShardResult:
    """As another reader masks: the same texts under other ids."""
    return ShardResult(under_other_ids(result.tables), result.left_out)


def write(store: Store, run: str, result: ShardResult, reader: str = "tongket 1") -> int:
    index = Index(store)
    try:
        return Writer(store, index, run, reader).commit(result.tables, result.left_out).documents
    finally:
        index.close()


# ── two writers ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("moment", ["figures", "sources", "documents"])
def test_another_writer_is_faster_with_the_same_documents(tmp_path: Path, moment: str) -> None:
    place = tmp_path / "ledger"
    one = Interrupted(place, create=True)
    one.before, one.meanwhile = moment, lambda: write(Store(place), "b", shard(2, 3, 4))
    assert write(one, "a", shard(1, 2, 3)) == 1
    rows = seen(one)
    assert_once(rows)
    assert (len(rows["documents"]), len(rows["figures"]), len(rows["sources"])) == (4, 8, 4)
    assert orphans(one) == 0


@pytest.mark.parametrize("moment", ["figures", "sources", "documents"])
def test_another_reader_is_faster_and_gives_the_same_texts_other_ids(tmp_path: Path, moment: str) -> None:
    place = tmp_path / "ledger"
    one = Interrupted(place, create=True)
    other = renamed(shard(1, 2))
    one.before, one.meanwhile = moment, lambda: write(Store(place), "b", other, reader="tongket 2")
    assert write(one, "a", shard(1, 2, 3)) == 3
    documents = raw(one, "documents")
    assert len({row["id"] for row in documents}) == 3 and len(documents) == 5
    rows = seen(one)
    assert len(rows["figures"]) == 6 and sum(rows["figures"].values()) == 10
    assert len(rows["sources"]) == 3 and orphans(one) == 0


def test_flags_stay_with_a_document_that_keeps_its_id(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    rows = Rows()
    rows.add(rows_of(reading(), "0" * 64, Where("a")))
    write(store, "a", ShardResult(rows.arrow(), ()))
    write(store, "b", ShardResult(under_other_ids(rows.arrow()), ()), reader="tongket 2")
    first, second = raw(store, "flags")
    assert first["batch"] != second["batch"] and first["figures"] == second["figures"] and first["id"] == second["id"]
    assert check(store) == ([], [])


def test_the_answer_to_a_commit_that_happened_was_lost(tmp_path: Path) -> None:
    """As on S3: the put succeeds, its answer does not arrive, and the second try finds the version taken."""
    place = tmp_path / "ledger"
    store = Interrupted(place, create=True)
    lost = store.append_new

    def twice(table: str, fresh: Callable[[DeltaTable], pa.Table]) -> pa.Table:
        lost(table, fresh)
        return lost(table, fresh)

    store.append_new = twice  # type: ignore[method-assign]  # the storage's doing, not the ledger's
    assert write(store, "a", shard(1, 2)) == 2
    rows = seen(Store(place))
    assert_once(rows)
    assert (len(rows["documents"]), len(rows["figures"]), len(rows["sources"])) == (2, 4, 2)


def test_two_ledgers_made_at_once_at_one_place(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as threads:
        stores = list(threads.map(lambda _: Store(tmp_path / "ledger", create=True), range(8)))
    assert {store.open("documents").metadata().id for store in stores} == {
        Store(tmp_path / "ledger").open("documents").metadata().id
    }


# ── a commit that breaks off ─────────────────────────────────────────────────
@pytest.mark.parametrize("undone", [True, False], ids=["told", "killed"])
def test_a_disk_that_is_full_at_any_moment(tmp_path: Path, undone: bool) -> None:
    """After each number of writes in turn, until it is enough; then the same call again ends as it should.

    "told": the disk has room again at once, so that the broken commit is taken back. "killed": it is left to the next.
    """
    inputs = reports(tmp_path / "in", range(5))
    (inputs / "broken.txt").write_bytes(bytes(range(8)) * 64)
    calm = Store(tmp_path / "calm", create=True)
    fill(calm, inputs, shard_size=3)
    rows = seen(calm)
    writes = 0
    while True:
        place = tmp_path / f"{undone}-{writes}"
        store = Full(place, create=True)
        store.left = writes
        if undone:
            store.delete = Store(place).delete  # type: ignore[method-assign]  # room enough to delete
        try:
            fill(store, inputs, shard_size=3)
            break
        except LedgerError as error:
            assert "no space left" in str(error)
        fill(Store(place), inputs, shard_size=3)
        assert_same(rows, seen(Store(place)))
        assert orphans(Store(place)) == 0
        assert os.listdir(place / "running") == []
        writes += 1
    assert writes > 8


def test_a_file_that_may_not_grow_is_told_in_one_line(tmp_path: Path) -> None:
    """A real limit of the system: no file over some bytes."""
    import resource
    import subprocess
    import sys

    from adding import main

    place, inputs = tmp_path / "ledger", reports(tmp_path / "in", range(30))
    fill(Store(place, create=True), inputs / "bao-cao-0.txt")
    child = subprocess.run(
        [sys.executable, main.__code__.co_filename, str(place), "1", "100", str(inputs)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == 1
    told = [line for line in child.stderr.splitlines() if line.startswith("tongket: ")]
    assert len(told) == 1 and str(place) in told[0] and "Traceback" not in child.stderr
    assert fill(Store(place), inputs).documents == 29
    assert len(raw(Store(place), "sources")) == 30 and orphans(Store(place)) == 0


def test_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    index = Index(store)
    run = runs.new_run()
    with runs.alive(store, run):
        runs.begin(store, run, "tongket 1")
        batches = pa.array([f"{run}.1"] * 2)
        store.append("figures", shard(1).tables["figures"].set_column(1, "batch", batches))
        assert runs.clear(Store(tmp_path / "ledger"), index) == 0 and orphans(store) == 2
    assert runs.clear(store, index) == 2 and orphans(store) == 0
    assert runs.clear(store, index) == 0
    assert sorted(row["state"] for row in raw(store, "runs")) == ["running", "stopped"]
    index.close()


# ── the index ────────────────────────────────────────────────────────────────
def known(index: Index, result: ShardResult) -> list[bool]:
    ids = result.tables["documents"]["id"].to_pylist()
    return [index.has_reading(identity, "tongket 1") for identity in ids]


def test_a_late_look_takes_nothing_from_what_another_process_knows(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    write(store, "a", shard(1))
    earlier = store.open("documents")
    write(store, "b", shard(2))
    one, other = Index(store), Index(store)
    one.learn()
    other.learn_table("documents", earlier)
    assert known(one, shard(1, 2)) == [True, True]
    other.learn_table("documents", earlier)
    assert known(one, shard(1, 2)) == [True, True]
    one.close()
    other.close()


def test_a_ledger_put_back_to_an_older_state(tmp_path: Path) -> None:
    place, backup = tmp_path / "ledger", tmp_path / "backup"
    write(Store(place, create=True), "a", shard(1))
    shutil.copytree(place, backup, ignore=shutil.ignore_patterns("index.sqlite*"))
    write(Store(place), "b", shard(2))
    for name in ("documents", "sources", "figures"):
        shutil.rmtree(place / name)
        shutil.copytree(backup / name, place / name)
    store = Store(place)  # its index still knows of the second
    index = Index(store)
    index.learn()
    assert known(index, shard(1, 2)) == [True, False]
    index.close()
    assert write(store, "c", shard(1, 2)) == 1
    assert_once(seen(store))


@pytest.mark.parametrize("harm", ["gone", "damaged", "other form", "empty"])
def test_an_index_that_was_lost_is_made_anew(tmp_path: Path, harm: str) -> None:
    place = tmp_path / "ledger"
    inputs = reports(tmp_path / "in", range(3))
    fill(Store(place, create=True), inputs)
    path = place / "index.sqlite"
    if harm == "gone":
        path.unlink()
    elif harm == "other form":
        with sqlite3.connect(path) as db:
            db.execute("drop table texts")
            db.execute("pragma user_version = 999")
        db.close()
    else:
        path.write_bytes(b"" if harm == "empty" else b"no database at all" * 100)
    before = seen(Store(place))
    assert fill(Store(place), inputs).known == 3
    assert_same(before, seen(Store(place)))


def test_tables_may_be_compacted_and_moved(tmp_path: Path) -> None:
    place = tmp_path / "ledger"
    inputs = reports(tmp_path / "in", range(6))
    fill(Store(place, create=True), inputs, shard_size=2)
    before = seen(Store(place))
    for name in ("documents", "sources", "figures", "left_out"):
        Store(place).open(name).optimize.compact()
    place.rename(tmp_path / "moved")
    store = Store(tmp_path / "moved")
    assert len(store.files("documents")) == 1
    assert fill(store, inputs).known == 6
    assert_same(before, seen(store))
