"""Officials: the grammar's examples, and properties that hold for any text."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar.officials import find
from tongket.text import Text

EXAMPLES = tomllib.loads((files("tongket.grammar") / "officials.examples.toml").read_text(encoding="utf-8"))["example"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:40])
def test_example(example: dict[str, Any]) -> None:
    text = Text(example["text"])
    found = [
        {
            "name": official.value,
            "rank": official.rank,
            "role": text.raw[slice(*official.role)] if official.role else None,
            "capacity": official.capacity,
        }
        for official in find(text)
    ]
    wanted = [{"rank": None, "role": None, "capacity": None} | official for official in example["officials"]]
    assert found == wanted


TITLES = ["đồng chí", "Đồng chí", "ông", "Đại tá", "TS.", "Chủ tịch", "phó giám đốc", "Bí thư", "kiêm"]
NAMES = ["Nguyễn", "Văn", "An", "Lê", "Hà Nội", "Hồ Chí Minh", "UBND tỉnh"]
OTHERS = [",", " – ", ";", "(", ")", "và", "đã", ".", "\n", "chủ trì", "dự"]
PIECES = st.sampled_from(TITLES + NAMES + OTHERS)


@given(st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.text(max_size=60)))
def test_spans_reproduce(raw: str) -> None:
    last = 0
    for official in find(Text(raw)):
        assert raw[official.start : official.end] == official.text
        assert official.start <= official.name[0] < official.name[1] <= official.end
        assert official.start >= last
        last = official.start
        if official.role:
            assert 0 <= official.role[0] < official.role[1] <= len(raw)


def test_later_full_name_keeps_first_role() -> None:
    text = Text("Ông Đỗ Văn Ba, Trưởng phòng Kế hoạch, họp. Hôm sau ông Đỗ Văn Ba họp tiếp.")
    roles = [text.raw[slice(*official.role)] for official in find(text) if official.role]
    assert roles == ["Trưởng phòng Kế hoạch", "Trưởng phòng Kế hoạch"]
