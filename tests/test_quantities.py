"""Quantities in text: the examples beside the grammar, and what must hold for every text."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import quantities
from tongket.grammar.numbers import spell
from tongket.records import Quantity
from tongket.text import Text

EXAMPLES = tomllib.loads((files("tongket.grammar") / "quantities.examples.toml").read_text("utf-8"))["example"]
PIECES = [
    *("12", "1.500", "3,5", "24,535", "2017", "6/2", "hai", "mười lăm", "một", "năm", "âm", "rưỡi"),
    *("tỷ", "triệu", "nghìn", "đồng", "%", "ha", "kg", "lần", "người", "vụ", "ngày", "tháng", "Ba Đình", "QL1A"),
    *("từ", "đến", "và", "hơn", "trở lên", "-", "/", ",", ".", "(", ")", "\n"),
]


def described(q: Quantity) -> dict[str, Any]:
    """A quantity as the examples write it: defaults left out."""
    said: dict[str, Any] = {"quote": q.text, "value": q.value}
    for name, default in (("high", None), ("unit", "count"), ("bound", "exact"), ("ambiguous", None), ("pair", 0)):
        if getattr(q, name) != default:
            said[name] = getattr(q, name)
    return said


def expected(example: dict[str, Any]) -> dict[str, Any]:
    return {k: Decimal(v) if k in ("value", "high", "ambiguous") else v for k, v in example.items()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:60])
def test_examples(example: dict[str, Any]) -> None:
    assert [described(q) for q in quantities.find(Text(example["text"]))] == [expected(e) for e in example["find"]]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.text(max_size=60))
def test_spans_are_exact_ordered_and_apart(raw: str) -> None:
    found = quantities.find(Text(raw))
    for q in found:
        assert raw[q.start : q.end] == q.text != ""
        assert isinstance(q.value, Decimal)
        if q.high is not None:
            assert isinstance(q.high, Decimal)
            assert q.bound == "range" and q.high > q.value
    for first, second in pairwise(found):
        assert first.end <= second.start


@given(st.integers(2, 10**9))
def test_a_count_in_words_is_the_count_in_digits(number: int) -> None:
    words = quantities.find(Text(f"Toàn tỉnh có {spell(number)} người dân"))
    digits = quantities.find(Text(f"Toàn tỉnh có {number:,} người dân".replace(",", ".")))
    assert [q.value for q in words] == [q.value for q in digits] == [number]


@given(
    st.integers(1, 9999),
    st.sampled_from([("tấn", "t"), ("ha", "ha"), ("đồng", "VND"), ("km", "km"), ("%", "%"), ("USD", "USD")]),
)
def test_the_unit_is_inside_the_quote(number: int, unit: tuple[str, str]) -> None:
    name, code = unit
    (q,) = quantities.find(Text(f"đạt tổng cộng {number} {name}."))
    assert (q.text, q.value, q.unit) == (f"{number} {name}", number, code)


def test_only_the_asked_stretch_is_read() -> None:
    text = Text("Có 12 vụ. Có 15 vụ. Có 18 vụ.")
    assert [q.text for q in quantities.find(text, 10, 19)] == ["15"]


def test_the_modifier_is_outside_the_quote_and_pointed_to() -> None:
    raw = "Thu hồi khoảng hơn 12 tỷ đồng, phạt từ 5 triệu đồng trở lên"
    first, second = quantities.find(Text(raw))
    assert [raw[slice(*q.bound_span)] for q in (first, second) if q.bound_span] == ["khoảng hơn", "trở lên"]
    assert (first.form, first.kind) == ("mixed", "money")
