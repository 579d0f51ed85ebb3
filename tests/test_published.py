"""When a document was published, and when that is doubtful."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tongket.sources.dates import ZONE, dateline, from_address
from tongket.sources.plain import from_text

SHARED = Path(__file__).parents[1].parent / "shared"
DAY = dt.date(2023, 12, 15)
BODY = "Hội nghị tổng kết công tác năm 2023\n{}\nNăm 2023, đơn vị đã xử lý 45 vụ, phạt 184 triệu đồng, giảm 5 vụ.\n"


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("Thứ Sáu, 15/12/2023, 20:38 [GMT+7]", dt.datetime(2023, 12, 15, 20, 38, tzinfo=ZONE)),
        ("Thứ 6, ngày 15/12/2023 - 08:05", dt.datetime(2023, 12, 15, 8, 5, tzinfo=ZONE)),
        ("Cập nhật lúc: 15:30 | 15/12/2023", dt.datetime(2023, 12, 15, 15, 30, tzinfo=ZONE)),
        ("Ngày đăng: 15-12-2023", DAY),
        ("15/12/2023", DAY),
        ("(15.12.2023)", DAY),
        ("Cập nhật: 15/12/2023 2:05 PM - Lượt xem: 1245", dt.datetime(2023, 12, 15, 14, 5, tzinfo=ZONE)),
        ("Thứ Sáu, ngày 15 tháng 12 năm 2023", DAY),
        ("15 giờ 30 ngày 15/12/2023", dt.datetime(2023, 12, 15, 15, 30, tzinfo=ZONE)),
        ("2023-12-15 07:00:12", dt.datetime(2023, 12, 15, 7, 0, tzinfo=ZONE)),
    ],
)
def test_datelines(line: str, when: dt.date) -> None:
    read = dateline(line)
    assert read is not None
    assert read[0] == when
    assert from_text(BODY.format(line), doc="x").published == when


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 15/12/2023, Công an huyện tổ chức hội nghị",
        "Hôm nay: 15/12/2023",
        "Tính đến 15/12/2023, đạt 45%",
        "Ngày 32/13/2023",
        "Quyết định số 15/2023",
        "45 vụ",
        "",
    ],
)
def test_other_lines_are_no_datelines(line: str) -> None:
    assert dateline(line) is None


def test_the_labelled_line_beats_the_date_of_the_visit() -> None:
    text = "Thứ Năm, 21/12/2023\n" + BODY.format("Ngày đăng: 15/12/2023")
    assert from_text(text, doc="x").published == DAY


@pytest.mark.parametrize(
    ("url", "when"),
    [
        ("https://an-lac.gov.vn/tin/2023/12/15/tong-ket.html", DAY),
        ("https://an-lac.gov.vn/tong-ket-20231215203812345.htm", DAY),
        ("https://an-lac.gov.vn/tin/15-12-2023/tong-ket", DAY),
        ("https://an-lac.gov.vn/tin/20231215/1", DAY),
        ("https://an-lac.gov.vn/tong-ket-2023", None),
        ("https://an-lac.gov.vn/tin-20231399.html", None),
        ("https://an-lac.gov.vn/?id=120231215", None),
        (None, None),
    ],
)
def test_dates_in_addresses(url: str | None, when: dt.date | None) -> None:
    assert from_address(url) == when


ADDRESS = "https://an-lac.gov.vn/2023/12/15/a.html"
LATE = dt.date(2024, 3, 1)


@pytest.mark.parametrize(
    ("line", "given", "url", "metadata", "expected"),
    [
        ("15/12/2023", LATE, None, None, (LATE, "given", True)),
        ("15/12/2023", dt.date(2023, 12, 16), None, None, (dt.date(2023, 12, 16), "given", False)),
        ("Không ghi ngày tháng.", LATE, ADDRESS, DAY, (LATE, "given", False)),
        ("15/12/2023", None, None, None, (DAY, "text", False)),
        ("15/12/2023", None, "https://an-lac.gov.vn/2023/12/17/a", DAY, (DAY, "text", False)),
        ("15/12/2023", None, "https://an-lac.gov.vn/2021/12/15/a", None, (DAY, "text", True)),
        ("15/12/2023", None, None, LATE, (DAY, "text", True)),
        ("Không ghi ngày tháng.", None, ADDRESS, LATE, (DAY, "url", True)),
        ("Không ghi ngày tháng.", None, ADDRESS, dt.datetime(2023, 12, 14, 20, tzinfo=dt.UTC), (DAY, "url", False)),
        ("Không ghi ngày tháng.", None, None, LATE, (LATE, "metadata", False)),
        ("Không ghi ngày tháng.", None, None, None, (None, None, False)),
    ],
)
def test_the_order_of_sources_and_their_quarrels(
    line: str, given: dt.date | None, url: str | None, metadata: dt.date | None, expected: tuple[object, ...]
) -> None:
    document = from_text(BODY.format(line), doc="x", published=given, url=url, metadata_date=metadata)
    assert (document.published, document.published_source, document.published_doubtful) == expected
    assert (document.published_date is None) == (expected[2] or expected[0] is None)


PAPER = (
    "SỞ Y TẾ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 123/BC-SYT An Lạc, ngày 05 tháng 12 năm 2023\n"
    "BÁO CÁO\nKết quả công tác\n\nToàn ngành đã khám 1.234 lượt.\n"
)


@pytest.mark.parametrize(
    ("given", "doubtful"),
    [
        (dt.date(2023, 12, 28), False),
        (dt.date(2023, 12, 4), False),
        (dt.date(2024, 6, 1), True),
        (dt.date(2023, 1, 5), True),
    ],
)
def test_a_paper_is_posted_within_the_month_of_its_signing(given: dt.date, doubtful: bool) -> None:
    assert from_text(PAPER, doc="x", published=given).published_doubtful is doubtful


def test_the_seed_with_a_dateline() -> None:
    path = SHARED / "corpus" / "seeds" / "nghe-an-2024.txt"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    document = from_text(path.read_text(encoding="utf-8"), doc="nghe-an-2024")
    assert document.published == dt.datetime(2024, 1, 19, 20, 38, tzinfo=ZONE)
    assert document.published_date == dt.date(2024, 1, 19)
