"""Who issues an official paper, where it sits, and what its title and its days say for every figure."""

from __future__ import annotations

import datetime as dt

import pytest

from tongket.grammar.short_names import stands_for
from tongket.reading import read_document
from tongket.records import Figure, Reading
from tongket.sources.plain import from_text

RIGHT = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def paper(left: str, dated: str, title: str, body: str) -> Reading:
    """A paper whose left column is set before the right one."""
    return read_document(from_text(f"{left}\n\n{RIGHT}{dated}\n\nBÁO CÁO\n{title}\n\n{body}\n", doc="d"))


def figure(reading: Reading, quote: str) -> Figure:
    return next(f for f in reading.figures if f.quote == quote)


def days(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


# ── the body and its seat ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("left", "opening", "body", "place"),
    [
        (
            "UBND TỈNH NGHỆ AN\nSỞ NỘI VỤ\nSố: 12/BC-SNV",
            "Sở Nội vụ tỉnh Nghệ An báo cáo như sau:",
            "Sở Nội vụ tỉnh Nghệ An",
            "Nghệ An",
        ),
        (
            "UBND TỈNH NGHỆ AN\nBAN QLDA ĐTXD\nSố: 12/BC-BQLDA",
            "Ban Quản lý dự án đầu tư xây dựng huyện Yên Sơn báo cáo như sau:",
            "Ban Quản lý dự án đầu tư xây dựng huyện Yên Sơn",
            "huyện Yên Sơn",
        ),
        (
            "HỘI NÔNG DÂN TỈNH NGHỆ AN\nBAN THƯỜNG VỤ HỘI NÔNG DÂN\nHUYỆN YÊN SƠN\n*\nSố: 12-BC/HND",
            "Trong kỳ, Hội Nông dân huyện Yên Sơn đã tổ chức nhiều hoạt động.",
            "Hội Nông dân huyện Yên Sơn",
            "huyện Yên Sơn",
        ),
        (
            "UBND HUYỆN YÊN SƠN\nUBND XÃ TRUNG MINH\nSố: 12/BC-UBND\n(V/v kết quả công tác)",
            "Theo Công văn số 45/UBND-TH của UBND huyện Yên Sơn, UBND xã Trung Minh báo cáo:",
            "UBND xã Trung Minh",
            "xã Trung Minh",
        ),
    ],
)
def test_figures_are_of_the_last_agency_of_the_left_column(left: str, opening: str, body: str, place: str) -> None:
    reading = paper(left, "Nghệ An, ngày 4 tháng 7 năm 2023", "Kết quả công tác năm 2022", f"{opening}\nĐã cấp 45 thẻ.")
    found = figure(reading, "45")
    assert (found.body, (found.place or "").lower()) == (body, place.lower())


def test_the_national_name_is_no_commune() -> None:
    reading = paper("SỞ Y TẾ", "Hà Nội, ngày 4 tháng 7 năm 2023", "Kết quả năm 2022", "Đã khám 45 lượt.")
    assert "HỘI" not in (figure(reading, "45").place or "")


def test_columns_side_by_side_are_one_name() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ TRUNG MINH\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 45/BC-UBND\tTrung Minh, ngày 4 tháng 7 năm 2023\n\nBÁO CÁO\nKết quả 6 tháng đầu năm 2023\n\n"
        "Theo đề nghị của Chi cục Thủy lợi tỉnh Nghệ An, Ủy ban nhân dân xã Trung Minh báo cáo: tu sửa 12 km kênh.\n"
    )
    document = from_text(text, doc="d")
    assert document.header is not None
    assert [text[a:b] for a, b in document.header.body_lines] == ["ỦY BAN NHÂN DÂN", "XÃ TRUNG MINH"]
    assert figure(read_document(document), "12 km").body == "Ủy ban nhân dân xã Trung Minh"


def test_a_line_that_names_a_body_of_all_levels_owns_what_follows() -> None:
    body = "1- Ủy ban kiểm tra các cấp thực hiện nhiệm vụ\na) Kiểm tra 45 tổ chức đảng.\nb) Giám sát 12 chi bộ."
    left = "ĐẢNG BỘ TỈNH NGHỆ AN\nHUYỆN ỦY YÊN SƠN\n*\nSố: 12-BC/HU"
    reading = paper(left, "Yên Sơn, ngày 4 tháng 7 năm 2023", "công tác kiểm tra năm 2022", body)
    assert figure(reading, "45").body == "Ủy ban kiểm tra các cấp"


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        ("CỤC QLTT TỈNH NGHỆ AN", "Cục Quản lý thị trường tỉnh Nghệ An", True),
        ("BCH PCTT VÀ TKCN", "Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh", True),
        ("SỞ LAO ĐỘNG - TB&XH", "Sở Lao động - Thương binh và Xã hội tỉnh Nghệ An", True),
        ("SỞ Y TẾ", "Sở Nội vụ", False),
        ("SỞ Y TẾ TỈNH NGHỆ AN", "Sở Y tế", False),
        ("", "Sở Y tế", False),
    ],
)
def test_stands_for(short: str, long: str, same: bool) -> None:
    assert stands_for(short, long) is same


# ── its time ─────────────────────────────────────────────────────────────────────────────────────────────────────
LEFT = "CÔNG AN TỈNH NGHỆ AN\nPHÒNG HẬU CẦN\nSố: 45/BC-PH10"
DATED = "Nghệ An, ngày 20 tháng 9 năm 2023"


def period(title: str, body: str, quote: str, left: str = LEFT) -> tuple[dt.date, dt.date] | None:
    return figure(paper(left, DATED, title, body), quote).period


@pytest.mark.parametrize(
    ("title", "body", "wanted"),
    [
        (
            "Kết quả công tác 9 tháng đầu năm 2023\n(Số liệu từ ngày 15/12/2022 đến ngày 14/9/2023)",
            "1. Đã cấp 45 thẻ.",
            days("2022-12-15", "2023-09-14"),
        ),
        (
            "Sơ kết đợt cao điểm",
            "Phòng báo cáo kết quả đợt cao điểm (từ ngày 01/7/2023 đến ngày 31/8/2023) như sau:\n1. Đã cấp 45 thẻ.",
            days("2023-07-01", "2023-08-31"),
        ),
        ("Kết quả tháng 8 và 8 tháng năm 2023", "1. Đã cấp 45 thẻ.", days("2023-01-01", "2023-08-31")),
        (
            "Tiến độ giải ngân kế hoạch vốn đến ngày 31/8/2023",
            "1. Đã chi trả cho 45 hộ.",
            days("2023-01-01", "2023-08-31"),
        ),
        ("Tình hình hồ chứa (tính đến ngày 18/9/2023)", "1. Đã cạn 45 hồ.", days("2023-09-18", "2023-09-18")),
        (
            "Tình hình dịch tuần 37 năm 2023\n(Từ ngày 11/9/2023 đến ngày 17/9/2023)",
            "1. Ghi nhận 45 ca mắc.",
            days("2023-09-11", "2023-09-17"),
        ),
    ],
)
def test_the_title_tells_the_time(title: str, body: str, wanted: tuple[dt.date, dt.date]) -> None:
    assert period(title, body, "45") == wanted


def test_days_of_a_section_are_its_own() -> None:
    body = (
        "1. Lĩnh vực y tế\n- Khám cho 45 lượt.\n- Chuyển tuyến 12 ca tháng 8.\n"
        + "- Duy trì trực cấp cứu theo quy định, bảo đảm đủ thuốc và vật tư cho người bệnh.\n" * 16
        + "2. Trật tự\n- Tai nạn tháng 8 (từ ngày 15/7 đến ngày 14/8): xảy ra 31 vụ.\n"
    )
    reading = paper(LEFT, DATED, "Kết quả tháng 8 năm 2023", body)
    assert figure(reading, "45").period == days("2023-08-01", "2023-08-31")
    assert figure(reading, "31").period == days("2023-07-15", "2023-08-14")


def test_the_printed_calendar_is_that_of_the_coming_months_too() -> None:
    body = "Số liệu tăng.\n\nII. NHIỆM VỤ 3 THÁNG CUỐI NĂM 2023\n- Trao 45 thẻ."
    title = "Kết quả 9 tháng đầu năm 2023\n(Số liệu từ ngày 15/12/2022 đến ngày 14/9/2023)"
    assert period(title, body, "45") == days("2023-09-15", "2023-12-14")


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Kết quả thi hành án năm 2022", days("2021-10-01", "2022-09-30")),
        ("Kết quả thi hành án 10 tháng năm 2023", days("2022-10-01", "2023-07-31")),
    ],
)
def test_enforcement_counts_from_october(title: str, wanted: tuple[dt.date, dt.date]) -> None:
    left = "TỔNG CỤC THI HÀNH ÁN DÂN SỰ\nCỤC THI HÀNH ÁN DÂN SỰ\nTỈNH NGHỆ AN\nSố: 45/BC-CTHADS"
    body = "1. Tổng số phải thi hành 812 việc, gồm: năm trước chuyển sang 305 việc; thụ lý mới 507 việc."
    assert period(title, body, "812", left) == wanted
    assert period(title, body, "305", left) == wanted
    assert period(title, body, "507", left) == wanted
