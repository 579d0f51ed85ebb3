"""An indicator over time: which of several figures counts, and what stands beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from indicated import ACCIDENTS, ledger_of, report, year
from tongket.cli import app
from tongket.comparing.series import series
from tongket.comparing.today import on_today, per_head
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.registry.population import population
from tongket.registry.units import NEW, OLD


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


# ── on the provinces of today ────────────────────────────────────────────────
def of_places(folder: Path, values: dict[str, int], new: dict[str, int]) -> Store:
    return ledger_of(
        folder,
        *(report("a", year(2017), value=value, place_code=code, boundary=OLD) for code, value in values.items()),
        *(report("a", year(2025), value=value, place_code=code, boundary=NEW) for code, value in new.items()),
    )


def on(store: Store, sums: bool = True) -> list[tuple[Any, ...]]:
    with Ledger(store) as opened:
        rows = on_today(series(opened, ACCIDENTS, by="place"), sums)
    return [(row["place_code"], row["period_end"].year, row["value"], row["missing"]) for row in rows]


def test_former_provinces_are_summed(tmp_path: Path) -> None:
    store = of_places(tmp_path, {"02": 30, "08": 12, "20": 5, "001": 9}, {"08": 50})
    assert on(store) == [("08", 2017, 42, []), ("08", 2025, 50, []), ("20", 2017, 5, [])]
    assert on(store, sums=False) == [("08", 2025, 50, []), ("20", 2017, 5, [])]


def test_a_former_province_without_a_value_is_named(tmp_path: Path) -> None:
    assert on(of_places(tmp_path, {"08": 12}, {})) == [("08", 2017, None, ["Hà Giang"])]


def test_how_many_for_every_100000(tmp_path: Path) -> None:
    store = ledger_of(tmp_path, report("a", year(2019), value=781, place_code="20", boundary=OLD))
    with Ledger(store) as opened:
        (row,) = per_head(series(opened, ACCIDENTS, by="place"))
    people = population("20", OLD, 2019)
    assert people and row["persons"] == people.persons and row["population"] == people.source
    assert row["rate"] == round(Decimal(781) * 100_000 / people.persons, 2)


def test_only_places_have_a_division_and_people(tmp_path: Path) -> None:
    store = ledger_of(tmp_path, report("a", year(2019)))
    command = ["series", ACCIDENTS, "--ledger", store.place]
    refused = CliRunner().invoke(app, [*command, "--today"])
    assert refused.exit_code == 2 and "need --by place" in refused.output
    told = CliRunner().invoke(app, [*command, "--by", "place", "--today", "--per-100000", "--format", "csv"])
    assert told.exit_code == 0 and told.output.startswith("place_code,boundary,")
    assert "missing,persons,rate" in told.output
