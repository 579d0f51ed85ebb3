"""Papers that are not for everybody are known by their stamp, and prose about such things is not taken for one."""

from __future__ import annotations

import pytest

from tongket.sources.plain import from_text
from tongket.sources.stamps import stamp

HEAD = "UBND TỈNH VÂN HÀ\nSỞ NỘI VỤ\n"
REST = "\nBÁO CÁO\nKết quả công tác năm 2023\nTrong năm, Sở đã giải quyết 1.204 hồ sơ.\n"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("MẬT", "secret"),
        ("[MẬT]", "secret"),
        ("TỐI MẬT", "secret"),
        ("TUYỆT MẬT", "secret"),
        ("ĐỘ MẬT: MẬT", "secret"),
        ("Số: 12/BC-SNV | MẬT", "secret"),
        ("LƯU HÀNH NỘI BỘ", "internal"),
        ("(Tài liệu lưu hành nội bộ)", "internal"),
        ("DỰ THẢO", "draft"),
        ("DỰ THẢO LẦN 2", "draft"),
        ("DỰ THẢO (15/6/2024)", "draft"),
        ("DỰ THẢO NGÀY 15/6/2024", "draft"),
    ],
)
def test_a_stamp_is_seen(line: str, kind: str) -> None:
    assert stamp(from_text(f"{HEAD}{line}{REST}", doc="x")) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Mật",
        "Dự thảo",
        "Góp ý dự thảo Luật Bảo vệ bí mật nhà nước",
        "Công tác bảo mật",
        "DỰ THẢO LUẬT ĐẤT ĐAI ĐƯỢC LẤY Ý KIẾN",
        "Tài liệu này không lưu hành nội bộ nữa",
        "Sản xuất mật ong: 1.200 lít",
    ],
)
def test_prose_about_it_is_none(line: str) -> None:
    assert stamp(from_text(f"{HEAD}{line}{REST}", doc="x")) is None


def test_far_below_the_head_it_is_none() -> None:
    assert stamp(from_text(HEAD + REST + "Nội dung khác.\n" * 40 + "MẬT\n", doc="x")) is None
