"""A correction to a year that no report tells of, as older versions took it: left out, and told where it stands."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from indicated import ACCIDENTS, ledger_of, report, year
from tongket.checks.across.points import spell as told
from tongket.cli import app
from tongket.comparing.spells import spell
from tongket.ledger import desk
from tongket.ledger.checkers import new_checker
from tongket.ledger.desk import opened
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.ledger.verdicts import Verdict, prepared, record

FAR = {
    "the last year there is": {"period_start": "2022-01-01", "period_end": "9999-12-31"},
    "only its end": {"period_end": "9999-12-31"},
    "the first year": {"period_start": "0001-01-01", "period_end": "0001-12-31"},
}


def corrected(store: Store, value: int, fields: dict[str, str]) -> tuple[str, Verdict]:
    """The figure of a value, corrected as an older version would have it."""
    with Ledger(store) as ledger:
        (row,) = ledger.query("select * from figures where value = $value", value=value)
    plain = Verdict(row["document_id"], row["start"], row["end"], row["quote"], "correct", {"counted": "vụ"})
    given = Verdict(*(getattr(plain, name) for name in ("document_id", "start", "end", "quote", "decision", "fields")),
                    new_checker(store))  # fmt: skip
    (written,) = prepared(store, [given])
    assert isinstance(written, dict)
    with opened(store) as db:
        desk.write(db, [written | {"fields": json.dumps(fields)}])
    return row["id"], given


def run(store: Store, *command: str) -> str:
    done = CliRunner().invoke(app, [*command, "--ledger", store.place], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("fields", FAR.values(), ids=FAR.keys())
def test_every_command_leaves_it_out(tmp_path: Path, fields: dict[str, str]) -> None:
    store = ledger_of(tmp_path, *(report("a", year(number), value=number) for number in (2020, 2021, 2022)))
    far, _ = corrected(store, 2022, fields)
    with Ledger(store) as ledger:
        (row,) = ledger.query("select * from latest where id = $id", id=far)
        (other,) = ledger.query("select * from latest where value = 2021")
    assert (row["period_start"], row["period_end"], row["verdict"]) == (None, None, "corrected")
    listed = run(store, "series", ACCIDENTS, "--format", "csv")
    assert "2020-12-31" in listed and "2021-12-31" in listed and "2022" not in listed and "9999" not in listed
    for grain in ("year", "half", "quarter", "month"):
        shown = run(store, "coverage", ACCIDENTS, "--grain", grain, "--format", "csv")
        assert len(shown.splitlines()) <= 1 + 24 and "9999" not in shown
    assert "a period is open" in run(store, "compare", far, other["id"])
    assert run(store, "check") and "9999" not in run(store, "flags")
    assert "no report tells of" in " ".join(run(store, "query", "select cause from unfit_verdicts").split())


def test_it_is_mended_by_the_next_correction(tmp_path: Path) -> None:
    store = ledger_of(tmp_path, report("a", year(2022), value=2022))
    far, before = corrected(store, 2022, FAR["only its end"])
    fields = {"period_start": "2022-01-01", "period_end": "2022-12-31"}
    record(store, [Verdict(before.document_id, before.start, before.end, before.quote, "correct", fields,
                           before.checker)])  # fmt: skip
    with Ledger(store) as ledger:
        (row,) = ledger.query("select * from latest where id = $id", id=far)
        assert list(ledger.query("select * from unfit_verdicts")) == []
    assert (row["period_start"], row["period_end"]) == year(2022)


@pytest.mark.parametrize("number", [9999, 1])
def test_figures_of_such_years_break_nothing(tmp_path: Path, number: int) -> None:
    """No text is read so; but what goes over periods may meet any date that there is."""
    store = ledger_of(tmp_path, report("a", year(2021), value=5), report("a", year(number), value=6))
    assert "2021-12-31" in run(store, "series", ACCIDENTS, "--format", "csv")
    for grain in ("year", "half", "quarter", "month"):
        shown = run(store, "coverage", ACCIDENTS, "--grain", grain, "--format", "csv")
        assert len(shown.splitlines()) <= 1 + 12
    with Ledger(store) as ledger:
        one, other = (row["id"] for row in ledger.query("select id from latest order by value"))
    assert "nothing known" in run(store, "compare", one, other)


@given(st.dates(), st.dates())
def test_every_period_has_a_shape(one: dt.date, other: dt.date) -> None:
    start, end = sorted((one, other))
    shape = spell((start, end))
    assert shape.days == (end - start).days + 1 and (shape.months is None or 28 * shape.months <= shape.days)
    assert shape.length and shape.days_in_year and told((start, end))


def test_the_last_year_is_a_year() -> None:
    shape, plain = spell(year(9999)), spell(year(2023))
    assert (shape.months, shape.days, shape.days_in_year) == (plain.months, plain.days, plain.days_in_year)
    assert told(year(9999)) == "9999" and told((dt.date(9999, 12, 1), dt.date(9999, 12, 31))) == "9999-12"
