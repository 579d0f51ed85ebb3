"""The learned choices: what options there are, how they are scored, and that nothing depends on where it runs."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongket.choosing import ranking
from tongket.choosing.chooser import Chooser, body_options, place_options
from tongket.choosing.counted import CountedOptions, supported
from tongket.choosing.statuses import STATUSES, StatusOptions
from tongket.choosing.times import TimeOptions
from tongket.choosing.worth import WorthOptions, kept
from tongket.memo import Memo
from tongket.reading import prepare
from tongket.reading.figures import FigureReader
from tongket.reading.slots import Slot
from tongket.records import Quantity
from tongket.sources.plain import from_text

CHOICES = ("counted", "status", "of", "part_of", "period", "body", "place", "worth")
REPORT = (
    "Công an tỉnh Vân Hà báo cáo năm 2023.\nTrong 6 tháng đầu năm 2023, toàn tỉnh xảy ra 45 vụ cháy, tăng 5 vụ so với "
    "cùng kỳ; phạt 12 cơ sở với số tiền 184 triệu đồng. Huyện Đông Lĩnh có 8 vụ. Tính đến ngày 20/6, đã kiểm tra 31/40 "
    "chợ. Năm 2024, phấn đấu giảm 10% số vụ cháy."
)


def read(text: str = REPORT) -> tuple[FigureReader, list[Slot]]:
    scene = prepare(from_text(text, doc="d", published=None))
    reader = FigureReader(scene.document, scene.text, scene.mentions)
    return reader, reader.slots()


@given(st.lists(st.integers(-50_000, 50_000), min_size=1, max_size=20))
def test_the_likeliest_option_has_the_largest_score(scores: list[int]) -> None:
    found = ranking.chosen(list(enumerate(scores)))
    assert scores[found.option] == max(scores)
    odds = [math.exp((score - max(scores)) / ranking.UNIT) for score in scores]
    assert found.probability == pytest.approx(odds[found.option] / sum(odds))


@given(st.permutations(["a", "b", "c"]))
def test_of_equals_the_first_is_chosen(options: list[str]) -> None:
    scored = [(option, 7) for option in options]
    assert ranking.best(scored) == ranking.chosen(scored).option == options[0]


def test_weights_add_up_and_unknown_features_weigh_nothing() -> None:
    weights = ranking.Weights({"a": 5, "b": -2})
    assert weights(["a", "b", "never seen", "a"]) == 8


_SHOWN = st.sampled_from(["a", "b", "c", "unknown"])


@given(
    st.dictionaries(st.tuples(st.sampled_from(["x", "y", "z"]), _SHOWN), st.integers(-60_000, 60_000)),
    st.lists(_SHOWN, max_size=40),
)
def test_weighed_across_options_is_what_each_weighs(told: dict[tuple[str, str], int], shown: list[str]) -> None:
    weights = ranking.Weights({f"{option}|{feature}": weight for (option, feature), weight in told.items()})
    each = weights.across(("x", "y", "z"))
    sums = [weights([f"{option}|{feature}" for feature in shown]) for option in ("x", "y", "z")]
    assert each.split(each(shown)) == sums


def test_a_group_weighs_what_its_features_weigh() -> None:
    def features(word: str, near: bool) -> list[str]:
        return [word, f"{word}|{near:d}"]

    weights = ranking.Weights({"a": 5, "a|1": -2, "b|0": 7})
    group = weights.group(features)
    for values in (("a", True), ("a", False), ("b", False), ("c", True), ("a", True)):
        assert group[values] == weights(features(*values))
    assert weights.group(features) is group


def test_family_names_are_no_features_where_lines_begin() -> None:
    reader, _ = read("Nguyễn Văn Kha nộp 5 đơn.\nTheo Bộ Tài chính, có 7 đơn.\n- Trần Thị Bưởi: 3 đơn.")
    found = [reader.shown[at] for at in range(len(reader.tokens))]
    assert "nguyễn" not in found and "trần" not in found and "theo" in found


@pytest.mark.parametrize("choice", CHOICES)
def test_weights_are_whole_numbers_in_order(choice: str) -> None:
    table = json.loads((files("tongket.weights") / f"{choice}.json").read_text(encoding="utf-8"))
    assert table and all(type(weight) is int for weight in table.values())
    assert list(table) == sorted(table)


def test_counted_options_are_whole_words_and_hold_what_the_rules_say() -> None:
    reader, slots = read()
    options = CountedOptions(reader, slots, ranking.as_features)
    raw = reader.text.raw
    for index, slot in enumerate(slots):
        spans = dict(options.scored(index))
        assert None in spans and slot.counted in spans
        for span in spans:
            if span is not None:
                assert not raw[span[0]].isspace() and not raw[span[1] - 1].isspace()
                assert span[0] == 0 or not (raw[span[0] - 1].isalnum() and raw[span[0]].isalnum())
                assert not (raw[span[1] : span[1] + 1].isalnum() and raw[span[1] - 1].isalnum())


def test_no_option_is_cut_within_a_word_of_two_syllables() -> None:
    reader, slots = read("Công an khởi tố 5 vụ án xâm phạm trật tự xã hội trong tháng.")
    raw = reader.text.raw
    scored = CountedOptions(reader, slots, ranking.as_features).scored(0)
    ends = {raw[span[0] : span[1]].split()[-1] for span, _ in scored if span}
    assert "hội" in ends and "xã" not in ends


@pytest.mark.parametrize(
    ("choice", "build"),
    [
        ("counted", CountedOptions),
        ("status", StatusOptions),
        ("period", TimeOptions),
        ("body", body_options),
        ("place", place_options),
    ],
)
def test_features_sum_to_the_score(choice: str, build: Callable[..., Any]) -> None:
    """What is learnt from (features) and what is chosen by (sums) are the same thing."""
    reader, slots = read()
    weights = ranking.load(choice)
    learnt, chosen = (build(reader, slots, weigh) for weigh in (ranking.as_features, weights))
    for index in range(len(slots)):
        sums = {option: weights(features) for option, features in learnt.scored(index)}
        assert sums == dict(chosen.scored(index))


@pytest.mark.parametrize(
    ("build", "field"),
    [
        (lambda r, s: TimeOptions(r, s, ranking.as_features), "period"),
        (lambda r, s: StatusOptions(r, s, ranking.as_features), "status"),
        (lambda r, s: body_options(r, s, ranking.as_features), "body"),
        (lambda r, s: place_options(r, s, ranking.as_features), "place"),
    ],
)
def test_what_the_rules_say_is_an_option_once(build: Callable[[FigureReader, list[Slot]], Any], field: str) -> None:
    reader, slots = read()
    options = build(reader, slots)
    for index, slot in enumerate(slots):
        values = [value for value, _ in options.scored(index)]
        assert values.count(getattr(slot, field)) == 1 and len(set(values)) == len(values)


def test_statuses_are_those_of_the_guide() -> None:
    assert set(STATUSES) == {"reported", "estimate", "target", "rule"}


def test_the_base_of_a_comparison_is_no_figures_time() -> None:
    reader, slots = read("Trong quý II/2023, số ca mắc tăng 12% so với năm 2019.")
    years = {
        dates[0].year for dates, _ in TimeOptions(reader, slots, ranking.as_features).scored(0) if dates is not None
    }
    assert years == {2023}


def test_like_worded_options_support_each_other() -> None:
    """Two spellings of one answer outweigh a likelier single one, but not a sure one."""
    raw = "Phạt 5 cơ sở kinh doanh than, 7 hộ."

    def span(words: str) -> tuple[int, int]:
        return raw.index(words), raw.index(words) + len(words)

    def words_of(said: tuple[int, int] | None) -> frozenset[str]:
        return frozenset() if said is None else frozenset(raw[slice(*said)].split())

    words = Memo(words_of)
    options = [(span("hộ"), 1000), (span("cơ sở kinh doanh"), 900), (span("cơ sở kinh doanh than"), 800)]
    assert supported(options, words)[0] == span("cơ sở kinh doanh")
    assert supported([(span("hộ"), 9000), *options[1:]], words)[0] == span("hộ")


def test_a_phrase_s_middle_is_not_taken_for_the_whole() -> None:
    """The middle is like the short and the long phrase, which are not like each other."""
    phrases = ["vụ phạm tội về trật tự xã hội", "vụ phạm tội", "vụ phạm tội về trật tự"]
    spans: list[tuple[int, int] | None] = [(0, len(phrase)) for phrase in phrases]
    words = Memo(lambda span: frozenset(phrases[spans.index(span)].split()))
    assert supported(list(zip(spans, (1500, 1200, 0), strict=True)), words)[0] == spans[0]


PROSE = (
    "Bạn trẻ kể chuyện.\nĐến show 7, cả hai đứa mua 3 vé giá 250.000 đồng, xem 2/3 buổi; liveshow 12 có 1.500 "
    "khán giả. Đội khách thắng 2-1, hai đội chia tay sau 90 phút."
)


def test_what_speaks_against_a_number_is_learnt_and_chosen_alike() -> None:
    reader, slots = read(PROSE)
    weights = ranking.load("worth")
    learnt, chosen = (WorthOptions(reader, slots, weigh) for weigh in (ranking.as_features, weights))
    for index in range(len(slots)):
        assert [weights(features) for _, features in learnt.scored(index)] == [s for _, s in chosen.scored(index)]


class Keeping(Chooser):
    """Holds every number for a figure."""

    def worth(self, reader: FigureReader, slots: Sequence[Slot]) -> list[Quantity]:
        return [slot.quantity for slot in slots]


def drop_all() -> ranking.Weights:
    return ranking.Weights({"any": 5000})


@given(st.integers(-6000, 6000))
def test_the_figures_kept_are_some_of_the_slots_in_their_order(weight: int) -> None:
    reader, slots = read(PROSE)
    every = [slot.quantity for slot in slots]
    left = kept(reader, slots, ranking.Weights({"any": weight, "unitm": -4000}))
    assert left == [quantity for quantity in every if quantity in left]


def test_both_sides_of_a_pair_stay_or_go() -> None:
    reader, slots = read(PROSE)
    for weights in (drop_all(), ranking.Weights({"pair1": 9000}), ranking.Weights({"pair2": 9000})):
        left = kept(reader, slots, weights)
        assert sum(quantity.pair for quantity in left) in (0, 3)


def test_without_weights_every_number_stays() -> None:
    reader, slots = read(PROSE)
    assert kept(reader, slots, ranking.Weights()) == [slot.quantity for slot in slots]


def test_an_account_of_a_bodys_work_and_a_table_keep_their_numbers() -> None:
    reader, slots = read(REPORT)
    assert {quantity.kind for quantity in kept(reader, slots, drop_all())} == {"money", "percentage"}
    reader.genre = "aggregate_report"
    assert kept(reader, slots, drop_all()) == [slot.quantity for slot in slots]
    table = "Kết quả năm 2023\n\n| Huyện | Số vụ |\n|---|---|\n| Đông Lĩnh | 45 |\n| Nậm Sơn | 12 |\n"
    reader, slots = read(table)
    rows = [slot.quantity for slot in slots if reader.document.blocks[slot.block].kind == "row"]
    assert rows and [quantity for quantity in kept(reader, slots, drop_all()) if quantity in rows] == rows


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Tiêu thụ 80 m 2 đất.", ["80 m"]),
        ("Lúc 01 : 45 có 3 người vào, theo [4] nguồn.", ["3"]),
        ("Ca sĩ bỏ liveshow 7, chỉ nhận 20 triệu đồng.", ["20 triệu đồng"]),
    ],
)
def test_numbers_set_apart_are_no_figures(text: str, figures: list[str]) -> None:
    reader, slots = read(text)
    assert [reader.text.raw[slot.quantity.start : slot.quantity.end] for slot in slots] == figures


def test_a_number_dropped_is_not_seen_by_the_others() -> None:
    """Its neighbours are read as if it were a word."""
    reader, slots = read(PROSE)
    left = [quantity for quantity in (slot.quantity for slot in slots) if quantity.kind == "money"]

    class MoneyAlone(Chooser):
        def worth(self, reader: FigureReader, slots: Sequence[Slot]) -> list[Quantity]:
            return left

    read_again = reader.slots(MoneyAlone())
    assert [slot.quantity for slot in read_again] == left
    assert all(slot.inherited is None and slot.of is None and slot.part_of is None for slot in read_again)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([PROSE, REPORT]), st.sets(st.integers(0, 9)))
def test_what_is_left_is_read_as_if_the_dropped_had_never_been_there(text: str, dropped: set[int]) -> None:
    reader, slots = read(text)
    left = [slot.quantity for index, slot in enumerate(slots) if index not in dropped]

    class Dropping(Chooser):
        def worth(self, reader: FigureReader, slots: Sequence[Slot]) -> list[Quantity]:
            return left

    without, _ = read(text)
    without.numbers = left

    def phrases(slot: Slot) -> tuple[object, ...]:
        return slot.first, slot.floor, slot.ceiling, slot.noun, slot.subject, slot.verb, slot.counted, slot.kind

    assert list(map(phrases, reader.slots(Dropping()))) == list(map(phrases, without.slots(Keeping())))


def test_choosing_twice_gives_the_same() -> None:
    def chosen() -> list[tuple[object, ...]]:
        reader, _ = read()
        return [(s.counted, s.status, s.period, s.body, s.place) for s in reader.slots(Chooser())]

    assert chosen() == chosen()
