"""Figures in table cells: what heads give them, what is no figure, and that no shape of table is misread by position.

Single tables with their expected records stand among the examples (reading/figures.examples.toml).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.reading import read_document
from tongket.records import Figure
from tongket.sources.plain import from_text


def figures(*rows: str, before: str = "", after: str = "") -> tuple[Figure, ...]:
    """The figures of a table with its heads in the first of `rows`, cells divided by "|"."""
    head, *body = rows
    rule = "|".join(["---"] * (head.count("|") + 1))
    lines = [f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in body)]
    text = "\n".join([*([before] if before else []), *lines, *(["", after] if after else [])])
    return read_document(from_text(text, doc="d", published=dt.date(2023, 7, 12))).figures


def year(number: int) -> tuple[dt.date, dt.date]:
    return dt.date(number, 1, 1), dt.date(number, 12, 31)


# ── what the heads say ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Kế hoạch", "target"),
        ("Dự toán HĐND giao", "target"),
        ("Chỉ tiêu giao", "target"),
        ("Thực hiện", "reported"),
        ("Kết quả", "reported"),
        ("Thực hiện so với kế hoạch", "reported"),
        ("Ước thực hiện", "estimate"),
        ("Số lượng", "reported"),
    ],
)
def test_status_comes_from_the_column(head: str, status: str) -> None:
    (figure,) = figures(f"Nội dung | {head}", "Số hộ nghèo | 45")
    assert (figure.value, figure.counted, figure.status) == (45, "Số hộ nghèo", status)


@pytest.mark.parametrize(
    ("head", "value", "unit"),
    [
        ("Số tiền (triệu đồng)", "45000000", "VND"),
        ("Số tiền (tỷ đồng)", "45000000000", "VND"),
        ("Diện tích (ha)", "45", "ha"),
        ("Sản lượng (nghìn tấn)", "45000", "t"),
        ("Tỷ lệ (%)", "45", "%"),
        ("Số vụ", "45", "count"),
    ],
)
def test_unit_and_scale_come_from_the_column(head: str, value: str, unit: str) -> None:
    (figure,) = figures(f"Nội dung | {head}", "Xây dựng | 45")
    assert (figure.value, figure.unit) == (Decimal(value), unit)
    assert figure.quote == "45"


def test_unit_comes_from_a_column_of_units() -> None:
    found = figures("Chỉ tiêu | ĐVT | Kết quả", "Sản lượng lúa | tấn | 300", "Thu phí | triệu đồng | 1,5")
    assert [(f.value, f.unit, f.counted) for f in found] == [
        (300, "t", "Sản lượng lúa"),
        (1_500_000, "VND", "Thu phí"),
    ]


def test_unit_in_the_cell_beats_the_head() -> None:
    (figure,) = figures("Nội dung | Số tiền (triệu đồng)", "Quỹ vì người nghèo | 2 tỷ đồng")
    assert (figure.quote, figure.value, figure.unit) == ("2 tỷ đồng", 2_000_000_000, "VND")


def test_unit_of_the_caption_holds_for_the_table() -> None:
    (figure,) = figures("Khoản | Thực hiện", "Thu nội địa | 640", before="Bảng 2. Thu (Đơn vị tính: tỷ đồng)")
    assert (figure.value, figure.unit) == (640_000_000_000, "VND")


def test_bracket_with_the_unit_is_not_counted() -> None:
    (figure,) = figures("Chỉ tiêu | Kết quả", "Sản lượng thóc (tấn) | 1.250")
    assert (figure.counted, figure.value, figure.unit) == ("Sản lượng thóc", 1250, "t")


def test_period_comes_from_the_column_else_from_above() -> None:
    found = figures("Chỉ tiêu | Năm 2021 | Năm 2022", "Số vụ cháy | 8 | 5")
    assert [f.period for f in found] == [year(2021), year(2022)]
    (under,) = figures("Chỉ tiêu | Kết quả", "Số vụ cháy | 5", before="Bảng 1. Kết quả năm 2020")
    assert under.period == year(2020)


@pytest.mark.parametrize(("label", "unit"), [("Số vụ cháy", "count"), ("Sản lượng thóc (tấn)", "t")])
def test_a_year_as_head_is_no_unit(label: str, unit: str) -> None:
    (figure,) = figures("Chỉ tiêu | Năm 2022", f"{label} | 45")
    assert figure.unit == unit


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("Tăng, giảm (%)", "8,1", ("growth", "up", "%")),
        ("Tăng, giảm (%)", "-8,1", ("growth", "down", "%")),
        ("Tăng, giảm (%)", "–8,1", ("growth", "down", "%")),
        ("Tỷ lệ giảm (%)", "8,1", ("growth", "down", "%")),
        ("Chênh lệch", "12", ("change", "up", "count")),
        ("Chênh lệch", "-12", ("change", "down", "count")),
        ("Tỷ trọng (%)", "8,1", ("share", None, "%")),
        ("So với kế hoạch (%)", "98,1", ("ratio", None, "%")),
    ],
)
def test_kind_comes_from_the_column(head: str, cell: str, expected: tuple[str, str | None, str]) -> None:
    level, relation = figures(f"Nội dung | Thực hiện | {head}", f"Số vụ | 60 | {cell}")
    assert (relation.kind, relation.direction, relation.unit) == expected
    assert relation.of == 0
    assert relation.quote == cell.lstrip("-–")
    assert (level.kind, level.direction, level.of) == ("level", None, None)


def test_ratio_is_of_the_result_not_of_the_plan() -> None:
    found = figures("Nội dung | Kế hoạch | Thực hiện | Đạt (%)", "Số lớp | 10 | 12 | 120", "Số ca | 9 | 3 | 33,3")
    assert [f.of for f in found] == [None, None, 1, None, None, 4]


# ── what is no figure ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("head", ["STT", "TT", "Số TT", "Năm sinh", "Ghi chú"])
def test_numbering_and_remarks_are_none(head: str) -> None:
    found = figures(f"{head} | Nội dung | Số lượng", "7 | Số lớp | 45")
    assert [f.quote for f in found] == ["45"]


def test_empty_cells_dashes_and_words_are_none() -> None:
    found = figures("Nội dung | Kế hoạch | Thực hiện", "Số lớp | - | 4", "Số ca |  | ...", "Số đội | chưa có | 6")
    assert [(f.quote, f.status) for f in found] == [("4", "reported"), ("6", "reported")]


def test_a_cell_of_prose_is_read_as_no_cell() -> None:
    (figure,) = figures("Nội dung | Số lượng", "Tổ chức 3 hội nghị tuyên truyền về pháp luật cho nhân dân | 45")
    assert figure.quote == "45"


# ── around the table ─────────────────────────────────────────────────────────────────────────────────────────────
def test_text_after_a_table_inherits_nothing_from_its_heads() -> None:
    *_, last = figures("Nội dung | Kế hoạch năm 2021", "Số lớp | 45", after="Huyện đã mở 12 lớp dạy nghề.")
    assert (last.quote, last.status, last.counted) == ("12", "reported", "lớp dạy nghề")


@pytest.mark.xfail(reason="the heads of a table at the top count as the lead, whose period holds everywhere")
def test_the_period_of_a_column_stays_in_it() -> None:
    *_, last = figures("Nội dung | Kế hoạch năm 2021", "Số lớp | 45", after="Huyện đã mở 12 lớp dạy nghề.")
    assert last.period is None


def test_acts_of_the_text_above_do_not_reach_the_cells() -> None:
    found = figures("Nội dung | Số vụ", "Trộm cắp | 45", before="Công an xử phạt 12 vụ.")
    assert [(f.quote, f.act) for f in found] == [("12", "xử phạt"), ("45", None)]


# ── what the whole head says ─────────────────────────────────────────────────────────────────────────────────────
def told(found: tuple[Figure, ...]) -> dict[str, tuple[str, str, str | None]]:
    return {f.quote: (f.unit, f.kind, f.counted) for f in found}


def test_percent_in_a_head_goes_before_the_unit_of_the_caption() -> None:
    found = figures(
        "Khoản thu | Dự toán | Thực hiện | % TH/DT",
        "Lệ phí trước bạ | 120 | 96,5 | 80,4",
        before="Đơn vị tính: triệu đồng",
    )
    assert [(f.value, f.unit, f.kind, f.status) for f in found] == [
        (120_000_000, "VND", "level", "target"),
        (96_500_000, "VND", "level", "reported"),
        (Decimal("80.4"), "%", "ratio", "reported"),
    ]
    assert found[2].of == 1


def test_one_line_for_people_and_money() -> None:
    found = figures("Chính sách | Số người | Số tiền", "Mai táng | 45 | 812", before="Đơn vị tính: người, triệu đồng")
    assert [(f.value, f.unit, f.counted) for f in found] == [(45, "count", "Số người"), (812_000_000, "VND", "Số tiền")]


@pytest.mark.parametrize("head", ["Hồ sơ trước hạn", "Số hộ ở Bình Phước"])
def test_parts_of_words_are_no_estimate(head: str) -> None:
    (figure,) = figures(f"Nội dung | {head}", "Số thẻ | 45")
    assert figure.status == "reported"


def test_rows_of_places_and_bodies() -> None:
    found = figures(
        "Địa bàn | Số vụ cháy | Người chết", "Huyện Yên Sơn | 19 | 2", "TP. Vinh | 31 | 4", "Tổng cộng | 50 | 6"
    )
    assert [(f.quote, f.counted, f.place) for f in found[:4]] == [
        ("19", "Số vụ cháy", "Huyện Yên Sơn"),
        ("2", "Người chết", "Huyện Yên Sơn"),
        ("31", "Số vụ cháy", "TP. Vinh"),
        ("4", "Người chết", "TP. Vinh"),
    ]
    assert [(f.counted, f.part_of) for f in found[4:]] == [("Số vụ cháy", None), ("Người chết", None)]
    assert [f.part_of for f in found[:4]] == [4, 5, 4, 5]
    bodies = figures("Đơn vị | Đã cấp (thẻ)", "Phòng Nội vụ | 45", "Đội Cảnh sát số 2 | 12")
    assert [(f.counted, f.body) for f in bodies] == [("Đã cấp", "Phòng Nội vụ"), ("Đã cấp", "Đội Cảnh sát số 2")]


def test_a_tax_is_no_tax_office() -> None:
    found = figures("Chỉ tiêu | ĐVT | Thực hiện", "Thuế thu nhập doanh nghiệp | tỷ đồng | 45")
    assert found[0].counted == "Thuế thu nhập doanh nghiệp"
    assert found[0].body != found[0].counted


def test_heads_of_two_rows() -> None:
    rows = ["| TT | Địa bàn | Số vụ |  | So sánh |  |", "|  |  | 9T/2022 | 9T/2023 | +/- | % |"]
    rows += ["| 1 | Huyện Yên Sơn | 20 | 15 | -5 | -25,0 |", "| 2 | Huyện Hàm Yên | 8 | 10 | +2 | +25 |"]
    text = "KẾT QUẢ 9 THÁNG NĂM 2023\n\n" + "\n".join(rows)
    found = read_document(from_text(text, doc="d", published=dt.date(2023, 9, 20))).figures
    first = [f for f in found if f.quote in ("20", "15", "5", "25,0")]
    months = (dt.date(2022, 1, 1), dt.date(2022, 9, 30)), (dt.date(2023, 1, 1), dt.date(2023, 9, 30))
    assert [(f.kind, f.direction, f.unit, f.counted, f.period) for f in first] == [
        ("level", None, "count", "Số vụ", months[0]),
        ("level", None, "count", "Số vụ", months[1]),
        ("change", "down", "count", "Số vụ", months[1]),
        ("growth", "down", "%", "Số vụ", months[1]),
    ]
    assert next(f for f in found if f.quote == "2" and f.kind == "change").direction == "up"


def test_times_of_columns() -> None:
    found = figures(
        "Bệnh | Tuần 27 | Cộng dồn 2023 | Cùng kỳ 2022",
        "Thủy đậu | 4 | 61 | 75",
        before="TÌNH HÌNH DỊCH TUẦN 27 NĂM 2023\n",
    )
    week = (dt.date(2023, 7, 3), dt.date(2023, 7, 9))
    assert [f.period for f in found] == [
        week,
        (dt.date(2023, 1, 1), week[1]),
        (dt.date(2022, 1, 1), dt.date(2022, 7, 9)),
    ]


def test_numbered_groups_are_the_wholes_of_their_rows() -> None:
    rows = ["STT | Dự án | Giải ngân", "I | Chuyển tiếp | 60", "1 | Cầu Trắng | 45", "2 | Đường 12 | 15"]
    found = figures(*rows, "II | Khởi công mới | 30", "1 | Kè sông | 30", "| TỔNG SỐ | 90")
    by = {(f.counted, f.quote): f for f in found}
    index = {id(f): i for i, f in enumerate(found)}
    total, first, second = by["TỔNG SỐ", "90"], by["Chuyển tiếp", "60"], by["Khởi công mới", "30"]
    assert first.part_of == second.part_of == index[id(total)]
    assert by["Cầu Trắng", "45"].part_of == by["Đường 12", "15"].part_of == index[id(first)]
    assert by["Kè sông", "30"].part_of == index[id(second)]


# ── any table ────────────────────────────────────────────────────────────────────────────────────────────────────
LABELS = st.sampled_from(["Số lớp", "Số ca mắc", "Thu nội địa", "Sản lượng lúa", "Số hộ nghèo"])
HEADS = ("Kế hoạch năm 2021", "Thực hiện năm 2022", "Số tiền (triệu đồng)", "Diện tích (ha)", "Số lượng")
MEANT = {
    HEADS[0]: ("target", "count", 1),
    HEADS[1]: ("reported", "count", 1),
    HEADS[2]: ("reported", "VND", 1_000_000),
    HEADS[3]: ("reported", "ha", 1),
    HEADS[4]: ("reported", "count", 1),
}


@settings(max_examples=100, deadline=None)
@given(
    heads=st.permutations(HEADS).flatmap(lambda heads: st.integers(1, 5).map(lambda n: heads[:n])),
    labels=st.lists(LABELS, min_size=1, max_size=4, unique=True),
    data=st.data(),
)
def test_every_cell_takes_its_own_row_and_column(heads: list[str], labels: list[str], data: st.DataObject) -> None:
    cells = [[data.draw(st.integers(1, 999)) for _ in heads] for _ in labels]
    rows = [" | ".join([label, *map(str, row)]) for label, row in zip(labels, cells, strict=True)]
    found = iter(figures(" | ".join(["Nội dung", *heads]), *rows))
    for label, row in zip(labels, cells, strict=True):
        for head, cell in zip(heads, row, strict=True):
            figure = next(found)
            status, unit, factor = MEANT[head]
            assert (figure.counted, figure.status, figure.unit) == (label, status, unit)
            assert figure.value == cell * factor
            assert figure.quote == str(cell)
    assert next(found, None) is None
