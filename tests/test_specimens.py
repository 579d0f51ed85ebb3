"""The specimens are well annotated, and read as annotated: floors per tier over all, key records exactly."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

import scoring
import tongket
from annotations import GAZETTEER, faults, load, names, occurrences, source_of, text_of
from tongket.records import Figure, Reading

NOTE = "Mẫu minh họa của dự án Tongket: cơ quan, địa danh và số liệu là hư cấu."


@cache
def reading_of(doc: str) -> Reading:
    return tongket.read(source_of(doc), gazetteer=[GAZETTEER])


@cache
def scores_of(doc: str) -> scoring.Scores:
    return scoring.score(load(doc), text_of(doc), reading_of(doc))


# ── the annotations ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("doc", names())
def test_annotation_is_well_formed(doc: str) -> None:
    assert faults(load(doc), text_of(doc)) == []


@pytest.mark.parametrize("doc", names())
def test_document_says_that_it_is_invented(doc: str) -> None:
    assert NOTE in text_of(doc)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "19"),
        ("bound", "range"),
        ("kind", "change"),
        ("direction", "up"),
        ("status", "planned"),
        ("of", 0),
        ("part_of", 999),
        ("period", ["2022-10-14", "2022-09-15"]),
        ("counted", "vụ án ma túy"),
        ("nth", 99),
    ],
)
def test_checker_finds_a_spoilt_field(field: str, value: object) -> None:
    annotation = copy.deepcopy(load("ban-atgt-van-ha-2022-10"))
    spoilt = annotation["figures"][0]
    spoilt[field] = value
    if field == "nth":
        del spoilt["start"]
    assert faults(annotation, text_of("ban-atgt-van-ha-2022-10"))


def test_checker_finds_missing_fields_and_absent_words() -> None:
    annotation = copy.deepcopy(load("cong-an-nam-son-giao-ban-2021-05"))
    del annotation["figures"][3]["unit"]
    annotation["private"].append("Nguyễn Văn Vô Danh")
    annotation["review"]["tasks"].append("không có nhiệm vụ này")
    assert len(faults(annotation, text_of("cong-an-nam-son-giao-ban-2021-05"))) == 3


def test_occurrences_of_a_number_stand_alone() -> None:
    assert occurrences("1.186 vụ, 186 ca, 186,5 kg, 2186 người và 186.", "186") == [10, 42]


# ── the scorer ───────────────────────────────────────────────────────────────
def test_scorer_gives_full_marks_to_the_expected_record() -> None:
    for doc in names():
        annotation, text = load(doc), text_of(doc)
        scores = scoring.score(annotation, text, _as_reading(annotation, text))
        assert {tier: scores[tier].f1 for tier in (*scoring.TIERS, "links")} == dict.fromkeys(
            (*scoring.TIERS, "links"), 1.0
        )


def test_scorer_sees_wrong_fields_where_they_are() -> None:
    annotation, text = load("ban-atgt-van-ha-2022-10"), text_of("ban-atgt-van-ha-2022-10")
    wrong = copy.deepcopy(annotation)
    wrong["figures"][0] |= {"value": 20, "counted": "ca mắc", "status": "target", "place": "tỉnh Thanh Sa"}
    wrong["figures"][1]["period"] = None
    scores = scoring.score(annotation, text, _as_reading(wrong, text))
    count = len(annotation["figures"])
    lost = {tier: count - scores[tier].right for tier in scoring.TIERS if scores[tier].right < count}
    assert lost == {"quantity": 1, "counted": 1, "meaning": 1, "place": 1, "period": 1, "record": 2}


def test_scorer_counts_a_figure_too_many_and_a_link_astray() -> None:
    annotation, text = load("ban-atgt-van-ha-2022-10"), text_of("ban-atgt-van-ha-2022-10")
    wrong = copy.deepcopy(annotation)
    wrong["figures"].append(wrong["figures"][-1] | {"start": len(text) - 4, "end": len(text) - 2, "of": 0})
    scores = scoring.score(annotation, text, _as_reading(wrong, text))
    assert scores["found"].read == scores["found"].expected + 1
    assert scores["links"].read == scores["links"].right + 1


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("UBND tỉnh Vân Hà", "Ủy ban nhân dân tỉnh Vân Hà", True),
        ("Thuỷ sản", "Thủy sản", True),
        ("vụ tai nạn giao thông", "vụ", False),
        (None, None, True),
        (None, "vụ", False),
    ],
)
def test_same_phrase(a: str | None, b: str | None, same: bool) -> None:
    assert scoring.same_phrase(a, b) is same


def test_offsets_follow_words_through_other_spaces_and_furniture() -> None:
    read = "Menu 12\nSố vụ\t451 \t198\nTổng: 730"
    place = scoring.offsets("Số vụ | 451 | 198\nTổng: 730", read)
    assert [read[slice(*(place(*span) or (0, 0)))] for span in ((8, 11), (14, 17), (24, 27))] == ["451", "198", "730"]


def _as_reading(annotation: dict[str, Any], text: str) -> Reading:
    """A reading that says just what an annotation says."""
    from tongket.records import Document

    figures = tuple(_as_figure(f) for f in annotation["figures"])
    return Reading(Document(doc=annotation["doc"], text=text, blocks=()), figures)


def _as_figure(f: dict[str, Any]) -> Figure:
    decimals = {name: None if f[name] is None else Decimal(str(f[name])) for name in ("value", "high")}
    period = tuple(dt.date.fromisoformat(day) for day in f["period"]) if f["period"] else None
    same = ("start", "end", "quote", "bound", "unit", "counted", "act", "kind", "direction", "status")
    rest = {name: f[name] for name in (*same, "of", "part_of", "body", "place")}
    return Figure(**rest, **decimals, period=period, sentence=(f["start"], f["end"]))
