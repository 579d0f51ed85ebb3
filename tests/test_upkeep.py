"""A ledger that holds together says so; each kind of fault is found; earlier states come back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tongket.ledger.check import CHECKS, check
from tongket.ledger.errors import LedgerError
from tongket.ledger.locks import alone, together
from tongket.ledger.questions import open_ledger
from tongket.ledger.rows import table
from tongket.ledger.store import Store
from tongket.ledger.upkeep import compact, history, restore
from tongket.pipeline.add import add

REPORT = (
    "Công an tỉnh Vân Hà tổng kết công tác năm 2023\nVân Hà, ngày 12 tháng 1 năm 2024\n"
    "Năm 2023, toàn tỉnh xảy ra {a} vụ tai nạn giao thông, làm chết {b} người, bị thương {c} người, giảm 12 vụ so với "
    "năm 2022. Lực lượng chức năng xử phạt {d} trường hợp với tổng số tiền 3,5 tỷ đồng.\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(4):
        text = REPORT.format(a=100 + number, b=20 + number, c=30 + number, d=400 + number)
        (folder / f"report-{number}.txt").write_text(text, encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    list(add(store, [str(folder)]))
    return store


def test_a_fresh_ledger_holds_together(store: Store) -> None:
    assert check(store) == ([], [])


@pytest.mark.parametrize(
    ("name", "values", "what"),
    [
        ("figures", {"number": 900, "quote": "999"}, "the text at a figure's span is not its quote"),
        ("figures", {"number": 900, "sentence": "khác"}, "the text at a figure's sentence is not that sentence"),
        ("figures", {"number": 900, "start": 0, "end": 4, "quote": "Công"}, "a figure lies outside its sentence"),
        ("figures", {"number": 900, "counted_start": 9, "counted_end": 3}, "a span ends before it begins"),
        ("figures", {"number": 900, "part_of": 901}, "a link leads to no other figure of the document"),
        ("figures", {"number": 900, "of": 900}, "a link leads to no other figure of the document"),
        ("figures", {"number": 900, "covers": [77]}, "a link leads to no other figure of the document"),
        ("figures", {"number": 900}, "a document's count of figures is not that of its rows"),
        ("figures", {}, "a figure is there twice"),
        ("flags", {"rule": "sums", "figures": ["x-1-2"]}, "a flag names a figure that is not there"),
        ("flags", {"id": "f1", "rule": "sums", "figures": ["x-1-2"]}, "a flag is there twice"),
        ("documents", {}, "a reading of a document is there twice"),
        ("documents", {"id": "feed"}, "a document has no source"),
        ("documents", {"private": [{"start": 0, "end": 4, "kind": "name"}]}, "a masked stretch shows something"),
        ("sources", {}, "a source is there twice"),
        (
            "clusters",
            {"cluster_id": "a", "lead_id": "nobody", "state": "copy"},
            "a near-copy's lead is not in its cluster",
        ),
    ],
)
def test_each_fault_is_found(store: Store, name: str, values: dict[str, object], what: str) -> None:
    rows = store.open("figures" if name in ("flags", "clusters") else name).to_pyarrow_dataset().to_table().to_pylist()
    row = rows[0]
    if name in ("flags", "clusters"):
        row = {"document_id": row["document_id"], "batch": row["batch"]} if name == "flags" else {"document_id": "x"}
    store.append(name, table(name, [row | values] * (2 if what == "a flag is there twice" else 1)))
    faults, _ = check(store)
    assert what in [fault.what for fault in faults]
    assert all(fault.rows and fault.examples for fault in faults)


def test_every_check_has_a_fault_that_it_finds() -> None:
    (mark,) = test_each_fault_is_found.pytestmark
    assert {each[2] for each in mark.args[1]} == set(CHECKS)


def test_compacting_keeps_every_row_and_joins_the_files(store: Store, tmp_path: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text(REPORT.format(a=7, b=8, c=9, d=10), encoding="utf-8")
    list(add(store, [str(more)]))
    with open_ledger(store.place) as ledger:
        before = list(ledger.figures())
    done = {each.table: each for each in compact(store, kept=dt.timedelta(0))}
    assert done["figures"].before == 2 and done["figures"].after == 1 and done["figures"].removed >= 2
    with open_ledger(store.place) as ledger:
        assert list(ledger.figures()) == before
    assert check(store) == ([], [])
    list(add(store, [str(more)]))  # what was joined is still known
    assert check(store) == ([], [])


def test_an_earlier_state_comes_back_and_the_later_one_again(store: Store, tmp_path: Path) -> None:
    (last, *_) = history(store)
    more = tmp_path / "more.txt"
    more.write_text(REPORT.format(a=7, b=8, c=9, d=10), encoding="utf-8")
    list(add(store, [str(more)]))
    (newest, *_) = history(store)
    restore(store, last.version)
    with open_ledger(store.place) as ledger:
        assert len(ledger.query("select * from documents")) == 4
        assert len(ledger.query("select * from sources")) == 4
    faults, notes = check(store)
    assert not faults and len(notes) == 1
    restore(store, newest.version)
    with open_ledger(store.place) as ledger:
        assert len(ledger.query("select * from documents")) == 5
    with pytest.raises(LedgerError, match="no state 99"):
        restore(store, 99)


def test_a_state_whose_files_are_gone_is_not_restored(store: Store, tmp_path: Path) -> None:
    (last, *_) = history(store)
    more = tmp_path / "more.txt"
    more.write_text(REPORT.format(a=7, b=8, c=9, d=10), encoding="utf-8")
    list(add(store, [str(more)]))
    list(compact(store, kept=dt.timedelta(0)))
    with pytest.raises(LedgerError, match="files are gone"):
        restore(store, last.version)
    assert check(store) == ([], [])


def test_nothing_is_cleared_away_while_somebody_adds(store: Store) -> None:
    with together(store), together(store), pytest.raises(LedgerError, match="somebody is adding"):
        list(compact(store))
    with alone(store):
        pass
