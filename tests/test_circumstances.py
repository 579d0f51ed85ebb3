"""Period, body and place of figures: the examples beside the rules."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from tongket.reading import read_document
from tongket.records import Figure
from tongket.sources.plain import from_text

PUBLISHED = "2017-07-12"
EXAMPLES = tomllib.loads((files("tongket.reading") / "circumstances.examples.toml").read_text("utf-8"))["example"]


def figures_of(example: dict[str, Any]) -> list[Figure]:
    published = dt.date.fromisoformat(example.get("published", PUBLISHED))
    return list(read_document(from_text(example["text"], doc="example", published=published)).figures)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:50])
def test_example(example: dict[str, Any]) -> None:
    figures = figures_of(example)
    for told in example["figures"]:
        found = [f for f in figures if f.quote == told["quote"]]
        figure = found[told.get("nth", 1) - 1]
        if "period" in told:
            assert figure.period is not None
            assert [day.isoformat() for day in figure.period] == told["period"]
        for field in ("body", "place"):
            if field in told:
                assert getattr(figure, field) == told[field]
        for field in told.get("none", ()):
            assert getattr(figure, field) is None
