"""The rules between reports, on points made by hand: what each finds, in words, and what explains a difference."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossing import half, month, point, same_period, year
from tongket.checks.across import contradictions, earlier, follow, headlines, repeats, unlikely
from tongket.checks.across.points import Found, Point, agree, near, slipped, spell
from tongket.checks.across.tasks import Carried, carried


def said(found: object) -> list[str]:
    return [each.arithmetic for each in found]  # type: ignore[attr-defined]  # an iterator of Found


# ── contradictions ───────────────────────────────────────────────────────────
def test_two_reports_with_two_values_of_one_thing() -> None:
    one, other = point("a1", "259"), point("b2", "231")
    (found,) = contradictions.told([one, other])
    assert found == Found(
        "contradictions",
        "notice",
        "b2",
        (one.id, other.id),
        "traffic-accidents in 2021: 259 and 231 in two reports: 28 apart",
    )


def test_a_lost_digit_is_told_as_such() -> None:
    (found,) = contradictions.told([point("a1", "2.590"), point("b2", "259")])
    assert found.severity == "warning"
    assert found.arithmetic == "traffic-accidents in 2021: 2590 and 259 in two reports: 10 times as much"


@pytest.mark.parametrize(
    ("quote", "fields"),
    [
        ("259", {}),
        ("231", {"as_of": "tính đến 15/12"}),
        ("231", {"cumulative": True}),
        ("231", {"status": "estimate"}),
        ("231", {"status": "target"}),
        ("231", {"is_part": True}),
        ("231", {"ambiguous": Decimal(259)}),
        ("231", {"bound": "over"}),
        ("231", {"period": (dt.date(2021, 2, 10), dt.date(2021, 2, 12))}),
        ("231", {"published": dt.date(2021, 11, 2)}),
        ("300", {}),
        ("12", {}),
        ("231", {"counted": "vụ cháy"}),
        ("231", {"act": "khởi tố"}),
        ("231", {"sentence_text": "Riêng huyện Đông Khê, con số ấy là 231."}),
    ],
)
def test_what_is_no_contradiction(quote: str, fields: dict[str, object]) -> None:
    first = point("a1", "259", act="ghi nhận") if "act" in fields else point("a1", "259")
    assert list(contradictions.told([first, point("b2", quote, **fields)])) == []


def test_rounding_explains_a_difference() -> None:
    money = {"unit": "VND", "counted": "tổng thu ngân sách", "sentence_text": "Tổng thu ngân sách cả năm đạt mức"}
    one, other = point("a1", "5,6 tỷ", "5600000000", **money), point("b2", "5.640 triệu", "5640000000", **money)
    assert list(contradictions.told([one, other])) == []
    third = point("c3", "5.740 triệu", "5740000000", **money)
    (found,) = contradictions.told([one, third])
    assert (
        found.arithmetic
        == "traffic-accidents in 2021: 5.6 billion VND and 5.74 billion VND in two reports: 140 million VND apart"
    )


def test_a_report_that_tells_several_values_tells_parts() -> None:
    parts = [point("a1", "140", start=20, end=23), point("a1", "119", start=40, end=43)]
    assert list(contradictions.told([*parts, point("b2", "231")])) == []


def test_each_new_value_is_flagged_once() -> None:
    points = [point("a1", "259"), point("b2", "259"), point("c3", "231"), point("d4", "231"), point("e5", "240")]
    assert said(contradictions.told(points)) == [
        "traffic-accidents in 2021: 259 and 231 in two reports: 28 apart",
        "traffic-accidents in 2021: 231 and 240 in two reports: 9 apart",
    ]


def test_a_longer_period_has_at_least_what_one_inside_it_has() -> None:
    whole, part = point("a1", "231"), point("b2", "259", period=half(2021))
    (found,) = contradictions.inside([whole, part])
    assert found.arithmetic == (
        "traffic-accidents: 231 in 2021, but 259 in 2021-01-01 to 2021-06-30, which lies inside it: 28 less"
    )
    assert list(contradictions.inside([point("a1", "300"), part])) == []
    assert list(contradictions.inside([whole, point("b2", "259", period=half(2022))])) == []


# ── a headline and its text ──────────────────────────────────────────────────
HEADLINE = "Lam Sơn bắt giữ {} bánh pháo nổ tại cửa khẩu"
CRACKERS = {"counted": "bánh pháo nổ", "act": "bắt giữ"}


def headline(quote: str, **fields: object) -> Point:
    return point("a1", quote, sentence_text=HEADLINE.format(quote), **{**CRACKERS, **fields})


def body(
    quote: str, sentence: str = "Lực lượng chức năng tại Lam Sơn bắt giữ {} bánh pháo nổ ở cửa khẩu.", **fields: object
) -> Point:
    return point(
        "a1", quote, start=99, end=99 + len(quote), sentence_text=sentence.format(quote), **{**CRACKERS, **fields}
    )


def test_a_headline_that_its_text_does_not_bear_out() -> None:
    assert said(headlines.borne_out([headline("35")], [body("30")])) == ["the headline says 35, the text 30: 5 apart"]


@pytest.mark.parametrize(
    "text",
    [
        [body("35")],
        [body("30"), body("35", "Về sau đếm lại là {}.")],
        [body("30"), body("5", "Trên xe khác còn {}.")],
        [body("30", counted="bánh pháo nổ nhỏ")],
        [body("30", "Hôm trước có {} bánh.")],
        [body("30"), body("32")],
        [body("30", is_part=True)],
        [body("900")],
        [],
    ],
)
def test_a_headline_that_is_borne_out_or_is_of_something_else(text: list[Point]) -> None:
    assert list(headlines.borne_out([headline("35")], text)) == []


def test_a_headline_may_round() -> None:
    assert list(headlines.borne_out([headline("1.500")], [body("1.486")])) == []
    assert list(headlines.borne_out([headline("1.400")], [body("1.486")])) == []
    assert len(list(headlines.borne_out([headline("1.600")], [body("1.486")]))) == 1


def test_an_address_with_another_number_than_the_headline_it_was_made_from() -> None:
    title = HEADLINE.format("35")
    point_of = headline("35")
    other = "https://lamson.example/tin/lam-son-bat-giu-30-banh-phao-no-tai-cua-khau-2017.html"
    assert said(headlines.addressed([point_of], title, other)) == ["the headline says 35, the page's address 30"]
    assert list(headlines.addressed([point_of], title, other.replace("30", "35"))) == []
    assert list(headlines.addressed([point_of], title, "https://lamson.example/30")) == []


# ── off its series ───────────────────────────────────────────────────────────
def test_a_lost_thousand_stands_out_of_its_series() -> None:
    points = [
        point(f"a{n}", quote, period=year(2016 + n)) for n, quote in enumerate(["12.100", "11.800", "12.400", "12"])
    ]
    (found,) = unlikely.off(points)
    assert found.figures[0] == points[3].id
    assert found.arithmetic == (
        "traffic-accidents: 12 in 2019, its series has 12100 in 2016, 11800 in 2017, 12400 in 2018: "
        "about 1008 times less"
    )


@pytest.mark.parametrize("values", [["100", "110", "12"], ["100", "800", "90", "9"], ["100", "110", "95", "120"]])
def test_a_short_or_unsteady_series_says_nothing(values: list[str]) -> None:
    points = [point(f"a{n}", quote, period=year(2016 + n)) for n, quote in enumerate(values)]
    assert list(unlikely.off(points)) == []


# ── the earlier report's own figure ──────────────────────────────────────────
def test_the_level_that_a_growth_implies_is_held_against_the_earlier_report() -> None:
    level = point("a1", "231", published=dt.date(2022, 1, 5))
    growth = point(
        "a1", "10%", "10", unit="%", kind="growth", direction="down", versus=same_period(2020), start=50, end=53
    )
    own = point("b2", "280", period=year(2020), published=dt.date(2021, 1, 5))
    (found,) = earlier.held(level, [growth], [own])
    assert found.figures == (level.id, growth.id, own.id)
    assert found.arithmetic == (
        "traffic-accidents: 231 / (1 - 10%) = 257 in 2020; the report of that time says 280: 23 apart"
    )
    assert list(earlier.held(level, [growth], [point("b2", "256", period=year(2020))])) == []
    assert list(earlier.held(level, [growth], [own, point("c3", "257", period=year(2020))])) == []


def test_the_level_that_a_difference_implies() -> None:
    level = point("a1", "23")
    change = point("a1", "4", kind="change", direction="down", versus=same_period(2020), start=50, end=51)
    own = point("b2", "29", period=year(2020))
    assert said(earlier.held(level, [change], [own])) == [
        "traffic-accidents: 23 + 4 = 27 in 2020; the report of that time says 29: 2 apart"
    ]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_what_a_report_derives_rightly_is_never_flagged(before: int, now: int) -> None:
    growth = Decimal(now - before) * 100 / before
    if abs(growth) < Decimal("0.1") or growth >= 10**4:
        return
    printed = f"{abs(growth):.1f}"
    level = point("a1", str(now))
    step = point(
        "a1",
        f"{printed.replace('.', ',')}%",
        printed,
        unit="%",
        kind="growth",
        direction="up" if growth > 0 else "down",
        versus=same_period(2020),
        start=70,
        end=75,
    )
    assert list(earlier.held(level, [step], [point("b2", str(before), period=year(2020))])) == []


def test_a_growth_against_two_things_implies_nothing() -> None:
    two = same_period(2020) + same_period(2019)
    assert earlier.base(point("a1", "10%", "10", versus=two).figure) is None
    assert earlier.base(point("a1", "10%", "10", versus=same_period(2020)).figure) == year(2020)


# ── repeats ──────────────────────────────────────────────────────────────────
def test_one_figure_for_two_years() -> None:
    one, other = point("a1", "1.486"), point("b2", "1.486", period=year(2022))
    assert said(repeats.figure([one, other])) == [
        "traffic-accidents: 1486 is told for 2021 and, by another report, for 2022"
    ]
    assert list(repeats.figure([point("a1", "150"), point("b2", "150", period=year(2022))])) == [], "by chance"
    assert list(repeats.figure([one, point("b2", "1.486", period=half(2022))])) == [], "another length"
    assert list(repeats.figure([one, point("a1", "1.486", period=year(2022), start=70, end=75)])) == [], "one report"


def test_a_report_that_says_last_years_again() -> None:
    pairs = [
        (point("a1", f"{n}0", start=n, end=n + 2), point("b2", f"{n}0", start=n, end=n + 2)) for n in range(10, 14)
    ]
    (found,) = repeats.report(repeats.Repeated(pairs, 6))
    assert found.arithmetic == "4 of 6 sentences with numbers are, but for the year, those of the earlier report"
    assert len(found.figures) == 8 and found.document_id == "b2"
    assert list(repeats.report(repeats.Repeated(pairs, 9))) == []
    assert list(repeats.report(repeats.Repeated(pairs[:2], 2))) == []


# ── follow-through ───────────────────────────────────────────────────────────
def test_a_target_and_what_came_of_it() -> None:
    target = point("a1", "320", status="target", published=dt.date(2021, 1, 5))
    result = point("b2", "291", published=dt.date(2022, 1, 5))
    (pair,) = follow.followed([target, result])
    assert pair.outcome == "below it"
    (found,) = follow.flags([pair])
    assert (found.severity, found.arithmetic) == (
        "info",
        "traffic-accidents in 2021: 320 planned, 291 reported (90.9%): 29 below the plan",
    )


@pytest.mark.parametrize(
    ("target", "result", "outcome"),
    [
        ({"bound": "at_least"}, "330", "reached"),
        ({"bound": "at_least"}, "291", "short of it"),
        ({"bound": "at_most"}, "291", "reached"),
        ({"bound": "at_most"}, "330", "short of it"),
        ({"high": Decimal(400), "bound": "range"}, "330", "reached"),
        ({}, "320", "reached"),
        ({}, "330", "above it"),
        ({"kind": "growth", "unit": "%", "direction": "down"}, "330", "reached"),
    ],
)
def test_what_reached_means(target: dict[str, object], result: str, outcome: str) -> None:
    alike = {key: value for key, value in target.items() if key in ("kind", "unit", "direction")}
    one, other = point("a1", "320", status="target", **target), point("b2", result, **alike)
    assert follow.outcome(one.figure, other.figure) == outcome


def test_no_result_before_the_period_is_over_or_by_the_plan_itself() -> None:
    target = point("a1", "320", status="target", published=dt.date(2021, 1, 5))
    assert list(follow.followed([target, point("b2", "150", published=dt.date(2021, 7, 5))])) == []
    assert list(follow.followed([target, point("a1", "291", start=70, end=73, published=dt.date(2022, 1, 5))])) == []


# ── what all rules share ─────────────────────────────────────────────────────
numbers = st.decimals(Decimal("0.01"), Decimal(10) ** 9, places=2)


@given(numbers, numbers)
def test_nearness_and_agreement_know_no_order(one: Decimal, other: Decimal) -> None:
    assert near(one, other) == near(other, one)
    first, second = point("a1", str(one), str(one)).figure, point("b2", str(other), str(other)).figure
    assert agree(first, second) == agree(second, first)
    assert agree(first, first) and near(one, one)


def test_periods_in_short() -> None:
    assert [spell(each) for each in (year(2021), month(2021, 2), half(2021))] == [
        "2021",
        "2021-02",
        "2021-01-01 to 2021-06-30",
    ]
    assert slipped(Decimal(12), Decimal(12000)) and not slipped(Decimal(12), Decimal(13000))


TASK = "Đẩy mạnh tuyên truyền, vận động nhân dân giao nộp vũ khí, vật liệu nổ và công cụ hỗ trợ"


def test_tasks_are_looked_for_by_their_words() -> None:
    told = "Công an tỉnh đã tuyên truyền, vận động nhân dân giao nộp vũ khí, vật liệu nổ, thu 12 khẩu súng."
    other = "Năm 2021, toàn tỉnh xảy ra 259 vụ tai nạn giao thông, làm chết 109 người."
    assert carried(TASK, [other, told]) == Carried("told of", told, carried(TASK, [told]).share)
    assert carried(TASK, [other]).outcome == "not mentioned"
    assert carried(TASK, ["Lực lượng thu nhiều vũ khí, vật liệu nổ và công cụ thô sơ."]).outcome == "unclear"
    assert carried("Họp giao ban", [told]).outcome == "too short"
    assert carried(TASK, []).outcome == "too short"
