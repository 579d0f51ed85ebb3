"""Giving figures their ids changes nothing else of them."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

import tongket
from desks import GAZETTEER
from tongket.identities import identified
from tongket.pipeline import gazetteer_of
from tongket.records import Figure

IDS = ("boundary", "confidence", "body_id", "place_code", "indicator")


@pytest.mark.parametrize("file", sorted(GAZETTEER.parent.glob("*-202*.txt")), ids=lambda file: file.stem)
def test_a_figure_keeps_all_that_it_had(file: Path) -> None:
    reading = tongket.read(file, gazetteer=[GAZETTEER])
    bare = [replace(each, body_id=None, place_code=None, indicator=None) for each in reading.figures]
    gazetteer = gazetteer_of([GAZETTEER])
    assert gazetteer is not None
    again = identified(replace(reading, figures=tuple(bare)), gazetteer)
    assert again.figures == reading.figures and any(each.indicator for each in again.figures)


def test_the_last_fields_of_a_figure_are_those_that_its_ids_are_set_beside() -> None:
    """It is made by position (identities.py): a field added behind them would be lost."""
    assert tuple(field.name for field in fields(Figure))[-len(IDS) :] == IDS
