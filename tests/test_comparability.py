"""Why two figures can't be compared: every difference is told, the same from both sides, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.comparing.comparability import line, reasons
from tongket.indicators.catalogue import Break, Name

YEAR = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
FIGURE: dict[str, Any] = {
    "indicator": "traffic-accidents",
    "counted": "vụ tai nạn giao thông",
    "unit": "count",
    "kind": "level",
    "status": "reported",
    "versus": [],
    "place_code": None,
    "boundary": None,
    "scope": None,
    "qualifier": None,
    "cumulative": False,
    **YEAR,
}


def days(start: str, end: str) -> dict[str, dt.date]:
    return {"period_start": dt.date.fromisoformat(start), "period_end": dt.date.fromisoformat(end)}


def base(*kinds: str) -> list[dict[str, str]]:
    return [{"kind": kind, "phrase": "so với"} for kind in kinds]


DIFFERENT = [
    ({}, {"indicator": "fires"}, "different series: traffic-accidents and fires"),
    ({}, {"indicator": None}, "not known to be one series: traffic-accidents and “vụ tai nạn giao thông”"),
    ({"indicator": None}, {"indicator": None, "counted": "vụ cháy"}, "“vụ tai nạn giao thông” and “vụ cháy”"),
    ({}, {"unit": "%"}, "count against %"),
    ({}, {"kind": "change"}, "a level against a change"),
    (
        {"kind": "growth", "versus": base("same_period")},
        {"kind": "growth", "versus": base("plan")},
        "measured against same period, and against plan",
    ),
    ({}, {"status": "estimate"}, "a result against an estimate"),
    ({"status": "target"}, {}, "a target against a result"),
    ({}, days("2023-01-01", "2023-06-30"), "12 months against 6 months"),
    ({}, days("2023-12-31", "2023-12-31"), "12 months against 1 day"),
    ({}, {"period_start": None, "period_end": None}, "a period is open"),
    ({}, days("2022-12-15", "2023-12-14"), "months from the 1. against months from the 15."),
    ({}, days("2022-10-01", "2023-09-30"), "a year from 01/01 against a year from 01/10"),
    (
        {"boundary": "2025-06-30"},
        {"boundary": "2025-07-01"},
        "one is on the division up to 2025-06-30, one on that since 2025-07-01",
    ),
    (
        {"boundary": "2025-06-30", "place_code": "08"},
        {"boundary": "2025-07-01", "place_code": "08"},
        "Tuyên Quang since 2025-07-01 holds Hà Giang, Tuyên Quang",
    ),
    ({}, {"scope": "all_levels"}, "scope own against all levels"),
    ({}, {"qualifier": "không tính cờ bạc"}, "all against “không tính cờ bạc”"),
    ({}, {"cumulative": True}, "one is summed up from a beginning, one is of its period alone"),
]
SAME = [
    ({}, {}),
    ({}, days("2022-01-01", "2022-12-31")),
    (days("2023-02-01", "2023-02-28"), days("2024-02-01", "2024-02-29")),
    (days("2022-12-15", "2023-12-14"), days("2021-12-15", "2022-12-14")),
    (days("2023-09-06", "2023-09-12"), days("2023-09-13", "2023-09-19")),
    (days("2023-12-31", "2023-12-31"), days("2022-12-31", "2022-12-31")),
    ({"boundary": "2025-06-30"}, {}),
    ({"boundary": "2025-06-30", "place_code": "20"}, {"boundary": "2025-07-01", "place_code": "20"}),
    ({"qualifier": "Riêng hoà giải"}, {"qualifier": "riêng hòa giải"}),
    ({"kind": "growth", "versus": base("plan", "same_period")}, {"kind": "growth", "versus": base("same_period")}),
    ({"indicator": None}, {"indicator": None, "counted": "Vụ tai nạn giao thông"}),
]


@pytest.mark.parametrize(("one", "other", "words"), DIFFERENT, ids=[words for *_, words in DIFFERENT])
def test_what_differs_is_told(one: dict[str, Any], other: dict[str, Any], words: str) -> None:
    told = line(reasons(FIGURE | one, FIGURE | other))
    assert told is not None and told.endswith(words) and ";" not in told


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_may_be_compared(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert line(reasons(FIGURE | one, FIGURE | other)) is None


def test_a_definition_that_changed_between_them() -> None:
    since = Break(dt.date(2022, 1, 1), Name("chuẩn nghèo khác", "another poverty line"))
    before, after = FIGURE | days("2021-01-01", "2021-12-31"), FIGURE
    assert line(reasons(before, after, [since])) == "the definition changed on 2022-01-01: another poverty line"
    assert line(reasons(after, FIGURE | days("2022-01-01", "2022-12-31"), [since])) is None


@given(st.sampled_from(DIFFERENT + [(one, other, "") for one, other in SAME]), st.sampled_from(DIFFERENT))
def test_both_sides_see_the_same(some: tuple[Any, Any, str], more: tuple[Any, Any, str]) -> None:
    one, other = FIGURE | some[0] | more[0], FIGURE | some[1] | more[1]
    assert [reason.cause for reason in reasons(one, other)] == [reason.cause for reason in reasons(other, one)]
    assert [reason.cause for reason in reasons(one, one)] in ([], ["period"])
