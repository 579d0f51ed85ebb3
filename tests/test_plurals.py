"""Words that go with a number: one figure, two figures."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import tongket
from tongket import lexicon
from tongket.web.charts.wording import say
from tongket.web.language import words_of

TEMPLATES = Path(tongket.__file__).parent / "web" / "templates"
PLURAL = re.compile(
    r"\|number\s*\}\}\+?\s*(?:</b>)?\s*\{\{\s*t\(\"(?:home|search)\.(?:figures|documents|bodies|indicators)", re.S
)


@pytest.mark.parametrize(
    ("key", "n", "english", "vietnamese"),
    [
        ("counts.figures", 1, "1 figure", "1 số liệu"),
        ("counts.figures", 0, "0 figures", "0 số liệu"),
        ("counts.documents", 1234567, "1,234,567 documents", "1.234.567 văn bản"),
        ("home.bodies", 1, "body", "cơ quan"),
        ("queue.used", 2, "2 values in its series", "2 giá trị cùng chỉ tiêu"),
        ("compare.more", 1, "and 1 more pair", "và 1 cặp nữa"),
    ],
)
def test_words_go_with_their_number(key: str, n: int, english: str, vietnamese: str) -> None:
    assert (words_of("en").count(key, n), words_of("vi").count(key, n)) == (english, vietnamese)


def test_a_filled_in_number_is_escaped_once() -> None:
    told = words_of("en")("about.holds", documents=words_of("en").count("counts.documents", 1), figures="<b>")
    assert told == "This ledger holds 1 document and &lt;b&gt;."


def test_a_chart_tells_of_one_value() -> None:
    told = {"title": "Fires", "first": "1 Jan 2024", "last": "31 Dec 2024", "lines": "."}
    assert say("alt.series", "en", count=1, **told).startswith("Fires: 1 value, ")
    assert say("alt.series", "en", count=2, **told).startswith("Fires: 2 values, ")
    assert say("alt.series", "vi", count=1, **told).startswith("Fires: 1 giá trị, ")
    assert (say("reports", "en", count=1), say("reports", "en", count=3)) == ("1 report", "3 reports")
    assert say("states.zero", "vi", count=1) == "báo cáo là không có" and say("states.zero", "en") == "told as none"


@pytest.mark.parametrize("name", ["web/desk", "web/charts"])
def test_the_words_for_one_are_filled_with_what_the_others_are(name: str) -> None:
    for table, words in lexicon.load(name).items():
        if table in ("states", "signs", "periods", "scale"):
            continue
        for key, told in words.items():
            assert len(told) in (2, 3), (table, key)
            if len(told) == 3:
                plural, one = (
                    {field for _, field, _, _ in string.Formatter().parse(each) if field} for each in told[1:]
                )
                assert one <= plural and told[1] != told[2] and plural - one <= {"n", "count"}, (table, key)


def test_no_page_makes_its_plurals_by_hand() -> None:
    found = {path.name: PLURAL.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES.glob("*.html")}
    assert len(found) > 30 and not any(found.values())
