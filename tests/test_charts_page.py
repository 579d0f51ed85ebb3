"""Charts in a real browser, under the desk's Content-Security-Policy: as pictures, and live once the reader asks."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from charted import BROKEN, cell, row, year
from tongket.registry.units import OLD
from tongket.web.charts.chart import Chart, Size
from tongket.web.charts.drawing import complete, svg
from tongket.web.charts.tiles import tile_map
from tongket.web.charts.timeline import timeline

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATIC = files("tongket.web") / "static"
VALUES = [row(year(2019 + n), value, place_code="08") for n, value in enumerate((5, 7, 6, 9))]
YEARS = ["2019", "2020", "2021", "2022"]
TITLE = "Số vụ ở Bà Rịa – Vũng Tàu, Đắk Lắk: ẫ ễ ỗ ữ ợ ị ụ"


def charts(name: str, size: Size) -> Chart:
    if name == "map":
        return tile_map(VALUES, BROKEN, year(2022), OLD, "vi", coverage=[cell(f"20@{OLD}", year(2022), "silent")])
    return timeline(VALUES, BROKEN, "place", "vi", size=size)


def page_of(name: str) -> str:
    rows = "".join(
        f'<tr id="v-{each["id"]}"><td><a href="#">{each["period_end"].year}</a></td><td>{each["value"]}</td></tr>'
        for each in VALUES
    )
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE}</title>
    <link rel="stylesheet" href="/static/charts.css"><script src="/static/charts.js" defer></script></head><body>
    <figure class="chart" data-chart="/{name}.json" data-failed="Không tải được"
    data-vega="/static/vendor/vega.min.js" data-vega-lite="/static/vendor/vega-lite.min.js"
    data-interpreter="/static/vendor/vega-interpreter.min.js">
    <picture><source media="(max-width: 640px)" srcset="/{name}.svg?size=narrow">
    <img src="/{name}.svg?size=wide" alt="{charts(name, "wide").alt}"></picture>
    <a class="chart-start" href="#">Xem từng điểm</a></figure>
    <table>{rows}</table><p>{TITLE}</p></body></html>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        name = path.strip("/").partition(".")[0]
        size: Size = "narrow" if "narrow" in query else "wide"
        if path.startswith("/static/"):
            body = STATIC.joinpath(path.removeprefix("/static/")).read_bytes()
            kind = "text/css" if path.endswith(".css") else "text/javascript"
        elif path.endswith(".svg"):
            body, kind = svg(charts(name, size).spec, "light", "vi").encode(), "image/svg+xml"
        elif path.endswith(".json"):
            body, kind = json.dumps(complete(charts(name, size).spec, "light", "vi")).encode(), "application/json"
        elif path == "/favicon.ico":
            body, kind = b"", "image/x-icon"
        else:
            body, kind = page_of(name).encode(), "text/html; charset=utf-8"
        self.send_response(200)
        for header in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Security-Policy", POLICY)):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the tests of charts need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


def visit(browser: Browser, address: str, width: int) -> tuple[Page, list[str], list[str]]:
    """The page; what its console complained of; what it asked for."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    return page, told, asked


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", ["series", "map"])
def test_live_under_the_policy(browser: Browser, site: str, name: str, width: int) -> None:
    page, told, asked = visit(browser, f"{site}/{name}", width)
    assert page.evaluate("document.querySelector('img').naturalWidth") > 300
    assert not [each for each in asked if "vendor" in each], "nothing of Vega before the reader asks"
    page.get_by_role("link", name="Xem từng điểm").click()
    live = page.locator(".chart-live canvas")
    live.wait_for()
    assert page.get_by_role("img", name="Số người chết").count() == 1, "the picture gave way to the live chart"
    assert len([each for each in asked if "vendor" in each]) == 3 and all(each.startswith(site) for each in asked)
    if name == "series":
        _points_show_values(page, f"{site}/series.svg?size={'narrow' if width < 640 else 'wide'}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not told, told
    page.context.close()


POINTS = """() => [...document.querySelectorAll('path[aria-roledescription="point"]')]
  .map(e => [e.getAttribute('aria-label') || '', e.getBoundingClientRect()])
  .filter(([words, box]) => words.includes('Tuyên Quang'))
  .map(([words, box]) => [box.x + box.width / 2, box.y + box.height / 2])"""


def _points_show_values(page: Page, drawn: str) -> None:
    """Where the picture has its points the live chart has them too, each with its value; a click leads to its row."""
    picture = page.context.new_page()
    picture.goto(drawn)
    points = picture.evaluate(POINTS)
    picture.close()
    said = []
    for x, y in points:
        page.evaluate("document.querySelector('.chart-live canvas').scrollIntoView(true)")
        box = page.locator(".chart-live canvas").bounding_box()
        assert box
        page.mouse.move(box["x"] + x, box["y"] + y - 1)
        page.mouse.move(box["x"] + x, box["y"] + y)
        said.append(page.locator(".chart-tip").inner_text(timeout=5000))
        page.mouse.click(box["x"] + x, box["y"] + y)
        assert page.evaluate("document.activeElement.tagName") == "A"
    assert all(year in words for year, words in zip(YEARS, said, strict=True)), said


def test_a_chart_that_can_not_be_had_says_so(browser: Browser, site: str) -> None:
    page, _, _ = visit(browser, f"{site}/series", 800)
    page.route("**/vega.min.js", lambda route: route.abort())
    page.get_by_role("link", name="Xem từng điểm").click()
    page.get_by_text("Không tải được").wait_for()
    assert page.locator("picture img").is_visible()
    page.context.close()
