"""Cells of a sheet by themselves: unchanged is told from changed, and what may mean two things is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.ledger.cells import UNCHANGED, Habits, fits_a_float, guarded, read_cell, unguarded
from tongket.ledger.fields import FIELDS, FieldError
from tongket.ledger.sheets import COLUMNS, EVERYTHING, state_of
from tongket.ledger.written import day_of, number_of

NO_HABITS = Habits()


@pytest.mark.parametrize(
    ("name", "raw", "written", "expected"),
    [
        ("value", 0.1 + 0.2, Decimal("0.3"), UNCHANGED),
        ("value", 0.1 + 0.2, None, Decimal("0.3")),
        ("value", "1,84E+08", Decimal(184_000_000), UNCHANGED),
        ("value", "1.23457E+12", Decimal(1_234_567_890_123), UNCHANGED),
        ("value", "1.235", Decimal("1.235"), UNCHANGED),
        ("value", "1,235", Decimal("1.235"), UNCHANGED),
        ("value", "'12.5", Decimal("12.5"), UNCHANGED),
        ("value", "37%", Decimal("36.9"), Decimal(37)),
        ("value", "1.234.567", Decimal(1_234_567), UNCHANGED),
        ("value", " −5 ", Decimal(5), Decimal(-5)),
        ("value", 0, Decimal(5), Decimal(0)),
        ("high", "", Decimal(5), None),
        ("high", None, None, UNCHANGED),
        ("breakdown", 1.0, Decimal(1), UNCHANGED),
        ("breakdown", 2.0, Decimal(1), 2),
        ("period_start", dt.datetime(2021, 1, 1), dt.date(2021, 1, 1), UNCHANGED),
        ("period_start", 44197, dt.date(2021, 1, 1), UNCHANGED),
        ("period_start", "2021-01-01 00:00:00", dt.date(2021, 1, 1), UNCHANGED),
        ("period_start", "31/1/2021", dt.date(2021, 1, 1), dt.date(2021, 1, 31)),
        ("cumulative", "FALSE", False, UNCHANGED),
        ("cumulative", 1, False, True),
        ("counted", "vụ việc", "vụ việc", UNCHANGED),
        ("counted", "vụ  việc khác", "vụ việc", "vụ việc khác"),
        ("counted", "vụ\r\nviệc", "vụ\nviệc", UNCHANGED),
        ("counted", "'=1", "=1", UNCHANGED),
        ("counted", "''=1", "'=1", UNCHANGED),
        ("counted", "=1", "=1", UNCHANGED),
        ("as_of", dt.datetime(2021, 6, 30), "30/6/2021", UNCHANGED),
        ("as_of", 2021, "2021", UNCHANGED),
        ("as_of", 2022, "2021", "2022"),
        ("kind", "Share", "level", "share"),
        ("covers", "a-1;  b-2", "a-1, b-2", UNCHANGED),
        ("covers", None, "a-1, b-2", ()),
    ],
)
def test_a_cell(name: str, raw: Any, written: Any, expected: Any) -> None:
    found = read_cell(FIELDS[name], raw, written, NO_HABITS)
    assert found is UNCHANGED if expected is UNCHANGED else found == expected


@pytest.mark.parametrize(
    ("name", "raw", "written"),
    [
        ("value", "1.23457E+12", Decimal(1_334_567_890_123)),
        ("value", "1.235", Decimal(1235)),
        ("value", True, Decimal(1)),
        ("as_of", dt.datetime(2021, 6, 30), "1/6/2021"),
        ("period_start", "1/2/2021", dt.date(2021, 1, 1)),
        ("period_start", dt.datetime(2021, 1, 1, 12), dt.date(2021, 1, 1)),
        ("period_start", 10, None),
    ],
)
def test_a_cell_that_may_mean_two_things_is_refused(name: str, raw: Any, written: Any) -> None:
    with pytest.raises(FieldError):
        read_cell(FIELDS[name], raw, written, NO_HABITS)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**28), max_value=10**28))
def test_every_number_survives_a_spreadsheet(value: Decimal) -> None:
    field = FIELDS["value"]
    if fits_a_float(value):
        assert read_cell(field, float(value), value, NO_HABITS) is UNCHANGED
        assert read_cell(field, float(value), None, NO_HABITS) == value
    assert read_cell(field, format(value, "f").replace(".", ","), value, NO_HABITS) is UNCHANGED


@settings(deadline=None)
@given(st.dates(dt.date(1900, 3, 1), dt.date(9000, 1, 1)), st.booleans())
def test_every_day_survives_where_the_file_tells_the_order(day: dt.date, month_first: bool) -> None:
    text = f"{day.month}/{day.day}/{day.year}" if month_first else f"{day.day}/{day.month}/{day.year}"
    assert read_cell(FIELDS["period_end"], text, day, Habits(month_first)) is UNCHANGED
    assert read_cell(FIELDS["period_end"], (day - dt.date(1899, 12, 30)).days, day, NO_HABITS) is UNCHANGED
    try:
        assert day_of(text) == day
    except ValueError:
        assert day.day <= 12 and day.day != day.month


@pytest.mark.parametrize(
    ("text", "value"),
    [("1234.5", "1234.5"), ("1.234,5", "1234.5"), ("1234,5", "1234.5"), ("1.234.567", "1234567"), ("0,125", "0.125")],
)
def test_numbers_as_people_write_them(text: str, value: str) -> None:
    assert number_of(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "1,234.5", "1,234,567", "12.34.56", "1e5", "", "x", "٣"])
def test_numbers_that_are_not_clear(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        number_of(text)


def test_columns_and_state() -> None:
    assert {column.name for column in COLUMNS} >= {"id", "sentence", "decision", "why", *FIELDS}
    assert state_of("20260101T000000-0001.0:17") and not state_of("x") and "latest" in EVERYTHING


@settings(deadline=None)
@given(st.text(max_size=20))
def test_the_guard_of_text_is_taken_off_again(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text
