"""What a page prints around a report is labelled; reported work never is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tongket.records import Document
from tongket.sources.plain import from_text

SHARED = Path(__file__).parents[1].parent / "shared"
LEAD = (
    "Sáng 15/12, Công an huyện Bình Sơn tổ chức hội nghị tổng kết công tác. Trong năm đã xử lý 45 vụ, "
    "phạt 184 triệu đồng, so với năm 2022 giảm 5 vụ."
)
MORE = (
    "Năm 2023, toàn lực lượng đã tổ chức 12 buổi tuyên truyền cho hơn 1.500 lượt người, "
    "cấp phát 3.000 tờ rơi tại các xã, thị trấn trên địa bàn huyện."
)
TITLE = "Công an huyện Bình Sơn tổng kết năm 2023"


def kinds(document: Document) -> dict[str, str]:
    return {document.text[b.start : b.end]: b.kind for b in document.blocks}


def read(*lines: str) -> dict[str, str]:
    return kinds(from_text("\n".join(lines) + "\n", doc="x"))


@pytest.mark.parametrize(
    "line",
    [
        "Cơ quan chủ quản: UBND tỉnh An Lạc - Điện thoại: 0299.1234567 - Fax: 0299.7654321",
        "Giấy phép số 45/GP-STTTT do Sở Thông tin và Truyền thông cấp ngày 22/9/2021.",
        "Địa chỉ: 45 Trần Phú, phường 3, thành phố An Lạc",
        "Điện thoại Ban biên tập: 0299.1234567",
        "Tel: (0299) 1234567 | Email: banbientap@an-lac.gov.vn",
        "© 2023 Bản quyền thuộc Công an tỉnh An Lạc",
        "Chịu trách nhiệm chính: Ông Trần Văn Bình",
        "Lượt xem: 1.245",
        "1245 lượt xem",
        "Chia sẻ",
        "In trang",
        "Xem thêm: Huyện An Hòa tổng kết năm 2023",
        "Tác giả: Hải Hà",
        "Hải Hà - Minh Tâm",
        "(Theo Báo An Lạc)",
        "Số lượt truy cập: 78299612",
        "Ngày đăng: 15/12/2023 08:30",
    ],
)
def test_single_lines_of_furniture(line: str) -> None:
    found = read(TITLE, LEAD, MORE, line)
    assert found[line] == "furniture"
    assert (found[TITLE], found[LEAD], found[MORE]) == ("title", "paragraph", "paragraph")


@pytest.mark.parametrize(
    "line",
    [
        "Tổng số: 259 vụ, tăng 12 vụ.",
        "- Tổng: 259 trường hợp",
        "- Thành viên: 45 hợp tác xã",
        "Trong tháng: 45 vụ cháy, giảm 3 vụ.",
        "Đã tiếp nhận 45 cuộc gọi qua đường dây nóng.",
        "Giấy phép đã cấp: 45 giấy phép xây dựng.",
        "Theo báo cáo, có 45 hộ nghèo.",
        "Địa chỉ đỏ đã đón 4.500 lượt khách.",
        "Video đã đạt 45.000 lượt xem sau 3 ngày.",
        "Nguồn vốn: 45 tỷ đồng.",
        "Liên hệ với 45 doanh nghiệp để tuyển dụng.",
        "- Bài viết: 45",
    ],
)
def test_reported_work_is_no_furniture(line: str) -> None:
    assert read(TITLE, LEAD, line, MORE)[line] in ("paragraph", "bullet", "heading")
    assert read(TITLE, LEAD, MORE, line)[line] in ("paragraph", "bullet", "heading")


def test_counters_need_their_heading() -> None:
    with_heading = read(TITLE, LEAD, MORE, "Thống kê truy cập", "Đang online: 12", "Hôm nay: 345", "• Tất cả: 78299612")
    assert [with_heading[k] for k in ("Đang online: 12", "Hôm nay: 345", "• Tất cả: 78299612")] == ["furniture"] * 3
    without = read(TITLE, LEAD, "Kết quả cấp phát tờ rơi:", "- Tất cả: 3.000", MORE)
    assert without["- Tất cả: 3.000"] == "bullet"


def test_related_headlines_end_where_prose_goes_on() -> None:
    found = read(TITLE, LEAD, "Tin liên quan", "Giao ban quý III/2023", "Kết quả 100 ngày ra quân", MORE)
    assert found["Giao ban quý III/2023"] == found["Kết quả 100 ngày ra quân"] == "furniture"
    assert found[MORE] == "paragraph"


def test_menus_at_both_ends() -> None:
    top = ["Trang chủ", "Giới thiệu", "Tin tức", "Văn bản"]
    end = ["Thông báo", "Liên kết website", "Thư viện ảnh"]
    found = read(*top, TITLE, LEAD, MORE, "", *end)
    assert {found[line] for line in top + end} == {"furniture"}
    assert found[TITLE] == "title"


def test_a_report_of_short_lines_is_no_menu() -> None:
    lines = ["Kết quả công tác", "Tin báo tội phạm", "Giới thiệu việc làm cho 45 người", "Cai nghiện cho 12 người"]
    found = read(*lines)
    assert "furniture" not in found.values()


def test_twin_lines_are_captions() -> None:
    caption = "Đại tá Trần Văn Bình phát biểu chỉ đạo hội nghị"
    document = from_text(f"{TITLE}\n{LEAD}\n{caption}\n{caption}\n{MORE}\n", doc="x")
    assert [b.kind for b in document.blocks] == ["title", "paragraph", "caption", "caption", "paragraph"]


def test_a_caption_that_retells_a_number_is_not_read_again() -> None:
    body = "Trong quý, Công an tỉnh đã phát hiện 412 vụ vi phạm, xử phạt 356 trường hợp, thu hồi nhiều tài sản."
    same, other = "Công an tỉnh đã phát hiện 412 vụ vi phạm. Ảnh: Hải Hà", "Kiểm tra 18 cơ sở in. Ảnh: Hải Hà"
    kinds = read(TITLE, LEAD, same, body, other)
    assert (kinds[same], kinds[other]) == ("furniture", "caption")


def test_a_line_that_repeats_the_text_is_a_caption() -> None:
    body = (
        "Tại hội nghị, Đại tá Trần Văn Bình trao giấy khen cho các tập thể có thành tích xuất sắc trong năm; "
        "đơn vị nhận 4 giấy khen."
    )
    caption = "Đại tá Trần Văn Bình trao giấy khen cho các tập thể có thành tích xuất sắc"
    assert read(TITLE, LEAD, caption, body)[caption] == "caption"


@pytest.mark.parametrize(
    "caption",
    ["Toàn cảnh hội nghị tổng kết (Ảnh minh họa).", "Các đại biểu tham dự. Ảnh: Hải Hà", "Ảnh: Hội nghị tổng kết"],
)
def test_a_credit_makes_a_caption(caption: str) -> None:
    assert read(TITLE, LEAD, caption, MORE)[caption] == "caption"


def test_lines_alike_with_other_numbers_are_no_twins() -> None:
    one = "Công an xã An Hòa xử lý 12 trường hợp vi phạm trật tự an toàn giao thông"
    other = one.replace("12", "15")
    found = read(TITLE, LEAD, one, other, MORE)
    assert found[one] == found[other] == "paragraph"


def test_nothing_inherits_from_furniture() -> None:
    document = from_text(f"{TITLE}\n{LEAD}\n{MORE}\nThống kê truy cập:\n- Hôm nay: 345\n- Tất cả: 4567\n", doc="x")
    assert all(b.parent is None or document.blocks[b.parent].kind != "furniture" for b in document.blocks)


def test_the_seed_with_a_footer() -> None:
    path = SHARED / "corpus" / "seeds" / "soc-trang-2022.txt"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    text = path.read_text(encoding="utf-8")
    document = from_text(text, doc="soc-trang-2022")
    content = [text[b.start : b.end] for b in document.blocks if b.kind in ("paragraph", "bullet", "title", "row")]
    assert len(content) == 5
    assert not any("78299612" in line or "02993" in line or "GP-STTTT" in line for line in content)


def test_no_gold_figure_is_lost() -> None:
    folder = SHARED / "gold" / "dev"
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    sys.path.insert(0, str(folder.parent))
    from check_gold import check

    lost = seen = 0
    for path in sorted(folder.glob("*.json")):
        text = (folder / "texts" / f"{path.stem}.txt").read_text(encoding="utf-8")
        gold = json.loads(path.read_text(encoding="utf-8"))
        check(gold, text)
        document = from_text(text, doc=path.stem)
        away = [b for b in document.blocks if b.kind in ("furniture", "caption", "header", "signature")]
        seen += len(gold["figures"])
        lost += sum(any(b.start <= f["start"] < b.end for b in away) for f in gold["figures"])
    assert seen > 900
    assert lost == 0


def test_a_list_at_the_end_is_kept_above_a_footer() -> None:
    lines = ["Cụ thể:", "- Thành phố An Lạc: 500 ca", "- Huyện An Hòa: 434 ca", "Trong 24 giờ qua:", "+ Số ca khỏi: 35"]
    found = read(TITLE, LEAD, MORE, *lines, "CDC An Lạc", "Thông báo", "Địa chỉ: 45 Trần Phú, phường 3")
    assert "furniture" not in {found[line] for line in lines}
    assert found["CDC An Lạc"] == found["Thông báo"] == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Trang chủ > Tin tức > Tin trong tỉnh",
        "Trang chủ | Giới thiệu | Liên hệ",
        ">> Xã An Bình về đích",
        "» Giao ban quý III",
    ],
)
def test_paths_and_pointers(line: str) -> None:
    assert read(line, TITLE, LEAD, MORE)[line] == "furniture"
    assert read(line, TITLE, LEAD, MORE)[TITLE] == "title"
    assert read(TITLE, LEAD, line, MORE)[line] == "furniture"


def test_dated_headlines_at_the_end() -> None:
    tail = ["Tin cùng chuyên mục", "Khởi công 3 công trình", "06/10/2022", "Trao 45 suất quà", "07/10/2022"]
    found = read(TITLE, LEAD, MORE, *tail)
    assert {found[line] for line in tail} == {"furniture"}
