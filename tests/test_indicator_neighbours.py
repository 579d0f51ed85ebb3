"""What tells a figure's series beside its own words: the figures next to it, and what stands right before it."""

from __future__ import annotations

import pytest

from own_entries import catalogue, entry, sector, told
from tongket.indicators.catalogue import Catalogue, CatalogueError

EXPORTS = entry("exports", unit="USD", counted=["xuất khẩu", "kim ngạch xuất khẩu"])
POOR = entry("poor-rate", unit="%", kind="rate", counted=["tỷ lệ hộ nghèo"])
COLLECTED = entry("collected", unit="VND", counted=["thu ngân sách"])
INDEX = entry("index", kind="index", holds=["chỉ số Sao"])


def ids(text: str, made: Catalogue) -> list[str | None]:
    return [indicator for _, indicator in told(text, made)]


# ── the figures next to it ───────────────────────────────────────────────────
def test_the_next_of_a_list_goes_on() -> None:
    made = catalogue(sector(EXPORTS))
    text = "Xuất khẩu sang Lào đạt 54 triệu USD, Nhật Bản 46 triệu USD, Úc 12 triệu USD, còn vốn vay là 3 triệu USD."
    assert ids(text, made) == ["exports"] * 3 + [None]


@pytest.mark.parametrize("to", ["xuống", "năm 2016 xuống còn"])
def test_both_sides_of_a_comparison_are_of_one_series(to: str) -> None:
    assert ids(f"Tỷ lệ hộ nghèo giảm từ 4,5% {to} 3,2%.", catalogue(sector(POOR))) == ["poor-rate"] * 2


def test_an_amount_told_again_in_another_currency_is_of_one_series() -> None:
    made = catalogue(sector(EXPORTS))
    assert ids("Kim ngạch xuất khẩu đạt 9,5 triệu USD (hơn 215 tỷ đồng).", made)[0] == "exports"
    both = catalogue(sector(entry("exports", unit=["USD", "VND"], counted=["kim ngạch xuất khẩu"])))
    assert ids("Kim ngạch xuất khẩu đạt 9,5 triệu USD (hơn 215 tỷ đồng).", both) == ["exports"] * 2


def test_growth_by_value_is_of_the_money_told_before_it() -> None:
    tonnes = entry("shrimps", unit="t", holds=["tôm"])
    value = entry("shrimps-value", unit="USD", holds=["tôm"])
    text = "Xã bán 12 tấn tôm, trị giá 3 triệu USD, tăng 5% về lượng và tăng 9% về giá trị."
    expected = ["shrimps", "shrimps-value", "shrimps", "shrimps-value"]
    assert ids(text, catalogue(sector(tonnes, value))) == expected


def test_a_change_told_again_in_percent_is_of_its_series() -> None:
    assert ids("Chỉ số Sao tăng 5 điểm, tương ứng 0,7%.", catalogue(sector(INDEX))) == ["index"] * 2


def test_of_all_there_are_and_what_was_reached_only_that_is_a_value() -> None:
    assert ids("Xã đạt 15/19 tiêu chí.", catalogue(sector(entry("criteria", counted=["tiêu chí"])))) == [
        "criteria",
        None,
    ]


@pytest.mark.parametrize("told_as", ["đạt 98% kế hoạch", "bằng 98%"])
def test_a_ratio_to_a_plan_is_of_its_level(told_as: str) -> None:
    assert ids(f"Thu ngân sách được 98 tỷ đồng, {told_as}.", catalogue(sector(COLLECTED))) == ["collected"] * 2


def test_a_share_is_no_value_of_its_level() -> None:
    text = "Thu ngân sách được 98 tỷ đồng, chiếm 12% tổng thu của huyện."
    assert ids(text, catalogue(sector(COLLECTED))) == ["collected", None]
    share = entry("collected-share", unit="%", kind="rate", kinds=["share"], of=["collected"])
    assert ids(text, catalogue(sector(COLLECTED, share))) == ["collected", "collected-share"]


def test_a_part_may_be_of_its_wholes_series_where_the_entry_says_so() -> None:
    made = catalogue(sector(entry("fires", whole=["vụ cháy", "vụ"], parts=True)))
    assert ids("Năm 2023, xã Đông Linh xảy ra 23 vụ cháy, trong đó có 4 vụ do chập điện.", made) == ["fires"] * 2


@pytest.mark.parametrize("back", ["tỷ lệ này", "con số này"])
def test_words_that_point_back_are_of_the_figure_before(back: str) -> None:
    made = catalogue(sector(POOR))
    assert ids(f"Tỷ lệ hộ nghèo của xã là 4,5%. Ở xã Đông Linh {back} là 7,2%.", made) == ["poor-rate"] * 2
    assert ids(f"Xã thu 31 tỷ đồng. Ở xã Đông Linh {back} là 7,2%.", made) == [None, None]


# ── what stands right before it ──────────────────────────────────────────────
def test_a_name_right_before_the_number_counts_where_another_thing_was_read() -> None:
    made = catalogue(sector(entry("equity", unit="VND", kind="stock", counted=["vốn chủ sở hữu"])))
    assert ids("Xưởng Sao Mai (có giá trị vốn chủ sở hữu khoảng 24 tỷ đồng) nuôi cá.", made) == ["equity"]
    assert ids("Xưởng Sao Mai thuê ao với giá 24 tỷ đồng, vốn chủ sở hữu thấp.", made) == [None]
    assert ids("Xưởng Sao Mai nhờ giá trị vốn chủ sở hữu có 24 ao.", made) == [None]


def test_words_right_before_a_number_tell_its_series() -> None:
    made = catalogue(sector(entry("ponds", any=True, right_before=["số ao"])))
    assert ids("Số ao đạt hơn 31 cái.", made) == ["ponds"]
    assert ids("Số ao ở xã là 31 cái.", made) == [None]


def test_the_code_of_any_share_is_one_phrase() -> None:
    made = catalogue(sector(entry("price", unit="VND", kind="price", any=True, right_before=["<ticker>"])))
    assert ids("Mã QQX lên 17.550 đồng. Giá USD lên 22.710 đồng.", made) == ["price", None]


def test_a_subject_may_be_the_code_of_any_share() -> None:
    price = entry("price", unit="VND", kind="price", any=True, before=["<ticker>"])
    gold = entry("gold", unit="VND", kind="price", any=True, before=["vàng"])
    text = "Vàng tăng 300.000 đồng trong ngày. Còn QQX tăng 300 đồng trong ngày."
    assert ids(text, catalogue(sector(price, gold))) == ["gold", "price"]


def test_words_that_rule_out_may_be_the_numbers_scale() -> None:
    made = catalogue(sector(entry("interest", unit="VND", counted=["tiền lãi"], **{"not": ["tỷ"]})))
    assert ids("Hộ có tiền lãi 3 tỷ đồng. Hộ có tiền lãi 3 triệu đồng.", made) == [None, "interest"]


def test_any_needs_words_that_tell_the_thing() -> None:
    with pytest.raises(CatalogueError, match="`right_before` or `after`"):
        catalogue(sector(entry("rates", any=True, of=["rates"])))
