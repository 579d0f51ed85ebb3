"""A ledger of an older schema is refused until it is brought up; then it is as one that was made today."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from typer.testing import CliRunner

from tongket.cli import app
from tongket.ledger import upgrade as upgrades
from tongket.ledger.check import check
from tongket.ledger.errors import LedgerError, NoLedgerError, TooNewError, TooOldError
from tongket.ledger.locks import together
from tongket.ledger.questions import open_ledger
from tongket.ledger.schema import SCHEMA_VERSION, TABLES, schema
from tongket.ledger.store import Store
from tongket.ledger.upgrade import add_columns, upgrade
from tongket.ledger.upkeep import history, restore
from tongket.pipeline.add import add

REPORT = (
    "Công an tỉnh Vân Hà tổng kết công tác năm 2023\nVân Hà, ngày 12 tháng 1 năm 2024\n"
    "Năm 2023, toàn tỉnh xảy ra {a} vụ tai nạn giao thông, làm chết {b} người, giảm 12 vụ so với năm 2022.\n"
    "Phát hiện 259 trường hợp vi phạm, xử phạt 31 trường hợp, nhắc nhở 227 trường hợp.\n"
)
FIGURES = 6
LACKING = {"figures": ("qualifier", "confidence"), "sources": ("retrieved",)}
"""What the invented version 0 had not thought of yet, beside the whole table of `clusters`."""
SINCE_2 = {
    "figures": ("body_id", "place_code", "indicator"),
    "reviews": ("body_id",),
    "flags": ("id",),
    "left_out": ("host", "published"),
}
"""Columns that version 1 had not; its flags named figures by their numbers, and its zeros had no ids."""
FLAGS = "select id, document_id, rule, figures, arithmetic from flags order by id"
QUESTION = 'select document_id, number, quote, value, body, sentence from figures order by document_id, "start"'


def reports(folder: Path, numbers: range) -> str:
    folder.mkdir()
    for number in numbers:
        (folder / f"report-{number}.txt").write_text(REPORT.format(a=100 + number, b=20 + number), encoding="utf-8")
    return str(folder)


def made_first(store: Store) -> None:
    """As version 1 was."""
    figures = store.open("figures").to_pyarrow_dataset().to_table().to_pylist()
    numbers = {f"{f['document_id']}-{f['start']}-{f['end']}": f["number"] for f in figures}
    for name, columns in SINCE_2.items():
        rows = store.open(name).to_pyarrow_dataset().to_table().drop_columns(list(columns))
        if name == "flags":
            named = [[numbers[each] for each in ids] for ids in rows["figures"].to_pylist()]
            assert named
            at = rows.schema.get_field_index("figures")
            rows = rows.set_column(at, "figures", pa.array(named, pa.list_(pa.int32())))
        overwrite(store, name, rows)
    rows = store.open("documents").to_pyarrow_dataset().to_table()
    at = rows.schema.get_field_index("zeros")
    fields = [field for field in rows.schema.field("zeros").type.value_type if field.name not in SINCE_2["figures"]]
    zeros = pa.array(rows["zeros"].to_pylist(), pa.list_(pa.struct(fields)))
    overwrite(store, "documents", rows.set_column(at, "zeros", zeros))
    store.open("documents").alter.set_table_description("Tongket ledger, schema 1")


def overwrite(store: Store, name: str, rows: pa.Table) -> None:
    write_deltalake(store.open(name), rows, mode="overwrite", schema_mode="overwrite")


def made_old(store: Store) -> None:
    made_first(store)
    for name, columns in LACKING.items():
        overwrite(store, name, store.open(name).to_pyarrow_dataset().to_table().drop_columns(list(columns)))
    shutil.rmtree(store.folder / "clusters")
    store.open("documents").alter.set_table_description("Tongket ledger, schema 0")


def from_zero(store: Store) -> None:
    for name, columns in LACKING.items():
        add_columns(store, name, *(schema(name).field(column) for column in columns))


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A ledger of version 0, and the way up from there."""
    place = tmp_path / "ledger"
    store = Store(place, create=True)
    list(add(store, [reports(tmp_path / "reports", range(4))]))
    made_old(store)
    monkeypatch.setitem(upgrades.STEPS, 0, from_zero)
    yield place


def rows(place: Path, question: str = QUESTION) -> list[dict[str, object]]:
    with open_ledger(place) as ledger:
        return list(ledger.query(question))


def test_every_older_version_has_a_way_up() -> None:
    assert set(upgrades.STEPS) == set(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize(
    "command", [["add", "reports"], ["query", "select 1"], ["ledger", "check"], ["export", "x.csv"]]
)
def test_an_older_ledger_is_refused_with_the_way_out(
    old: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(old.parent)
    before = Store(old, older=True).open("documents").version()
    done = CliRunner().invoke(app, [*command, "--ledger", str(old)])
    assert done.exit_code == 1
    assert f"schema 0, this version needs {SCHEMA_VERSION}: tongket ledger upgrade" in done.output
    assert len(done.output.splitlines()) == 1
    assert Store(old, older=True).open("documents").version() == before


def test_brought_up_it_is_as_if_made_today(old: Path, tmp_path: Path) -> None:
    with pytest.raises(TooOldError):
        open_ledger(old)
    assert upgrade(str(old)) == [*range(SCHEMA_VERSION + 1)]
    store = Store(old)
    assert store.version == SCHEMA_VERSION
    fresh = Store(tmp_path / "fresh", create=True)
    for name in TABLES:
        assert set(store.open(name).to_pyarrow_dataset().schema) == set(fresh.open(name).to_pyarrow_dataset().schema)
    list(add(fresh, [str(tmp_path / "reports")]))
    assert rows(old) == rows(tmp_path / "fresh") != []
    assert rows(old, FLAGS) == rows(tmp_path / "fresh", FLAGS) != []
    assert {row["confidence"] for row in rows(old, "select confidence from latest")} == {None}
    assert check(store) == ([], [])


def test_it_is_written_to_as_before(old: Path, tmp_path: Path) -> None:
    upgrade(str(old))
    everything = [str(tmp_path / "reports"), reports(tmp_path / "more", range(4, 7))]
    list(add(Store(old), everything))
    fresh = Store(tmp_path / "fresh", create=True)
    list(add(fresh, everything))
    assert rows(old) == rows(tmp_path / "fresh")
    assert rows(old, "select count(*) as n from latest where confidence is not null")[0]["n"] == 3 * FIGURES
    assert check(Store(old)) == ([], [])


def test_a_step_that_was_stopped_is_run_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(store: Store) -> None:
        add_columns(store, "figures", schema("figures").field("confidence"))
        raise KeyboardInterrupt

    monkeypatch.setitem(upgrades.STEPS, 0, stopped)
    with pytest.raises(KeyboardInterrupt):
        upgrade(str(old))
    with pytest.raises(TooOldError):
        Store(old)
    monkeypatch.setitem(upgrades.STEPS, 0, from_zero)
    assert upgrade(str(old)) == [*range(SCHEMA_VERSION + 1)]
    assert check(Store(old)) == ([], [])


def test_several_steps_are_taken_one_after_another(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    monkeypatch.setattr(upgrades, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr("tongket.ledger.store.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    for version in range(1, SCHEMA_VERSION + 1):
        monkeypatch.setitem(upgrades.STEPS, version, lambda store: taken.append(Store(store.place, older=True).version))
    assert upgrade(str(old)) == list(range(SCHEMA_VERSION + 2))
    assert taken == list(range(1, SCHEMA_VERSION + 1))


def test_a_state_from_before_is_brought_up_again(old: Path) -> None:
    before = history(Store(old, older=True))[0].version
    upgrade(str(old))
    restore(Store(old), before)
    with pytest.raises(TooOldError):
        Store(old)
    assert upgrade(str(old)) == [*range(SCHEMA_VERSION + 1)]
    assert len(rows(old)) == 4 * FIGURES


def test_the_command_tells_what_it_did(old: Path) -> None:
    first, second = (CliRunner().invoke(app, ["ledger", "upgrade", "--ledger", str(old)]).output for _ in range(2))
    assert first == f"{old}: schema 0 → 1 → 2 → {SCHEMA_VERSION}, done\n"
    assert second == f"{old}: schema {SCHEMA_VERSION}, nothing to do\n"


def test_what_can_not_be_brought_up_is_told(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with together(Store(old, older=True)), pytest.raises(LedgerError, match="somebody is adding"):
        upgrade(str(old))
    monkeypatch.delitem(upgrades.STEPS, 0)
    with pytest.raises(LedgerError, match="no way up from 0"):
        upgrade(str(old))
    Store(old, older=True).open("documents").alter.set_table_description(f"Tongket ledger, schema {SCHEMA_VERSION + 1}")
    with pytest.raises(TooNewError):
        upgrade(str(old))
    with pytest.raises(NoLedgerError):
        upgrade(str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()
