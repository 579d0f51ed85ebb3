"""`tongket indicators`, and `--indicators` of read and add, on ledgers made of specimens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from ledgers import SPECIMENS, fill, raw
from tongket.cli import app
from tongket.indicators import applied
from tongket.indicators.applied import Applied
from tongket.indicators.catalogue import Catalogue, load
from tongket.indicators.stored import told as told_again
from tongket.indicators.suggest import Suggestion, suggestions
from tongket.ledger.errors import LedgerError
from tongket.ledger.locks import together
from tongket.ledger.questions import open_ledger
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings

NAMES = ("ban-atgt-van-ha-2022-10.txt", "cong-an-van-ha-2024.txt", "xa-dong-linh-9-thang-2025.txt")
OWN = """
sector = "own"
name = { vi = "Của đơn vị", en = "Our own" }

[[indicator]]
id = "own-deaths"
name = { vi = "Số người chết", en = "Deaths" }
unit = "count"
kind = "flow"
counted = ["người chết", "số người chết"]
near = ["tai nạn", "người chết", "làm chết"]
examples = ["Trong tháng có [5] người chết."]

[[indicator]]
id = "traffic-injuries"
name = { vi = "Người bị thương", en = "Injured" }
unit = "count"
kind = "flow"
whole = ["người bị thương"]
examples = ["Trong tháng có [5] người bị thương."]
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A ledger of three specimens that no test changes."""
    store = Store(tmp_path_factory.mktemp("indicators") / "ledger", create=True)
    fill(store, *(SPECIMENS / name for name in NAMES))
    return store


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    return folder


def run(*arguments: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "160"})
    assert done.exit_code == code, done.output
    return done.output


def told(store: Store) -> dict[tuple[str, int], str | None]:
    """Document and number of each figure, and each zero's place as a negative number → its indicator."""
    figures = {(row["document_id"], row["number"]): row["indicator"] for row in raw(store, "figures")}
    zeros = {
        (row["id"], -zero["start"]): zero["indicator"] for row in raw(store, "documents") for zero in row["zeros"] or []
    }
    return figures | zeros


def test_the_catalogue_is_listed_and_shown() -> None:
    everything = run("indicators", "list")
    assert all(f"  {each.id} " in everything for each in load())
    traffic = run("indicators", "list", "--sector", "traffic")
    assert "traffic-deaths" in traffic and "drug-cases" not in traffic
    shown = run("indicators", "show", "traffic-deaths")
    assert "outcome of  traffic-accidents" in shown and "người thiệt mạng" in shown


def test_what_is_not_there_is_told_with_what_is_near() -> None:
    assert "traffic-deaths" in run("indicators", "show", "traffic-death", code=2)
    assert "there are" in run("indicators", "list", "--sector", "trafic", code=2)


def test_suggestions_are_what_no_indicator_takes(filled: Store, own: Path) -> None:
    with open_ledger(filled.place) as ledger:
        found = suggestions(told_again(ledger, load()))
        free = [row for row in raw(filled, "figures") if row["indicator"] is None and row["counted"]]
        assert sum(each.figures for each in found) == sum(row["status"] != "rule" for row in free)
        first = found[0]
        assert len(first.documents) == max(len(each.documents) for each in found)
        (own / "more.toml").write_text(_taking(found), encoding="utf-8")
        later = suggestions(told_again(ledger, load([own])))
    assert sum(each.figures for each in later) < sum(each.figures for each in found) / 2
    printed = run("indicators", "suggest", "--ledger", filled.place, "-n", "1")
    assert f"{first.figures} " in printed and first.example in printed and "… 1 of" in printed


def _taking(found: list[Suggestion]) -> str:
    """An entry that takes what is suggested."""
    return f"""
sector = "taking"
name = {{ vi = "…", en = "…" }}

[[indicator]]
id = "taken"
name = {{ vi = "…", en = "…" }}
unit = {json.dumps(sorted({each.unit for each in found}))}
kind = "flow"
whole = {json.dumps(sorted({each.counted for each in found}), ensure_ascii=False)}
examples = ["[1] ao"]
"""


def test_a_file_is_tried_without_changing_the_ledger(filled: Store, own: Path) -> None:
    before = told(filled)
    printed = run("indicators", "test", own / "own.toml", "--ledger", filled.place, "-n", "3")
    assert "own-deaths" in printed and "traffic-deaths" in printed, "it takes figures from another indicator"
    assert printed.count("own-deaths  ") + printed.count("traffic-injuries  ") >= 3, "a sample with sentences"
    again = run("indicators", "test", own / "own.toml", "--ledger", filled.place, "-n", "3")
    assert again == printed
    assert told(filled) == before


def test_a_file_whose_example_fails_is_told(filled: Store, own: Path) -> None:
    file = own / "own.toml"
    file.write_text(OWN.replace("[5] người chết", "[5] con gà"), encoding="utf-8")
    printed = run("indicators", "test", file, "--ledger", filled.place, code=1)
    assert "✗" in printed and "own-deaths" in printed


def test_faults_of_own_entries_end_with_one_line(filled: Store, own: Path) -> None:
    file = own / "own.toml"
    for text, message in ((OWN + "x = 1\n", "unknown key x"), ("= 1", "own.toml: "), ("sector = 1", "no `sector")):
        file.write_text(text, encoding="utf-8")
        for command in (
            ("indicators", "list"),
            ("indicators", "apply", "--ledger", filled.place),
            ("read", SPECIMENS / NAMES[0]),
            ("add", SPECIMENS / NAMES[0], "--ledger", filled.place),
        ):
            printed = run(*command, "--indicators", own, code=2)
            assert message in printed and str(file) in printed
            assert printed.count("\n") == 1
    missing = run("indicators", "list", "--indicators", own / "nowhere", code=2)
    assert "nowhere" in missing and missing.count("\n") == 1
    (own / "empty").mkdir()
    assert "no file of entries" in run("indicators", "list", "--indicators", own / "empty", code=2)


def test_without_a_ledger_one_line_says_so(tmp_path: Path) -> None:
    for command in ("suggest", "apply"):
        printed = run("indicators", command, "--ledger", tmp_path / "nowhere", code=1)
        assert "no ledger" in printed and printed.count("\n") == 1


def test_read_and_add_take_own_entries(own: Path, tmp_path: Path) -> None:
    lines = run("read", SPECIMENS / NAMES[0], "--indicators", own, "--format", "jsonl").splitlines()
    assert "own-deaths" in {figure.get("indicator") for line in lines for figure in json.loads(line)["figures"]}
    place = tmp_path / "ledger"
    run("add", SPECIMENS / NAMES[0], "--indicators", own, "--ledger", place, "--workers", "1")
    assert "own-deaths" in told(Store(place)).values()


def test_applying_tells_what_reading_tells(own: Path, tmp_path: Path) -> None:
    inputs = [SPECIMENS / name for name in NAMES]
    one, other = (Store(tmp_path / name, create=True) for name in ("one", "other"))
    fill(one, *inputs)
    fill(other, *inputs, settings=Settings(indicators=(own,)))
    ours, theirs = told(one), told(other)
    assert ours != theirs
    printed = run("indicators", "apply", "--ledger", one.place, "--indicators", own)
    assert told(one) == theirs
    assert f"{sum(ours[key] != theirs[key] for key in ours)} another one than before" in printed
    run("indicators", "apply", "--ledger", one.place)
    assert told(one) == ours
    run("ledger", "check", "--ledger", one.place)


def test_what_is_told_already_is_not_written_again(filled: Store) -> None:
    versions = [filled.open(name).version() for name in ("figures", "documents")]
    assert " 0 another one than before" in run("indicators", "apply", "--ledger", filled.place)
    assert [filled.open(name).version() for name in ("figures", "documents")] == versions


def test_zeros_are_told_again_too(tmp_path: Path) -> None:
    text = "UBND xã Đông Linh\nNăm 2024, trên địa bàn xã không xảy ra vụ cháy nào; có 12 hộ được khen thưởng.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    fill(store, tmp_path / "a.txt")
    was = [zero["indicator"] for row in raw(store, "documents") for zero in row["zeros"]]
    assert was == ["fire-cases"]
    applied.apply(store, Catalogue([], []))
    assert [zero["indicator"] for row in raw(store, "documents") for zero in row["zeros"]] == [None]
    applied.apply(store, load())
    assert [zero["indicator"] for row in raw(store, "documents") for zero in row["zeros"]] == was
    assert {row["text"] for row in raw(store, "documents")} == {text}


def test_a_stop_in_the_middle_leaves_the_old_indicators(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "ledger", create=True)
    fill(store, *(SPECIMENS / name for name in NAMES))
    before, times = told(store), iter(range(9))
    rest = applied._with_indicators

    def full(rows: pa.Table, new: dict[tuple[str, int], str | None], done: Applied) -> Iterator[pa.RecordBatch]:
        if next(times) > 0:  # the first time it is only looked whether anything changes
            raise OSError("no space left on the device")
        return rest(rows, new, done)

    monkeypatch.setattr(applied, "_with_indicators", full)
    with pytest.raises(LedgerError, match="no space left"):
        applied.apply(store, load([own]))
    monkeypatch.undo()
    assert told(store) == before
    applied.apply(store, load([own]))
    assert "own-deaths" in told(store).values()


def test_nobody_applies_while_somebody_adds(filled: Store) -> None:
    with together(filled):
        printed = run("indicators", "apply", "--ledger", filled.place, code=1)
    assert "somebody is adding" in printed
