"""The document's page: every figure can be cited and leads to its record, whatever the size of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import Browser

from desks import GAZETTEER, chromium, served, visited
from ledgers import fill
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings as Reading
from tongket.web.settings import Settings

LIGHT = 300_000
"""Bytes of HTML that no page may reach."""


def get(address: str, path: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", trust_env=False, timeout=30)


def figures_of(ledger: Path) -> list[dict[str, Any]]:
    with Ledger(Store(ledger)) as opened:
        return list(opened.query("select * from latest order by document_id, start"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def fined(ledger: Path) -> dict[str, Any]:
    return next(row for row in figures_of(ledger) if row["quote"] == "118,6 tỷ đồng")


# ── citing ───────────────────────────────────────────────────────────────────
def test_a_citation_tells_who_where_when_what_and_the_address_in_both_languages(
    desk_address: str, desk_ledger: Path
) -> None:
    row = fined(desk_ledger)
    page = get(desk_address, f"/d/{row['document_id']}/f/{row['start']}").text
    lines = dict(re.findall(r'class="citation" lang="(..)"[^>]*>([^<]+)<', page))
    own = f"{desk_address}/d/{row['document_id']}#f-{row['start']}"
    for line, value, accessed in (
        (lines["vi"], "118,6 tỷ đồng", "truy cập"),
        (lines["en"], "118.6 billion VND", "accessed"),
    ):
        assert all(each in line for each in (row["body"], row["title"], row["publisher"], value, own, accessed))
        assert row["counted"] in line.lower()
    assert "3/10/2025" in lines["vi"] and "3 Oct 2025" in lines["en"]


def test_every_figure_is_a_web_annotation_that_finds_itself_again(desk_address: str, desk_ledger: Path) -> None:
    texts: dict[str, str] = {}
    for row in figures_of(desk_ledger)[::7]:
        document, start = row["document_id"], row["start"]
        if document not in texts:
            texts[document] = get(desk_address, f"/d/{document}.json").json()["document"]["text"]
        text = texts[document]
        told = get(desk_address, f"/d/{document}/f/{start}.json").json()
        quote, position = told["target"]["selector"]
        assert (told["@context"], told["type"]) == ("http://www.w3.org/ns/anno.jsonld", "Annotation")
        assert told["target"]["source"] == (row["url"] or f"{desk_address}/d/{document}")
        assert text[position["start"] : position["end"]] == quote["exact"] == row["quote"]
        assert text.startswith(quote["prefix"] + quote["exact"] + quote["suffix"], start - len(quote["prefix"]))
        value = told["body"]["value"]
        assert (value["id"], value["quote"], value["covers"]) == (row["id"], row["quote"], row["covers"])
        assert value["value"] == float(row["value"])


def test_the_link_to_the_original_leads_to_the_sentence(desk_address: str, desk_ledger: Path) -> None:
    row = fined(desk_ledger)
    page = get(desk_address, f"/d/{row['document_id']}/f/{row['start']}").text
    link = next(each for each in re.findall(r'href="([^"]+)"', page) if each.startswith(row["url"]))
    first, last = map(unquote, link.partition("#:~:text=")[2].split(","))
    assert row["sentence"].startswith(first) and row["sentence"].rstrip(".").endswith(last.rstrip("."))


def test_a_figure_that_is_not_there_is_told(desk_address: str, desk_ledger: Path) -> None:
    document = fined(desk_ledger)["document_id"]
    assert get(desk_address, f"/d/{document}/f/999999").status_code == 404
    assert get(desk_address, "/d/nothing/f/1.json").status_code == 404
    assert get(desk_address, f"/d/{document}/f/one").status_code == 422


# ── what else the page tells ─────────────────────────────────────────────────
def test_zeros_laws_and_the_key_are_told(desk_address: str, desk_ledger: Path) -> None:
    with Ledger(Store(desk_ledger)) as opened:
        (zero,) = opened.query("select document_id, quote from zeros limit 1")
        (law,) = opened.query("select id, laws[1].quote as quote from documents where len(laws) > 0 limit 1")
    page = get(desk_address, f"/d/{zero['document_id']}").text
    assert zero["quote"] in page[page.index('id="zeros"') :]
    page = get(desk_address, f"/d/{law['id']}").text
    assert law["quote"] in page[page.index('id="laws"') :]
    assert all(f"fig k-{kind}" in page for kind in ("level", "change", "growth", "share", "ratio"))


def test_a_report_of_a_thousand_figures_stays_light_and_each_is_one_step_away(tmp_path: Path) -> None:
    lines = [
        f"Năm 2024, xã Đông Linh {n} xử phạt {n * 7 + 3} trường hợp vi phạm với tổng số tiền {n * 3 + 1} triệu đồng,"
        f" tăng {n + 2} trường hợp so với năm 2023, chiếm {n % 90 + 1}%."
        for n in range(1, 270)
    ]
    text = tmp_path / "dai.txt"
    text.write_text("UBND huyện Đông Linh báo cáo kết quả năm 2024\n" + "\n".join(lines), encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    fill(store, text)
    rows = figures_of(tmp_path / "ledger")
    assert len(rows) > 1000
    document = rows[0]["document_id"]
    with served(Settings(tmp_path / "ledger")) as address:
        pages = {"": get(address, f"/d/{document}")}
        assert len(pages[""].content) < LIGHT
        leads = dict(re.findall(r'id="f-(\d+)" href="(\?records=\d+|)#r-\d+"', pages[""].text))
        assert set(leads) == {str(row["start"]) for row in rows}
        for start, portion in leads.items():
            if portion not in pages:
                pages[portion] = get(address, f"/d/{document}{portion}")
                assert len(pages[portion].content) < LIGHT
            assert f'id="r-{start}"' in pages[portion].text
        assert len(get(address, f"/d/{document}/check").content) < LIGHT


def test_a_public_desk_shows_sentences_with_figures_and_no_more(tmp_path: Path) -> None:
    told = "Năm 2024, Công an tỉnh Vân Hà bắt 1.234 đối tượng."
    apart = "Trời hôm ấy xanh lắm, và mọi người đều vui vẻ ra về."
    (tmp_path / "bai.txt").write_text(f"Công an tỉnh Vân Hà tổng kết\n{told} {apart}\n{apart}\n", encoding="utf-8")
    store = Store(tmp_path / "ledger", create=True)
    fill(store, tmp_path / "bai.txt", settings=Reading(gazetteer=(GAZETTEER,)))
    (row,) = figures_of(tmp_path / "ledger")
    path = f"/d/{row['document_id']}"
    with served(Settings(tmp_path / "ledger", public=True)) as address:
        for each in (path, f"{path}.json", f"{path}.csv", f"{path}/f/{row['start']}", f"{path}/f/{row['start']}.json"):
            answer = get(address, each)
            assert answer.status_code == 200 and "1.234" in answer.text and "xanh" not in answer.text, each
        assert get(address, f"{path}/check").status_code == 404
    with served(Settings(tmp_path / "ledger")) as address:
        assert get(address, path).text.count("xanh lắm") == 2


# ── in the browser ───────────────────────────────────────────────────────────
def test_a_figure_opens_its_record_and_its_citation_is_copied(
    browser: Browser, desk_address: str, desk_ledger: Path
) -> None:
    row = fined(desk_ledger)
    with visited(browser, desk_address, 1440) as page:
        page.goto(f"{desk_address}/d/{row['document_id']}?lang=vi")
        page.focus(f"#f-{row['start']}")
        assert "near" in (page.get_attribute(f"#r-{row['start']}", "class") or "")
        page.keyboard.press("Enter")
        record = page.locator(f"#r-{row['start']}")
        record.locator(".card").wait_for()
        button = record.locator("button.copy").first
        button.click()
        page.wait_for_function("document.getElementById('told').textContent !== ''")
        assert page.evaluate("navigator.clipboard.readText()") == record.locator(".citation").first.text_content()
        page.goto(f"{desk_address}/d/{row['document_id']}?lang=en#f-{row['start']}")
        page.locator(f"#r-{row['start']} .card").wait_for()


def test_on_a_phone_the_record_comes_up_under_the_text(browser: Browser, desk_address: str, desk_ledger: Path) -> None:
    row = fined(desk_ledger)
    with visited(browser, desk_address, 390) as page:
        page.goto(f"{desk_address}/d/{row['document_id']}")
        page.click(f"#f-{row['start']}")
        page.locator("#sheet[open] .card").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.keyboard.press("Escape")
        assert not page.locator("#sheet").is_visible()
        assert page.evaluate("document.activeElement.id") == f"f-{row['start']}"


def test_without_scripts_each_figure_leads_to_its_record_and_citation(
    browser: Browser, desk_address: str, desk_ledger: Path
) -> None:
    row = fined(desk_ledger)
    with visited(browser, desk_address, 1440, java_script_enabled=False) as page:
        page.goto(f"{desk_address}/d/{row['document_id']}")
        page.click(f"#f-{row['start']}")
        assert page.url.endswith(f"#r-{row['start']}")
        page.click(f"#r-{row['start']} a.more")
        assert page.locator(".citation").count() == 2
        assert page.locator("button.copy").count() == 0
