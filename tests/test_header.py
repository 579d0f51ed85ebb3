"""The header block of official papers, in the ways a text layer flattens it."""

from __future__ import annotations

import datetime as dt

import pytest

from tongket.records import Document
from tongket.sources.header import headed
from tongket.sources.plain import from_text
from tongket.sources.structure import blocks

GAPS = """ỦY BAN NHÂN DÂN TỈNH AN LẠC          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ                                Độc lập - Tự do - Hạnh phúc
-------                                ---------------
Số: 123/BC-SYT                         An Lạc, ngày 05 tháng 12 năm 2023

BÁO CÁO
Kết quả công tác y tế năm 2023 và nhiệm vụ năm 2024

I. KẾT QUẢ
1. Khám chữa bệnh
Toàn ngành đã khám 1.234.567 lượt.
"""
TABS = GAPS.replace("          CỘNG", "\tCỘNG").replace(" " * 32 + "Độc", "\tĐộc").replace(" " * 25 + "An", "\tAn")
ONE_SPACE = """UBND TỈNH AN LẠC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ Độc lập - Tự do - Hạnh phúc
Số: 123/BC-SYT An Lạc, ngày 05 tháng 12 năm 2023
BÁO CÁO
Kết quả công tác y tế năm 2023 và nhiệm vụ năm 2024

I. KẾT QUẢ
1. Khám chữa bệnh
Toàn ngành đã khám 1.234.567 lượt.
"""
STACKED = """ỦY BAN NHÂN DÂN TỈNH AN LẠC
SỞ Y TẾ

CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc

Số: 123/BC-SYT
An Lạc, ngày 05 tháng 12 năm 2023

BÁO CÁO
Kết quả công tác y tế năm 2023
và nhiệm vụ năm 2024

I. KẾT QUẢ
1. Khám chữa bệnh
Toàn ngành đã khám 1.234.567 lượt.
"""
PARTY = """TỈNH ỦY AN LẠC          ĐẢNG CỘNG SẢN VIỆT NAM
BAN TUYÊN GIÁO
*                        An Lạc, ngày 10 tháng 3 năm 2022
Số 45-BC/BTGTU

BÁO CÁO
công tác tuyên giáo quý I năm 2022
-----
Ban đã tổ chức 12 hội nghị.
"""


def _string(document: Document, name: str) -> str | None:
    span = getattr(document.header, name)
    return document.text[span[0] : span[1]] if span else None


@pytest.mark.parametrize("text", [GAPS, TABS, ONE_SPACE, STACKED], ids=["gaps", "tabs", "one space", "stacked"])
def test_a_state_paper(text: str) -> None:
    document = from_text(text, doc="x")
    assert document.header is not None
    assert _string(document, "body") == "SỞ Y TẾ"
    assert _string(document, "number") == "123/BC-SYT"
    assert _string(document, "place") == "An Lạc"
    assert _string(document, "type") == "BÁO CÁO"
    assert document.header.date == dt.date(2023, 12, 5)
    assert (document.published, document.published_source) == (dt.date(2023, 12, 5), "text")
    assert document.title is not None
    title = document.text[document.title[0] : document.title[1]]
    assert " ".join(title.split()).startswith("Kết quả công tác y tế năm 2023")


@pytest.mark.parametrize("text", [GAPS, TABS, ONE_SPACE, STACKED], ids=["gaps", "tabs", "one space", "stacked"])
def test_the_report_below_the_header_keeps_its_outline(text: str) -> None:
    document = from_text(text, doc="x")
    below = [(b.kind, b.level) for b in document.blocks if b.kind not in ("header", "title", "furniture")]
    assert below == [("heading", 1), ("heading", 2), ("paragraph", 0)]
    assert all("1.234.567" not in document.text[b.start : b.end] for b in document.blocks if b.kind == "header")


def test_a_party_paper() -> None:
    document = from_text(PARTY, doc="x")
    assert _string(document, "body") == "BAN TUYÊN GIÁO"
    assert _string(document, "number") == "45-BC/BTGTU"
    assert document.header is not None
    assert document.header.date == dt.date(2022, 3, 10)


def test_a_name_of_two_lines() -> None:
    text = (
        "CÔNG AN TỈNH AN LẠC\nBAN CHỈ ĐẠO AN TOÀN\nGIAO THÔNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nSố: 45/BC-BCĐ\nAn Lạc, ngày 15 tháng 6 năm 2023\n"
        "BÁO CÁO\nSơ kết 6 tháng\n\nĐã phạt 45 vụ.\n"
    )
    assert _string(from_text(text, doc="x"), "body") == "BAN CHỈ ĐẠO AN TOÀN\nGIAO THÔNG"


def test_a_left_column_set_whole_before_the_right_one() -> None:
    text = (
        "SỞ Y TẾ TỈNH AN LẠC\nTRUNG TÂM Y TẾ\nHUYỆN AN HÒA\n-------\nSố: 12/BC-TTYT\n(V/v kết quả tiêm chủng)\n\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n-------\n"
        "An Hòa, ngày 15 tháng 6 năm 2023\n\nBÁO CÁO\nKết quả tiêm chủng;\nnhiệm vụ quý III\n\nĐã tiêm 45 mũi.\n"
    )
    document = from_text(text, doc="x")
    assert document.header is not None
    assert [text[slice(*line)] for line in document.header.body_lines] == ["TRUNG TÂM Y TẾ", "HUYỆN AN HÒA"]
    assert [text[slice(*line)] for line in document.header.parents] == ["SỞ Y TẾ TỈNH AN LẠC"]
    assert _string(document, "number") == "12/BC-TTYT"
    assert document.blocks[0].kind == "header"
    assert document.title is not None
    assert text[document.title[0] :].startswith("Kết quả tiêm chủng;")


def test_an_office_that_is_named_by_its_work_alone() -> None:
    text = (
        "CỤC THỐNG KÊ\nTHỐNG KÊ TỈNH AN LẠC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/BC-TKT\n\n"
        "BÁO CÁO\nTình hình tháng 6\n\nTrồng 45 ha.\n"
    )
    assert _string(from_text(text, doc="x"), "body") == "THỐNG KÊ TỈNH AN LẠC"


def test_a_letter_has_its_subject_for_a_title() -> None:
    text = (
        "SỞ NỘI VỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/SNV-CCVC Độc lập - Tự do - Hạnh phúc\n"
        "V/v báo cáo tinh giản biên chế An Lạc, ngày 7 tháng 1 năm 2024\n\nKính gửi: Bộ Nội vụ\n\n"
        "Sở đã tinh giản 45 người.\n"
    )
    document = from_text(text, doc="x")
    assert _string(document, "number") == "12/SNV-CCVC"
    assert document.header is not None
    assert document.header.date == dt.date(2024, 1, 7)
    assert document.title is not None
    assert document.text[document.title[0] :].startswith("V/v báo cáo")


def test_blanks_in_the_date_leave_it_open() -> None:
    document = from_text(GAPS.replace("ngày 05 tháng 12", "ngày     tháng 12"), doc="x")
    assert document.header is not None
    assert document.header.date is None
    assert _string(document, "number") == "123/BC-SYT"


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế tổng kết năm 2023\nSáng ngày 05 tháng 12 năm 2023, Sở Y tế tỉnh An Lạc tổ chức hội nghị.\n",
        "Báo cáo kết quả\nCăn cứ Quyết định số 45/QĐ-UBND của tỉnh, Sở đã cấp 12 giấy phép.\n",
        "",
    ],
)
def test_other_texts_have_no_header(text: str) -> None:
    assert headed(text, blocks(text)) == (blocks(text), None)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("ỦY BAN NHÂN DÂN XÃ AN HÒA", "KẾT QUẢ PHÁT TRIỂN KINH TẾ - XÃ HỘI 9 THÁNG NĂM 2025"),
        ("Ủy ban nhân dân xã An Hòa", "Kết quả phát triển kinh tế - xã hội 9 tháng năm 2025"),
    ],
)
def test_a_name_with_place_and_date_alone(name: str, title: str) -> None:
    text = f"{name}\nAn Hòa, ngày 06 tháng 10 năm 2025\n\n{title}\n\nI. KẾT QUẢ\nToàn xã trồng 12 ha rừng.\n"
    document = from_text(text, doc="x")
    assert _string(document, "body") == name
    assert document.published == dt.date(2025, 10, 6)
    assert document.title is not None
    assert document.text[slice(*document.title)] == title
