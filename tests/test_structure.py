"""Lines of a plain text → blocks with what they inherit from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.records import Block, Cell
from tongket.sources.plain import from_text
from tongket.sources.structure import blocks, table_blocks

OUTLINE = """Kết quả công tác tháng 5 năm 2023

PHẦN THỨ NHẤT: KẾT QUẢ
I. TÌNH HÌNH CHUNG
Trong tháng xảy ra 45 vụ việc.
1. Về an ninh mạng
- Phát hiện 259 trường hợp, trong đó:
+ Xử phạt: 31 trường hợp;
+ Giáo dục: 227 trường hợp.
- Gỡ bỏ 12 bài viết.
1.1. Công tác khác
a) Vận động quần chúng
Đã vận động 35 người.
II. HẠN CHẾ
* Về con người:
- Còn 3 đơn vị thiếu biên chế.
* Về kinh phí:
- Còn thiếu 2 tỷ đồng.
"""


def line_of(text: str, block: Block) -> str:
    return text[block.start : block.end]


def parent_of(text: str, found: tuple[Block, ...], start: str) -> str | None:
    """The line that the one beginning with `start` inherits from."""
    block = next(b for b in found if line_of(text, b).startswith(start))
    return None if block.parent is None else line_of(text, found[block.parent])


def test_kinds_of_an_outline() -> None:
    kinds = [b.kind for b in blocks(OUTLINE)]
    assert kinds == [
        "title", "heading", "heading", "paragraph", "heading", "bullet", "bullet", "bullet", "bullet",
        "heading", "heading", "paragraph", "heading", "bullet", "bullet", "bullet", "bullet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "parent"),
    [
        ("PHẦN", None),
        ("I. ", "PHẦN THỨ NHẤT: KẾT QUẢ"),
        ("Trong tháng", "I. TÌNH HÌNH CHUNG"),
        ("1. Về", "I. TÌNH HÌNH CHUNG"),
        ("- Phát hiện", "1. Về an ninh mạng"),
        ("+ Xử phạt", "- Phát hiện 259 trường hợp, trong đó:"),
        ("+ Giáo dục", "- Phát hiện 259 trường hợp, trong đó:"),
        ("- Gỡ bỏ", "1. Về an ninh mạng"),
        ("1.1. ", "1. Về an ninh mạng"),
        ("a) ", "1.1. Công tác khác"),
        ("Đã vận động", "a) Vận động quần chúng"),
        ("II. ", "PHẦN THỨ NHẤT: KẾT QUẢ"),
        ("- Còn 3", "* Về con người:"),
        ("* Về kinh phí", "II. HẠN CHẾ"),
        ("- Còn thiếu", "* Về kinh phí:"),
    ],
)
def test_each_line_inherits_from_the_one_above_it_in_the_outline(line: str, parent: str | None) -> None:
    assert parent_of(OUTLINE, blocks(OUTLINE), line) == parent


def test_levels() -> None:
    levels = {line_of(OUTLINE, b)[:6]: b.level for b in blocks(OUTLINE)}
    assert (levels["PHẦN T"], levels["I. TÌN"], levels["1. Về "], levels["1.1. C"]) == (1, 2, 3, 4)
    assert (levels["- Phát"], levels["+ Xử p"], levels["- Gỡ b"]) == (1, 2, 1)


@pytest.mark.parametrize("mark", ["-", "–", "•", "●", "*", "+", "▪", "\uf0b7"])
def test_bullets_hang_under_the_line_that_introduces_them(mark: str) -> None:
    items = f"{mark} Thu ngân sách 35 tỷ đồng;\n{mark} Trồng 12 ha rừng.\n"
    text = f"Tin\nTrong năm, huyện đã đạt các kết quả sau:\n{items}Ngoài ra còn 5 việc khác.\n"
    found = blocks(text)
    assert [b.kind for b in found[2:]] == ["bullet", "bullet", "paragraph"]
    assert [b.parent for b in found[2:]] == [1, 1, None]
    assert [b.level for b in found[2:4]] == [1, 1]


def test_a_numbered_list_under_an_introducing_line() -> None:
    items = "1. Thu ngân sách 35 tỷ đồng.\n2. Trồng 12 ha rừng.\n"
    text = f"Tin\nNăm 2023 huyện đạt các chỉ tiêu gồm:\n{items}Ngoài ra đã xây 5 nhà.\n"
    found = blocks(text)
    assert [b.kind for b in found[2:]] == ["bullet", "bullet", "paragraph"]
    assert [b.parent for b in found[2:]] == [1, 1, None]


def test_deeper_indentation_nests_the_same_mark() -> None:
    inner = "    - Xã An Hòa 4 vụ\n    - Xã An Bình 3 vụ\n"
    text = f"Tin\nKết quả đạt được như sau.\n- Huyện Bình Sơn xử phạt:\n{inner}- Huyện khác 2 vụ\n"
    found = blocks(text)
    assert [(b.level, b.parent) for b in found[2:]] == [(1, 1), (2, 2), (2, 2), (1, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "35.000 người tham gia hội nghị.",
        "3,5 tỷ đồng được giải ngân.",
        "12/15 xã đạt chuẩn.",
        "I-rắc nhập 5 tấn gạo.",
        "-5 độ C trong đêm.",
        "Mục tiêu là 45 vụ.",
        "+3% so với cùng kỳ.",
        "2023 là năm có 45 vụ.",
    ],
)
def test_numbers_at_the_head_of_a_line_are_no_markers(line: str) -> None:
    assert blocks(f"Tin\nTrong năm có nhiều việc.\n{line}\n")[-1].kind == "paragraph"


def test_a_sentence_broken_by_a_narrow_page_is_one_block() -> None:
    wrapped = (
        "Trong năm 2023, lực lượng chức năng của huyện Bình Sơn đã phát hiện\n"
        "259 trường hợp vi phạm về trật tự an toàn xã hội, trong đó đã xử phạt\n"
        "31 trường hợp với tổng số tiền 184 triệu đồng, giáo dục, răn đe được\n"
        "227 trường hợp.\n"
        "- Đã gỡ bỏ 12 bài viết có nội dung sai sự thật trên các trang mạng xã\n"
        "hội của địa phương.\n"
    )
    found = blocks(wrapped)
    assert [b.kind for b in found] == ["paragraph", "bullet"]
    assert line_of(wrapped, found[0]).endswith("227 trường hợp.")
    assert line_of(wrapped, found[1]).endswith("địa phương.")


def test_the_signature_is_set_apart() -> None:
    text = OUTLINE + "Nơi nhận:\n- Như trên;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n(Đã ký)\nTrần Văn Bình\n"
    assert [b.kind for b in blocks(text)[-7:]] == ["signature"] * 7


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Huyện Bình Sơn tổng kết năm 2023\nSáng 15/12, huyện tổ chức hội nghị.\n", "Huyện Bình Sơn tổng kết năm 2023"),
        ("Vì sao giá tăng?\nGiá đã tăng 5%.\n", "Vì sao giá tăng?"),
        ("Sáng 15/12, huyện tổ chức hội nghị.\nĐã có 45 người dự.\n", None),
        ("- Thu 35 tỷ đồng\n- Chi 12 tỷ đồng\n", None),
        ("Năm 2021, phát hiện 259 vụ", None),
        ("", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    document = from_text(text, doc="x")
    found = document.title and document.text[document.title[0] : document.title[1]]
    assert found == title


# ── tables ───────────────────────────────────────────────────────────────────
def cells(text: str, found: tuple[Block, ...]) -> dict[str, tuple[list[str], list[str]]]:
    """Cell → its row heads and its column heads, as strings."""

    def strings(spans: tuple[tuple[int, int], ...]) -> list[str]:
        return [text[a:b] for a, b in spans]

    listed: list[Cell] = [c for b in found for c in b.cells]
    return {text[c.start : c.end]: (strings(c.row_heads), strings(c.column_heads)) for c in listed}


TABS = """Thu ngân sách trên địa bàn
Bảng 1. Thu ngân sách năm 2023
Đơn vị tính: triệu đồng
TT\tChỉ tiêu\tKế hoạch\tThực hiện (triệu đồng)
A\tB\t1\t2
I\tThu nội địa\t\t
1\tThuế\t1.200\t1.350,5
2\tPhí\t300\t-
"""


def test_a_table_with_tabs() -> None:
    found = blocks(TABS)
    unit = "Đơn vị tính: triệu đồng"
    assert cells(TABS, found) == {
        "1.200": (["Thu nội địa", "Thuế"], ["Kế hoạch", unit]),
        "1.350,5": (["Thu nội địa", "Thuế"], ["Thực hiện (triệu đồng)", unit]),
        "300": (["Thu nội địa", "Phí"], ["Kế hoạch", unit]),
    }
    assert [b.kind for b in found] == ["title", "caption", "caption", "row", "furniture", "row", "row", "row"]
    assert all(b.parent == 1 for b in found if b.kind == "row")


def test_a_table_with_pipes() -> None:
    text = "| Tên xã | Hộ nghèo | Tỷ lệ (%) |\n|---|---|---|\n| An Hòa | 45 | 3,5 |\n| Bình Sơn | 12 | 1,2 |\n"
    found = blocks(text)
    assert [b.kind for b in found] == ["row", "furniture", "row", "row"]
    assert cells(text, found)["3,5"] == (["An Hòa"], ["Tỷ lệ (%)"])


def test_a_table_with_wide_gaps_keeps_missing_cells_empty() -> None:
    text = (
        "Chỉ tiêu              Năm 2022    Năm 2023    So sánh (%)\n"
        "Số vụ                 45          40          -11,1\n"
        "Số người chết         12                      -8,3\n"
    )
    found = cells(text, blocks(text))
    assert found["-8,3"] == (["Số người chết"], ["So sánh (%)"])
    assert found["12"] == (["Số người chết"], ["Năm 2022"])


def test_years_alone_head_the_columns() -> None:
    text = "Tên\t2022\t2023\nSố vụ\t45\t40\nSố người\t12\t10\n"
    assert cells(text, blocks(text))["40"] == (["Số vụ"], ["2023"])


def test_the_unit_column_names_the_row() -> None:
    text = "STT\tNội dung\tĐVT\tSố lượng\tGhi chú\n1\tGạo\ttấn\t35\tđợt 2\n2\tXi măng\tbao\t120\t\n"
    found = cells(text, blocks(text))
    assert found["35"] == (["Gạo", "tấn"], ["Số lượng"])
    assert "1" not in found
    assert found["120"] == (["Xi măng", "bao"], ["Số lượng"])


@pytest.mark.parametrize(
    "text",
    [
        "Tin\nGạch  đầu dòng có  khoảng trắng thừa trong câu văn dài hơn bình thường.\nCâu sau  cũng thế, nêu 45 vụ.\n",
        "1.\tKết quả chung của năm\n2.\tNhiệm vụ của năm sau\n",
        "UBND TỈNH AN LẠC      CỘNG HÒA\nSỞ Y TẾ      Độc lập\n",
        "Chỉ một dòng\t45\n",
    ],
)
def test_other_columns_are_no_tables(text: str) -> None:
    assert all(b.kind != "row" for b in blocks(text))


def test_cells_that_span_rows_and_columns() -> None:
    """Two head rows, "Năm 2023" over two columns; "Huyện" over two body rows: the caller repeats the spans."""
    text = "Địa bàn|Xã|Năm 2023|KH|TH|Huyện|An Hòa|10|12|Bình Sơn|20|25"
    at = {m.group(): m.span() for m in re.finditer(r"[^|]+", text)}
    rows = [
        [at["Địa bàn"], at["Xã"], at["Năm 2023"], at["Năm 2023"]],
        [at["Địa bàn"], at["Xã"], at["KH"], at["TH"]],
        [at["Huyện"], at["An Hòa"], at["10"], at["12"]],
        [at["Huyện"], at["Bình Sơn"], at["20"], at["25"]],
    ]
    found = table_blocks(text, rows, 2)
    assert cells(text, found) == {
        "10": (["Huyện", "An Hòa"], ["Năm 2023", "KH"]),
        "12": (["Huyện", "An Hòa"], ["Năm 2023", "TH"]),
        "20": (["Huyện", "Bình Sơn"], ["Năm 2023", "KH"]),
        "25": (["Huyện", "Bình Sơn"], ["Năm 2023", "TH"]),
    }
    assert [text[b.start : b.end] for b in found][-1] == "Bình Sơn|20|25"
    assert table_blocks(text, rows) == found


def test_the_unit_in_a_caption_joins_the_heads() -> None:
    text = "Bảng 2. Thu (Đơn vị: tỷ đồng)|Chỉ tiêu|TH|Thuế|35"
    at = {m.group(): m.span() for m in re.finditer(r"[^|]+", text)}
    rows = [[at["Chỉ tiêu"], at["TH"]], [at["Thuế"], at["35"]]]
    found = table_blocks(text, rows, 1, at["Bảng 2. Thu (Đơn vị: tỷ đồng)"])
    assert cells(text, found)["35"] == (["Thuế"], ["TH", "Đơn vị: tỷ đồng"])


def test_an_empty_table() -> None:
    assert table_blocks("", []) == ()
    assert table_blocks("", [[None, None]]) == ()


# ── what always holds ────────────────────────────────────────────────────────
PIECES = st.sampled_from(
    [
        "- ", "+ ", "* ", "1. ", "1.1. ", "a) ", "I. ", "Phần thứ nhất", "KẾT QUẢ", "đã xử lý ", "45 vụ", ":", ".",
        ";", "\n", "\n", "\n\n", "\t", "|", "   ", "1.234", "(%)", "Nơi nhận:", "TM. ỦY BAN", "Bảng 1. ",
        "Đơn vị tính: tỷ đồng", "---", "•", "Tin liên quan", "Tất cả: 45", "lượt truy cập", "15/12/2023",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", "Số: 12/BC-SYT", "An Lạc, ngày 5 tháng 1 năm 2023",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_blocks_are_in_order_inside_the_text_and_apart(text: str) -> None:
    for found in (blocks(text), from_text(text, doc="x").blocks):
        end = 0
        for i, block in enumerate(found):
            assert end <= block.start < block.end <= len(text)
            end = block.end
            assert block.parent is None or (0 <= block.parent < len(found) and block.parent != i)
            for cell in block.cells:
                assert block.start <= cell.start < cell.end <= block.end
    covered = {i for b in blocks(text) for i in range(b.start, b.end)}
    assert all(i in covered for i, c in enumerate(text) if c.isalnum())


def test_dev_texts_are_kept_as_they_are() -> None:
    folder = Path(__file__).parents[1].parent / "shared" / "corpus" / "seeds"
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    for path in folder.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert from_text(text, doc=path.stem).text == text


def test_heads_that_span_columns_in_a_flat_table() -> None:
    text = (
        "STT\tChỉ tiêu\tNăm 2022\t\tNăm 2023\t\n\t\tKế hoạch\tThực hiện\tKế hoạch\tThực hiện\n"
        "1\tThu nội địa\t100\t120\t130\t140\nTổng cộng\t\t150\t180\t195\t210\n"
    )
    found = cells(text, blocks(text))
    assert found["120"] == (["Thu nội địa"], ["Năm 2022", "Thực hiện"])
    assert found["130"] == (["Thu nội địa"], ["Năm 2023", "Kế hoạch"])
    assert found["210"] == (["Tổng cộng"], ["Năm 2023", "Thực hiện"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("BÁO CÁO\nTình hình tháng 5 năm 2023\n\nI. KẾT QUẢ\nThu 35 tỷ đồng.\n", "Tình hình tháng 5 năm 2023"),
        ("PHÒNG TÀI CHÍNH\nBÁO CÁO THU CHI NĂM 2022\nTổng thu 35 tỷ đồng.\n", "BÁO CÁO THU CHI NĂM 2022"),
        ("Báo cáo thu chi năm 2022\nTổng thu 35 tỷ đồng.\n", "Báo cáo thu chi năm 2022"),
    ],
)
def test_titles_of_papers_without_a_letterhead(text: str, title: str) -> None:
    document = from_text(text, doc="x")
    assert document.title is not None
    assert document.text[slice(*document.title)] == title
    assert all(b.level == 1 for b in document.blocks if b.kind == "heading")


def test_a_bracketed_number_nests_under_a_dotted_one() -> None:
    items = "1) Xảy ra 12 vụ cháy;\n2) Thiệt hại 35 triệu đồng.\n"
    text = f"Tin\n1. Tình hình\nTrong tháng, toàn tỉnh:\n{items}2. Kết quả\nTốt.\n"
    found = blocks(text)
    assert [b.parent for b in found] == [None, None, 1, 2, 2, None, 5]
    assert [b.kind for b in found[3:6]] == ["bullet", "bullet", "heading"]


def test_an_appendix_after_the_signatures_is_read() -> None:
    text = (
        OUTLINE
        + "Nơi nhận:\n- Lưu: VT.\nKT. GIÁM ĐỐC\nTrần Văn Bình\nPHỤ LỤC\nKẾT QUẢ NĂM 2023\nTT\tXã\tXếp hạng\tHồ sơ\n"
    )
    text += "1\tAn Hòa\t1\t52\n2\tAn Bình\t2\t47\n"
    found = blocks(text)
    assert [b.kind for b in found[-9:]] == ["signature"] * 4 + ["heading"] * 2 + ["row"] * 3
    assert cells(text, found) == {"52": (["An Hòa"], ["Hồ sơ"]), "47": (["An Bình"], ["Hồ sơ"])}


def test_digits_in_names_do_not_make_a_heading_report() -> None:
    found = blocks("Tin\n1. Phòng, chống Covid-19\nĐã tiêm 45 liều.\n2. Số vụ PC06 xử lý là 45\n")
    assert [b.kind for b in found[1:]] == ["heading", "paragraph", "bullet"]


def test_a_percent_sign_is_a_unit_of_its_row() -> None:
    text = "Chỉ tiêu | ĐVT | Kế hoạch\nTỷ lệ che phủ | % | 95\nHộ nghèo | hộ | 12\n"
    assert cells(text, blocks(text))["95"] == (["Tỷ lệ che phủ", "%"], ["Kế hoạch"])
