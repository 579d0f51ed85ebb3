"""What holds on every page there is, in a real browser: both languages, a phone and a wide screen, light and dark."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from desks import GAZETTEER, Scheme, chromium, served
from everywhere import addresses, patterns
from handing_in import client, hand_in, told
from tongket.indicators.catalogue import load
from tongket.ledger.store import Store
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.settings import Settings

LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
VIEWS = [("vi", 390, "light"), ("en", 390, "dark"), ("vi", 1440, "dark"), ("en", 1440, "light")]
"""Each language, width and scheme with each of the others."""
JUDGED = VIEWS[0::2]
"""Views that axe-core looks at, which takes its time."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGEST = 300_000
"""Bytes of a page, before it is packed."""
_TABS = 150
"""Steps of the keyboard that are followed on one page."""


@dataclass
class Desk:
    """A desk whose ledger holds the specimens and something handed in, and a look into its model."""

    address: str
    model: Model
    jobs: list[str]

    def addresses(self, pattern: str) -> list[str]:
        return addresses(pattern, self.model, self.jobs)


@pytest.fixture(scope="module")
def desk(desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    ledger = Path(shutil.copytree(desk_ledger, tmp_path_factory.mktemp("everywhere") / "ledger"))
    with served(Settings(ledger, gazetteer=(GAZETTEER,))) as address, client(address) as writer:
        text = "Năm 2024, Công an tỉnh Vân Hà bắt 1.234 đối tượng.".encode()
        sent = hand_in(
            writer, [("Báo cáo năm 2024 của Công an tỉnh.txt", text), ("trống.txt", b""), ("x.pdf", b"%PDF-")]
        )
        told(writer, sent)
        model = Model(Store(ledger), load(), Names((GAZETTEER,)))
        model.refresh()
        yield Desk(address, model, [sent.headers["location"].rpartition("/")[2]])
        model.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@dataclass
class Watched:
    """A page, and what happened on it that should not."""

    page: Page
    host: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda each: each.type in ("error", "warning") and self._note("console", each.text))
        self.page.on("pageerror", lambda error: self._note("script", str(error)))
        self.page.on("request", lambda each: self._left(each.url))
        self.page.on("response", lambda each: each.status >= 400 and self._note(str(each.status), each.url))

    def _note(self, what: str, more: str) -> None:
        self.wrong.append(f"{what}: {more}")

    def _left(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != self.host:
            self._note("a request to another host", url)


def opened(browser: Browser, address: str, language: str, width: int, scheme: Scheme, **options: Any) -> Watched:
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale={"vi": "vi-VN", "en": "en-GB"}[language],
        **options,
    )
    watched = Watched(page, urlsplit(address).netloc)
    watched.page.goto(address, wait_until="load")
    return watched


@pytest.mark.parametrize("view", VIEWS, ids=["-".join(map(str, view)) for view in VIEWS])
@pytest.mark.parametrize("pattern", patterns())
def test_a_page_is_whole_quiet_and_open_to_all(
    browser: Browser, desk: Desk, pattern: str, view: tuple[str, int, str]
) -> None:
    wrong = []
    for path in desk.addresses(pattern):
        watched = opened(browser, desk.address + path, *view)
        page = watched.page
        assert page.locator("html").get_attribute("lang") == view[0]
        assert page.locator("h1").count() == 1 and page.title().strip(" ·")
        page.wait_for_load_state("networkidle")
        found = serious(page) if view in JUDGED else []
        wrong += [f"{path}: {each}" for each in [*page.evaluate(LAYOUT), *found, *watched.wrong]]
        page.close()
    assert wrong == []


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical, a line for each element."""
    page.evaluate(AXE_SCRIPT)
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({options})")
    return [
        f"axe {each['id']}: {node['html'][:120]} ({'; '.join(node['failureSummary'].splitlines()[1:2]).strip()})"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:5]
    ]


@pytest.mark.parametrize("pattern", patterns())
def test_a_page_is_small_and_waits_for_no_script(desk: Desk, pattern: str) -> None:
    for path in desk.addresses(pattern):
        answer = httpx.get(desk.address + path, trust_env=False, timeout=60)
        assert answer.status_code == 200, path
        assert len(answer.content) < LARGEST, path
        scripts = [each.split(">")[0] for each in answer.text.split("<script")[1:]]
        assert all(" src=" in each and (" defer" in each or 'type="module"' in each) for each in scripts), path
        assert not any(mark in answer.text for mark in (" style=", " onclick=", " onload=", "<style", "javascript:")), (
            path
        )


@pytest.mark.parametrize("pattern", patterns())
def test_a_page_tells_all_without_scripts(browser: Browser, desk: Desk, pattern: str) -> None:
    path = desk.addresses(pattern)[0]
    said: list[list[str]] = []
    for scripts in (True, False):
        watched = opened(browser, desk.address + path, "vi", 1440, "light", java_script_enabled=scripts)
        watched.page.wait_for_load_state("networkidle")
        if scripts:  # a button that does something by scripts alone tells nothing
            watched.page.evaluate("document.querySelectorAll('main button').forEach(each => each.remove())")
        said.append(watched.page.locator("main").inner_text().split())
        watched.page.close()
    told = set(said[1])
    assert [word for word in said[0] if word not in told] == [], path


@pytest.mark.parametrize("pattern", patterns())
def test_a_page_is_walked_by_keyboard(browser: Browser, desk: Desk, pattern: str) -> None:
    page = opened(browser, desk.address + desk.addresses(pattern)[0], "vi", 1440, "light").page
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    page.reload(wait_until="networkidle")
    seen: list[str] = []
    for _ in range(_TABS):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS, len(seen))
        if told is None:
            break
        if told["within"]:
            continue
        assert told["new"], f"the focus comes back before the end: {told}"
        assert told["visible"], f"no focus to be seen: {told}"
        assert told["inside"], f"the focus is out of sight: {told}"
        seen.append(told["what"])
    assert len(seen) > 8
    page.close()


FOCUS = """(number) => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const isNew = e.dataset.walked === undefined;
  if (isNew) e.dataset.walked = number;
  else if (number > 1 && e.dataset.walked === "0") return null;  // around
  const inside = e.type === "date" && e.dataset.walked === String(number - 1);  // day, month and year of one field
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {
    what: e.outerHTML.slice(0, 120), new: isNew, within: inside, visible: outline || style.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def test_every_page_opens_on_an_empty_ledger(tmp_path: Path) -> None:
    Store(tmp_path / "ledger", create=True)
    with served(Settings(tmp_path / "ledger")) as address:
        for pattern in patterns():
            if "{" not in pattern:
                answer = httpx.get(address + pattern, trust_env=False, timeout=60)
                assert answer.status_code == 200, f"{pattern}: {answer.status_code}"


def test_every_link_leads_somewhere(desk: Desk) -> None:
    """As far as its page is there at all: what no route answers is named by the first assertion."""
    with httpx.Client(base_url=desk.address, trust_env=False, timeout=60) as reader:
        found: dict[str, str] = {}
        for pattern in patterns():
            for path in desk.addresses(pattern):
                for href in links(reader.get(path).text):
                    found.setdefault(href, path)
        broken = []
        for href, where in found.items():
            answer = reader.get(href, follow_redirects=True)
            if answer.status_code >= 400:
                broken.append(f"{where} → {href}: {answer.status_code}")
    assert broken == []


def links(page: str) -> list[str]:
    """Addresses of the desk itself that a page leads to."""
    from lxml import html

    found = html.fromstring(page.encode()).xpath("//a/@href | //link/@href | //img/@src | //script/@src")
    return [each.partition("#")[0] for each in found if each.startswith("/") and not each.startswith("//")]
