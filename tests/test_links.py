"""The choice of links: sums that come out, the weights, and what holds of links whatever the text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.choosing import ranking
from tongket.choosing.chooser import Chooser
from tongket.reading import prepare, read_document
from tongket.reading.figures import FigureReader
from tongket.reading.linkmodel import Decider, Scored
from tongket.reading.links import Links
from tongket.reading.linkviews import Views, overlap, subset
from tongket.reading.sums import Row, Sums
from tongket.sources.plain import from_text

DAY = dt.date(2023, 7, 12)
MOST = 16 + 3 + 2
"""Totals before a number, those ahead of it, what a rule proposes, and none."""


class Kept(Chooser):
    """Leaves the links as the rules set them."""

    def links(self, links: Links) -> None:
        self.kept = links


def proposed(text: str) -> Links:
    """The links of a text as the rules alone would set them."""
    scene, chooser = prepare(from_text(text, doc="d", published=DAY)), Kept()
    FigureReader(scene.document, scene.text, scene.mentions).slots(chooser)
    return chooser.kept


def sums_of(text: str) -> Sums:
    return Sums(Views(proposed(text).setting))


# ── sums ─────────────────────────────────────────────────────────────────────
def test_parts_that_come_to_their_total_are_a_row() -> None:
    sums = sums_of("Cả huyện có 90 hộ nghèo, xã An 60 hộ, xã Bình 30 hộ và 7 xã mới.")
    exact, _ = sums.members(0)
    assert exact == {1: Row(same=True, first=True), 2: Row(same=True, first=True)}


def test_a_row_that_begins_later_is_no_first_row() -> None:
    exact, _ = sums_of("Có 90 hộ nghèo: 4 hộ già, 60 hộ trẻ, 30 hộ khác.").members(0)
    assert set(exact) == {2, 3}
    assert not any(row.first for row in exact.values())


def test_measures_add_up_but_for_rounding() -> None:
    exact, about = sums_of("Thu 1.000 tỷ đồng, gồm thu thuế 640 tỷ đồng, thu phí 355 tỷ đồng.").members(0)
    assert not exact
    assert about == {1, 2}


def test_counts_add_up_exactly_or_not_at_all() -> None:
    exact, about = sums_of("Có 1.000 hộ, trong đó 640 hộ trồng lúa, 355 hộ trồng rau.").members(0)
    assert not exact
    assert not about


# ── signs ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("a", "b", "said"),
    [("", "vụ", "?"), ("vụ", "người", "0"), ("vụ cháy", "vụ cháy", "all"), ("vụ cháy", "vụ nổ", "some")],
)
def test_phrases_overlap_by_their_words(a: str, b: str, said: str) -> None:
    assert overlap(frozenset(a.split()), frozenset(b.split())) == said


@pytest.mark.parametrize(
    ("a", "b", "said"), [("vụ cháy", "vụ", "narrower"), ("vụ", "vụ cháy", "wider"), ("vụ nổ", "vụ cháy", "")]
)
def test_a_phrase_that_says_more_is_narrower(a: str, b: str, said: str) -> None:
    assert subset(frozenset(a.split()), frozenset(b.split())) == said


# ── the model ────────────────────────────────────────────────────────────────
REPORT = (
    "Huyện có 90 hộ nghèo, trong đó 60 hộ người Kinh, 30 hộ người Dao (chiếm 33,3%), giảm 12 hộ so với quý trước. "
    "Kiểm tra 45 cơ sở, phát hiện 12 cơ sở vi phạm, phạt 184 triệu đồng; thu thuế đạt 97,4 tỷ đồng, bằng 8% dự toán, "
    "tăng 4%. Còn lại 33 cơ sở chưa được kiểm tra."
)


class Noted(Decider):
    """Notes the options and takes what the rules propose."""

    def __init__(self, links: Links, of: ranking.Weigher, part_of: ranking.Weigher) -> None:
        super().__init__(links, of, part_of)
        self.noted: list[tuple[str, int, Scored]] = []

    def choose(self, relation: str, index: int, proposed: int | None, scored: Scored) -> int | None:
        self.noted.append((relation, index, scored))
        return proposed


def test_features_sum_to_the_score() -> None:
    """What is learnt from (features) and what is chosen by (sums) are the same thing."""
    weights = {name: ranking.load(name) for name in ("of", "part_of")}
    learnt = Noted(proposed(REPORT), ranking.as_features, ranking.as_features)
    chosen = Noted(proposed(REPORT), weights["of"], weights["part_of"])
    learnt.decide()
    chosen.decide()
    sums = [(rel, index, [(at, weights[rel](told)) for at, told in scored]) for rel, index, scored in learnt.noted]
    assert len(sums) > 8
    assert sums == chosen.noted


def test_no_link_is_chosen_where_all_options_are_equal() -> None:
    links = proposed(REPORT)
    Decider(links, ranking.Weights(), ranking.Weights()).decide()
    settled = [links.is_settled(index) for index in range(len(links.setting.slots))]
    found = [slot.part_of for slot, sure in zip(links.setting.slots, settled, strict=True) if not sure]
    assert set(found) == {None}


def test_the_choice_grows_with_the_figures_not_with_their_square() -> None:
    decider = Noted(proposed("Toàn tỉnh có 900 vụ, " + "trong đó 5 vụ, " * 300), ranking.Weights(), ranking.Weights())
    decider.decide()
    assert len(decider.noted) >= 300
    assert max(len(scored) for _, _, scored in decider.noted) <= MOST


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
