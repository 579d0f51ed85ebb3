"""The two seeds read exactly as asked for, and the floors of accuracy on the gold; only where ../shared lies.

Seeds and gold are other people's texts: what the tests expect of their wording is looked up in the gold, not copied.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

import scoring
import tongket
from tongket.output import jsonl
from tongket.pipeline import parse_day
from tongket.reading import read_document
from tongket.records import Figure, Reading, Review
from tongket.sources.plain import from_text

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "corpus" / "seeds"
GOLD = SHARED / "gold"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared, with the seeds and the gold, is not here")

YEAR_2021 = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
YEAR_2022 = (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
YEAR_2023 = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
YEAR_2024 = (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


@cache
def soc_trang() -> Reading:
    return tongket.read(SEEDS / "soc-trang-2022.txt", published="2022-03-18")


@cache
def nghe_an() -> Reading:
    return tongket.read(SEEDS / "nghe-an-2024.txt")


@cache
def gold(doc: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLD / "dev" / f"{doc}.json").read_text(encoding="utf-8"))
    return found


def review(reading: Reading) -> Review:
    assert reading.review is not None
    return reading.review


def spoken(reading: Reading, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [reading.document.text[start:end] for start, end in spans]


# ── soc-trang-2022: the half-year review of a steering committee ─────────────────────────────────────────────────
ASKED = [
    (1500, "over", "count"),
    (15000, "over", "count"),
    (33, "exact", "count"),
    (208, "exact", "count"),
    (21, "exact", "count"),
    (259, "exact", "count"),
    (31, "exact", "count"),
    (184_000_000, "exact", "VND"),
    (227, "exact", "count"),
    (4, "exact", "count"),
    (9, "exact", "count"),
]
FOUND, FINED, MONEY, WARNED = 5, 6, 7, 8


def test_soc_trang_has_these_figures_and_none_from_the_furniture() -> None:
    assert [(figure.value, figure.bound, figure.unit) for figure in soc_trang().figures] == ASKED


@pytest.mark.parametrize("index", range(len(ASKED)))
def test_soc_trang_counted_and_act(index: int) -> None:
    figure, expected = soc_trang().figures[index], gold("soc-trang-2022")["figures"][index]
    assert figure.quote == expected["quote"]
    assert scoring.same_phrase(expected["counted"], figure.counted), figure.counted
    assert expected["act"] == figure.act


def test_soc_trang_all_for_2021_and_plain_results() -> None:
    for figure in soc_trang().figures:
        assert figure.period == YEAR_2021
        assert (figure.kind, figure.direction, figure.status) == ("level", None, "reported")
        assert figure.place == "Sóc Trăng"
        assert figure.high is None and figure.of is None


def test_soc_trang_money_covers_the_fined() -> None:
    figures = soc_trang().figures
    assert figures[MONEY].covers == (FINED,)
    assert not any(figure.covers for figure in figures if figure is not figures[MONEY])


def test_soc_trang_fined_and_warned_are_parts_of_the_found() -> None:
    parts = {index: figure.part_of for index, figure in enumerate(soc_trang().figures) if figure.part_of is not None}
    assert parts == {FINED: FOUND, WARNED: FOUND}


def test_soc_trang_one_flag() -> None:
    (flag,) = soc_trang().flags
    assert flag.rule == "sums"
    assert flag.figures == (FOUND, FINED, WARNED)
    assert flag.arithmetic == "31 + 227 = 258, the report says 259: 1 missing"
    assert flag.severity in ("info", "notice", "warning")


def test_soc_trang_review() -> None:
    found, expected = review(soc_trang()), gold("soc-trang-2022")["review"]
    assert (found.type, found.period, found.next_period) == ("sơ kết", YEAR_2021, YEAR_2022)
    assert found.body == expected["body"]
    assert found.meeting_date == dt.date(2022, 3, 18)
    assert [official.name for official in found.officials] == [o["name"] for o in expected["officials"]]
    assert [official.role for official in found.officials] == [o["role"] for o in expected["officials"]]
    assert [official.rank for official in found.officials] == ["Đại tá", "Đại tá"]
    assert found.officials[0].capacity == "chaired"
    assert [(award.title, award.to, award.count) for award in found.awards] == [
        (award["title"], award["to"], award["count"]) for award in expected["awards"]
    ]


# ── nghe-an-2024: the summing-up of a department ─────────────────────────────────────────────────────────────────
def test_nghe_an_is_published_at_an_hour_with_its_zone() -> None:
    document = nghe_an().document
    assert isinstance(document.published, dt.datetime)
    assert document.published.isoformat(timespec="minutes") == "2024-01-19T20:38+07:00"
    assert document.published_source == "text"
    assert not document.published_doubtful


def test_nghe_an_figure() -> None:
    (figure,) = nghe_an().figures
    assert (figure.value, figure.bound, figure.unit, figure.counted) == (4, "exact", "count", "cá nhân")
    assert (figure.kind, figure.status, figure.period) == ("level", "reported", YEAR_2023)
    assert figure.place == "Nghệ An"
    assert nghe_an().flags == ()


@pytest.mark.xfail(reason="an act before a quoted title does not reach the number behind it")
def test_nghe_an_act() -> None:
    assert nghe_an().figures[0].act == gold("nghe-an-2024")["figures"][0]["act"]


def test_nghe_an_body() -> None:
    assert scoring.same_body(gold("nghe-an-2024")["figures"][0]["body"], nghe_an().figures[0].body)


def test_nghe_an_review() -> None:
    found, expected = review(nghe_an()), gold("nghe-an-2024")["review"]
    assert (found.type, found.period, found.next_period) == ("tổng kết", YEAR_2023, YEAR_2024)
    assert found.body == expected["body"]
    assert found.meeting_date == dt.date(2024, 1, 19)
    (official,) = found.officials
    assert (official.name, official.role) == (expected["officials"][0]["name"], expected["officials"][0]["role"])
    assert (official.rank, official.capacity) == ("Đại tá", "spoke")


def test_nghe_an_awards() -> None:
    found, expected = review(nghe_an()).awards, gold("nghe-an-2024")["review"]["awards"]
    assert [(award.title, award.count) for award in found] == [(award["title"], award["count"]) for award in expected]
    assert all(scoring.same_phrase(e["to"], award.to) for award, e in zip(found, expected, strict=True))
    assert [award.count for award in found] == [None, None, 4]


def test_nghe_an_commitment() -> None:
    (commitment,) = spoken(nghe_an(), review(nghe_an()).commitments)
    assert "cam kết" in commitment
    assert "năm 2024" in commitment


# ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("doc", "read"), [("soc-trang-2022", soc_trang), ("nghe-an-2024", nghe_an)])
def test_tasks_hold_those_of_the_gold(doc: str, read: Any) -> None:
    tasks = spoken(read(), review(read()).tasks)
    for expected in gold(doc)["review"]["tasks"]:
        assert any(expected in task for task in tasks), expected
    assert all(task.strip() == task and "\n" not in task for task in tasks)


@pytest.mark.parametrize("read", [soc_trang, nghe_an])
def test_seed_follows_the_contract(read: Any) -> None:
    schema = json.loads((ROOT / "docs" / "reading.schema.json").read_text(encoding="utf-8"))
    record = json.loads(jsonl.line(read()))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(record)
    assert record["doc"] in ("soc-trang-2022", "nghe-an-2024")
    text = record["document"]["text"]
    assert all(text[figure["start"] : figure["end"]] == figure["quote"] for figure in record["figures"])


@pytest.mark.parametrize("read", [soc_trang, nghe_an])
def test_seed_names_only_officials(read: Any) -> None:
    """The people of the seeds appear in their office, and nobody is marked as private."""
    assert read().private == ()


# ── the gold ─────────────────────────────────────────────────────────────────────────────────────────────────────
FLOORS = {"found": 0.95, "quantity": 0.92, "counted": 0.72, "meaning": 0.85, "record": 0.52}


@cache
def scorer() -> ModuleType:
    """The gold's own scorer, which imports its neighbour by name."""
    sys.path.insert(0, str(GOLD))
    try:
        spec = importlib.util.spec_from_file_location("gold_score", GOLD / "score.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(GOLD))


def documents() -> list[str]:
    return [path.stem for path in sorted((GOLD / "dev").glob("*.json"))]


def text_of(doc: str) -> str:
    return (GOLD / "dev" / "texts" / f"{doc}.txt").read_text(encoding="utf-8")


@cache
def checked(doc: str) -> dict[str, Any]:
    """The gold with its own checker's `start` and `end` of every figure."""
    annotation = json.loads((GOLD / "dev" / f"{doc}.json").read_text(encoding="utf-8"))
    assert scorer().check(annotation, text_of(doc)) == []
    return dict(annotation)


@cache
def reading_of(doc: str) -> Reading:
    published = gold(doc).get("published")
    return read_document(from_text(text_of(doc), doc=doc, published=parse_day(published) if published else None))


@cache
def right_read_gold() -> dict[str, tuple[int, int, int]]:
    """tier → how many are right, read, and in the gold, over all documents."""
    counts = [
        scorer().score_document(checked(doc), json.loads(jsonl.line(reading_of(doc))), text_of(doc))
        for doc in documents()
    ]
    return {tier: tuple(sum(count[tier][k] for count in counts) for k in range(3)) for tier in scorer().TIERS}


def test_all_dev_texts_are_read() -> None:
    assert len(documents()) == 101
    for doc in documents():
        reading = reading_of(doc)
        assert reading.document.problems == ()
        assert reading.figures or not gold(doc)["figures"], doc
        hidden = {offset for private in reading.private for offset in range(private.start, private.end)}
        read, given = reading.document.text, text_of(doc)
        assert len(read) == len(given)
        assert all(offset in hidden for offset in range(len(given)) if read[offset] != given[offset]), doc


@pytest.mark.parametrize(("tier", "floor"), FLOORS.items())
def test_gold_floor(tier: str, floor: float) -> None:
    right, read, expected = right_read_gold()[tier]
    assert expected > 1000
    assert scorer().f1(right, read, expected)[2] >= floor


def test_a_wrong_reading_scores_nothing() -> None:
    """The floors could not hold for figures that stand elsewhere."""
    doc = "soc-trang-2022"
    moved = [{**figure, "start": 0, "end": 1} for figure in json.loads(jsonl.line(reading_of(doc)))["figures"]]
    assert scorer().score_document(checked(doc), {"figures": moved}, text_of(doc))["found"][0] == 0


def test_quotes_of_the_dev_texts() -> None:
    def holds(figure: Figure, text: str) -> bool:
        return text[figure.start : figure.end] == figure.quote

    for doc in documents():
        assert all(holds(figure, text_of(doc)) for figure in reading_of(doc).figures), doc
