"""What is read of a selection, which figures need eyes first, and what follows a decision."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from desks import GAZETTEER, served, visited
from handchecking import TEXT, Client, eventually
from tongket.ledger import desk as written
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.web.deciding.following import Later
from tongket.web.deciding.prefill import selected
from tongket.web.settings import Settings


@pytest.mark.parametrize(
    ("selection", "quote", "value", "unit"),
    [
        ("184", "184 triệu đồng", "184000000", "VND"),
        (" 31 ", "31", "31", "count"),
        ("triệu đồng", "184 triệu đồng", "184000000", "VND"),
    ],
)
def test_a_selection_is_read_by_the_reader_s_own_grammar(selection: str, quote: str, value: str, unit: str) -> None:
    start = TEXT.index(selection)
    span, texts = selected(TEXT, (start, start + len(selection)))
    assert (TEXT[slice(*span)], texts["value"], texts["unit"]) == (quote, value, unit)


@given(st.integers(0, len(TEXT)), st.integers(1, 60))
def test_any_selection_gives_a_span_of_the_text_or_is_refused(start: int, length: int) -> None:
    from tongket.ledger.fields import FieldError

    try:
        (first, last), _ = selected(TEXT, (start, start + length))
    except FieldError:
        return
    assert 0 <= first < last <= len(TEXT)
    assert TEXT[first:last].strip() == TEXT[first:last]
    assert first < start + length and last > start


def test_the_queue_has_what_needs_eyes_first_and_passes_over_what_is_decided(many: Path) -> None:
    with served(Settings(many, gazetteer=(GAZETTEER,))) as address:
        rows = httpx.get(f"{address}/check.json", trust_env=False).json()["figures"]
        assert rows[0]["flagged"] and [row["need"] for row in rows] == sorted(
            (row["need"] for row in rows), reverse=True
        )
        flags = [row["flagged"] for row in rows]
        assert flags == sorted(flags, reverse=True)
        calm = [row for row in rows if not row["flagged"] and not row["used"]]
        assert [row["confidence"] for row in calm] == sorted(row["confidence"] for row in calm)
        first, second = rows[:2]
        client = Client(address, first["document_id"])
        client.decide("accept", first)
        following = client.get("/check/next.json").json()
        assert (following["document"], following["start"]) == (second["document_id"], second["start"])
        passed = client.get("/check/next.json?" + urlencode({"after": second["id"]})).json()
        assert (passed["document"], passed["start"]) == (rows[2]["document_id"], rows[2]["start"])
        only = httpx.get(f"{address}/check.json?sector=traffic", trust_env=False).json()["figures"]
        assert only and {row["sector"] for row in only} == {"traffic"}
        body = only[0]["body_id"]
        of_body = httpx.get(f"{address}/check.json?sector=traffic&body={body}", trust_env=False).json()["figures"]
        assert {row["body_id"] for row in of_body} == {body}


def calm(address: str) -> tuple[str, list[dict[str, Any]]]:
    """A sector and the first four figures of its queue, of several documents and without a flag: flags follow the
    decisions, and the order follows the flags."""
    every = httpx.get(f"{address}/check.json", trust_env=False).json()["figures"]
    for sector in sorted({row["sector"] for row in every if row["sector"]}):
        rows = httpx.get(f"{address}/check.json?sector={sector}", trust_env=False).json()["figures"]
        several = len({row["document_id"] for row in rows[:4]}) > 1
        if len(rows) > 4 and several and not any(row["flagged"] for row in rows):
            return sector, rows[:4]
    raise AssertionError("every sector of the specimens has flags, or is of one document")


def test_the_queue_leads_from_figure_to_figure_across_documents(browser: Browser, many: Path) -> None:
    with served(Settings(many, gazetteer=(GAZETTEER,))) as address, visited(browser, address) as page:
        sector, rows = calm(address)
        page.goto(f"{address}/check?lang=en&sector={sector}")
        page.click("a.button")
        for row in rows:
            page.wait_for_url(f"**/d/{row['document_id']}/check?at={row['start']}&queue=*")
            page.locator("#checking[data-ready]").wait_for()
            expect(page.locator("a.fig.current")).to_have_attribute("id", f"f-{row['start']}")
            page.keyboard.press("a")
        page.wait_for_url(lambda url: f"at={rows[3]['start']}&" not in url)
    told = {(row["document_id"], row["start"]) for row in written.verdicts_of(Store(many))}
    assert told == {(row["document_id"], row["start"]) for row in rows}


# ── what follows ─────────────────────────────────────────────────────────────
def test_flags_follow_a_decision_by_themselves(many: Path) -> None:
    def flags() -> set[str]:
        with Ledger(Store(many)) as opened:
            return {row["arithmetic"] for row in opened.query("select arithmetic from flags")}

    wrong = "148 + 61 = 209, the report says 212: 3 missing"
    assert wrong in flags()
    with Ledger(Store(many)) as opened:
        (row,) = opened.query("select l.* from latest l join flags f on f.arithmetic = $told and l.quote = '212'"
                              " and list_contains(f.figures, l.id)", told=wrong)  # fmt: skip
    with served(Settings(many, gazetteer=(GAZETTEER,))) as address:
        form = {"f.value": "209", "was": json.dumps({"value": "212"})}
        assert Client(address, row["document_id"]).decide("correct", row, **form).status_code == 200
        eventually(lambda: wrong not in flags(), 60)


def test_work_is_done_once_after_the_last_call_and_not_after_the_end() -> None:
    done: list[float] = []
    later = Later(lambda: done.append(time.monotonic()), pause=0.2)
    for _ in range(5):
        later.soon()
    eventually(lambda: done)
    time.sleep(0.5)
    assert len(done) == 1
    later.soon()
    later.close()
    time.sleep(0.4)
    assert len(done) == 1
