"""The rule "sums": which gaps between parts and whole are flagged, and which have an innocent reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tongket.checks import sums
from tongket.checks.nouns import same_thing
from tongket.checks.precision import largest, least, plain
from tongket.reading import read_document
from tongket.records import Bound, Figure
from tongket.sources.plain import from_text

SHARED = Path(__file__).parents[1].parent / "shared"
SOC_TRANG = SHARED / "corpus" / "seeds" / "soc-trang-2022.txt"


def flags(text: str) -> list[str]:
    return [flag.arithmetic for flag in read_document(from_text(text, doc="d", published=dt.date(2017, 7, 20))).flags]


@pytest.mark.parametrize(
    ("text", "arithmetic"),
    [
        (
            "Công an huyện phát hiện 212 trường hợp vi phạm, xử phạt 148 trường hợp, nhắc nhở 61 trường hợp.",
            "148 + 61 = 209, the report says 212: 3 missing",
        ),
        (
            "Huyện có 1.250 hộ nghèo, trong đó 800 hộ người Kinh và 440 hộ người Dao.",
            "800 + 440 = 1240, the report says 1250: 10 missing",
        ),
        (
            "Tỉnh có 36 trường, gồm 20 trường công lập, 13 trường tư thục.",
            "20 + 13 = 33, the report says 36: 3 missing",
        ),
        (
            "Xã có 40 đảng viên, gồm 25 nam, 18 nữ.",
            "25 + 18 = 43, the report says 40: 3 more",
        ),
        (
            "Tổng thu đạt 120 tỷ đồng, bao gồm thu nội địa 70 tỷ đồng, thu xuất nhập khẩu 40 tỷ đồng.",
            "70 + 40 = 110, the report says 120: 10 missing (billion VND)",
        ),
    ],
)
def test_gap_is_told(text: str, arithmetic: str) -> None:
    assert flags(text) == [arithmetic]


@pytest.mark.parametrize(
    "text",
    [
        "Công an huyện phát hiện 209 trường hợp vi phạm, xử phạt 148 trường hợp, nhắc nhở 61 trường hợp.",
        "Huyện có 400 hộ nghèo, trong đó 150 hộ người Kinh, 120 hộ người Dao.",
        "Huyện có hơn 1.250 hộ nghèo, trong đó 800 hộ người Kinh, 440 hộ người Dao.",
        "Tổng thu đạt 120,5 tỷ đồng, gồm thu nội địa 70,2 tỷ đồng, thu xuất nhập khẩu 50,2 tỷ đồng.",
        "Đàn lợn có 688,32 nghìn con, trong đó lợn thịt 537,5 nghìn con, lợn nái 149,5 nghìn con.",
        "Trong 31 vụ cháy, trong đó có 20 người chết, 10 người bị thương.",
        "Huyện có 34 trường, trong đó chủ yếu là 20 trường công lập, 13 trường tư thục.",
        "Đội ghi 44 bàn trong 50 trận, gồm 29 bàn sân nhà và 15 bàn sân khách.",
        "So sánh với 7 nước, gồm 2 nước mới nổi và 4 nước phát triển cùng Việt Nam.",
        "Đông nhất là nhà chờ Kim Mã (61 khách), Cầu Mới (32 khách), Vũ Phan (28 khách).",
        "Huyện có 100 cán bộ, trong đó có 60 nam, 40 nữ, 30 đảng viên.",
    ],
)
def test_no_gap_worth_telling(text: str) -> None:
    assert flags(text) == []


def figure(value: str, *, of: int | None = None, bound: Bound = "exact", told: str | None = None) -> Figure:
    return Figure(
        start=0,
        end=len(value),
        quote=value,
        value=Decimal(value),
        high=None,
        bound=bound,
        unit="count",
        counted="hộ",
        act=None,
        kind="level",
        direction=None,
        status="reported",
        of=None,
        part_of=of,
        period=None,
        body=None,
        place=None,
        sentence=(0, 10),
        breakdown=None if of is None else 1,
        exhaustive=told,
    )


COUNTS = st.lists(st.integers(1, 10**6), min_size=2, max_size=8)


@given(COUNTS)
def test_parts_that_add_up_are_never_flagged(counts: list[int]) -> None:
    parts = [figure(str(count), of=0, told="yes") for count in counts]
    assert list(sums.check([figure(str(sum(counts))), *parts])) == []


@given(COUNTS, st.integers(-3, 3).filter(bool))
def test_a_small_gap_is_flagged_with_its_size(counts: list[int], gap: int) -> None:
    total = sum(counts) + gap
    parts = [figure(str(count), of=0, told="yes") for count in counts]
    found = list(sums.check([figure(str(total)), *parts]))
    assume(not set(accumulate(counts[1:], initial=counts[0])) & {total, *counts[1:]})
    close = abs(gap) * 4 <= total and max(counts) < total
    assert len(found) == (1 if total > 0 and close else 0)
    for flag in found:
        assert flag.figures == tuple(range(len(counts) + 1))
        assert flag.arithmetic.endswith(f"{abs(gap)} missing" if gap > 0 else f"{abs(gap)} more")


@given(COUNTS, st.integers(1, 5))
def test_a_modifier_forgives_what_it_leaves_open(counts: list[int], gap: int) -> None:
    parts = [figure(str(count), of=0, told="yes") for count in counts]
    over = [figure(str(sum(counts) - gap), bound="over"), *parts]
    assert list(sums.check(over)) == []


def test_precision_of_printed_numbers() -> None:
    money = figure("5600000000")
    billions = Figure(**{**{name: getattr(money, name) for name in Figure.__slots__}, "quote": "5,6 tỷ", "unit": "VND"})
    assert (least(billions), largest(billions)) == (Decimal(5500000000), Decimal(5700000000))
    assert (least(figure("259")), largest(figure("259"))) == (Decimal(259), Decimal(259))
    assert largest(figure("259", bound="over")) is None
    assert least(figure("259", bound="under")) == 0


def test_plain_numbers() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "2.50", "100", "0.10")] == ["1000", "2.5", "100", "0.1"]


def test_nouns_of_counting() -> None:
    assert same_thing("trường hợp", "trường hợp đăng tin sai")
    assert same_thing("nam", "người")
    assert same_thing(None, "vụ")
    assert not same_thing("đối tượng", "vụ cướp")


@pytest.mark.skipif(not SOC_TRANG.exists(), reason="the shared seeds are not here")
def test_soc_trang() -> None:
    text = SOC_TRANG.read_text(encoding="utf-8")
    reading = read_document(from_text(text, doc="soc-trang-2022", published=dt.date(2022, 3, 18)))
    assert [flag.arithmetic for flag in reading.flags] == ["31 + 227 = 258, the report says 259: 1 missing"]
    assert [reading.figures[i].quote for i in reading.flags[0].figures] == ["259", "31", "227"]
    money = next(f for f in reading.figures if f.unit == "VND")
    assert [reading.figures[i].quote for i in money.covers] == ["31"]
