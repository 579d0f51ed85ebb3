"""What every way out shows of private people: nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tongket
from annotations import GAZETTEER, load, names, source_of, text_of
from tongket.cli import app
from tongket.privacy.mask import MASK

PRIVATE = [doc for doc in names() if load(doc)["private"]]


def test_there_are_documents_with_private_people() -> None:
    assert len(PRIVATE) >= 2


@pytest.mark.parametrize("doc", PRIVATE)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "html"])
def test_no_way_out_shows_a_private_person(doc: str, form: str, tmp_path: Path) -> None:
    out = tmp_path / f"out.{form}"
    source = str(source_of(doc))
    result = CliRunner().invoke(
        app, ["read", source, "--gazetteer", str(GAZETTEER), "--format", form, "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    written = out.read_text(encoding="utf-8") + result.output
    shown = [who for who in load(doc)["private"] if re.search(rf"(?<!\w){re.escape(who)}(?!\w)", written)]
    assert shown == []
    assert form == "csv" or MASK in written or "&#9608;" in written


@pytest.mark.parametrize("doc", PRIVATE)
def test_masking_moves_nothing(doc: str) -> None:
    reading = tongket.read(source_of(doc), gazetteer=[GAZETTEER])
    assert len(reading.document.text) == len(text_of(doc))
    assert reading.private
    for figure in reading.figures:
        assert reading.document.text[figure.start : figure.end] == figure.quote
        assert not any(p.start < figure.end and figure.start < p.end for p in reading.private)


def test_a_document_without_private_people_is_left_as_it_is() -> None:
    doc = next(doc for doc in names() if not load(doc)["private"])
    assert MASK not in tongket.read(source_of(doc), gazetteer=[GAZETTEER]).document.text
