"""Charts: every value is drawn or said to be left out, no line crosses a break, and what is drawn can be read."""

from __future__ import annotations

import datetime as dt
import html
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from charted import ABOUT, BODY, BROKEN, CHANGED, ROWS, cell, row, year
from tongket.comparing.comparability import reasons
from tongket.comparing.coverage import STATES
from tongket.registry.boundaries import rows as places
from tongket.registry.units import NEW, OLD
from tongket.web.charts import theme as looks
from tongket.web.charts.chart import About, Chart, Size, about
from tongket.web.charts.drawing import complete, png, svg
from tongket.web.charts.multiples import multiples
from tongket.web.charts.points import drawing
from tongket.web.charts.theme import COLOURS, Theme
from tongket.web.charts.tiles import tile_map, tiles
from tongket.web.charts.timeline import timeline
from tongket.web.charts.who import By, place_key
from tongket.web.charts.wording import RATE, Language, number, period, say, table, value, width, wrap

HALF = dt.date(2022, 1, 1), dt.date(2022, 6, 30)


def texts(drawn: str) -> list[str]:
    """All words of an SVG, as a reader sees them."""
    found = re.findall(r"<text[^>]*>([^<]+)</text>|<tspan[^>]*>([^<]+)</tspan>", drawn)
    return [html.unescape(one or other) for one, other in found]


def years(*values: int, first: int = 2019, **told: Any) -> list[dict[str, Any]]:
    return [row(year(first + n), each, **told) for n, each in enumerate(values)]


# ── what is drawn ────────────────────────────────────────────────────────────
@pytest.mark.parametrize("by", ["body", "place"])
@given(rows=ROWS)
@settings(deadline=None)
def test_every_row_is_drawn_or_said_to_be_left_out(by: By, rows: Sequence[dict[str, Any]]) -> None:
    for chart in (timeline(rows, BROKEN, by, "vi"), multiples(rows, BROKEN, by, "en")):
        _nothing_is_lost(chart, rows)


@given(rows=ROWS)
@settings(deadline=None)
def test_a_map_says_what_it_leaves_out(rows: Sequence[dict[str, Any]]) -> None:
    for division in (OLD, NEW):
        _nothing_is_lost(tile_map(rows, ABOUT, year(2024), division, "vi"), rows)


def _nothing_is_lost(chart: Chart, rows: Sequence[dict[str, Any]]) -> None:
    left = [identity for ids in chart.left_out.values() for identity in ids]
    assert sorted([*chart.drawn, *left]) == sorted(each["id"] for each in rows)
    assert set(chart.left_out) <= set(table()["left_out"])


@given(rows=ROWS)
@settings(deadline=None)
def test_no_line_crosses_a_break(rows: Sequence[dict[str, Any]]) -> None:
    made = drawing(rows, "place", ABOUT.id, BROKEN.breaks)
    for panel in made.panels:
        for run in panel.runs:
            for one, other in pairwise(run):
                assert one.who == other.who and {one.row["status"], other.row["status"]} == {"reported"}
                full = [{"indicator": "a", "counted": None, "versus": None, **p.row} for p in (one, other)]
                found = {reason.cause for reason in reasons(full[0], full[1], BROKEN.breaks)}
                assert found <= ({"period", "calendar"} if panel.length == "sum" else set())
                if panel.length == "sum":
                    assert one.spell.start == other.spell.start
                else:
                    assert (other.spell.start - one.spell.end).days <= (4 if panel.length == "day" else 1)


def test_a_gap_is_a_gap() -> None:
    rows = [*years(5, 6, 7), *years(9, 8, first=2023)]
    (panel,) = drawing(rows, "body", ABOUT.id).panels
    assert [[point.spell.end.year for point in run] for run in panel.runs] == [[2019, 2020, 2021], [2023, 2024]]


def test_periods_of_unlike_length_stand_apart() -> None:
    rows = [*years(5, 6), row(HALF, 3), row(year(2022), 7, cumulative=True), row((HALF[1], HALF[1]), 2)]
    made = drawing(rows, "body", ABOUT.id, panels=9)
    assert [panel.length for panel in made.panels] == ["12m", "6m", "day", "sum"]
    assert all(len({point.spell.months for point in panel.points}) == 1 for panel in made.panels[:2])


def test_summed_up_from_one_beginning_is_one_line() -> None:
    ends = dt.date(2023, 3, 31), dt.date(2023, 6, 30), dt.date(2024, 3, 31)
    rows = [row((dt.date(end.year, 1, 1), end), n, cumulative=True) for n, end in enumerate(ends)]
    (panel,) = drawing(rows, "body", ABOUT.id).panels
    assert [[point.spell.end for point in run] for run in panel.runs] == [list(ends[:2])]


def test_estimates_and_targets_are_never_joined() -> None:
    rows = [*years(5, 6), *years(7, 8, first=2021, status="estimate"), *years(7, 8, first=2021, status="target")]
    (panel,) = drawing(rows, "body", ABOUT.id).panels
    assert [len(run) for run in panel.runs] == [2] and len(panel.points) == 6


# ── breaks ───────────────────────────────────────────────────────────────────
def test_a_province_that_merged_is_broken_and_one_that_did_not_is_not() -> None:
    merged = [row(year(2024), 5, place_code="08"), row(year(2025), 9, place_code="08")]
    whole = [row(year(2024), 5, place_code="20"), row(year(2025), 9, place_code="20")]
    (panel,) = drawing(merged, "place", ABOUT.id).panels
    assert not panel.runs and [(rule.cause, rule.date) for rule in panel.rules] == [("boundary", dt.date(2025, 7, 1))]
    (panel,) = drawing(whole, "place", ABOUT.id).panels
    assert len(panel.runs) == 1 and not panel.rules


def test_a_code_that_went_to_another_province_is_two_places() -> None:
    assert place_key("15", OLD) != place_key("15", NEW), "Yên Bái, then Lào Cai"
    assert place_key("10", OLD) == place_key("15", NEW), "Lào Cai"
    assert place_key("46", OLD) == place_key("46", NEW), "Thừa Thiên Huế was renamed whole"


@pytest.mark.parametrize(
    ("rows", "cause", "words"),
    [
        (years(5, 6, 7), "definition", "(1) 1/3/2021: định nghĩa thay đổi (cách tính mới)"),
        (
            [row(year(2022), 5), row((dt.date(2022, 12, 15), dt.date(2023, 12, 14)), 6)],
            "calendar",
            "(1) 15/12/2022: lịch báo cáo thay đổi",
        ),
    ],
)
def test_a_break_is_drawn_with_its_reason(rows: list[dict[str, Any]], cause: str, words: str) -> None:
    chart = timeline(rows, BROKEN, "body", "vi")
    found = texts(svg(chart.spec, "light", "vi"))
    assert words in found and "(1)" in found
    (panel,) = drawing(rows, "body", ABOUT.id, (CHANGED,)).panels
    assert [rule.cause for rule in panel.rules] == [cause]


def test_a_break_is_told_in_the_language_of_the_chart() -> None:
    found = texts(svg(timeline(years(5, 6, 7), BROKEN, "body", "en").spec, "light", "en"))
    assert "(1) 1 Mar 2021: the definition changed (counted anew)" in found


def test_a_rule_stands_between_the_values_that_it_parts() -> None:
    (panel,) = drawing(years(5, 6, 7), "body", ABOUT.id, (CHANGED,)).panels
    (rule,) = panel.rules
    before, after = (point for point in panel.points if point.spell.end.year in (2020, 2021))
    assert before.at < dt.datetime.combine(rule.at, dt.time()) < after.at


# ── words ────────────────────────────────────────────────────────────────────
def test_a_chart_says_what_it_is_and_where_from() -> None:
    rows = [*years(5, 6, 7), row(year(2020), 4, kind="growth", unit="%")]
    for language, said in (("vi", "không phải số thống kê chính thức"), ("en", "not official statistics")):
        found = " ".join(texts(svg(timeline(rows, ABOUT, "body", language).spec, "light", language)))
        assert ABOUT.title in found and "Nguồn: sổ thử." in found and said in found
    assert "1 of another kind" in found


def test_who_does_not_see_it_is_told_what_it_shows() -> None:
    chart = timeline(years(1234, 2345, unit="VND"), ABOUT, "body", "en")
    assert chart.alt == (
        "Số người chết vì tai nạn giao thông: 2 values, 1 Jan 2019 to 31 Dec 2020. Lạng Sơn Traffic Safety Committee: "
        "from 1,234 VND (2019) to 2,345 VND (2020). The table below has every number."
    )


@pytest.mark.parametrize(
    ("told", "vi", "en"),
    [
        ({"value": "1234.5"}, "1.234,5", "1,234.5"),
        ({"value": "184000000", "unit": "VND"}, "184 triệu đồng", "184 million VND"),
        ({"value": "118600000000", "unit": "VND"}, "118,6 tỷ đồng", "118.6 billion VND"),
        ({"value": "118600000001", "unit": "VND"}, "118.600.000.001 đồng", "118,600,000,001 VND"),
        ({"value": "5", "high": Decimal(10), "unit": "%"}, "5–10%", "5–10%"),
        ({"value": "1500", "bound": "over"}, "> 1.500", "> 1,500"),
        ({"value": "-3", "unit": "t"}, "−3 tấn", "−3 tonnes"),
        ({"value": "7", "unit": "VND/l"}, "7 đồng/lít", "7 VND/litre"),
    ],
)
def test_values_in_both_languages(told: dict[str, Any], vi: str, en: str) -> None:
    made = row(year(2022), **told)
    assert (value(made, "vi"), value(made, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("start", "end", "vi", "en"),
    [
        ((2022, 1, 1), (2022, 12, 31), "2022", "2022"),
        ((2022, 7, 1), (2022, 12, 31), "7–12/2022", "H2 2022"),
        ((2022, 4, 1), (2022, 6, 30), "quý II/2022", "Q2 2022"),
        ((2022, 2, 1), (2022, 4, 30), "2–4/2022", "Feb–Apr 2022"),
        ((2022, 5, 1), (2022, 5, 31), "5/2022", "May 2022"),
        ((2022, 5, 9), (2022, 5, 9), "9/5/2022", "9 May 2022"),
        ((2021, 12, 15), (2022, 12, 14), "15/12/2021–14/12/2022", "15 Dec 2021–14 Dec 2022"),
        ((2021, 9, 1), (2022, 5, 31), "9/2021–5/2022", "Sep 2021–May 2022"),
        ((2021, 1, 1), (2025, 12, 31), "2021–2025", "2021–2025"),
    ],
)
def test_periods_in_both_languages(start: tuple[int, ...], end: tuple[int, ...], vi: str, en: str) -> None:
    days = dt.date(*start), dt.date(*end)
    assert (period(*days, "vi"), period(*days, "en")) == (vi, en)


def test_axes_have_the_numbers_of_the_language() -> None:
    rows = years(0, 12345)
    assert "10.000" in texts(svg(timeline(rows, ABOUT, "body", "vi").spec, "light", "vi"))
    assert "10,000" in texts(svg(timeline(rows, ABOUT, "body", "en").spec, "light", "en"))
    assert number(Decimal("-1234.5"), "en") == "−1,234.5"


def test_all_words_are_in_both_languages() -> None:
    for section, words in table().items():
        if isinstance(words, dict) and section != "units":
            for key, each in words.items():
                assert isinstance(each, str) or len(each) >= 2, f"{section}.{key}"
    assert set(table()["states"]) == set(STATES)


def test_a_hostile_name_is_only_letters() -> None:
    evil = "</text><script>alert(1)</script>{{7*7}}\"'&"
    drawn = svg(timeline(years(5, 6, body_id=evil), ABOUT, "body", "vi").spec, "light", "vi")
    assert "<script" not in drawn and "{{7*7}}" in drawn


# ── who told nothing ─────────────────────────────────────────────────────────
def test_silence_zero_and_nothing_collected_are_told_apart() -> None:
    states = ("reported", "zero", "silent", "failed", "not collected", "in part")
    cells = [cell(BODY, year(2019 + n), state) for n, state in enumerate(states)]
    drawn = svg(timeline(years(5, 0, 6, 7, 8, 9), ABOUT, "body", "vi", coverage=cells).spec, "light", "vi")
    found = texts(drawn)
    for state in states:
        sign, words, _ = table()["states"][state]
        assert words in found and (not sign or sign in found)


def test_cells_too_narrow_for_a_sign_are_not_drawn() -> None:
    cells = [cell(BODY, year(1900 + n), "silent") for n in range(126)]
    rows = years(5, first=1900) + years(6, first=2025)
    assert table()["states"]["silent"][1] not in texts(
        svg(timeline(rows, ABOUT, "body", "vi", size="narrow", coverage=cells).spec, "light", "vi")
    )


# ── the map ──────────────────────────────────────────────────────────────────
def test_every_province_has_one_square_of_its_own() -> None:
    for division, count in ((OLD, 63), (NEW, 34)):
        squares = tiles(division)
        official = {place[0] for place in places() if place[1] == division and place[2] == "province"}
        assert {square.code for square in squares} == official and len(squares) == count
        assert len({(square.row, square.column) for square in squares}) == count


def test_squares_lie_roughly_where_provinces_do() -> None:
    at = {tile.short: tile for tile in tiles(OLD)}
    assert at["Hà Giang"].row < at["Hà Nội"].row < at["Đà Nẵng"].row < at["TP HCM"].row < at["Cà Mau"].row
    assert at["Điện Biên"].column < at["Hà Nội"].column < at["Hải Phòng"].column


def test_a_map_shows_number_silence_and_nothing() -> None:
    rows = [row(year(2022), 850), row(year(2022), 40, place_code="01", status="estimate")]
    cells = [cell(f"08@{OLD}", year(2022), "silent"), cell(f"04@{OLD}", year(2022), "failed")]
    chart = tile_map(rows, ABOUT, year(2022), OLD, "vi", coverage=cells)
    found = texts(svg(chart.spec, "light", "vi"))
    assert {"850", "40*", "–", "×", "≤ 1.000", "Lạng Sơn", "* số ước", "chưa thu thập"} <= set(found)
    assert "2 trên 63 tỉnh" in chart.alt and "Cao nhất: Lạng Sơn 850" in chart.alt


def test_a_map_of_rates() -> None:
    rows = [row(year(2019), "108.73", unit=RATE)]
    found = texts(svg(tile_map(rows, ABOUT, year(2019), OLD, "en").spec, "dark", "en"))
    assert "109" in found and "per 100,000 people" in " ".join(found)


# ── how it looks ─────────────────────────────────────────────────────────────
def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", get_args(Theme))
def test_contrast(name: Theme) -> None:
    c = COLOURS[name]
    assert all(_contrast(each, c.background) >= 4.5 for each in (c.text, c.muted))
    assert all(_contrast(each, c.background) >= 3 for each in (*c.lines, c.warning))
    assert all(_contrast(c.text, each) >= 4.5 for each in c.ramp[: looks.STRONG])
    assert all(_contrast(c.on_strong, each) >= 4.5 for each in c.ramp[looks.STRONG :])
    assert len(c.lines) == looks.MOST_LINES and c.ramp == tuple(sorted(c.ramp, key=_light, reverse=name == "light"))


def everything() -> Iterator[tuple[str, Chart, Language]]:
    rows = [
        *years(5, 6, 7, 900, place_code="08"),
        *years(50, 60, 7, 9, place_code="01", high=Decimal(1000), bound="about"),
        *years(50, 60, first=2023, status="estimate"),
        *years(50, 60, first=2025, status="target", bound="at_most"),
        *(row((dt.date(2024, 1, 1), dt.date(2024, n, 28)), n, cumulative=True) for n in (2, 3, 4)),
        row(HALF, 3),
        row(year(2025), 8, place_code="08"),
    ]
    cells = [cell(f"{code}@{OLD}", year(2019 + n), state) for code in ("08", "20") for n, state in enumerate(STATES)]
    for language in get_args(Language):
        for size in get_args(Size):
            yield f"timeline-{size}", timeline(rows, BROKEN, "place", language, size=size, coverage=cells), language
            yield f"multiples-{size}", multiples(rows, BROKEN, "place", language, size=size), language
            yield f"empty-{size}", timeline([], ABOUT, "body", language, size=size), language
        yield "map", tile_map(rows, ABOUT, year(2022), OLD, language, coverage=cells), language
        yield "map-empty", tile_map([], ABOUT, year(2025), NEW, language), language


@pytest.mark.parametrize(
    ("name", "chart", "language"), list(everything()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_specs_compile_without_a_warning(
    name: str, chart: Chart, language: Language, capfd: pytest.CaptureFixture[str]
) -> None:
    import vl_convert

    made = complete(chart.spec, "light", language)
    vl_convert.vegalite_to_vega(made, vl_version="6.4", show_warnings=True)
    told = capfd.readouterr()
    assert "WARN" not in told.err + told.out


def test_a_chart_is_no_wider_than_its_place_and_always_the_same() -> None:
    for name, chart, language in everything():
        drawn = svg(chart.spec, "dark", language)
        assert drawn == svg(chart.spec, "dark", language), name
        (wide,) = re.findall(r'^<svg[^>]* width="([\d.]+)"', drawn)
        assert float(wide) <= (370 if "narrow" in name or "map" in name else 740), name


def test_pictures_have_the_letters_of_vietnamese() -> None:
    """PNG is drawn with the font that is shipped, whatever the machine has; without it letters vanish."""
    empty, told = (
        png(timeline([], titled(title), "body", "vi").spec, "light", "vi", scale=1) for title in ("", "ẫẰỗữợịụĐắằẵẹỡ")
    )
    assert told.startswith(b"\x89PNG") and len(told) > len(empty) + 300
    assert struct.unpack(">I", told[16:20])[0] > 300


def titled(title: str) -> About:
    return replace(ABOUT, title=title)


def test_words_are_wrapped_not_cut() -> None:
    title = "Số vụ " + "vi phạm hành chính " * 12
    found = " ".join(texts(svg(timeline(years(5, 6), titled(title), "body", "vi").spec, "light", "vi")))
    assert found.count("vi phạm hành chính") == 12
    assert all(width(line, 11) <= 200 for line in wrap(title, 200, 11))


def test_what_a_chart_is_about_comes_from_the_catalogue() -> None:
    from tongket.indicators.catalogue import load

    made = about(load().indicators["traffic-deaths"], "Nguồn.", "en")
    assert (made.title, made.zero) == ("Road deaths", True)
    assert not about(load().indicators["oil-price"], "Nguồn.", "vi").zero
    assert say("unit", "vi", unit="tỷ đồng") == "Đơn vị: tỷ đồng"
