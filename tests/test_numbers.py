"""Bare numbers: the examples beside the grammar, and that what is spelled reads back."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongket.grammar import separators
from tongket.grammar.numbers import parse, spell

EXAMPLES = tomllib.loads((files("tongket.grammar") / "numbers.examples.toml").read_text("utf-8"))["example"]
BELOW = 10**15


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"])
def test_examples(example: dict[str, str]) -> None:
    expected = Decimal(example["value"]) if example["value"] else None
    assert parse(example["text"]) == expected


@given(st.integers(0, BELOW - 1))
def test_what_is_spelled_reads_back(number: int) -> None:
    assert parse(spell(number)) == number


@given(st.integers(0, BELOW - 1))
def test_vietnamese_digits_read_back(number: int) -> None:
    assert parse(f"{number:,}".replace(",", ".")) == number
    assert parse(str(number)) == number


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_decimal_commas_read_back(whole: int, hundredths: int) -> None:
    printed = f"{whole:,}".replace(",", ".") + f",{hundredths:02d}"
    assert parse(printed) == Decimal(whole) + Decimal(hundredths) / 100


@given(st.integers(1, 999), st.sampled_from([("nghìn", 10**3), ("triệu", 10**6), ("tỷ", 10**9)]))
def test_scale_words_multiply_digits_and_words_alike(number: int, scale: tuple[str, int]) -> None:
    word, factor = scale
    assert parse(f"{number} {word}") == parse(f"{spell(number)} {word}") == number * factor


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text: str) -> None:
    value = parse(text)
    assert value is None or value.is_finite()


@pytest.mark.parametrize("number", [-1, BELOW])
def test_spell_refuses_what_it_cannot_write(number: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        spell(number)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (1_005, "một nghìn không trăm linh năm"),
        (2_000_000_001, "hai tỷ không trăm linh một"),
        (1_200_000_000_000, "một nghìn hai trăm tỷ"),
    ],
)
def test_spelling_is_standard(number: int, words: str) -> None:
    assert spell(number) == words


def test_the_documents_habit_decides_a_comma_before_three_digits() -> None:
    vietnamese = separators.style("đạt 12,5% và 1.234.567 người", ["12,5", "1.234.567"])
    english = separators.style("đạt 12.5% và 1,234,567 người", ["12.5", "1,234,567"])
    assert separators.read("24,535", scaled=True, unit="money", habit=vietnamese) == (Decimal("24.535"), None)
    assert separators.read("24,535", scaled=True, unit="money", habit=english) == (Decimal(24535), Decimal("24.535"))
    assert separators.read("24,535", scaled=True, unit="money") == (Decimal("24.535"), Decimal(24535))
