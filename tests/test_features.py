"""What features are made of: no names of people, in whatever place of a text they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongket.choosing import confidence
from tongket.choosing.chooser import Chooser, body_options, place_options
from tongket.choosing.counted import CountedOptions
from tongket.choosing.ranking import as_features
from tongket.choosing.signs import NAME, shown
from tongket.choosing.statuses import StatusOptions
from tongket.choosing.times import TimeOptions
from tongket.choosing.worth import WorthOptions
from tongket.privacy.mask import MASK
from tongket.privacy.words import frequent, table
from tongket.reading import prepare
from tongket.reading.figures import FigureReader
from tongket.reading.linkmodel import Decider, Scored
from tongket.reading.links import Links
from tongket.reading.slots import Slot
from tongket.reading.tokens import REST
from tongket.records import Quantity
from tongket.sources.plain import from_text
from tongket.text import key

CHOICES = ("counted", "status", "of", "part_of", "period", "body", "place", "worth", "confidence")
GIVEN = ("kha", "bưởi")
WORD = re.compile(r"[^\W\d_]+")


class Noted(Chooser):
    """Notes the features of every choice, and lets the rules' choice stand."""

    def __init__(self) -> None:
        self.features: set[str] = set()

    def note(self, scored: Sequence[tuple[object, list[str]]]) -> None:
        self.features.update(*(features for _, features in scored))

    def worth(self, reader: FigureReader, slots: Sequence[Slot]) -> list[Quantity]:
        options = WorthOptions(reader, slots, as_features)
        for index in range(len(slots)):
            self.note(options.scored(index))
        return [slot.quantity for slot in slots]

    def counted(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = CountedOptions(reader, slots, as_features)
        for index in range(len(slots)):
            self.note(options.scored(index))

    def links(self, links: Links) -> None:
        _Links(links, self).decide()

    def status(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = StatusOptions(reader, slots, as_features)
        for index in range(len(slots)):
            self.note(options.scored(index))

    def period(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = TimeOptions(reader, slots, as_features)
        for index in range(len(slots)):
            self.note(options.scored(index))

    def body(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = body_options(reader, slots, as_features)
        for index in range(len(slots)):
            self.note(options.scored(index))

    def place(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        options = place_options(reader, slots, as_features)
        for index in range(len(slots)):
            self.note(options.scored(index))

    def confidence(self, reader: FigureReader, slots: Sequence[Slot]) -> None:
        for index in range(len(slots)):
            self.features.update(confidence.signs(reader, slots, index, as_features))


class _Links(Decider):
    def __init__(self, links: Links, noted: Noted) -> None:
        super().__init__(links, as_features, as_features)
        self._noted = noted

    def choose(self, relation: str, index: int, proposed: int | None, scored: Scored) -> int | None:
        self._noted.note(scored)
        return proposed


def features_of(text: str) -> set[str]:
    scene, noted = prepare(from_text(text, doc="d", published=None)), Noted()
    FigureReader(scene.document, scene.text, scene.mentions).slots(noted)
    return noted.features


def words_of(feature: str) -> list[str]:
    return WORD.findall(feature)


PIECES = (
    "Ông {} Văn Kha, Chủ tịch UBND huyện Đông Lĩnh, cho biết có 12 con bò, tăng 3 con so với năm 2022.",
    "Ông {} Văn Kha cho biết 5 đơn đã xong, trong đó 2 đơn do Giám đốc Sở Y tế {} Thị Bưởi ký.",
    "{} Văn Kha, Giám đốc Sở Y tế, trao 40 triệu đồng, bằng 20% số tiền mà Bộ trưởng {} Thị Bưởi hứa.",
    "- {} Thị Bưởi (Chủ tịch HĐND tỉnh): 3 hộ ({} Văn Kha 2 hộ).",
    "Năm 2023, Công an huyện Đông Lĩnh phạt {} Văn Kha 3 triệu đồng.",
    "Theo luật sư {} Thị Bưởi, 7 hộ do nghệ sĩ {} Văn Kha giúp sẽ có 90 con bò.",
    "Trong tháng 5/2023, quỹ “{} Thị Bưởi” ({} Thị Bưởi lập) thu 8 tấn thóc.",
    "Có 5 đơn, tăng 20% {} Thị Bưởi nêu. Số đơn giảm 10% theo {} Văn Kha 30 đơn.",
    "Sở phạt 9 triệu đồng, trong đó 3 triệu đồng {} Văn Kha nộp, 2 triệu đồng {} Thị Bưởi.",
    "Sở trao 6 {} Văn Kha, 9 {} Bưởi và 2 giải {} Kha.",
    "Đường {} Văn Kha dài 6 km, trường {} Thị Bưởi có 400 học sinh.",
)
NAMES = st.sampled_from(sorted(frequent()))


@settings(max_examples=60, deadline=None)
@given(NAMES, st.lists(st.sampled_from(PIECES), min_size=1, max_size=6, unique=True))  # a repeated line is no text
@example("nguyễn", list(PIECES))
@example("trần", list(reversed(PIECES)))
def test_no_feature_holds_a_name(name: str, pieces: list[str]) -> None:
    found = features_of("\n".join(pieces).replace("{}", name.capitalize()))
    assert any(NAME in feature or MASK in feature for feature in found)
    names = {name, *GIVEN}
    assert not [feature for feature in found if not names.isdisjoint(words_of(feature))]


@given(NAMES, st.sampled_from(["Ảnh: {} KHA", "đúng luật. {} KHA", "ông {} VĂN KHA", "({} KHA)", "{}, KHA"]))
def test_a_family_name_in_capitals_is_shown_as_a_name(name: str, text: str) -> None:
    raw = text.replace("{}", name.upper())
    start = raw.index(name.upper())
    for first, last in ((start, start + len(name)), (raw.rfind(" ", 0, start) + 1, raw.find(" ", start))):
        assert shown(raw, key(raw), first, last) == NAME


def test_words_that_names_are_made_of_are_shown_where_they_are_words() -> None:
    raw = "Phạm tội về ma túy tăng; giá trần giảm, ngô mất mùa. Đỗ xe trái phép."
    found = [shown(raw, key(raw), *match.span()) for match in WORD.finditer(raw)]
    assert found == WORD.findall(key(raw))


def test_text_left_uncut_is_no_word() -> None:
    uncut = "Chợ phiên họp vào ngày lành, ai cũng vui. " * 3
    found = features_of(f"Tin trong tuần.\n{uncut}Xã có 5 hộ. {uncut}{uncut}Bản có 7 hộ.")
    assert any(REST in feature for feature in found)
    assert not [feature for feature in found if "lành" in feature]


@pytest.mark.parametrize("choice", CHOICES)
def test_no_weight_is_of_a_form_of_address_with_a_name(choice: str) -> None:
    learnt = json.loads((files("tongket.weights") / f"{choice}.json").read_text(encoding="utf-8"))
    titles, names = frozenset(table()["titles"]), frequent()
    for feature in learnt:
        words = words_of(feature)
        assert not any(a in titles and b in names for a, b in pairwise(words)), feature
