"""A desk for the tests: a ledger of the specimens, served by a real server on a port of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from asking import placed
from ledgers import fill
from tongket.ledger.flags.check import check
from tongket.ledger.store import Store
from tongket.pipeline.work import Settings as Reading
from tongket.web.app import create_app
from tongket.web.settings import Settings

ROOT = Path(__file__).parents[1]
Scheme = Literal["light", "dark"]
GAZETTEER = ROOT / "specimens" / "gazetteer.toml"


def filled(folder: Path) -> Path:
    """A ledger of the specimens and of the invented years, its flags looked up."""
    store = Store(folder, create=True)
    fill(store, ROOT / "specimens", ROOT / "examples" / "years", settings=Reading(gazetteer=(GAZETTEER,)))
    check(store)
    return folder


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The desk's address, as long as it is open."""
    with placed(create_app(settings)) as place:
        yield f"http://127.0.0.1:{place.port}"


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """A real browser, Debian's; `more`: arguments of its command line."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the desk's tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", *more]
        )
        yield launched
        launched.close()


@contextmanager
def visited(
    browser: Browser, address: str, width: int = 1440, expected: str | None = None, **options: Any
) -> Iterator[Page]:
    """A page of a context of its own; at its end nothing was complained of, but with `expected` words in it, and
    nothing asked of another host."""
    wrong: list[str] = []
    allowed = ["clipboard-read", "clipboard-write"]
    context = browser.new_context(viewport={"width": width, "height": 900}, permissions=allowed, **options)
    page = context.new_page()
    page.on(
        "console",
        lambda message: None if expected and expected in message.text else wrong.append(f"console: {message.text}"),
    )
    page.on("pageerror", lambda error: wrong.append(f"page: {error}"))
    page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    try:
        yield page
        assert wrong == []
    finally:
        context.close()
