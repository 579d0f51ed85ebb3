"""Verdicts outlive a re-reading: they stay with their words, or are listed where these are gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decided import about, identity, ledger, missed, moved, put, row
from made import LEAD, TEXT, figure, reading
from tongket.ledger.anchors import MASK, anchor, attach
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.ledger.verdicts import record
from tongket.records import Reading

CASES, GROWTH, FINED = "259", "36,9%", "31"
NEWER = "tongket 2 (bbbb)"


def unfit(store: Store) -> list[tuple[str, str]]:
    with Ledger(store) as opened:
        return [(each["decision"], each["cause"]) for each in opened.query("select * from unfit_verdicts order by id")]


def reread(store: Store, made: Reading, run: str = "20260202T000000-0002") -> None:
    put(store, made, NEWER, run)


def test_a_verdict_holds_for_a_newer_reading_of_the_same_text(tmp_path: Path) -> None:
    store, document, who = ledger(tmp_path)
    corrected = about(store, FINED, who, "correct", value="32", of=None, part_of=(0, 0))
    first = about(store, CASES, who, "accept")
    corrected = replace(corrected, fields={"value": "32", "part_of": identity(first)})
    added = missed(document, who)
    record(store, [corrected, first, added, about(store, GROWTH, who, "reject")])
    made = reading()
    # The newer reader misses one figure, so that all others have new numbers, and reads another where one was added.
    start = TEXT.index("2022")
    others = [replace(f, act="khác") for f in made.figures if f.quote != "227"]
    new = replace(figure("2022", "2022", LEAD), start=start, end=start + 4)
    reread(store, replace(made, figures=(new, *others)))
    now = row(store, identity(corrected))
    assert now and (now["value"], now["act"], now["part_of"], now["verdict"]) == (32, "khác", 1, "corrected")
    assert row(store, f"{document}-{added.start}-{added.end}")["verdict"] == "corrected"  # type: ignore[index]  # read now
    with Ledger(store) as opened:
        assert len(opened.query("select * from latest where quote = '36,9%'")) == 0
        assert len({f["id"] for f in opened.query("select id from latest")}) == len(opened.query("from latest"))
    assert unfit(store) == []


def test_a_verdict_whose_figure_is_no_longer_read_is_listed(tmp_path: Path) -> None:
    store, _, who = ledger(tmp_path)
    record(store, [about(store, FINED, who, "accept"), about(store, FINED, who, "correct", value="32")])
    record(store, [about(store, GROWTH, who, "reject")])
    made = reading()
    reread(store, replace(made, figures=tuple(f for f in made.figures if f.quote not in (FINED, GROWTH))))
    assert unfit(store) == [(decision, "no figure is read there any more") for decision in ("accept", "correct")]
    put(store, made, "tongket 3 (cccc)", "20260404T000000-0004")
    assert unfit(store) == [], "a reading that reads it again has the verdict again"


@pytest.mark.parametrize("before", ["Trang chủ\n", "Tin tức 31/12\n" * 9])
def test_a_verdict_moves_with_its_sentence(tmp_path: Path, before: str) -> None:
    store, document, who = ledger(tmp_path)
    total = about(store, CASES, who, "accept")
    fields = {"value": "32", "part_of": identity(total)}
    record(store, [replace(about(store, FINED, who, "correct", value="1"), fields=fields), missed(document, who)])
    reread(store, moved(reading(), before))
    at = (before + TEXT).index(FINED + " trường")
    now = row(store, f"{document}-{at}-{at + 2}")
    assert now and (now["value"], now["verdict"], now["part_of"]) == (32, "corrected", 0)
    assert row(store, f"{document}-{(before + TEXT).index('2022')}-{(before + TEXT).index('2022') + 4}")
    assert unfit(store) == []
    record(store, [about(store, FINED, who, "reject")])
    assert row(store, f"{document}-{at}-{at + 2}") is None, "a decision on the new reading is about the same figure"


def test_a_verdict_whose_words_are_gone_or_doubled_is_listed(tmp_path: Path) -> None:
    store, document, who = ledger(tmp_path)
    record(store, [about(store, FINED, who, "accept"), about(store, "12", who, "reject"), missed(document, who)])
    made = moved(reading(), "x" * 50 + "\n")
    text = made.document.text.replace("xử phạt 31", "xử phạt 41").replace("Đông Khê\t", "Đông Khê 2\t")
    reread(store, replace(made, document=replace(made.document, text=text), figures=(), flags=()))
    cause = "the words are no longer there"
    # What was rejected is listed too: it might come back unseen.
    assert unfit(store) == [("accept", cause), ("reject", cause)]


def test_masks_do_not_count_but_other_words_do() -> None:
    start = TEXT.index("31 trường")
    sentence = (TEXT.index(LEAD), TEXT.index(LEAD) + len(LEAD))
    given = anchor(TEXT, (start, start + 2), sentence)
    assert attach(given, TEXT) == given.span
    masked = TEXT.replace("xử phạt", MASK * 7)
    assert attach(given, masked) == given.span
    assert attach(anchor(masked, given.span, sentence), TEXT) == given.span
    assert attach(given, TEXT.replace("xử phạt", "bắt giam")) is None, "other words, another length"
    assert attach(given, TEXT.replace("xử phạt", "bị bắt ")) is None, "the same place, other words"
    assert attach(given, "đầu trang\n" + TEXT) == (start + 10, start + 12)
    assert attach(given, "đầu trang\n" + TEXT + "\n" + LEAD) is None, "twice: which one is it?"
    assert attach(given, TEXT[: start + 40]) == given.span, "the end of the sentence is far"
    assert attach(given, "") is None
    cell = TEXT.index("Đông Khê\t12") + 9
    of_table = anchor(TEXT, (cell, cell + 2), (cell - 9, cell + 2))
    assert attach(of_table, "đầu trang\n" + TEXT) == (cell + 10, cell + 12), "a short row with the rows beside it"
    assert attach(of_table, "đầu trang\nĐông Khê\t12\n" + TEXT.replace("Tây Khê", "Nam Khê")) is None


@settings(deadline=None)
@given(before=st.text(max_size=30), after=st.text(max_size=30), nth=st.integers(0, len(reading().figures) - 1))
def test_what_is_attached_has_the_same_words(before: str, after: str, nth: int) -> None:
    each = reading().figures[nth]
    given = anchor(TEXT, (each.start, each.end), each.sentence)
    text = before + TEXT + after
    span = attach(given, text)
    if span is not None:
        assert text[slice(*span)] == each.quote
    if not before:
        assert span == given.span
