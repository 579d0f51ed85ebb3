"""Bodies: the examples beside the grammar, and what holds for any text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import bodies, places
from tongket.records import Body
from tongket.text import Text

EXAMPLES = tomllib.loads(Path(bodies.__file__).with_name("bodies.examples.toml").read_text(encoding="utf-8"))["example"]
WORDS = [
    "Sở",
    "Y tế",
    "tỉnh",
    "Hà Nam",
    "và",
    ",",
    "Công an",
    "UBND",
    "(",
    ")",
    "Đội",
    "4",
    "Bộ",
    "công ty",
    "-",
    "A",
    "của",
]


def read(raw: str) -> tuple[list[Body], dict[int, str]]:
    text = Text(raw)
    found = bodies.find(text, places.find(text))
    return found, bodies.resolve(found, text)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:40])
def test_example(example: dict[str, Any]) -> None:
    found, resolved = read(example["text"])
    assert [b.value for b in found if not b.generic] == example["bodies"]
    assert [b.value for b in found if b.generic] == example.get("generic", [])
    assert list(resolved.values()) == example.get("resolved", example["bodies"])


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=80))
def test_spans_are_of_the_text_in_order_and_apart(raw: str) -> None:
    found, resolved = read(raw)
    last = 0
    for body in found:
        assert last <= body.start < body.end <= len(raw)
        assert raw[body.start : body.end] == body.text
        last = body.end
    assert set(resolved) == {i for i, body in enumerate(found) if not body.generic}


def test_level_and_place_are_those_of_the_name() -> None:
    found, _ = read("Công an huyện Bình An, UBND tỉnh Hà Nam, Bộ Y tế, UBND xã")
    assert [(b.level, b.place) for b in found] == [
        ("district", "huyện Bình An"),
        ("province", "Hà Nam"),
        ("central", None),
        ("commune", None),
    ]
