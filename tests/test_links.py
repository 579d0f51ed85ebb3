"""The choice of links: sums that come out, the weights, and what holds of links whatever the text."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket import grammar
from tongket.reading import figures as room
from tongket.reading import read_document
from tongket.reading.linkmodel import Decider, best_of, load
from tongket.reading.links import Links
from tongket.reading.linkviews import Views, bucket, overlap
from tongket.reading.sums import Row, Sums
from tongket.sources.plain import from_text
from tongket.text import Text

DAY = dt.date(2023, 7, 12)
MOST = 16 + 3 + 2
"""Totals before a number, those ahead of it, what a rule proposes, and none."""


def proposed(text: str, monkeypatch: pytest.MonkeyPatch) -> Links:
    """The links of a text as the rules alone would set them."""
    kept: list[Links] = []

    def propose(links: Links) -> None:
        links.propose()
        kept.append(links)

    monkeypatch.setattr(Links, "set_all", propose)
    document = from_text(text, doc="d", published=DAY)
    words = Text(document.text)
    room.FigureReader(document, words, grammar.find_all(words, DAY)).slots()
    return kept[0]


def sums_of(text: str, monkeypatch: pytest.MonkeyPatch) -> Sums:
    links = proposed(text, monkeypatch)
    return Sums(Views(*links.room, links.slots).all)


# ── sums ─────────────────────────────────────────────────────────────────────
def test_parts_that_come_to_their_total_are_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = sums_of("Cả huyện có 90 hộ nghèo, xã An 60 hộ, xã Bình 30 hộ và 7 xã mới.", monkeypatch)
    exact, _ = sums.members(0)
    assert exact == {1: Row(same=True, first=True), 2: Row(same=True, first=True)}


def test_a_row_that_begins_later_is_no_first_row(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, _ = sums_of("Có 90 hộ nghèo: 4 hộ già, 60 hộ trẻ, 30 hộ khác.", monkeypatch).members(0)
    assert set(exact) == {2, 3}
    assert not any(row.first for row in exact.values())


def test_measures_add_up_but_for_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, about = sums_of("Thu 1.000 tỷ đồng, gồm thu thuế 640 tỷ đồng, thu phí 355 tỷ đồng.", monkeypatch).members(0)
    assert not exact
    assert about == {1, 2}


def test_counts_add_up_exactly_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, about = sums_of("Có 1.000 hộ, trong đó 640 hộ trồng lúa, 355 hộ trồng rau.", monkeypatch).members(0)
    assert not exact
    assert not about


# ── signs ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("number", "said"), [(0, "0"), (1, "1"), (2, "2"), (3, "3-4"), (4, "3-4"), (5, "5+"), (70, "5+")]
)
def test_a_bucket_holds_its_lower_edge(number: int, said: str) -> None:
    assert bucket(number, 0, 1, 2, 3, 5) == said


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [("", "vụ", "?"), ("vụ", "người", "0"), ("vụ cháy", "vụ cháy", "all"), ("vụ cháy", "vụ nổ", "some")],
)
def test_phrases_overlap_by_their_words(a: str, b: str, said: str) -> None:
    assert overlap(frozenset(a.split()), frozenset(b.split())) == said


# ── the model ────────────────────────────────────────────────────────────────
def test_the_weights_that_are_shipped_are_numbers_for_both_relations() -> None:
    weights = load()
    assert weights.keys() == {"of", "part_of"}
    assert all(math.isfinite(weight) for found in weights.values() for weight in found.values())
    assert all("none" in found for found in weights.values())


def test_the_largest_sum_of_weights_is_chosen_and_no_link_where_all_are_equal() -> None:
    choose = best_of({"of": {"near": 1.0, "far": -2.0}})
    assert choose("of", 1, [(None, ["far", "near"]), (4, ["near", "unknown"])]) == 4
    assert choose("of", 1, [(None, []), (4, ["unknown"])]) is None


def test_the_choice_grows_with_the_figures_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    links = proposed("Toàn tỉnh có 900 vụ, " + "trong đó 5 vụ, " * 300, monkeypatch)
    weighed: list[int] = []

    def choose(relation: str, index: int, choices: object) -> int | None:
        assert isinstance(choices, list)
        weighed.append(len(choices))
        return None

    Decider(links, choose).decide()
    assert len(weighed) >= 300
    assert max(weighed) <= MOST


# ── whatever the text ────────────────────────────────────────────────────────
PIECES = [
    "Huyện có 120 hộ", "trong đó 40 hộ nghèo", "gồm 25 hộ cận nghèo", "tăng 12%", "giảm 4 vụ", "chiếm 33,3%",
    "đạt 86% kế hoạch", "trên tổng số 99 xã", "34/39 xã", "trong số 45 người", "xử phạt 1,2 tỷ đồng", "còn lại 7 người",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([", ", ". ", "; ", " (", ") "])), max_size=9))
def test_no_figure_hangs_on_itself(parts: list[tuple[str, str]]) -> None:
    found = read_document(from_text("".join(piece + mark for piece, mark in parts) or "x", doc="d")).figures
    for index, figure in enumerate(found):
        assert figure.of != index
        seen, at = {index}, figure.part_of
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = found[at].part_of


# ── learning ─────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def learner() -> ModuleType:
    path = Path(__file__).parents[1] / "train" / "links.py"
    spec = importlib.util.spec_from_file_location("link_weights", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["link_weights"] = module
    spec.loader.exec_module(module)
    return module


def test_a_bowl_is_minimised_at_its_bottom(learner: ModuleType) -> None:
    bottom = [3.0, -1.0, 0.5]

    def bowl(at: list[float]) -> tuple[float, list[float]]:
        off = [(a - b) * k for k, (a, b) in enumerate(zip(at, bottom, strict=True), 1)]
        return sum(o * o / k for k, o in enumerate(off, 1)) / 2 + 1, off

    assert learner.minimised(bowl, 3) == pytest.approx(bottom, abs=0.05)


def test_a_sign_of_the_right_choices_gets_weight_and_a_rare_one_none(learner: ModuleType) -> None:
    shown = [learner.Instance(f"d{n}", 1, [["none"], ["good"], ["bad"]]) for n in range(20)]
    rare = [learner.Instance("only", 1, [["none"], ["good", "rare"], ["bad"]])]
    weights = learner.fit(shown + rare)
    assert weights["good"] > 0 > weights["bad"]
    assert "rare" not in weights


def test_an_example_tells_only_what_it_names(learner: ModuleType) -> None:
    told = [{"quote": "90", "none": ["part_of"]}, {"quote": "60", "part_of": "90"}, {"quote": "7"}]
    document = learner.annotated(
        "d", "2023-07-12", text := "Có 90 hộ, trong đó 60 hộ nghèo và 7 xã.", learner._told(text, told)
    )
    assert document is not None
    assert document.wanted["part_of"] == [None, 0, None]
    assert document.known["part_of"] == [True, True, False]
    assert document.known["of"] == [False, False, False]
