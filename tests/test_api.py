"""`tongket.mentions` and what reading makes of names."""

from __future__ import annotations

from pathlib import Path

import tongket


def test_generic_words_are_no_bodies() -> None:
    kinds = [m.kind for m in tongket.mentions("Cơ quan chức năng và Công an tỉnh Lạng Sơn phát hiện 5 vụ.")]
    assert kinds == ["body", "place", "number"]


def test_a_syllable_of_a_place_is_no_act(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Số người chết tăng ở huyện Mê Lĩnh 18 người, huyện Đông Lĩnh 13 người.", encoding="utf-8")
    assert [(f.quote, f.act) for f in tongket.read(page).figures] == [("18", None), ("13", None)]
