"""The page in a real browser: it asks nothing of the network, and reads on a phone, by keyboard, in the dark."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from made import TEXT, document, figure, masked, reading
from tongket.output.html import page as render
from tongket.records import Block, Document, Flag, Reading, Review, Zero

WIDTHS = {"phone": 375, "desk": 1200}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
AA = 4.5
"""WCAG 2.2, success criterion 1.4.3."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the page's tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield launched
        launched.close()


def visit(context: BrowserContext, made: Reading, folder: Path) -> Page:
    path = folder / "page.html"
    path.write_text(render(made), encoding="utf-8")
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def card(page: Page, number: int) -> bool:
    return page.locator(f"#c{number}").is_visible()


HOSTILE = (
    "<script>document.title='run'</script></script><img src=https://evil.example/x onerror=\"document.title='run'\">"
    "{{ 7*7 }}<!-- --><style>body{display:none}</style>\"' onmouseover=alert(1) 12 vụ &lt;b&gt;"
)


def hostile() -> Reading:
    made = figure("12", "12", HOSTILE, HOSTILE, counted=HOSTILE, act=HOSTILE, body=HOSTILE, place=HOSTILE, unit=HOSTILE)
    return Reading(
        Document(
            HOSTILE, HOSTILE, (), title=(0, 40), url="javascript:alert(1)", publisher=HOSTILE, problems=(HOSTILE,)
        ),
        (made,),
        zeros=(Zero(0, 8, HOSTILE, HOSTILE, None, None, None),),
        review=Review("tổng kết", HOSTILE, None, None, tasks=((0, len(HOSTILE)),)),
        flags=(Flag(HOSTILE, "warning", (0, 99), HOSTILE),),
    )


def test_the_page_asks_nothing_of_the_network(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = visit(context, reading(), tmp_path)
    page.locator("article a.fig").first.click()
    assert [url.rpartition("/")[2] for url in asked if not url.startswith("data:")] == ["page.html"]
    context.close()


def test_hostile_text_is_only_text(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = visit(context, hostile(), tmp_path)
    page.locator("article a.fig").first.hover()
    assert page.title() != "run"
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("[onmouseover]").count() == 0
    assert page.locator('a[href^="javascript"]').count() == 0
    assert "{{ 7*7 }}" in page.locator("article").inner_text()
    assert not [url for url in asked if "evil" in url]
    context.close()


def test_the_article_says_what_the_text_says(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = visit(context, reading(), tmp_path)
    said = page.evaluate(
        """() => { for (const e of document.querySelectorAll('.card, summary, h2')) e.remove();
           return document.querySelector('h1').textContent + document.querySelector('article').textContent }"""
    )
    assert "".join(said.split()) == "".join(TEXT.split())
    context.close()


@pytest.mark.parametrize("made", [reading(), masked(), hostile()], ids=["plain", "masked", "hostile"])
@pytest.mark.parametrize("width", [320, 375, 768, 1200])
def test_no_sideways_scrolling(browser: Browser, tmp_path: Path, width: int, made: Reading) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = visit(context, made, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_wide_table_scrolls_inside_itself(browser: Browser, tmp_path: Path) -> None:
    text = " | ".join(f"Huyện số {n} của tỉnh" for n in range(14))
    context = browser.new_context(viewport={"width": 375, "height": 700})
    page = visit(context, Reading(Document("wide", text, (Block("row", 0, len(text)),))), tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate("(e => e.scrollWidth > e.clientWidth)(document.querySelector('.scroll'))")
    context.close()


def test_a_card_opens_by_pointer_and_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = visit(context, reading(), tmp_path)
    assert not card(page, 2)
    page.locator("#f2").hover()
    assert card(page, 2)
    page.mouse.move(0, 0)
    assert not card(page, 2)
    page.locator("#f2").focus()
    assert card(page, 2)
    page.keyboard.press("ArrowRight")
    assert card(page, 3) and not card(page, 2)
    page.keyboard.press("Enter")
    page.mouse.move(0, 0)
    assert card(page, 3)
    assert page.locator("#f3").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not card(page, 3)
    context.close()


def test_a_card_tells_the_record(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = visit(context, reading(), tmp_path)
    page.locator("#f4").click()
    told = page.locator("#c4").inner_text()
    for words in ("184 triệu đồng", "tổng số tiền", "xử phạt", "01/01/2021 – 31/12/2021", "184000000 VND", "31"):
        assert words in told
    page.locator("#c4 a").first.click()
    assert card(page, 3) and not card(page, 4)
    context.close()


def test_masked_stretches_say_what_they_are(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = visit(context, masked(), tmp_path)
    bars = page.locator("h1 .masked, article .masked:not(.card *)")
    assert bars.all_inner_texts() == ["█" * 10, "█" * 10, "█" * 90]
    assert bars.first.get_attribute("role") == "img"
    assert bars.first.get_attribute("aria-label") == "đã che"
    assert page.locator("#c1 .masked").count() == 1
    assert "<b>&</b>" in page.locator("h1").inner_text()
    chips = page.locator(".facts .chip").all_inner_texts()
    assert "tin vụ việc" in chips and "đã che 3 chỗ" in chips
    assert page.locator(".chip[title='2 tên, 1 nơi ở']").count() == 1
    context.close()


def test_a_tap_opens_a_card_that_leaves_its_figure_in_sight(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)
    page = visit(context, reading(), tmp_path)
    page.locator("#f7").tap()
    assert card(page, 7)
    page.wait_for_function(
        """() => { const f = document.getElementById('f7').getBoundingClientRect();
           return f.bottom <= document.getElementById('c7').getBoundingClientRect().top && f.top >= 0 }"""
    )
    page.locator("#f7").tap()
    assert not card(page, 7)
    context.close()


def test_the_page_reads_without_scripts(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = visit(context, reading(), tmp_path)
    page.locator("#f2").hover()
    assert card(page, 2)
    page.locator("#f2").click()
    assert page.url.endswith("#r2")
    context.close()


def test_flags_lead_to_their_figures(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = visit(context, reading(), tmp_path)
    assert "31 + 227 = 258, the report says 259: 1 missing" in page.locator(".flags").inner_text()
    page.locator(".flags a").first.click()
    assert card(page, 3)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_contrast_is_enough(browser: Browser, tmp_path: Path, scheme: str, size: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": WIDTHS[size], "height": 800})  # type: ignore[arg-type]  # a literal for the library
    page = visit(context, reading(), tmp_path)
    page.locator("#f2").click()
    poor = page.evaluate(CONTRAST, AA)
    assert poor == []
    context.close()


def test_light_and_dark_differ(browser: Browser, tmp_path: Path) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # a literal for the library
        page = visit(context, reading(), tmp_path)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    light, dark = (sum(map(int, re.findall(r"\d+", ground)[:3])) for ground in grounds)
    assert light > 600 and dark < 150


def test_layout_is_kept(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = visit(context, reading(), tmp_path)
    assert page.locator("article .scroll tr").count() == 3
    assert page.locator("article .scroll th[scope=col]").inner_text() == "Số vụ năm 2021"
    assert page.locator("article .scroll th[scope=row]").all_inner_texts() == ["Đông Khê", "Tây Khê"]
    assert page.locator("article .bullets li").count() == 2
    assert page.locator("article h3").inner_text() == "Kết quả từng huyện"
    assert page.locator("details.furniture").get_attribute("open") is None
    context.close()


def test_numbers_of_lines_stay_whole(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    many = reading(figures=reading().figures * 12)
    page = visit(context, many, tmp_path)
    heights = page.evaluate("[...document.querySelectorAll('.figures tbody tr')].map(e => e.offsetHeight)")
    assert len(heights) == 108
    assert heights[107] == heights[8]
    context.close()


def test_a_document_without_figures_has_a_page() -> None:
    made = render(Reading(document(text="Không có gì.", blocks=(), title=None, header=None)))
    assert "Không tìm thấy số liệu nào." in made
    assert "lam-son-2021" in made
