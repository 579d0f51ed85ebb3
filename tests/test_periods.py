"""The reading of periods: its examples, its calendars, and what must hold of any text."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongket.grammar import calendars, festivals, periods
from tongket.records import Period
from tongket.text import Text

PUBLISHED = dt.date(2017, 7, 10)
EXAMPLES = tomllib.loads((files("tongket.grammar") / "periods.examples.toml").read_text(encoding="utf-8"))["example"]
SHARED = Path(__file__).parents[1].parent / "shared"


def dates(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def one(text: str, published: dt.date | None = PUBLISHED, **kwargs: Any) -> Period:
    found = periods.find(Text(text), published, **kwargs)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:50])
def test_example(example: dict[str, Any]) -> None:
    marked = example["text"]
    published = example.get("published", PUBLISHED.isoformat())
    text = marked.replace("⟦", "").replace("⟧", "")
    found = periods.find(Text(text), None if published == "none" else dt.date.fromisoformat(published))
    if example.get("none"):
        assert found == []
        return
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    meant = [period for period in found if (period.start, period.end) == (start, end)]
    assert meant, [period.text for period in found]
    period = meant[0]
    flags = [flag for flag in ("base", "cumulative", "as_of") if getattr(period, flag)]
    assert period.grain == example["grain"]
    assert flags == example.get("flags", [])
    if "value" in example:
        assert period.value == dates(*example["value"])
    else:
        assert period.value is None


# ── relative to the publication ──────────────────────────────────────────────
def test_without_publication_relative_periods_stay_open() -> None:
    text = "Sáng nay, tháng trước, năm nay, 6 tháng đầu năm, trong 5 năm qua, ngày 6/2, thứ Sáu tuần trước, hiện nay."
    found = periods.find(Text(text), None)
    assert len(found) == 8
    assert all(period.value is None and period.relative for period in found)


def test_the_text_s_own_today_beats_the_publication() -> None:
    found = periods.find(Text("Sáng nay (16/6), mưa to. Hôm qua, 3 xã ngập."), dt.date(2017, 6, 18))
    assert found[1].value == dates("2017-06-15", "2017-06-15")


@pytest.mark.parametrize(
    ("published", "first"), [("2017-01-20", "2016-10-01"), ("2017-11-20", "2017-10-01"), ("2017-12-30", "2017-10-01")]
)
def test_a_quarter_is_the_nearest_one(published: str, first: str) -> None:
    period = one("Quý IV có 3 vụ.", dt.date.fromisoformat(published))
    assert period.value is not None and period.value[0] == dt.date.fromisoformat(first)  # type: ignore[index] # value is typed object


def test_plans_look_ahead() -> None:
    assert one("Dự kiến hoàn thành trong tháng 9.").value == dates("2017-09-01", "2017-09-30")
    assert one("Hoàn thành trong tháng 9.", dt.date(2017, 2, 1)).value == dates("2016-09-01", "2016-09-30")


def test_lists_of_years_are_years_of_their_own() -> None:
    found = periods.find(Text("Các năm 2014, 2015 và 2016 đều đạt."), PUBLISHED)
    assert [period.value for period in found] == [dates(f"{y}-01-01", f"{y}-12-31") for y in (2014, 2015, 2016)]


# ── calendars ────────────────────────────────────────────────────────────────
def test_reporting_calendars() -> None:
    assert calendars.reported(2023, 1, 9, "traffic") == dates("2022-12-15", "2023-09-14")
    assert calendars.reported(2017, 1, 6, "traffic") == dates("2016-12-16", "2017-06-15")
    assert calendars.reported(2023, 5, 5, "customs") == dates("2023-04-16", "2023-05-15")
    assert calendars.reported(2023, 1, 12, "enforcement") == dates("2022-10-01", "2023-09-30")
    assert calendars.reported(2023, 1, 6, "nobody") is None


def test_a_given_sector_reckons_by_its_calendar() -> None:
    period = one("Tháng 5/2023, toàn tỉnh xảy ra 12 vụ.", dt.date(2023, 6, 1), sector="traffic")
    assert (period.value, period.source) == (dates("2023-04-15", "2023-05-14"), "calendar")


def test_an_unprinted_reckoning_of_a_sector_is_assumed() -> None:
    text = "Ban An toàn giao thông tỉnh: tháng 5/2023 xảy ra 12 vụ."
    assert one(text).source == "assumed"
    assert one(text.replace("Ban An toàn giao thông tỉnh", "Sở Y tế")).source == "printed"


def test_customs_trade_statistics_keep_the_plain_calendar() -> None:
    assert calendars.sector_of("cục hải quan tỉnh bắt giữ 12 vụ") == "customs"
    assert calendars.sector_of("theo tổng cục hải quan, kim ngạch xuất khẩu đạt") is None


@pytest.mark.parametrize(
    ("year", "day"),
    [(1985, "1985-01-21"), (2007, "2007-02-17"), (2017, "2017-01-28"), (2025, "2025-01-29"), (2030, "2030-02-02")],
)
def test_the_vietnamese_new_year(year: int, day: str) -> None:
    """In 1985, 2007 and 2030 it falls on another day than the Chinese one."""
    assert festivals.lunar(year, 1, 1) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "month", "solar"), [(10, 3, "2020-04-02"), (15, 8, "2020-10-01"), (15, 8, "2023-09-29")]
)
def test_lunar_days_around_leap_months(day: int, month: int, solar: str) -> None:
    assert festivals.lunar(int(solar[:4]), month, day) == dt.date.fromisoformat(solar)


@given(st.integers(1950, 2050), st.integers(1, 11))
def test_lunar_months_have_29_or_30_days(year: int, month: int) -> None:
    length = (festivals.lunar(year, month + 1, 1) - festivals.lunar(year, month, 1)).days
    assert length in (29, 30, 58, 59, 60)  # a leap month may lie between


def test_every_tet_holiday_holds_the_first_day() -> None:
    for year in range(2008, 2031):
        first, last = festivals.tet_holiday(year)
        assert first < festivals.lunar(year, 1, 1) < last


def test_cycle_years() -> None:
    found = periods.find(Text("trong dịp Tết Bính Thân"), PUBLISHED)
    assert found[0].value == dates("2016-02-06", "2016-02-14")


# ── what holds of any text ───────────────────────────────────────────────────
_PIECES = """ngày tháng năm quý từ đến tính nay 6/2 16-18/6 2016 2016-2017 1/2017 , . ( ) - và so với cùng kỳ đầu cuối
hết 5 tuổi tết 6 tháng trước qua tới sáng chiều 8h30 17 giờ thứ Sáu tuần hai ba mười nửa I II Đinh Dậu 31 32/13 0 lũy kế
học sn kỷ niệm hiện dịp những giai đoạn mùng âm lịch"""
PIECES = st.sampled_from([*_PIECES.split(), "\n"])


@given(st.lists(PIECES, max_size=25).map(" ".join), st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)) | st.none())
@example("tháng trước 6/2", None)
def test_spans_are_ordered_and_values_are_stretches(text: str, published: dt.date | None) -> None:
    end = 0
    for period in periods.find(Text(text), published):
        assert end <= period.start < period.end <= len(text)
        assert period.text == text[period.start : period.end]
        assert period.value == period.dates
        assert period.dates is None or period.dates[0] <= period.dates[1]
        end = period.end


@given(st.dates(dt.date(1960, 1, 1), dt.date(2034, 12, 31)), st.sampled_from(["/", "-", ".", " - "]), st.booleans())
def test_every_full_date_is_read(date: dt.date, sep: str, zeros: bool) -> None:
    day, month = (f"{date.day:02}", f"{date.month:02}") if zeros else (str(date.day), str(date.month))
    period = one(f"Báo cáo ngày {day}{sep}{month}{sep}{date.year}, số liệu đầy đủ", None)
    assert period.value == (date, date)


@given(st.dates(dt.date(1960, 1, 1), dt.date(2034, 12, 31)))
def test_a_day_told_in_words_is_the_day_in_digits(date: dt.date) -> None:
    assert one(f"ngày {date.day} tháng {date.month} năm {date.year}").value == (date, date)


# ── the annotated texts ──────────────────────────────────────────────────────
def _gold() -> list[tuple[dict[str, Any], str]]:
    if not (SHARED / "gold" / "dev").exists():
        pytest.skip("needs the annotated texts in ../shared")
    sys.path.insert(0, str(SHARED / "gold"))
    from check_gold import check  # type: ignore[import-not-found] # lives beside the annotated texts

    found = []
    for path in sorted((SHARED / "gold" / "dev").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (path.parent / "texts" / f"{path.stem}.txt").read_text(encoding="utf-8")
        check(gold, text)
        found.append((gold, text))
    return found


def test_annotated_periods_are_found_and_figures_left_free() -> None:
    """Most figures' periods are printed somewhere in their text; no figure's digits may be read as a time."""
    figures = dated = told = covered = 0
    for gold, text in _gold():
        published = dt.date.fromisoformat(gold["published"]) if gold["published"] else None
        found = periods.find(Text(text), published)
        values = {tuple(map(str, period.dates)) for period in found if period.dates}
        for figure in gold["figures"]:
            figures += 1
            covered += any(period.start < figure["end"] and figure["start"] < period.end for period in found)
            if figure["period"]:
                dated += 1
                told += tuple(figure["period"]) in values
    assert told / dated >= 0.90
    assert covered / figures <= 0.005
