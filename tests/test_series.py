"""An indicator over time: which of several figures counts, and what stands beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indicated import ACCIDENTS, ledger_of, report, year
from tongket.cli import app
from tongket.comparing.series import series
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store


def rows(store: Store, **options: Any) -> list[dict[str, Any]]:
    with Ledger(store) as opened:
        return list(series(opened, ACCIDENTS, **options))


def test_one_row_for_each_period(tmp_path: Path) -> None:
    half = (dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    store = ledger_of(
        tmp_path,
        *(report("a", year(number), value=number) for number in (2021, 2020, 2022)),
        report("a", half, value=9),
        report("a", year(2022), value=8, status="target"),
        report("b", year(2022), value=7),
        report("b", year(2022), indicator="fires"),
    )
    found = [(row["body_id"], row["period_end"].year, row["status"], row["value"]) for row in rows(store)]
    assert found == [
        ("a", 2020, "reported", 2020),
        ("a", 2021, "reported", 2021),
        ("a", 2022, "reported", 9),
        ("a", 2022, "reported", 2022),
        ("a", 2022, "target", 8),
        ("b", 2022, "reported", 7),
    ]


def test_the_one_that_counts_and_the_others_beside_it(tmp_path: Path) -> None:
    store = ledger_of(
        tmp_path,
        report("a", year(2022), value=7, tier="press", place_code="20"),
        report("a", year(2022), value=8, place_code="20"),
        report("a", year(2022), value=8, tier="press", place_code="20", told="again"),
    )
    (row,) = rows(store, by="place")
    assert (row["place_code"], row["value"], row["values"], row["reports"]) == ("20", 8, 2, 3)
    assert row["figures"][0] == row["id"] and len(row["figures"]) == 3


def test_nobody_and_nonsense(tmp_path: Path) -> None:
    store = ledger_of(tmp_path, report("a", year(2020), indicator="fires"))
    assert rows(store) == []
    with pytest.raises(ValueError, match="not a series by"):
        rows(store, by="colour")
    told = CliRunner().invoke(app, ["series", ACCIDENTS, "--ledger", store.place, "--format", "csv"])
    assert told.output.startswith("body_id,place_code,boundary,period_start") and told.exit_code == 0
