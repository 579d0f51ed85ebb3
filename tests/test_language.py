"""Pages in other languages are told and not read; Vietnamese ones always are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.pipeline import read_one
from tongket.sources.language import is_other
from tongket.sources.legibility import problems
from tongket.sources.plain import from_text

SAMPLES = tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))
REPORT: str = SAMPLES["report"]
FOREIGN: dict[str, list[str]] = SAMPLES["foreign"]
VIETNAMESE = [text.replace("{report}", REPORT) for text in SAMPLES["vietnamese"]]


@pytest.mark.parametrize("text", [text for texts in FOREIGN.values() for text in texts])
def test_other_languages(text: str) -> None:
    assert problems(text) == ("other_language",)
    assert problems(f"{text}\n" * 300) == ("other_language",)


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese(text: str) -> None:
    assert not is_other(text)
    assert not is_other(f"{text}\n" * 300)


def test_vietnamese_without_its_marks_is_no_other_language() -> None:
    plain = "Sau thang dau nam 2024, Cong an tinh Van Ha phat hien 259 truong hop vi pham, xu phat 31 truong hop"
    assert problems(plain) == ("lost_diacritics",)
    assert not is_other(plain)


def test_a_translation_in_front_or_behind() -> None:
    english = FOREIGN["English"][0] * 500
    assert problems(f"{english}\n{REPORT * 300}") == problems(f"{REPORT * 300}\n{english}") == ()


def test_such_a_document_is_not_read() -> None:
    reading = read_one(from_text(FOREIGN["English"][0], doc="x"))
    assert reading.document.problems == ("other_language",)
    assert (reading.figures, reading.document.text) == ((), "")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_a_vietnamese_report_stays_whatever_stands_beside_it(before: str, after: str) -> None:
    assert not is_other(f"{before}\n{REPORT}\n{after}")
