"""Series and coverage from the read model tell the same as the questions to the ledger that they stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from indicated import ACCIDENTS, ledger_of, report, year
from tongket.comparing.coverage import By, Grain, coverage
from tongket.comparing.series import series
from tongket.indicators.catalogue import load
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.pipeline.work import LeftOut
from tongket.registry.units import NEW, OLD
from tongket.web import compared
from tongket.web.model.model import Model
from tongket.web.model.names import Names


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Results, zeros, silence, and documents that could not be read, of two bodies in both divisions."""
    half = (dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    shifted = (dt.date(2022, 12, 15), dt.date(2023, 12, 14))
    failed = LeftOut("scan.pdf", "scan", "a scan", host="b.gov.vn", published=dt.date(2025, 1, 20))
    return ledger_of(
        tmp_path_factory.mktemp("invented"),
        report("a", year(2020), value=5, place_code="20", boundary=OLD),
        report("a", year(2020), value=6, place_code="20", boundary=OLD, told="press"),
        report("a", year(2022), value=0, place_code="20", boundary=OLD),
        report("a", half, value=3, place_code="20", boundary=OLD),
        report("a", shifted, value=8, place_code="20", boundary=OLD),
        report("a", year(2025), value=8, place_code="20", boundary=NEW),
        report("a", year(2024), status="target", value=2),
        report("b", year(2021), only="zero"),
        report("b", year(2020), value=4),
        report("b", year(2023), only="review"),
        report("b", year(2022), indicator="fires"),
        left_out=(failed,),
    )


def _of_id(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["id"]), str(row["boundary"])


def same(store: Store, indicators: list[str]) -> int:
    model = Model(store, load(), Names())
    model.refresh()
    rows = 0
    with Ledger(store) as ledger:
        for indicator in indicators:
            figures = compared.figures(model, indicator)
            for by in get_args(By):
                told = compared.series(figures, by)
                asked = [dict(row) for row in series(ledger, indicator, by)]
                assert sorted(told, key=_of_id) == sorted(asked, key=_of_id), (indicator, by)
                rows += len(told)
                for grain in get_args(Grain):
                    found = compared.coverage(model, figures, indicator, by, grain)
                    assert found == [dict(row) for row in coverage(ledger, indicator, by, grain)], (
                        indicator,
                        by,
                        grain,
                    )
                    rows += len(found)
    model.close()
    return rows


def test_an_invented_ledger_tells_the_same(invented: Store) -> None:
    assert same(invented, [ACCIDENTS, "fires"]) >= 40


@pytest.mark.parametrize("far", [9999, 1])
def test_a_year_that_no_day_comes_after_breaks_no_page(tmp_path: Path, far: int) -> None:
    store = ledger_of(tmp_path, report("a", year(2020), value=5), report("a", year(far), value=6))
    model = Model(store, load(), Names())
    model.refresh()
    figures = compared.figures(model, ACCIDENTS)
    assert len(figures) == 2
    assert [row["value"] for row in compared.series(figures, "body")] == [5]
    for grain in get_args(Grain):
        told = compared.coverage(model, figures, ACCIDENTS, "body", grain)
        assert {row["period_start"].year for row in told} <= {2020}


def test_the_states_are_all_there(invented: Store) -> None:
    model = Model(invented, load(), Names())
    model.refresh()
    cells = compared.coverage(model, compared.figures(model, ACCIDENTS), ACCIDENTS, "body", "year")
    told = {(cell["who"], cell["period_start"].year): cell["state"] for cell in cells}
    assert told["a", 2022] == "zero" and told["b", 2021] == "zero" and told["b", 2023] == "silent"
    assert told["b", 2024] == "failed" and told["a", 2021] == "not collected" and "reported" in told.values()
    model.close()


def test_the_specimens_tell_the_same(desk_ledger: Path) -> None:
    store = Store(desk_ledger)
    with Ledger(store) as ledger:
        found = ledger.query("select distinct indicator from latest where indicator is not null order by 1")
        indicators = [row["indicator"] for row in found]
    assert same(store, [*indicators[::12], "traffic-deaths"]) > 100


def test_rows_on_the_provinces_of_today() -> None:
    rows = [
        {
            **{"place_code": code, "boundary": OLD, "period_start": dt.date(2019, 1, 1), "status": "reported"},
            **{"period_end": dt.date(2019, 12, 31), "kind": "level", "scope": None, "qualifier": None, "unit": "count"},
            **{"cumulative": False, "value": 5, "high": None, "bound": "exact", "direction": None, "values": 1},
            **{"reports": 1, "id": f"{code}-1-2", "sentence": "", "url": None, "figures": [f"{code}-1-2"]},
        }
        for code in ("02", "08")
    ]
    (row,) = compared.brought(rows, today=True, sums=True, rate=True)
    assert (row["place_code"], row["boundary"], row["value"]) == ("08", NEW, 10)
    assert row["rate"] is not None and compared.brought(rows, today=False, sums=True, rate=False) is rows
