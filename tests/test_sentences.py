"""Where sentences and clauses end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar.sentences import clauses, sentences
from tongket.text import Text


def split(raw: str) -> list[str]:
    return [raw[a:b] for a, b in sentences(Text(raw))]


@pytest.mark.parametrize(
    "parts",
    [
        ["Năm 2021, xã thu 1.500 tỷ đồng.", "Trong đó, thuế đạt 6.2 tỷ."],
        ["Hội nghị họp tại TP. Vĩnh Thạnh với ThS. Lê Văn Bốn và PGS.TS. Đỗ Thị Năm.", "Sau đó bế mạc."],
        ["Đội kiểm tra Q.1, P.5 và Tp.HCM theo tr. 7.", "Kết quả tốt."],
        ["Sở đạt kế hoạch./.", "Theo Văn Sáu"],
        ["Ảnh: H.V.", "Theo báo cáo, đã thu 5 tỷ."],
        ["Các hội nhóm…", "Phối hợp tốt với địa phương..."],
        ["“Chúng tôi đã làm xong.”", "Ông nói thêm như vậy."],
        ["“Chúng tôi đã làm xong.” - ông Hai nói."],
        ["Đạt 5 chỉ tiêu; vượt 3 chỉ tiêu; còn lại chưa đạt."],
        ["Xử lý 3 vụ (Nguồn: Công an huyện. Ảnh: V.T) trong tháng.", "Hết."],
        ["1. Kết quả đạt được trong năm.", "2. Phương hướng."],
        ["Khi thấy bất an...", "28 tập thể được khen."],
        ["Đại biểu chụp hình.", "Ảnh: Văn Ba/TTXVN", "Đồng chí chủ tịch phát biểu."],
        ["Công an bắt giữ ông N.V.T. tại nhà.", "Vụ việc được lập biên bản."],
        ["Xem trang congan.gov.vn để biết thêm."],
    ],
)
def test_ends(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_stop_without_a_space() -> None:
    assert split("Công việc được giao.Trong năm, đã xong.") == ["Công việc được giao.", "Trong năm, đã xong."]


def test_blank_line_ends() -> None:
    assert split("Đại biểu dự họp\n\nNăm 2022, đã xong việc.") == ["Đại biểu dự họp", "Năm 2022, đã xong việc."]


def test_wrapped_line_goes_on() -> None:
    assert split("Năm qua, đơn vị đã\nhoàn thành kế hoạch.\nNăm nay làm tiếp.") == [
        "Năm qua, đơn vị đã\nhoàn thành kế hoạch.",
        "Năm nay làm tiếp.",
    ]


def test_stretch_only() -> None:
    raw = "Câu một. Câu hai. Câu ba."
    assert [raw[a:b] for a, b in sentences(Text(raw), 9, 17)] == ["Câu hai."]


def test_clauses() -> None:
    raw = "biên tập 5 tin; đăng 7 bài (gồm 3 bài; 4 ảnh); làm xong"
    assert [raw[a:b] for a, b in clauses(Text(raw), 0, len(raw))] == [
        "biên tập 5 tin",
        "đăng 7 bài (gồm 3 bài; 4 ảnh)",
        "làm xong",
    ]


PIECES = st.sampled_from(
    ["TP.", "1.500", " ", ".", "…", "(", ")", "\n", "Năm", "đã", '"', ";", "Ảnh: H.V.", "./.", "28"]
)


@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80)))
def test_cover_in_order_and_apart(raw: str) -> None:
    last = 0
    covered = set()
    for start, end in sentences(Text(raw)):
        assert last <= start < end <= len(raw)
        assert raw[start:end] == raw[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert all(i in covered for i, char in enumerate(raw) if not char.isspace())


@given(st.lists(PIECES, max_size=40).map("".join))
def test_clauses_lose_only_semicolons(raw: str) -> None:
    spans = clauses(Text(raw), 0, len(raw))
    kept = "".join(raw[a:b] for a, b in spans)
    assert "".join(kept.split()).replace(";", "") == "".join(raw.split()).replace(";", "")
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
