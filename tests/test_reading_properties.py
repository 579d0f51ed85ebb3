"""What holds for the reading of any text: spans, links, bounds, order, and the same output for the same input."""

from __future__ import annotations

import datetime as dt
import gc
import json
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongket.output import jsonl
from tongket.pipeline import Unread, read_all
from tongket.reading import read_document
from tongket.records import (
    Award,
    Block,
    Document,
    Encoding,
    Figure,
    Flag,
    Law,
    Private,
    Reading,
    Review,
    ReviewOfficial,
    Span,
    Versus,
    Zero,
)
from tongket.sources.options import LoadOptions
from tongket.sources.plain import from_text

PUBLISHED = dt.date(2023, 7, 12)
ROOT = Path(__file__).parents[1]

# ── pieces that reports are made of ──────────────────────────────────────────────────────────────────────────────
NUMBERS = (
    "45",
    "1.500",
    "1,5",
    "04",
    "15 ngàn",
    "96 triệu đồng",
    "5,6 tỷ",
    "1,2 nghìn tỷ đồng",
    "3 triệu 200 nghìn",
    "36,9%",
    "1,2 điểm phần trăm",
    "3 lần",
    "đôi",
    "một nửa",
    "hai mươi mốt",
    "hàng chục tỷ đồng",
    "từ 5 đến 10 triệu đồng",
    "9 - 10",
    "12 và 15 tỷ đồng",
    "34/39",
    "188/97",
    "1/10",
    "660 nghìn tấn",
    "21.300 đồng/lít",
    "6,2 tấn/ha",
    "(-14,8%)",
    "(+5,2%)",
    "âm 3 tỷ đồng",
    "18 năm",
    "10,381",
    "43,697 ha",
    "2.553 tỷ đồng",
    "9 3.2 5.5",
    "1.2.3",
    "000",
    "1e9",
    "٣٤",
    "½",
    "²",
    "12345678901234567890",
)
NOUNS = (
    "vụ",
    "trường hợp",
    "đối tượng",
    "tin, bài",
    "hộ nghèo",
    "người bị thương",
    "xã đạt chuẩn",
    "số vụ cháy",
    "tổng thu ngân sách",
    "tổng số tiền",
    "tỷ lệ hộ nghèo",
    "sản lượng lúa",
    "trường tiểu học",
    "cán bộ, công chức",
    "suất học bổng “Vượt khó”",
)
VERBS = (
    "phát hiện",
    "xử phạt",
    "xử lý",
    "khởi tố",
    "tặng giấy khen cho",
    "làm chết",
    "bị bắt giữ",
    "được khởi công",
    "có",
    "đạt",
    "là",
    "xảy ra",
    "ghi nhận",
    "ước đạt",
    "phấn đấu",
    "dự kiến",
    "sẽ",
    "tăng",
    "giảm",
    "vượt",
    "tăng lên",
    "giảm còn",
    "chiếm",
    "bằng",
    "gấp",
    "lần lượt",
    "ít hơn",
    "cao hơn",
    "cắt giảm",
)
LINKS = (
    "trong đó",
    "gồm",
    "trong số",
    "riêng",
    "với",
    "so với cùng kỳ",
    "so với kế hoạch",
    "kế hoạch",
    "dự toán",
    "hơn",
    "khoảng",
    "gần",
    "ít nhất",
    "không quá",
    "trở lên",
    "và",
    "tại",
    "của",
    "theo",
)
FRAMES = (
    "năm 2022",
    "tháng 6/2023",
    "quý II",
    "6 tháng đầu năm 2023",
    "tính đến ngày 30/6",
    "cùng kỳ năm 2022",
    "hiện nay",
    "Nghị định 15/2020/NĐ-CP",
    "lớp 10",
    "Quốc lộ 1A",
    "Công an tỉnh Lạng Sơn",
    "Sở Y tế",
    "huyện Bảo Thắng",
    "Hà Nội",
    "cơ quan chức năng",
    "anh Nguyễn Văn A (SN 1990, trú tại xã B)",
)
MARKS = (
    ",",
    ";",
    ":",
    ".",
    "(",
    ")",
    "/",
    "-",
    "–",
    "|",
    "“",
    "”",
    "\n",
    "\n\n",
    "\n- ",
    "\n+ ",
    "\n1. ",
    "\nII. NHIỆM VỤ NĂM 2024\n",
    "\n| ",
    " | ",
    " |\n",
    "\n|---|---|\n",
    "STT",
    "Chỉ tiêu",
    "Kế hoạch (%)",
    "Thực hiện (triệu đồng)",
)
ODDITIES = (
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u2028",
    "\t",
    "\x0c",
    "o\u0301",
    "đ",
    "𝟙𝟚",
    "👮🏽",
    "İ",
    "ß",
    "ﬁ",
    "\u0301",
    "\u202e",
    "hoà",
    "hòa",
    "\ufffd",
    "\x00",
)
PIECES = (*NUMBERS, *NUMBERS, *NOUNS, *VERBS, *LINKS, *FRAMES, *MARKS, *ODDITIES)
TEXTS = st.builds(
    lambda pieces, glue: glue.join(pieces),
    st.lists(st.sampled_from(PIECES), max_size=60),
    st.sampled_from([" ", " ", " ", ""]),
)


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """Clauses in the order of a report's sentence: when, what, verb, number, noun, what stands in brackets."""
    blank = ("",) * 6
    clauses = []
    for _ in range(draw(st.integers(1, 6))):
        clause = [
            draw(st.sampled_from([*blank, *LINKS, *FRAMES])),
            draw(st.sampled_from([*blank, *NOUNS])),
            draw(st.sampled_from([*blank, *VERBS])),
            draw(st.sampled_from([*blank, *LINKS])),
            draw(st.sampled_from(NUMBERS)),
            draw(st.sampled_from([*blank, *NOUNS])),
            draw(
                st.sampled_from([*blank, "(giảm 8 vụ)", "(274/312 vụ)", "(7,5%)", "(3 vụ, 5 người)", "bị phạt", "sẽ"])
            ),
            draw(st.sampled_from([*blank, *LINKS])),
        ]
        clauses.append(
            " ".join(word for word in clause if word) + draw(st.sampled_from([",", ",", ";", ".", ":", " và", "\n- "]))
        )
    return " ".join(clauses)


CELLS = st.sampled_from([*NUMBERS, "Thu nội địa", "tấn", "%", "", "Đội 1", "-", "..."])
HEADS = st.sampled_from(["Chỉ tiêu", "ĐVT", "Kế hoạch năm 2023", "Thực hiện", "Tăng, giảm (%)", "Tỷ trọng (%)", "STT"])


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table as a page gives it, its rows of any length."""
    heads = draw(st.lists(HEADS, min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(CELLS, max_size=6), max_size=5))
    mark = draw(st.sampled_from([" | ", "\t", "|"]))
    return "\n".join([mark.join(heads), *(mark.join(row) for row in rows)])


TOLD = (
    "Ngày 5/7/2023, Công an tỉnh Lạng Sơn tổ chức hội nghị sơ kết công tác 6 tháng đầu năm 2023.",
    "Đại tá Trần Văn Mẫu, Phó Giám đốc Công an tỉnh chủ trì hội nghị.",
    "Công an tỉnh phát hiện 212 vụ, xử phạt 148 vụ với tổng số tiền 96 triệu đồng, nhắc nhở 61 vụ.",
    "Huyện có 1.250 hộ nghèo, trong đó 800 hộ người Kinh và 440 hộ người Dao.",
    "Trong kỳ không có người bị thương, không xảy ra vụ cháy nào.",
    "Thời gian tới, yêu cầu các đơn vị tập trung đẩy mạnh tuyên truyền, phấn đấu giảm 5% số vụ.",
    "Dịp này, Giám đốc Công an tỉnh tặng giấy khen cho 4 tập thể và 9 cá nhân.",
    "Các đơn vị ký cam kết thi đua năm 2024.",
)
REPORTS = st.builds(
    lambda told, between: "".join(f"{a}{b}" for a, b in zip(told, between, strict=False)),
    st.lists(st.sampled_from(TOLD), max_size=8),
    st.lists(st.sampled_from([" ", " ", "\n", "\n\n"]) | sentences(), min_size=8, max_size=8),
)
ANY = (
    REPORTS
    | TEXTS
    | sentences()
    | sentences()
    | tables()
    | st.builds(lambda a, b: f"{a}\n\n{b}", sentences(), tables())
)


def read(text: str) -> Reading:
    return read_document(from_text(text, doc="d", published=PUBLISHED))


def spans(figure: Figure) -> list[tuple[str | None, Span | None]]:
    return [
        (figure.quote, (figure.start, figure.end)),
        (figure.counted, figure.counted_span),
        (figure.act, figure.act_span),
    ]


# ── any reading ──────────────────────────────────────────────────────────────────────────────────────────────────
@settings(max_examples=300, deadline=None)
@given(ANY)
@example("Tỉnh có 34/39 xã, trong đó 12 và 15 tỷ đồng (giảm 38 (274/312)).")
@example("| STT | Số |\n|---|---|\n| 1 | 45 |")
@example("9 3.2 5.5\n- 1/10: 1.2.3; 4-5%")
def test_what_holds_for_any_reading(text: str) -> None:
    reading = read(text)
    figures, seen = reading.figures, reading.document.text
    for index, figure in enumerate(figures):
        others = set(range(len(figures))) - {index}
        for words, span in spans(figure):
            assert (words is None) == (span is None)
            assert span is None or (0 <= span[0] < span[1] <= len(seen) and seen[slice(*span)] == words)
        assert figure.sentence[0] <= figure.start < figure.end <= figure.sentence[1]
        assert figure.of is None or figure.of in others
        assert figure.part_of is None or figure.part_of in others
        assert set(figure.covers) <= others and len(set(figure.covers)) == len(figure.covers)
        assert (figure.high is not None) == (figure.bound == "range")
        assert figure.high is None or figure.high >= figure.value
        assert (figure.direction is not None) == (figure.kind in ("change", "growth"))
        assert figure.kind != "level" or figure.of is None
        assert figure.value.is_finite()
        assert figure.period is None or figure.period[0] <= figure.period[1]
        assert (figure.period is None) == (figure.period_source is None)
        assert figure.counted is None or figure.counted == figure.counted.strip()
        assert figure.counted is None or "\n" not in figure.counted
    assert all(before.end <= after.start for before, after in pairwise(figures))


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_parts_lead_to_a_whole_that_is_no_part_of_them(text: str) -> None:
    figures = read(text).figures
    for start in range(len(figures)):
        met: set[int] = set()
        at: int | None = start
        while at is not None:
            assert at not in met
            met.add(at)
            at = figures[at].part_of


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_zeros_flags_laws_and_review_point_into_the_text(text: str) -> None:
    reading = read(text)
    seen = reading.document.text
    assert all(seen[zero.start : zero.end] == zero.quote for zero in reading.zeros)
    assert all(seen[law.start : law.end] == law.text for law in reading.laws)
    for flag in reading.flags:
        assert flag.figures and all(0 <= index < len(reading.figures) for index in flag.figures)
    if reading.review is not None:
        for start, end in (*reading.review.tasks, *reading.review.commitments):
            assert 0 <= start < end <= len(seen)
    for zero in reading.zeros:
        assert not any(figure.start < zero.end and zero.start < figure.end for figure in reading.figures)


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_the_same_text_gives_the_same_line(text: str) -> None:
    first = jsonl.line(read(text))
    assert jsonl.line(read(text)) == first
    assert "\n" not in first
    assert json.loads(first)["doc"] == "d"


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_values_are_written_without_losing_a_digit(text: str) -> None:
    reading = read(text)
    record = json.loads(jsonl.line(reading), parse_float=str, parse_int=str)
    for figure, written in zip(reading.figures, record["figures"], strict=True):
        assert "e" not in written["value"].lower()
        assert type(figure.value)(written["value"]) == figure.value


@settings(max_examples=300, deadline=None)
@given(st.text())
@example("\ud800 45 vụ")
@example("45\x00vụ")
def test_any_string_is_read(text: str) -> None:
    for figure in read(text).figures:
        assert figure.quote


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,-–/%()+ \n|xX", max_size=200))
def test_any_row_of_digits_and_marks_is_read(text: str) -> None:
    reading = read(text)
    for figure in reading.figures:
        assert reading.document.text[figure.start : figure.end] == figure.quote


@pytest.mark.parametrize(
    "piece",
    [
        "phát hiện 45 vụ, ",
        "(",
        "((1/2)",
        "1.234,5 ",
        "Công an tỉnh ",
        "không có vụ nào ",
        "trong đó 5 ",
        "tăng giảm ",
        "- 1 - ",
        "| 5 ",
        "“",
        "năm 2022, ",
        "x",
        "\u0301",
        " ",
        "/",
        "và ",
    ],
)
def test_a_single_line_of_fifty_kilobytes_is_read(piece: str) -> None:
    text = piece * (50_000 // len(piece.encode()) + 1)
    reading = read(text)
    assert len(reading.document.text) >= len(text) - 1
    for figure in reading.figures[:50]:
        assert reading.document.text[figure.start : figure.end] == figure.quote


@pytest.mark.parametrize("word", ["trăm ", "nghìn ", "triệu ", "hai trăm linh ", "5 tỷ "])
def test_number_words_without_end_are_read(word: str) -> None:
    assert read(word * 1200).document.text.startswith(word)


def test_a_figure_is_the_same_far_into_a_long_text() -> None:
    sentence = "Công an huyện phát hiện 164 trường hợp vi phạm."
    filler = "Công tác tuyên truyền được đẩy mạnh. " * 1500
    alone, late = read(sentence).figures, read(filler + sentence).figures
    assert [(f.quote, f.counted, f.act) for f in late] == [(f.quote, f.counted, f.act) for f in alone]
    assert late[0].start == alone[0].start + len(filler)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_order_of_files_changes_no_line() -> None:
    paths = sorted(str(path) for path in (ROOT / "specimens").glob("*.*") if path.suffix in (".txt", ".html"))
    assert len(paths) >= 8

    def lines(inputs: list[str]) -> dict[str, str]:
        readings = list(read_all(inputs, LoadOptions()))
        assert not [item for item in readings if isinstance(item, Unread)]
        return {item.document.doc: jsonl.line(item) for item in readings if isinstance(item, Reading)}

    forward = lines(paths)
    assert len(forward) == len(paths)
    assert lines(paths[::-1]) == forward
    assert lines(paths[1::2] + paths[::2]) == forward


def test_a_reading_leaves_nothing_behind_for_the_next() -> None:
    """A document's lead must not speak for the document read after it."""
    text = "Trung tâm có 14 phòng học."
    alone = jsonl.line(read(text))
    read("Năm 2022, Công an tỉnh Lạng Sơn khởi tố 45 vụ án.")
    assert jsonl.line(read(text)) == alone


# ── readings as objects ──────────────────────────────────────────────────────────────────────────────────────────
def test_all_that_a_reading_needed_is_let_go_with_it() -> None:
    """What holds itself waits for Python to look for such, and there is much of it by then."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "specimens").glob("*-202*.txt"))]
    assert len(texts) >= 5
    for text in texts:  # what is made once for all texts
        jsonl.line(read(text))
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            jsonl.line(read(text))
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_reading_can_be_sent_to_another_process() -> None:
    """Records are frozen; compiled, `pickle` can't fill them either."""
    readings = [item for item in read_all([str(ROOT / "specimens")], LoadOptions()) if isinstance(item, Reading)]
    assert pickle.loads(pickle.dumps(readings)) == readings
    kinds = {type(record) for reading in readings for record in _records(reading)}
    assert kinds >= {Document, Block, Encoding, Figure, Versus, Zero, Review, ReviewOfficial, Award, Flag, Law, Private}


def _records(record: Any) -> Iterator[object]:
    """A record and those that it holds."""
    for value in [getattr(record, each.name) for each in fields(record)]:
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                yield part
                yield from _records(part)
