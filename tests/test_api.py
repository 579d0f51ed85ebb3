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


def test_one_gazetteer_needs_no_list() -> None:
    """A path in place of a list of paths was taken for the paths of its letters."""
    text = "Công an tỉnh Vân Hà xử phạt 12 trường hợp."
    file = Path(__file__).parents[1] / "specimens" / "gazetteer.toml"
    listed = [(m.kind, m.text) for m in tongket.mentions(text, gazetteer=[file])]
    assert ("place", "Vân Hà") in {(kind, words.removeprefix("tỉnh ")) for kind, words in listed}
    assert [(m.kind, m.text) for m in tongket.mentions(text, gazetteer=file)] == listed
    assert [(m.kind, m.text) for m in tongket.mentions(text, gazetteer=str(file))] == listed
