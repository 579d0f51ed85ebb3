"""The pages of indicators, their charts, and the comparison, as a reader gets them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser

from desks import chromium

DEATHS = "/indicators/traffic-deaths"
BODY = "ban-an-toan-giao-thong/van-ha"


def get(address: str, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", headers=headers, trust_env=False, timeout=60)


def told(address: str, path: str) -> Any:
    answer = get(address, path)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


# ── the list ─────────────────────────────────────────────────────────────────
def test_the_list_has_what_the_ledger_tells_of(desk_address: str) -> None:
    some = told(desk_address, "/indicators.json")["indicators"]
    every = told(desk_address, "/indicators.json?all=true")["indicators"]
    assert 20 < len(some) < len(every) and all(row["figures"] for row in some) and len(every) > 800
    page = get(desk_address, "/indicators").text
    assert all(f'href="/indicators/{row["id"]}"' in page for row in some)
    assert len(get(desk_address, "/indicators?all=true").content) < 300_000


@pytest.mark.parametrize("asked", ["tai nan giao thong", "tai nạn giao thông", "TRAFFIC acc"])
def test_an_indicator_is_found_with_and_without_accents(desk_address: str, asked: str) -> None:
    found = told(desk_address, f"/indicators.json?q={quote(asked)}")["indicators"]
    assert "traffic-accidents" in {row["id"] for row in found} and len(found) < 100


def test_a_sector_alone(desk_address: str) -> None:
    assert {row["sector"] for row in told(desk_address, "/indicators.json?sector=traffic")["indicators"]} == {"traffic"}


# ── one indicator ────────────────────────────────────────────────────────────
@pytest.mark.parametrize("by", ["place", "body"])
def test_a_page_and_its_sisters_tell_the_same(desk_address: str, by: str) -> None:
    rows = told(desk_address, f"{DEATHS}.json?by={by}")["rows"]
    table = list(csv.DictReader(io.StringIO(get(desk_address, f"{DEATHS}.csv?by={by}").text)))
    page = get(desk_address, f"{DEATHS}?by={by}").text
    assert [row["id"] for row in table] == [row["id"] for row in rows] and len(rows) > 10
    for row in rows:
        document, start, _ = row["id"].split("-")
        assert f'id="v-{row["id"]}"' in page and f'href="/d/{document}#f-{start}"' in page


def test_each_value_leads_to_its_sentence(desk_address: str) -> None:
    row = told(desk_address, f"{DEATHS}.json")["rows"][0]
    document, start, _ = row["id"].split("-")
    assert f'id="f-{start}"' in get(desk_address, f"/d/{document}").text


def test_only_whom_the_reader_chose(desk_address: str) -> None:
    rows = told(desk_address, f"{DEATHS}.json?by=body&who={quote(BODY)}")["rows"]
    assert rows and {row["body_id"] for row in rows} == {BODY}
    assert {row["place_code"] for row in told(desk_address, f"{DEATHS}.json?who=97")["rows"]} == {"97"}
    assert told(desk_address, f"{DEATHS}.json?who=nobody")["rows"] == []
    years = {row["period_end"][:4] for row in told(desk_address, f"{DEATHS}.json?since=2023&until=2023")["rows"]}
    assert years == {"2023"}


def test_who_reported_is_told_apart(desk_address: str) -> None:
    page = get(desk_address, f"{DEATHS}?by=body&lang=vi").text
    states = {cell["state"] for cell in told(desk_address, f"{DEATHS}.json?by=body")["coverage"]}
    assert {"reported", "in part", "not collected"} <= states
    assert all(f'class="c-{state.replace(" ", "-")}"' in page for state in states)


def test_an_indicator_without_figures_says_so(desk_address: str) -> None:
    answer = get(desk_address, "/indicators/fed-funds-rate?lang=en")
    assert answer.status_code == 200 and "no figure of this indicator" in answer.text
    assert "<figure" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/indicators/nothing", 404),
        ("/indicators/nothing/series.svg", 404),
        (f"{DEATHS}/other.svg", 422),
        (f"{DEATHS}/series.gif", 422),
        (f"{DEATHS}?by=nobody", 422),
        (f"{DEATHS}?when=yesterday", 422),
        (f"{DEATHS}?when=2024-01-01", 422),
        (f"{DEATHS}?since=x", 422),
        (f"{DEATHS}?start=-1", 422),
        (f"{DEATHS}?start=99999", 200),
        (f"{DEATHS}?who=';drop table figures;--", 200),
        (f"{DEATHS}?{'&'.join(['who=a'] * 30)}", 422),
        (f"{DEATHS}/map.svg", 404),
        (f"{DEATHS}?today=true&rate=true&by=body", 200),
        (f"{DEATHS}?today=true&rate=true", 200),
        (f"{DEATHS}?grain=month", 200),
        ("/compare?i=nothing&p=nowhere", 200),
        ("/compare?since=&until=", 200),
        (f"/compare?{'&'.join(f'p={n}' for n in range(14))}", 422),
        ("/compare?a=%3Cscript%3E&b=-", 200),
    ],
)
def test_odd_requests_get_a_clear_answer(desk_address: str, path: str, status: int) -> None:
    answer = get(desk_address, path)
    assert answer.status_code == status and "<script>" not in answer.text.replace('<script src="', "")


# ── charts ───────────────────────────────────────────────────────────────────
def test_pictures_in_both_colours_and_sizes(desk_address: str) -> None:
    seen = set()
    for size in ("wide", "narrow"):
        for theme in ("light", "dark"):
            answer = get(desk_address, f"{DEATHS}/series.svg?size={size}&theme={theme}&lang=vi")
            assert answer.headers["content-type"] == "image/svg+xml" and "Số người chết" in answer.text
            seen.add(answer.text)
    assert len(seen) == 4
    assert get(desk_address, f"{DEATHS}/series.png").content.startswith(b"\x89PNG")
    assert "Road deaths" in get(desk_address, f"{DEATHS}/multiples.svg?lang=en").text


def test_a_picture_is_not_sent_twice(desk_address: str) -> None:
    first = get(desk_address, f"{DEATHS}/series.svg")
    again = get(desk_address, f"{DEATHS}/series.svg", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_spec_can_be_drawn_by_others(desk_address: str) -> None:
    spec = told(desk_address, f"{DEATHS}/series.json?lang=en")
    assert spec["$schema"].endswith("/v6.json") and spec["config"]["locale"]["number"]["thousands"] == ","


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "path", ["/indicators", DEATHS, f"{DEATHS}?by=body", "/compare?i=traffic-deaths&i=traffic-accidents&p=97&p=99"]
)
def test_pages_in_a_browser(desk_address: str, browser: Browser, path: str, lang: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk_address}{path}{'&' if '?' in path else '?'}lang={lang}")
    for image in page.locator("figure.chart img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every(i => i.alt.length > 30)")
    assert not complaints and all(each.startswith(desk_address) for each in asked)
    assert page.locator("h1").count() == 1 and page.locator("html").get_attribute("lang") == lang
    page.context.close()


def test_a_chart_becomes_live(desk_address: str, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1000, "height": 900}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{desk_address}{DEATHS}?lang=en")
    page.get_by_role("link", name="Interactive").first.click()
    page.locator(".chart-live canvas").wait_for()
    assert not complaints
    page.context.close()


def test_reading_needs_no_script(desk_address: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{desk_address}{DEATHS}?lang=vi")
    assert page.locator("figure.chart img").first.is_visible()
    assert page.get_by_role("link", name="Xem từng điểm").first.get_attribute("href") == "#values"
    assert page.get_by_role("table").count() == 2
    page.context.close()


# ── compare ──────────────────────────────────────────────────────────────────
def test_places_and_years_side_by_side(desk_address: str) -> None:
    path = "/compare.json?i=traffic-deaths&i=traffic-accidents&p=97&p=99"
    rows = told(desk_address, path)["rows"]
    assert {(row["indicator"], row["year"]) for row in rows} >= {("traffic-deaths", 2022), ("traffic-accidents", 2023)}
    table = list(csv.DictReader(io.StringIO(get(desk_address, path.replace(".json", ".csv")).text)))
    assert [row["figure"] for row in table] == [row["figure"] for row in rows]
    page = get(desk_address, path.replace(".json", "") + "&lang=vi").text
    assert all(f'id="v-{row["figure"]}"' in page for row in rows)
    assert "Không thấy lý do nào ngăn việc so sánh" in page
    only = told(desk_address, f"{path}&since=2023&until=2023")["rows"]
    assert {row["year"] for row in only} == {2023}


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "khác tính chất: đã thực hiện và kế hoạch"), ("en", "a result against a target")]
)
def test_two_figures_that_can_not_be_compared(desk_address: str, lang: str, said: str) -> None:
    rows = told(desk_address, f"{DEATHS}.json?who=97")["rows"]
    result, target = (
        next(row["id"] for row in rows if (row["status"], row["kind"]) == (status, "level"))
        for status in ("reported", "target")
    )
    assert said in get(desk_address, f"/compare?a={result}&b={target}&lang={lang}").text
    assert told(desk_address, f"/compare.json?a={result}&b={target}&lang={lang}")["two"]["figures"] == [result, target]


def test_two_figures_that_can(desk_address: str) -> None:
    rows = told(desk_address, "/compare.json?i=traffic-deaths&p=97")["rows"]
    page = get(desk_address, f"/compare?a={rows[0]['figure']}&b={rows[1]['figure']}&lang=en").text
    assert "Nothing known keeps these two figures" in page
    assert "has no figure of this id" in get(desk_address, "/compare?a=1-2-3&b=4-5-6&lang=en").text
