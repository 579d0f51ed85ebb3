"""Documents on their way through the reader: what a name in an address leaves behind."""

from __future__ import annotations

import pytest

from tongket.output import jsonl
from tongket.pipeline import read_one
from tongket.sources.plain import from_text

TEXT = (
    "Công an huyện Đông Khê bắt nhóm trộm cắp tài sản\n"
    "Ngày 10/5/2024, Công an huyện bắt giữ Nguyễn Văn Tẹo (SN 1990, trú tại thôn Hạ, xã An Khê), thu giữ 3 xe máy.\n"
)
SLUG = "bat-nguyen-van-teo-2024"


@pytest.mark.parametrize("address", [f"https://lamson.example/{SLUG}.html", f"https://lamson.example/{SLUG}?id=7"])
def test_a_name_in_an_address_is_masked_in_the_id_too(address: str) -> None:
    doc = SLUG if address.endswith("html") else f"{SLUG}?id=7"
    reading = read_one(from_text(TEXT, doc=doc, url=address))
    assert reading.document.doc.startswith("bat-██") and "2024" in reading.document.doc
    line = jsonl.line(reading)
    assert "teo" not in line and "Tẹo" not in line


def test_an_id_that_was_given_stays() -> None:
    address = f"https://lamson.example/{SLUG}.html"
    assert read_one(from_text(TEXT, doc="row-7", url=address)).document.doc == "row-7"
    assert read_one(from_text(TEXT, doc=SLUG)).document.doc == SLUG


def test_what_could_not_be_searched_for_people_is_not_written() -> None:
    lost = "Ngy 10/5, Cng an huyn bt gi Nguyn Vn Teo (tr ti thn H, x An Kh), thu gi 3 xe my, x pht 12 trng hp.\n"
    document = from_text(lost * 6, doc="lost")
    assert document.problems
    reading = read_one(document)
    assert (reading.document.problems, reading.document.text, reading.figures) == (document.problems, "", ())
    assert "Teo" not in jsonl.line(reading)
