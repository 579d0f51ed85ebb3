"""Worded zeros: what is one, what is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import Mentions
from tongket.reading.zeros import find
from tongket.records import Block, Document, Quantity
from tongket.text import Text


def document(raw: str) -> Document:
    return Document("d", raw, (Block("paragraph", 0, len(raw)),))


def counted(raw: str) -> list[str | None]:
    return [zero.counted for zero in find(document(raw), Text(raw), Mentions())]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("Trong tháng, toàn xã không xảy ra tai nạn đường thủy.", ["tai nạn đường thủy"]),
        ("Vụ việc không có người bị thương, thiệt hại 5 triệu đồng.", ["người bị thương"]),
        ("Huyện chưa ghi nhận ca tử vong do sốt xuất huyết.", ["ca tử vong"]),
        ("Quý I không phát sinh đơn thư khiếu nại vượt cấp; thu 3 tỷ đồng.", ["đơn thư khiếu nại vượt cấp"]),
        ("Đến nay tỉnh không có trường hợp nào nghiêm trọng.", ["trường hợp nào nghiêm trọng"]),
        ("Trên địa bàn không phát hiện trường hợp vi phạm trong dịp Tết.", ["trường hợp vi phạm"]),
        (
            "Kỳ thi không có thí sinh vi phạm và không có cán bộ bị nhắc nhở.",
            ["thí sinh vi phạm", "cán bộ bị nhắc nhở"],
        ),
        ("Không có vụ án nào quá thời hạn điều tra trong quý.", ["vụ án nào quá thời hạn điều tra"]),
        ("Đợt này không cơ sở nào bị đình chỉ hoạt động.", ["cơ sở nào bị đình chỉ hoạt động"]),
        ("Xã không có cán bộ, công chức bị kỷ luật.", ["cán bộ, công chức bị kỷ luật"]),
        ("Bộ phận một cửa không có hồ sơ quá hạn.", ["hồ sơ quá hạn"]),
        ("Mùa mưa vừa qua không xảy ra sạt lở đê.", ["sạt lở đê"]),
        ("Đàn vật nuôi ổn định; không để xảy ra dịch tai xanh.", ["dịch tai xanh"]),
        ("Cuối tháng, huyện không còn đơn vị chậm báo cáo.", ["đơn vị chậm báo cáo"]),
        ("Thu hồi đủ vốn, không có nợ quá hạn.", ["nợ quá hạn"]),
        ("Ca trực không để xảy ra cháy nổ, không có thương vong.", ["cháy nổ", "thương vong"]),
    ],
)
def test_zeros(raw: str, wanted: list[str]) -> None:
    assert counted(raw) == wanted


@pytest.mark.parametrize(
    "raw",
    [
        "Sở không đồng ý với đề xuất này.",
        "Doanh nghiệp không có khả năng trả nợ.",
        "Xã phấn đấu không để xảy ra cháy nổ trong năm tới.",
        "Nếu không có tai nạn thì cầu đã xong.",
        "Yêu cầu các đơn vị kiểm tra để không xảy ra sự cố.",
        "Số vụ tai nạn bằng về số vụ so với cùng kỳ.",
        "Không để phát sinh điểm nóng",
        "Công an xác nhận không có vụ bắt cóc này.",
        "Trong năm không quá 5 vụ cháy.",
        "Việc đó không xảy ra như dự báo.",
        "Giá cả không ghi nhận biến động lớn.",
    ],
)
def test_no_zeros(raw: str) -> None:
    assert counted(raw) == []


def test_a_denial_at_the_head_is_a_zero_where_the_tasks_are_known() -> None:
    raw = "Không để xảy ra cháy rừng trong mùa khô. Không để xảy ra ùn tắc trong dịp lễ."
    second = raw.index(" Không") + 1
    found = find(document(raw), Text(raw), Mentions(), tasks=[(second, len(raw))])
    assert [zero.counted for zero in found] == ["cháy rừng"]


def test_context_fills_in() -> None:
    raw = "Năm 2021, xã Hạ Lâm không xảy ra cháy rừng."
    year = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
    (zero,) = find(document(raw), Text(raw), Mentions(), lambda start: (year, "UBND xã Hạ Lâm", raw[9:20]))
    assert (zero.period, zero.body, zero.place) == (year, "UBND xã Hạ Lâm", " xã Hạ Lâm ")
    assert zero.quote == "không xảy ra cháy rừng"


def test_a_number_is_no_zero() -> None:
    raw = "Trong tháng không xảy ra vụ nào."
    number = Quantity("number", raw.index("vụ"), raw.index("vụ") + 2, "vụ")
    assert find(document(raw), Text(raw), Mentions(quantities=[number])) == []


PIECES = st.sampled_from(
    ["không xảy ra", "chưa có", "tai nạn", "vụ", "nào", "người bị thương", ",", ".", "để", "và", "5", " "]
)


@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_spans_reproduce(raw: str) -> None:
    last = 0
    for zero in find(document(raw), Text(raw), Mentions()):
        assert last <= zero.start < zero.end <= len(raw)
        assert raw[zero.start : zero.end] == zero.quote
        assert zero.counted is not None and zero.quote.endswith(zero.counted)
        last = zero.end
