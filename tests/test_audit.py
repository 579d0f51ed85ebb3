"""Audits: the same seed draws the same sample, the rate is that of the sheet, and its interval is Wilson's."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from decided import ledger, row
from made import reading
from tongket import cli
from tongket.ledger import audit, sheet_files
from tongket.ledger.audit import Rate
from tongket.ledger.errors import LedgerError
from tongket.ledger.questions import Ledger
from tongket.ledger.sheet_import import carry_out, plan
from tongket.ledger.store import Store

QUERY = "select id from latest"


def ids(file: Path) -> list[str]:
    return [str(line.cells["id"]) for line in sheet_files.read(file)]


def test_a_sample_is_drawn_again_by_its_seed(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    with Ledger(store) as opened:
        drawn = audit.draw(opened, QUERY, 4, tmp_path / "a.xlsx", seed=7)
        assert str(drawn) == "4 of 9, seed 7"
        audit.draw(opened, QUERY + " order by random()", 4, tmp_path / "b.csv", seed=7)
        audit.draw(opened, QUERY, 4, tmp_path / "c.csv", seed=8)
        assert audit.draw(opened, QUERY, 50, tmp_path / "all.csv").size == 9
    assert ids(tmp_path / "a.xlsx") == ids(tmp_path / "b.csv") != ids(tmp_path / "c.csv")
    assert len(set(ids(tmp_path / "a.xlsx"))) == 4
    assert len(set(ids(tmp_path / "all.csv"))) == len(reading().figures)


def test_every_figure_is_drawn_as_often(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    drawn: dict[str, int] = {}
    with Ledger(store) as opened:
        for seed in range(60):
            file = tmp_path / f"{seed}.csv"
            audit.draw(opened, QUERY, 3, file, seed=seed)
            for identity in ids(file):
                drawn[identity] = drawn.get(identity, 0) + 1
    assert len(drawn) == 9 and sum(drawn.values()) == 180
    assert all(8 <= times <= 36 for times in drawn.values()), drawn  # 20 expected; these seeds are fixed


def checked(store: Store, file: Path) -> audit.Result:
    with Ledger(store) as opened:
        return audit.result(opened, file)


def work(file: Path) -> None:
    """Nine rows: one rejected, two corrected (one in two fields), four accepted, two not looked at."""
    book = load_workbook(file)
    page = book.active
    at = {cell.value: cell.column for cell in page[1]}
    page.cell(2, at["decision"]).value = "reject"
    page.cell(2, at["value"]).value = 5
    page.cell(3, at["value"]).value = 12345
    page.cell(3, at["decision"]).value = "accept"
    page.cell(4, at["value"]).value = 12345
    page.cell(4, at["act"]).value = "khác hẳn"
    for number in range(5, 9):
        page.cell(number, at["decision"]).value = "accept"
    book.save(file)


def test_the_rate_of_a_checked_sheet(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    file = tmp_path / "check.xlsx"
    with Ledger(store) as opened:
        audit.draw(opened, QUERY, 9, file, seed=1)
    untouched = checked(store, file)
    assert (untouched.overall, untouched.unchecked) == (Rate(0, 0), 9)
    assert untouched.overall.interval == (0, 1)

    work(file)
    for _ in range(2):  # before and after the decisions are in the ledger
        found = checked(store, file)
        assert (found.overall, found.rejected, found.unchecked) == (Rate(3, 7), 1, 2)
        assert found.fields == {"value": Rate(2, 6), "act": Rate(1, 6)}
        assert str(found.drawn) == "9 of 9, seed 1" and not found.problems
        with Ledger(store) as opened:
            carry_out(opened, plan(opened, file, who))
    corrected = row(store, ids(file)[2])
    assert corrected and (corrected["value"], corrected["act"]) == (Decimal(12345), "khác hẳn")


def test_a_row_that_was_taken_out_counts_as_not_checked(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    file = tmp_path / "check.xlsx"
    with Ledger(store) as opened:
        audit.draw(opened, QUERY, 9, file, seed=1)
    work(file)
    book = load_workbook(file)
    book.active.delete_rows(5)
    book.active.cell(5, 1).value = "perhaps"
    book.save(file)
    found = checked(store, file)
    assert (found.overall.checked, found.unchecked) == (5, 3)
    assert [cause for _, cause in found.problems] == ["decision: perhaps is none of accept, correct, reject, add"]


def test_a_query_without_figures_is_told(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    with Ledger(store) as opened:
        with pytest.raises(LedgerError, match="gives no figures"):
            audit.draw(opened, QUERY + " where false", 5, tmp_path / "a.csv")
        with pytest.raises(LedgerError, match="must return id"):
            audit.draw(opened, "select value from latest", 5, tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


# ── the interval ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(  # Newcombe 1998, table I: method 3, the score interval without continuity correction
    ("wrong", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilson_s(wrong: int, n: int, low: float, high: float) -> None:
    assert Rate(wrong, n).interval == pytest.approx((low, high), abs=5e-5)


@settings(deadline=None)
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_mirrors(told: tuple[int, int]) -> None:
    wrong, n = told
    low, high = Rate(wrong, n).interval
    assert 0 <= low <= wrong / n <= high <= 1
    assert (1 - high, 1 - low) == pytest.approx(Rate(n - wrong, n).interval)


# ── the command ──────────────────────────────────────────────────────────────
def tongket(store: Store, *arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["audit", *map(str, arguments), "--ledger", store.place])


def test_the_command(tmp_path: Path) -> None:
    store, _, _ = ledger(tmp_path)
    file = tmp_path / "check.xlsx"
    done = tongket(store, QUERY, "-n", "9", "--seed", "1", "--out", file)
    assert done.exit_code == 0 and "9 of 9, seed 1" in done.output
    work(file)
    done = tongket(store, file)
    assert done.exit_code == 0
    assert "7 figures checked, 3 wrong (drawn: 9 of 9, seed 1)" in done.output
    assert "error rate 42.9% (15.8% to 75.0%)" in done.output
    done = tongket(store, QUERY, "--out", file)
    assert done.exit_code == 1 and "is there already" in done.stderr
