"""Questions to a ledger: the figures that count, as Arrow, pandas and Polars, and on the command line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tongket
from tongket.cli import app
from tongket.ledger.errors import LedgerError
from tongket.ledger.questions import days, open_ledger
from tongket.ledger.store import Store
from tongket.pipeline.add import add

REPORTS = (
    "Công an tỉnh Vân Hà\nNăm 2023, toàn tỉnh Vân Hà xảy ra 1.486 vụ tai nạn giao thông, làm chết 54 người.\n",
    "Công an tỉnh Đông Lĩnh\nTháng 6 năm 2024, tỉnh Đông Lĩnh xảy ra 12 vụ cháy, thiệt hại 3,5 tỷ đồng.\n",
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("query")
    places = folder / "places.toml"
    places.write_text('[[province]]\nname = "Vân Hà"\n\n[[province]]\nname = "Đông Lĩnh"\n', encoding="utf-8")
    for number, text in enumerate(REPORTS):
        (folder / f"report-{number}.txt").write_text(text, encoding="utf-8")
    place = folder / "ledger"
    list(add(Store(place, create=True), [str(folder / "report-0.txt"), str(folder / "report-1.txt")]))
    return str(place)


def run(arguments: Sequence[str], ledger: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--ledger", ledger])
    assert done.exit_code == 0, done.output
    return done.output


def test_figures_are_found_by_place_body_and_period(ledger: str) -> None:
    with tongket.open_ledger(ledger) as opened:
        everything = list(opened.figures())
        assert {row["value"] for row in everything} >= {Decimal(1486), Decimal(54), Decimal(12), Decimal(3500000000)}
        assert {row["value"] for row in opened.figures(period="2023")} == {Decimal(1486), Decimal(54)}
        assert {row["value"] for row in opened.figures(period="2024-06")} == {Decimal(12), Decimal(3500000000)}
        bodies = {row["body"] for row in everything if row["body"]}
        for body in bodies:
            assert {row["body"] for row in opened.figures(body=body.upper())} == {body}
        assert len(opened.figures(body="không có cơ quan này")) == 0


def test_an_answer_is_arrow_pandas_and_polars_with_exact_numbers(ledger: str) -> None:
    with open_ledger(ledger) as opened:
        answer = opened.figures()
        assert answer.arrow().num_rows == len(answer) == len(answer.pandas()) == len(answer.polars())
        wanted = [row["value"] for row in answer]
        assert list(answer.pandas()["value"]) == wanted
        assert answer.polars()["value"].to_list() == wanted


def test_values_are_given_by_name(ledger: str) -> None:
    with open_ledger(ledger) as opened:
        (row,) = opened.query("select count(*) as n from latest where quote = $quote", quote="54")
        assert row == {"n": 1}


def test_refreshing_takes_in_what_was_added(ledger: str, tmp_path: Path) -> None:
    with open_ledger(ledger) as opened:
        before = len(opened.figures())
        more = tmp_path / "more.txt"
        more.write_text("Sở Y tế tỉnh Vân Hà\nNăm 2022, ngành khám bệnh cho 7.654 lượt người.\n", encoding="utf-8")
        list(add(Store(ledger), [str(more)]))
        assert len(opened.figures()) == before
        opened.refresh()
        assert len(opened.figures()) > before


@pytest.mark.parametrize("sql", ["select nothing from latest", "selec 1", "drop table x", "select * from nowhere"])
def test_a_bad_query_says_why_in_one_line(ledger: str, sql: str) -> None:
    with open_ledger(ledger) as opened, pytest.raises(LedgerError) as told:
        opened.query(sql)
    assert "\n" not in str(told.value)
    done = CliRunner().invoke(app, ["query", sql, "--ledger", ledger])
    assert done.exit_code == 1 and "Traceback" not in done.output


def test_a_place_without_a_ledger_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger at"):
        open_ledger(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_environment_tells_where_the_ledger_is(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGKET_LEDGER", ledger)
    with open_ledger() as opened:
        assert len(opened.figures()) > 0


def test_csv_and_json_hold_the_same_rows(ledger: str) -> None:
    sql = "select id, quote, value, period_start, covers, sentence from latest order by id"
    rows = list(csv.DictReader(io.StringIO(run(["query", sql, "--format", "csv"], ledger))))
    objects = json.loads(run(["query", sql, "--format", "json"], ledger), parse_float=Decimal, parse_int=Decimal)
    assert [row["id"] for row in rows] == [each["id"] for each in objects]
    assert [Decimal(row["value"]) for row in rows] == [each["value"] for each in objects]
    assert [row["period_start"] for row in rows] == [each["period_start"] or "" for each in objects]
    assert [json.loads(row["covers"]) for row in rows] == [each["covers"] for each in objects]


def test_the_table_shows_exact_numbers_and_no_control_characters(ledger: str) -> None:
    shown = run(["query", "select value, 'a' || chr(27) || '[31mb' as word from latest where quote = '1.486'"], ledger)
    assert "1486" in shown and "1486.0" not in shown and "\x1b" not in shown


def test_columns_of_one_name_are_told_apart(ledger: str) -> None:
    sql = "select a.quote, b.quote, 'x' as quote_1 from latest a join latest b on a.quote = '54' and b.quote = '1.486'"
    assert run(["query", sql, "--format", "csv"], ledger).splitlines() == ["quote,quote_2,quote_1", "54,1.486,x"]


def test_a_row_of_many_columns_is_shown_as_a_sheet(ledger: str) -> None:
    shown = run(["query", "select * from latest where quote in ('54', '1.486') order by start"], ledger).splitlines()
    assert [line for line in shown if line.startswith("──")] == ["── 1 ──", "── 2 ──"]
    words = [line.split(maxsplit=1) for line in shown]
    assert [value.strip() for name, value in filter(lambda each: len(each) == 2, words) if name == "value"] == [
        "1486",
        "54",
    ]
    assert not any(line.startswith("high") for line in shown), "a column that says nothing is left out"


def test_no_rows_are_told(ledger: str) -> None:
    assert run(["query", "select quote from latest where false"], ledger).splitlines()[-1] == "no rows"


def test_names_that_were_perhaps_meant_are_told(ledger: str) -> None:
    told = CliRunner().invoke(app, ["query", "select valu from latest", "--ledger", ledger]).output
    assert '"value"' in told and len(told.splitlines()) == 1


def test_a_mean_is_written_with_its_digits(ledger: str) -> None:
    assert run(
        ["query", "select 0.1 + 0.2e0 as a, 1e0 / 0 as b, 12.50::decimal(5, 2) as c", "--format", "csv"], ledger
    ) == ("a,b,c\n0.30000000000000004,,12.5\n")


def test_an_empty_answer_is_empty(ledger: str) -> None:
    sql = "select id from latest where false"
    assert run(["query", sql, "--format", "csv"], ledger) == "id\n"
    assert json.loads(run(["query", sql, "--format", "json"], ledger)) == []


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2024-06-30", (2024, 6, 30), (2024, 6, 30)),
        ("2023-05..2024-02", (2023, 5, 1), (2024, 2, 29)),
        (dt.date(2024, 1, 2), (2024, 1, 2), (2024, 1, 2)),
        ((dt.date(2024, 1, 2), dt.date(2024, 1, 3)), (2024, 1, 2), (2024, 1, 3)),
    ],
)
def test_a_period_is_first_and_last_day(
    period: str | dt.date | tuple[dt.date, dt.date], first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert days(period) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("period", ["", "24", "2024-13", "2024-02-30", "last year"])
def test_another_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        days(period)
