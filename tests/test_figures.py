"""Figures: every example of reading/figures.examples.toml, and that each of its wishes is still one."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from tongket.reading import read_document
from tongket.records import Figure
from tongket.sources.plain import from_text

BOOK = tomllib.loads((files("tongket.reading") / "figures.examples.toml").read_text(encoding="utf-8"))
PUBLISHED = "2023-07-12"
TOLD_BY_QUOTE = ("of", "part_of")
NUMBERS = ("value", "high")


def figures(example: dict[str, Any]) -> tuple[Figure, ...]:
    published = dt.date.fromisoformat(example.get("published", PUBLISHED))
    return read_document(from_text(example["text"], doc="d", published=published)).figures


def told(found: tuple[Figure, ...], figure: Figure, field: str) -> Any:
    """A field as an example tells it: other figures by their quotes, days as ISO strings."""
    value = getattr(figure, field)
    if value is None:
        return None
    if field in TOLD_BY_QUOTE:
        return found[value].quote
    if field == "covers":
        return [found[index].quote for index in value]
    if field == "period":
        return [day.isoformat() for day in value]
    return value


def differences(example: dict[str, Any]) -> list[str]:
    """What the reader makes of an example otherwise than it tells; nothing where they agree."""
    found = figures(example)
    quotes = [expected["quote"] for expected in example["figures"]]
    if [figure.quote for figure in found] != quotes:
        return [f"figures {[figure.quote for figure in found]}, not {quotes}"]
    wrong = []
    for expected, figure in zip(example["figures"], found, strict=True):
        wanted = {field: expected[field] for field in expected.keys() - {"none"}} | dict.fromkeys(
            expected.get("none", ())
        )
        for field, value in sorted(wanted.items()):
            read = told(found, figure, field)
            if read != (Decimal(value) if field in NUMBERS and value is not None else value):
                wrong.append(f"{expected['quote']}: {field} {read!r}, not {value!r}")
    return wrong


@pytest.mark.parametrize("example", BOOK["example"], ids=lambda e: e["text"].strip()[:50])
def test_example(example: dict[str, Any]) -> None:
    assert differences(example) == []


@pytest.mark.parametrize(
    "wish",
    [pytest.param(wish, marks=pytest.mark.xfail(strict=True, reason=wish["amiss"])) for wish in BOOK.get("wish", ())],
    ids=lambda e: e["text"].strip()[:50],
)
def test_wish(wish: dict[str, Any]) -> None:
    """Read as wished: then it is no wish any more, but an example."""
    assert differences(wish) == []


def test_examples_tell_something_and_only_what_is_a_field() -> None:
    known = set(Figure.__dataclass_fields__) | {"none"}
    for example in [*BOOK["example"], *BOOK.get("wish", ())]:
        for expected in example["figures"]:
            assert expected.keys() <= known, example["text"]
            assert len(expected) > 1 or expected["quote"] in example["text"]
            assert set(expected.get("none", ())) <= known
    texts = [example["text"] for example in [*BOOK["example"], *BOOK.get("wish", ())]]
    assert len(set(texts)) == len(texts)
