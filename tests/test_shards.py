"""Shards and their reading, here or in other processes: a document that breaks its reader costs itself alone."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ledgers import assert_same, fill, report, reports, seen
from tongket.ledger.store import Store
from tongket.pipeline import shards as cutting
from tongket.pipeline.add import add
from tongket.pipeline.shards import Item, Shard, identify, shards
from tongket.pipeline.work import Settings, joined, read_shard
from tongket.pipeline.workers import read_in_processes
from tongket.records import Document
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.plain import from_text
from tongket.sources.raw import RawPage


def page(text: str, name: str = "a") -> Item:
    made = RawPage(f"{name}.txt", text.encode(), name, plain=True)
    return Item(made, *identify(made))


@dataclass(frozen=True, slots=True)
class Faulty(RawPage):
    """A page that makes its reader fail: by an error, a value that fits no column, death, death in the middle of a
    worker's answer, or for ever in C code: with the interpreter held, or let go."""

    fault: str = ""

    def document(self, options: LoadOptions) -> Document:
        if self.fault == "error":
            raise RuntimeError("what nobody\nthought of")
        if self.fault == "death":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "held":
            unicodedata.normalize("NFD", "a" + "\u0301\u0316" * 2_000_000)  # hours: each mark is moved past all others
        if self.fault == "let go":
            ctypes.CDLL(None).pause()
        if self.fault == "half":
            frame = sys._getframe()
            while "result_queue" not in frame.f_locals:
                assert frame.f_back
                frame = frame.f_back
            os.write(frame.f_locals["result_queue"]._writer.fileno(), b"\x00\x01\x00\x00half")
            os.kill(os.getpid(), signal.SIGKILL)
        made = from_text(self.data.decode(), doc=self.doc)
        no_moment: Any = "yesterday" if self.fault == "value" else None
        return replace(made, retrieved=no_moment)


def faulty(fault: str, number: int = 0) -> Item:
    made = Faulty(f"folder/{fault}.txt", report(1000 + number).encode(), fault, fault=fault)
    return Item(made, *identify(made))


@pytest.mark.parametrize(
    "fault, cause", [("error", "the reader failed: RuntimeError: what nobody"), ("value", "its rows can't be stored")]
)
def test_a_document_that_breaks_its_reader_costs_itself_alone(fault: str, cause: str) -> None:
    items = (page(report(1), "a"), faulty(fault), page(report(2), "b"), page(report(1), "c"))
    result = read_shard(Shard(items, (Failure("/home/x/gone.txt", "there is no such file"),)), Settings())
    assert result.tables["documents"].num_rows == 2 and result.tables["sources"].num_rows == 3
    assert [each.source for each in result.left_out] == ["gone.txt", f"{fault}.txt"]
    assert result.left_out[1].cause.startswith(cause) and "\n" not in result.left_out[1].cause


def test_the_next_copy_of_a_document_that_fits_no_table_is_stored() -> None:
    bad = faulty("value", number=1)
    result = read_shard(Shard((bad, page(report(1001), "b"))), Settings())
    assert result.tables["documents"].num_rows == result.tables["sources"].num_rows == 1


def test_a_bad_gazetteer_is_no_fault_of_the_documents(tmp_path: Path) -> None:
    (tmp_path / "places.toml").write_text("[[", encoding="utf-8")
    with pytest.raises(ValueError):
        read_shard(Shard((page(report(1)),)), Settings(gazetteer=(tmp_path / "places.toml",)))


# ── shards ───────────────────────────────────────────────────────────────────
def test_shards_grow_and_hold_no_more_than_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [RawPage(f"{n}", b"x" * 10, f"{n}") for n in range(1000)]
    sizes = [len(shard.items) for shard in shards(pages, lambda *_: True, 400)]
    assert sizes == [50, 100, 200, 400, 250]
    monkeypatch.setattr(cutting, "BYTES", 95)
    assert {len(shard.items) for shard in shards(pages, lambda *_: True, 400)} == {10}
    huge = [RawPage("huge", b"x" * 1000, "huge"), *pages[:5]]
    assert [len(shard.items) for shard in shards(huge, lambda *_: True, 400)] == [1, 5]


def test_parts_of_a_shard_joined_hold_a_document_once() -> None:
    parts = [[page(report(1), "a"), page(report(2), "b")], [page(report(1), "c"), page(report(3), "d")]]
    result = joined([read_shard(Shard(tuple(each)), Settings()) for each in parts])
    whole = read_shard(Shard((*parts[0], *parts[1])), Settings())
    assert {name: rows.num_rows for name, rows in result.tables.items()} == {
        name: rows.num_rows for name, rows in whole.tables.items()
    }


# ── workers that die ─────────────────────────────────────────────────────────
def test_a_document_that_kills_its_reader_is_left_out_alone() -> None:
    cut = [Shard((page(report(1), "a"), faulty("death"))), Shard((page(report(2), "b"),))]
    results = list(read_in_processes(cut, Settings(), workers=1))
    assert [result.tables["documents"].num_rows for result in results] == [1, 1]
    (dead,) = results[0].left_out
    assert (dead.source, dead.reason, dead.cause) == ("death.txt", "failed", "the process that read it died")


def test_a_worker_that_dies_in_the_middle_of_its_answer_is_noticed() -> None:
    """The pool has read the beginning of a message then, and waits for the rest."""
    cut = [Shard((page(report(1), "a"), faulty("half"))), Shard((page(report(2), "b"),))]
    results = list(read_in_processes(cut, Settings(), workers=2))
    assert [result.tables["documents"].num_rows for result in results] == [1, 1]
    assert [(dead.source, dead.cause) for dead in results[0].left_out] == [
        ("half.txt", "the process that read it died")
    ]


def test_documents_that_hang_where_no_exception_reaches_cost_themselves_alone() -> None:
    settings = Settings(options=LoadOptions(max_seconds=0.4))  # too little for a new process's first reading
    hanging = (faulty("error", 1), faulty("held"), faulty("error", 2), faulty("let go"), faulty("error", 3))
    cut = [Shard(hanging, (Failure("gone.txt", "there is no such file"),)), Shard((faulty("error", 4),))]
    first, second = read_in_processes(cut, settings, workers=2)
    error = ("error.txt", "the reader failed: RuntimeError: what nobody")
    slow = "took longer than 0.4 seconds to read"
    assert sorted((each.source, each.cause) for each in first.left_out) == [
        *[error] * 3, ("gone.txt", "there is no such file"), ("held.txt", slow), ("let go.txt", slow)
    ]  # fmt: skip
    assert [(each.source, each.cause) for each in second.left_out] == [error]
    assert all(each.source_hash for each in first.left_out[1:])


def test_workers_that_are_killed_are_replaced(tmp_path: Path) -> None:
    inputs = reports(tmp_path / "in", range(40))
    store, calm = Store(tmp_path / "ledger", create=True), Store(tmp_path / "calm", create=True)
    fill(calm, inputs)
    killed = 0
    for _ in add(store, [str(inputs)], workers=2, shard_size=4):
        for child in multiprocessing.active_children():
            if killed < 5:
                os.kill(child.pid or 0, signal.SIGKILL)
                killed += 1
    assert killed == 5
    assert_same(seen(calm), seen(store))
