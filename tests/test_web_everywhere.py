"""What holds on every page there is, in a real browser: both languages, a phone and a wide screen, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from desks import GAZETTEER, Scheme, chromium, served
from everywhere import OWN, PEOPLE, WRITING, addresses, patterns
from handing_in import client, hand_in, told
from tongket.indicators.catalogue import load
from tongket.ledger import checkers
from tongket.ledger.flags.decisions import FlagDecision, decide
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.web.language import LANGUAGES, Language
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.security.roles import Role
from tongket.web.security.users import Users
from tongket.web.settings import Settings

LAYOUT, SERIOUS, SETTLED = (
    (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("layout", "serious", "settled")
)
WIDTHS = (390, 1440)
FIRST: dict[Language, Scheme] = {"vi": "light", "en": "dark"}
"""The scheme that a page is opened in; it is looked at in the other one as it stands there."""
WHOLLY = 2
"""Addresses of one pattern that are looked at in both widths in each language; more of it in one, as `ALONE` says."""
ALONE: dict[Language, int] = {"vi": 390, "en": 1440}
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


def modelled(ledger: Path, *, public: bool = False) -> Model:
    """The model that a desk has of a ledger."""
    model = Model(Store(ledger), load(), Names((GAZETTEER,)), public=public)
    model.refresh()
    return model


@pytest.fixture(scope="module")
def ledger(desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of its flags are confirmed, since the world sees no others."""
    copied = Path(shutil.copytree(desk_ledger, tmp_path_factory.mktemp("everywhere") / "ledger"))
    store = Store(copied)
    with Ledger(store) as opened:
        flags = [row["id"] for row in opened.query("select id from flags order by length(arithmetic) desc, id limit 3")]
        who = checkers.checker(store)
        decide(opened, [FlagDecision(flag, who, state="confirmed", why="đã hỏi cơ quan ấy") for flag in flags])
    return copied


@pytest.fixture(scope="module")
def desk(ledger: Path) -> Iterator[Desk]:
    with served(Settings(ledger, gazetteer=(GAZETTEER,))) as address, client(address) as writer:
        text = "Năm 2024, Công an tỉnh Vân Hà bắt 1.234 đối tượng.".encode()
        sent = hand_in(
            writer, [("Báo cáo năm 2024 của Công an tỉnh.txt", text), ("trống.txt", b""), ("x.pdf", b"%PDF-")]
        )
        told(writer, sent)
        model = modelled(ledger)
        yield Desk(address, model, [sent.headers["location"].rpartition("/")[2]])
        model.close()


@pytest.fixture(scope="module")
def public(desk: Desk, ledger: Path) -> Iterator[Desk]:
    """The same ledger, shown to the world."""
    with served(Settings(ledger, gazetteer=(GAZETTEER,), public=True)) as address:
        model = modelled(ledger, public=True)
        yield Desk(address, model, [])
        model.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@dataclass
class Watched:
    """A page, and what happened on it that should not. `hosts`: those of our desks."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda each: each.type in ("error", "warning") and self._note("console", each.text))
        self.page.on("pageerror", lambda error: self._note("script", str(error)))
        self.page.on("request", lambda each: self._left(each.url))
        self.page.on("response", lambda each: each.status >= 400 and self._note(str(each.status), each.url))

    def _note(self, what: str, more: str) -> None:
        self.wrong.append(f"{what}: {more}")

    def _left(self, url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc not in self.hosts:
            self._note("a request to another host", url)

    def open(self, address: str, scheme: Scheme = "light") -> Page:
        """The page at an address, when it has come to rest."""
        self.hosts.add(urlsplit(address).netloc)
        self.page.emulate_media(color_scheme=scheme)
        answer = self.page.goto(address, wait_until="load")
        assert answer is not None and answer.status == 200, address
        self.page.evaluate(SETTLED)
        return self.page

    def taken(self) -> list[str]:
        """What went wrong since the last time."""
        found, self.wrong[:] = self.wrong[:], []
        return found


Windows = Callable[[Language, int], Watched]


def context(browser: Browser, language: Language, width: int, *, scripts: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        locale={"vi": "vi-VN", "en": "en-GB"}[language],
        java_script_enabled=scripts,
    )


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Windows:
    """One window of each language and width, which goes from page to page as a reader's does."""
    opened: dict[tuple[Language, int], Watched] = {}

    def window(language: Language, width: int) -> Watched:
        if (language, width) not in opened:
            made = context(browser, language, width)
            made.add_init_script(AXE_SCRIPT)
            opened[language, width] = Watched(made.new_page())
        return opened[language, width]

    return window


def amiss(windows: Windows, desk: Desk, paths: list[str], language: Language) -> list[str]:
    """What is wrong with pages in a language, in both widths and schemes, each in one line."""
    wrong = []
    first = FIRST[language]
    other: Scheme = "dark" if first == "light" else "light"
    for width in WIDTHS:
        watched = windows(language, width)
        for path in paths if width == ALONE[language] else paths[:WHOLLY]:
            page = watched.open(desk.address + path, first)
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1 and page.title().strip(" ·")
            found = [f"{first}: {each}" for each in [*page.evaluate(LAYOUT), *page.evaluate(SERIOUS, True)]]
            page.emulate_media(color_scheme=other)
            page.evaluate(SETTLED)
            found += [f"{other}: {each}" for each in [*page.evaluate(LAYOUT), *page.evaluate(SERIOUS, False)]]
            wrong += [f"{path} {language} {width} {each}" for each in [*found, *watched.taken()]]
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", patterns())
def test_a_page_is_whole_quiet_and_open_to_all(windows: Windows, desk: Desk, pattern: str, language: Language) -> None:
    assert amiss(windows, desk, desk.addresses(pattern), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", [each for each in patterns() if each not in WRITING])
def test_so_is_a_page_that_the_world_sees(windows: Windows, public: Desk, pattern: str, language: Language) -> None:
    """At fewer addresses: templates and styles are those of the desk without login. Documents are whole or excerpts."""
    most = 2 if pattern in ("/d/{identity}", "/search", "/compare") else 1
    assert amiss(windows, public, public.addresses(pattern)[:most], language) == []


def test_so_are_the_pages_of_an_admin(windows: Windows, desk: Desk, ledger: Path, tmp_path: Path) -> None:
    """Those about people, and the one that says who is logged in; by keyboard too."""
    users = Users(tmp_path / "users.sqlite", create=True)
    names = {"Lê An": Role.admin, "Người Đọc Của Ban Biên Tập Thời Sự Buổi Chiều": Role.reader}
    for name, role in names.items():
        users.add(name, role, "một câu ngắn dễ nhớ")
    with served(Settings(ledger, gazetteer=(GAZETTEER,), users=users.path)) as address:
        cookie = f"tongket-session-{urlsplit(address).port}"
        session = users.login("Lê An", "một câu ngắn dễ nhớ", "")
        paths = ["/login", *OWN, PEOPLE[0], *(PEOPLE[1].format(identity=user.id) for user in users.all())]
        for language in LANGUAGES:
            for width in WIDTHS:
                windows(language, width).page.context.add_cookies([{"name": cookie, "value": session, "url": address}])
            assert amiss(windows, Desk(address, desk.model, []), paths, language) == []
        for path in paths:
            walk(windows("vi", 1440), address + path)
    users.close()


def test_the_world_has_all_other_pages(public: Desk, desk: Desk) -> None:
    with httpx.Client(base_url=public.address, trust_env=False, timeout=60) as reader:
        for pattern in WRITING:
            assert {reader.get(path).status_code for path in desk.addresses(pattern)} <= {403, 404}, pattern


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


@pytest.fixture(scope="module")
def still(browser: Browser) -> Page:
    """A window of the same kind without scripts."""
    return context(browser, "vi", 1440, scripts=False).new_page()


@pytest.mark.parametrize("pattern", patterns())
def test_a_page_tells_all_without_scripts(windows: Windows, still: Page, desk: Desk, pattern: str) -> None:
    path = desk.addresses(pattern)[0]
    page = windows("vi", 1440).open(desk.address + path)
    # a button that does something by scripts alone tells nothing
    page.evaluate("document.querySelectorAll('main button').forEach(each => each.remove())")
    still.goto(desk.address + path, wait_until="load")
    said, told = (each.locator("main").inner_text().split() for each in (page, still))
    assert [word for word in said if word not in set(told)] == [], path


@pytest.mark.parametrize("pattern", patterns())
def test_a_page_is_walked_by_keyboard(windows: Windows, desk: Desk, pattern: str) -> None:
    walk(windows("vi", 1440), desk.address + desk.addresses(pattern)[0])


def walk(window: Watched, address: str) -> None:
    """From the way to skip, which is the first stop once all scripts are done, to the end."""
    page = window.open(address)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    page.reload(wait_until="load")
    page.evaluate(SETTLED)
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
