"""The kind of report: the examples beside the code, and the marked documents."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tongket import grammar, privacy
from tongket.privacy.genre import genre
from tongket.records import Document
from tongket.text import Text

EXAMPLES = tomllib.loads((files("tongket.privacy") / "genre.examples.toml").read_text(encoding="utf-8"))["example"]
GOLD = Path(__file__).parents[1].parent / "shared" / "gold" / "private"


def kind(raw: str) -> str:
    text = Text(raw)
    mentions = grammar.find_all(text)
    return genre(Document("made", raw, ()), text, mentions, privacy.find(text, mentions))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:40])
def test_example(example: dict[str, Any]) -> None:
    assert kind(example["text"]) == example["genre"]


def test_empty_text_is_other() -> None:
    assert kind("") == "other"


def test_marked_documents() -> None:
    if not GOLD.is_dir():
        pytest.skip("../shared/gold/private is not here")
    paths = sorted(GOLD.glob("*.json"))
    right = 0
    for path in paths:
        raw = (GOLD / "texts" / f"{path.stem}.txt").read_text(encoding="utf-8")
        right += kind(raw) == json.loads(path.read_text(encoding="utf-8"))["genre"]
    assert right / len(paths) >= 0.95
