"""What the checks ask of numbers and nouns, and the flag of the seed; the rules have tests of their own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tongket.checks.nouns import same_thing
from tongket.checks.precision import largest, least, plain
from tongket.reading import read_document
from tongket.records import Bound, Figure
from tongket.sources.plain import from_text

SHARED = Path(__file__).parents[1].parent / "shared"
SOC_TRANG = SHARED / "corpus" / "seeds" / "soc-trang-2022.txt"


def figure(value: str, *, of: int | None = None, bound: Bound = "exact", told: str | None = None) -> Figure:
    return Figure(
        start=0,
        end=len(value),
        quote=value,
        value=Decimal(value),
        high=None,
        bound=bound,
        unit="count",
        counted="hộ",
        act=None,
        kind="level",
        direction=None,
        status="reported",
        of=None,
        part_of=of,
        period=None,
        body=None,
        place=None,
        sentence=(0, 10),
        breakdown=None if of is None else 1,
        exhaustive=told,
    )


def test_precision_of_printed_numbers() -> None:
    money = figure("5600000000")
    billions = Figure(**{**{name: getattr(money, name) for name in Figure.__slots__}, "quote": "5,6 tỷ", "unit": "VND"})
    assert (least(billions), largest(billions)) == (Decimal(5500000000), Decimal(5700000000))
    assert (least(figure("259")), largest(figure("259"))) == (Decimal(259), Decimal(259))
    assert largest(figure("259", bound="over")) is None
    assert least(figure("259", bound="under")) == 0


def test_plain_numbers() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "2.50", "100", "0.10")] == ["1000", "2.5", "100", "0.1"]


def test_nouns_of_counting() -> None:
    assert same_thing("trường hợp", "trường hợp đăng tin sai")
    assert same_thing("nam", "người")
    assert same_thing(None, "vụ")
    assert not same_thing("đối tượng", "vụ cướp")


@pytest.mark.skipif(not SOC_TRANG.exists(), reason="the shared seeds are not here")
def test_soc_trang() -> None:
    text = SOC_TRANG.read_text(encoding="utf-8")
    reading = read_document(from_text(text, doc="soc-trang-2022", published=dt.date(2022, 3, 18)))
    assert [flag.arithmetic for flag in reading.flags] == ["31 + 227 = 258, the report says 259: 1 missing"]
    assert [reading.figures[i].quote for i in reading.flags[0].figures] == ["259", "31", "227"]
    money = next(f for f in reading.figures if f.unit == "VND")
    assert [reading.figures[i].quote for i in money.covers] == ["31"]
