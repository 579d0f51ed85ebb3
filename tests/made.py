"""Readings made by hand, for the tests of what is written out: an invented body in an invented province."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tongket.records import (
    Award,
    Block,
    Cell,
    Document,
    Encoding,
    Figure,
    Flag,
    Law,
    OfficialHeader,
    Private,
    Reading,
    Review,
    ReviewOfficial,
    Versus,
    Zero,
)

TITLE = "Công an tỉnh Lam Sơn tổng kết công tác năm 2021"
LEAD = (
    "Năm 2021, Công an tỉnh Lam Sơn phát hiện 259 trường hợp vi phạm, tăng 36,9% so với cùng kỳ năm 2020; "
    "trong đó xử phạt 31 trường hợp với tổng số tiền 184 triệu đồng, nhắc nhở 227 trường hợp."
)
BULLETS = (
    "- Tỷ lệ điều tra, khám phá án ước đạt 85,5%;",
    "- Năm 2022 phấn đấu giảm từ 5% đến 10% số vụ tai nạn giao thông trên địa bàn huyện Đông Khê.",
)
HEADING = "Kết quả từng huyện"
ROWS = ("Huyện\tSố vụ năm 2021", "Đông Khê\t12", "Tây Khê\t1.019")
ZERO = "Không có người bị thương trong dịp Tết theo Nghị định 15/2020/NĐ-CP."
FURNITURE = "Tổng lượt truy cập: 78299612 | Liên hệ | Sơ đồ trang"
TEXT = "\n".join((TITLE, LEAD, *BULLETS, HEADING, *ROWS, ZERO, FURNITURE))
YEAR = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
NEXT = (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
BODY = "Công an tỉnh Lam Sơn"


def span(words: str, text: str = TEXT, nth: int = 1) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words)


def figure(quote: str, value: str, sentence: str, text: str = TEXT, nth: int = 1, **fields: Any) -> Figure:
    start, end = span(quote, text, nth)
    return Figure(
        **{
            "start": start,
            "end": end,
            "quote": quote,
            "value": Decimal(value),
            "high": None,
            "bound": "exact",
            "unit": "count",
            "counted": None,
            "act": None,
            "kind": "level",
            "direction": None,
            "status": "reported",
            "of": None,
            "part_of": None,
            "period": YEAR,
            "body": BODY,
            "place": "tỉnh Lam Sơn",
            "sentence": span(sentence, text),
            **fields,
        }
    )


def _blocks() -> tuple[Block, ...]:
    def block(kind: Any, line: str, **fields: Any) -> Block:
        return Block(kind, *span(line), **fields)

    def row(line: str, parent: int) -> Block:
        left, right = line.split("\t")
        start, end = span(line)
        heads = {"row_heads": ((start, start + len(left)),), "column_heads": (span(ROWS[0].split("\t")[1]),)}
        return block(
            "row", line, parent=parent, cells=(Cell(end - len(right), end, **heads),) if right[0].isdigit() else ()
        )

    return (
        block("title", TITLE),
        block("paragraph", LEAD),
        *(block("bullet", line, level=1, parent=1) for line in BULLETS),
        block("heading", HEADING, level=1),
        *(row(line, 4) for line in ROWS),
        block("paragraph", ZERO),
        block("furniture", FURNITURE),
    )


def document(**fields: Any) -> Document:
    return replace(
        Document(
            doc="lam-son-2021",
            text=TEXT,
            blocks=_blocks(),
            title=span(TITLE),
            url="https://lamson.example/tin/1",
            publisher="Cổng thông tin tỉnh Lam Sơn",
            published=dt.datetime(2022, 1, 5, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))),
            published_source="metadata",
            media_type="text/html",
            encoding=Encoding("tcvn3", converted=True, confidence=Decimal("0.98")),
            header=OfficialHeader(body=span(BODY), date=dt.date(2022, 1, 4)),
            source_hash="0" * 64,
        ),
        **fields,
    )


def reading(**fields: Any) -> Reading:
    """One with something in every field."""
    case = "trường hợp"
    figures = (
        figure("259", "259", LEAD, counted="trường hợp vi phạm", act="phát hiện", place=None),
        figure(
            "36,9%",
            "36.90",
            LEAD,
            unit="%",
            counted="trường hợp vi phạm",
            kind="growth",
            direction="up",
            of=0,
            versus=(
                Versus("same_period", "so với cùng kỳ năm 2020", (dt.date(2020, 1, 1), dt.date(2020, 12, 31)), None),
            ),
        ),
        figure("31", "31", LEAD, counted=case, act="xử phạt", part_of=0),
        figure("184 triệu đồng", "1.84E+8", LEAD, unit="VND", counted="tổng số tiền", act="xử phạt", covers=(2,)),
        figure("227", "227", LEAD, counted=case, act="nhắc nhở", part_of=0),
        figure(
            "85,5%",
            "85.5",
            BULLETS[0].rstrip(";"),
            unit="%",
            counted="Tỷ lệ điều tra, khám phá án",
            kind="ratio",
            status="estimate",
        ),
        figure(
            "từ 5% đến 10%",
            "5",
            BULLETS[1],
            high=Decimal(10),
            bound="range",
            unit="%",
            counted="số vụ tai nạn giao thông",
            kind="growth",
            direction="down",
            status="target",
            period=NEXT,
            place="huyện Đông Khê",
        ),
        replace(
            figure("Đông Khê\t12", "12", ROWS[1], counted="Số vụ", place="Đông Khê"),
            start=span("Đông Khê\t12")[1] - 2,
            quote="12",
        ),
        figure("1.019", "1019", ROWS[2], counted="Số vụ", place="Tây Khê", ambiguous=Decimal("1.019")),
    )
    law = span("Nghị định 15/2020/NĐ-CP")
    made = Reading(
        document=document(),
        figures=figures,
        zeros=(
            Zero(*span("Không có người bị thương"), "Không có người bị thương", "người bị thương", None, BODY, None),
        ),
        review=Review(
            type="tổng kết",
            body=BODY,
            period=YEAR,
            next_period=NEXT,
            officials=(ReviewOfficial("Trần Văn Mẫu", "Giám đốc Công an tỉnh", "Đại tá", "chaired", span(TITLE)),),
            awards=(Award("Giấy khen", "tập thể", 4, "Công an tỉnh", span(TITLE)),),
            tasks=(span(BULLETS[1]),),
            commitments=(span(BULLETS[0]),),
            meeting_date=dt.date(2022, 1, 4),
            place="thị xã Lam Khê",
        ),
        flags=(Flag("sums", "notice", (2, 4, 0), "31 + 227 = 258, the report says 259: 1 missing"),),
        laws=(Law("law", *law, "Nghị định 15/2020/NĐ-CP", "15/2020/NĐ-CP", type="nghị định"),),
        genre="aggregate_report",
    )
    return replace(made, **fields)


def masked() -> Reading:
    """A report about two people, as it looks once they are masked."""
    names = ("█" * 10, "█" * 90)
    text = f"Bắt giữ {names[0]} <b>&</b>\nCông an bắt giữ {names[0]} và {names[1]}, thu giữ 3 xe máy."
    title = span(text.split("\n")[0], text)
    spans = [span(names[0], text), span(names[0], text, nth=2), span(names[1], text)]
    return Reading(
        Document("masked", text, (Block("title", *title),), title=title),
        (figure("3", "3", text.split("\n")[1], text, counted="xe máy", qualifier=names[0]),),
        private=(Private(*spans[0], "name"), Private(*spans[1], "name"), Private(*spans[2], "address")),
        genre="case_report",
    )
