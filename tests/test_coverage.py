"""The matrix of who reported what: each state where it is due, in a ledger of readings made by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indicated import ACCIDENTS, ledger_of, report, year
from tongket.cli import app
from tongket.comparing.coverage import coverage
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.pipeline.work import LeftOut


def matrix(store: Store, **options: Any) -> dict[tuple[str, int], tuple[str, Decimal | None]]:
    with Ledger(store) as opened:
        rows = list(coverage(opened, ACCIDENTS, **options))
    return {(row["who"], row["period_start"].year): (row["state"], row["value"]) for row in rows}


def test_every_state(tmp_path: Path) -> None:
    half = (dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    unread = LeftOut("scan.pdf", "scan", "a scan", host="b.gov.vn", published=dt.date(2023, 1, 20))
    store = ledger_of(
        tmp_path,
        report("a", year(2020)),
        report("a", year(2021), value=0),
        report("a", half),
        report("a", year(2023), indicator="fires"),
        report("b", year(2020), only="zero"),
        report("b", year(2021), only="review"),
        report("b", year(2023), value=7),
        report("b", (dt.date(2023, 12, 15), dt.date(2024, 12, 14)), value=8),
        report("c", year(2022), status="target"),
        report("d", year(2022), indicator=None),
        left_out=(unread, replace(unread, source="d.pdf", host="d.gov.vn")),
    )
    found = matrix(store)
    assert found == {
        ("a", 2020): ("reported", 12),
        ("a", 2021): ("zero", 0),
        ("a", 2022): ("in part", None),
        ("a", 2023): ("silent", None),
        ("a", 2024): ("not collected", None),
        ("b", 2020): ("zero", 0),
        ("b", 2021): ("silent", None),
        ("b", 2022): ("failed", None),
        ("b", 2023): ("reported", 7),
        ("b", 2024): ("reported", 8),
    }


def test_by_place_and_by_half(tmp_path: Path) -> None:
    halves = [(dt.date(2022, 1, 1), dt.date(2022, 6, 30)), (dt.date(2022, 7, 1), dt.date(2022, 12, 31))]
    store = ledger_of(
        tmp_path,
        *(report("a", half, value=number, place_code="20") for number, half in enumerate(halves, 5)),
        report("a", year(2022), value=99, place_code="20"),
    )
    with Ledger(store) as opened:
        rows = list(coverage(opened, ACCIDENTS, by="place", grain="half"))
    assert [(row["who"], row["period_start"].month, row["state"], row["value"]) for row in rows] == [
        ("20", 1, "reported", 5),
        ("20", 7, "reported", 6),
    ]


def test_nobody_and_nonsense(tmp_path: Path) -> None:
    store = ledger_of(tmp_path, report("a", year(2020), indicator="fires"))
    assert matrix(store) == {}
    with pytest.raises(ValueError, match="not a coverage by"):
        matrix(store, grain="decade")


def test_the_command(tmp_path: Path) -> None:
    store = ledger_of(
        tmp_path,
        report("cong-an/lam-son", year(2020), value=1234),
        report("cong-an/lam-son", year(2021), value=0),
        report("cong-an/van-ha", year(2021), only="review"),
        report("cong-an/van-ha", year(2022), value=7),
    )
    command = ["coverage", ACCIDENTS, "--ledger", store.place]
    told = CliRunner().invoke(app, command).output.splitlines()
    assert told[0].split("┃")[1:] and [cell.strip() for cell in told[0].split("┃")[1:]] == ["2020", "2021", "2022"]
    assert [cell.strip() for cell in told[2].split("│")] == ["cong-an/lam-son", "1.234", "0", "·"]
    assert [cell.strip() for cell in told[3].split("│")] == ["cong-an/van-ha", "·", "–", "7"]
    csv = CliRunner().invoke(app, [*command, "--format", "csv"]).output.splitlines()
    assert csv[0] == "who,period_start,period_end,state,value,unit,figures"
    assert csv[1].startswith("cong-an/lam-son,2020-01-01,2020-12-31,reported,1234,count,") and len(csv) == 7
    assert CliRunner().invoke(app, ["coverage", "nothing", "--ledger", store.place]).output == "nobody reported it\n"
