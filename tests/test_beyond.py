"""The fields beyond the gold: every example of reading/beyond.examples.toml, and what holds for any text."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.reading import read_document
from tongket.reading.months import shifted_month, shifted_year, whole
from tongket.records import Figure, Versus
from tongket.sources.plain import from_text

EXAMPLES = tomllib.loads((files("tongket.reading") / "beyond.examples.toml").read_text(encoding="utf-8"))["example"]
EMPTY: tuple[Any, ...] = (None, (), False)


def figures(text: str, published: dt.date = dt.date(2017, 7, 20)) -> tuple[Figure, ...]:
    return read_document(from_text(text, doc="d", published=published)).figures


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def expected(base: dict[str, Any]) -> Versus:
    period = base.get("period")
    dates = (day(period[0]), day(period[1])) if period else None
    return Versus(base["kind"], base["phrase"], dates, base.get("setter"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['figure']} in {e['text'][:40]}")
def test_example(example: dict[str, Any]) -> None:
    found = figures(example["text"], day(example.get("published", "2017-07-20")))
    figure = next(f for f in found if f.quote == example["figure"])
    for field in example.keys() - {"text", "figure", "published", "none"}:
        value: Any = getattr(figure, field)
        if field == "versus":
            assert value == tuple(map(expected, example["versus"]))
        elif field == "covers":
            assert [found[i].quote for i in value] == example["covers"]
        else:
            assert value == example[field], field
    for field in example.get("none", ()):
        assert getattr(figure, field) in EMPTY, field


def test_two_divisions_of_one_total() -> None:
    found = figures("Lớp có 40 học sinh, trong đó có 25 nam, 15 nữ; 18 học sinh dân tộc Dao, 22 học sinh dân tộc Kinh.")
    parts = [f for f in found if f.part_of == 0]
    assert [(f.quote, f.breakdown, f.exhaustive) for f in parts] == [
        ("25", 1, "yes"),
        ("15", 1, "yes"),
        ("18", 2, "yes"),
        ("22", 2, "yes"),
    ]


TABLE = """Kết quả 9 tháng năm 2025

| Nội dung | Đơn vị tính | Kế hoạch năm 2025 | Thực hiện 9 tháng năm 2025 | So với kế hoạch (%) |
|---|---|---|---|---|
| Thu ngân sách trên địa bàn | triệu đồng | 18.500 | 14.245 | 77,0 |
| Sản lượng lương thực có hạt | tấn | 6.300 | 5.480 | 87,0 |
"""


def test_a_table_names_its_base_in_a_column_head() -> None:
    found = {f.quote: f.versus for f in figures(TABLE, dt.date(2025, 10, 6))}
    plan = Versus("plan", "Kế hoạch năm 2025", (dt.date(2025, 1, 1), dt.date(2025, 12, 31)))
    assert found["77,0"] == found["87,0"] == (plan,)
    assert found["14.245"] == ()


PIECES = (
    "tăng giảm 5% 45 vụ 30 người , ; ( ) . trong đó gồm tổng số tiền 12 triệu đồng kế hoạch không tính từ trở lên",
    "so với cùng kỳ năm 2016 lũy kế đến nay toàn ngành theo Bộ Y tế tháng trước và bình quân xử phạt",
)
WORDS = st.sampled_from([word for piece in PIECES for word in piece.split()])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40))
def test_any_text(words: list[str]) -> None:
    text = " ".join(words)
    found = figures(text)
    for index, figure in enumerate(found):
        assert all(base.phrase and base.phrase in text for base in figure.versus)
        assert all(0 <= i < len(found) and found[i].unit == "count" and i != index for i in figure.covers)
        assert (figure.breakdown is None) == (figure.part_of is None)
        assert figure.qualifier is None or figure.qualifier in text
        assert len(set(figure.versus)) == len(figure.versus)


def test_whole_stretches() -> None:
    assert whole("quarter", day("2017-05-09")) == (day("2017-04-01"), day("2017-06-30"))
    assert whole("month", day("2016-02-09")) == (day("2016-02-01"), day("2016-02-29"))


def test_month_ends_stay_month_ends() -> None:
    assert shifted_year((day("2016-02-01"), day("2016-02-29")), -1) == (day("2015-02-01"), day("2015-02-28"))
    assert shifted_month((day("2017-03-01"), day("2017-03-31")), -1) == (day("2017-02-01"), day("2017-02-28"))


@given(st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)), st.integers(-20, 20))
def test_shifted_years_keep_the_months(start: dt.date, years: int) -> None:
    first, last = shifted_year((start, start), years)
    assert first.year == last.year == start.year + years
    assert first.month == last.month == start.month
