"""Legal references: the examples beside the grammar, and what holds for any text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import laws
from tongket.text import Text

EXAMPLES = tomllib.loads(Path(laws.__file__).with_name("laws.examples.toml").read_text(encoding="utf-8"))["example"]
WORDS = [
    "Nghị định",
    "số",
    "15",
    "15/2020/NĐ-CP",
    "Điều",
    "8",
    "khoản",
    ",",
    "và",
    "của",
    "Luật",
    "Đất đai",
    "năm",
    "2013",
    "a",
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:40])
def test_example(example: dict[str, Any]) -> None:
    assert [[law.text, law.type, law.value] for law in laws.find(Text(example["text"]))] == example["laws"]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=80))
def test_spans_are_of_the_text_in_order_and_apart(raw: str) -> None:
    last = 0
    for law in laws.find(Text(raw)):
        assert last <= law.start < law.end <= len(raw)
        assert raw[law.start : law.end] == law.text
        last = law.end
