"""Pictures of every page of the desk into docs/screenshots: wide and on a phone, both languages, light and dark.

They are of a ledger of the specimens and the invented years, so that anybody can make them again; look at them.

    python bench/screenshots.py [PART-OF-A-NAME …]
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

from tongket.indicators.catalogue import load
from tongket.ledger.store import Store
from tongket.web.model.model import Model
from tongket.web.model.names import Names
from tongket.web.security.roles import Role
from tongket.web.security.users import Users
from tongket.web.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
desks, everywhere, handing_in = map(import_module, ("desks", "everywhere", "handing_in"))

FOLDER = ROOT / "docs" / "screenshots"
Scheme = Literal["light", "dark"]
VIEWS: dict[str, tuple[str, int, Scheme]] = {
    "wide-vi": ("vi", 1440, "light"),
    "phone-vi": ("vi", 390, "light"),
    "wide-en-dark": ("en", 1440, "dark"),
}
PEOPLE = {"Mai Hạ": Role.admin, "Đỗ Thu": Role.checker, "Lý Xuân": Role.reader}
PASSWORD = "một câu ngắn để vào xem"
HIGHEST = {1440: 1500, 390: 1900}
"""Pixels of a picture at most, by width: below is more of the same."""
QUALITY = 35
LARGEST = 4_000_000
"""Bytes of all pictures."""


def main() -> None:
    """Take the pictures of all pages, or of those named."""
    wanted = sys.argv[1:]
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not wanted:
        for old in FOLDER.glob("*.webp"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder, desks.chromium() as browser:
        for desk in (opened, newsroom):
            with desk(Path(folder)) as (address, pages):
                for name, path in pages.items():
                    if not wanted or any(each in name for each in wanted):
                        for view, how in VIEWS.items():
                            (FOLDER / f"{name}-{view}.webp").write_bytes(picture(browser, address + path, *how))
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER}, {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"more than {LARGEST:,} bytes: lower QUALITY or HIGHEST")


@contextmanager
def opened(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a desk, and its pages: name → path."""
    ledger = desks.filled(folder / "ledger")
    with desks.served(Settings(ledger, gazetteer=(desks.GAZETTEER,))) as address, handing_in.client(address) as writer:
        text = "Năm 2024, lực lượng chức năng tỉnh Vân Hà kiểm tra 1.234 cơ sở, xử phạt 31 cơ sở.".encode()
        sent = handing_in.hand_in(writer, [("Báo cáo kiểm tra năm 2024.txt", text), ("tệp hỏng.pdf", b"%PDF-1.4 x")])
        handing_in.told(writer, sent)
        model = Model(Store(ledger), load(), Names((desks.GAZETTEER,)))
        model.refresh()
        jobs = [sent.headers["location"].rpartition("/")[2]]
        patterns = [each for each in everywhere.patterns() if each != "/login"]
        yield address, {name_of(each): address_of(each, model, jobs) for each in patterns}
        model.close()


@contextmanager
def newsroom(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The same of a desk with a login, and its pages about people."""
    users = Users(folder / "users.sqlite", create=True)
    for name, role in PEOPLE.items():
        users.add(name, role, PASSWORD)
    with desks.served(Settings(folder / "ledger", gazetteer=(desks.GAZETTEER,), users=users.path)) as address:
        of_one = everywhere.PEOPLE[1].format(identity=users.all()[0].id)
        paths = {name_of(each): each for each in ("/login", *everywhere.OWN, everywhere.PEOPLE[0])}
        yield address, paths | {name_of(everywhere.PEOPLE[1]): of_one}
    users.close()


def address_of(pattern: str, model: Model, jobs: list[str]) -> str:
    """A good example of a page; of one that shows little before it is asked something, with a question."""
    found = everywhere.addresses(pattern, model, jobs)
    return str(found[1] if pattern in ("/search", "/compare") and len(found) > 1 else found[0])


def name_of(pattern: str) -> str:
    """A file's name for a page: "/d/{identity}/check" → "d-one-check"."""
    return re.sub(r"\{[^}]*\}", "one", pattern).strip("/").replace("/", "-") or "home"


def picture(browser: Browser, address: str, language: str, width: int, scheme: Scheme) -> bytes:
    """The page as WebP."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale={"vi": "vi-VN", "en": "en-GB"}[language],
    )
    page = context.new_page()
    answer = page.goto(address, wait_until="networkidle")
    if "/login?" in page.url or (answer and answer.status == 401):
        log_in(page, address)
        answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        sys.exit(f"{address}: {answer and answer.status}")
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST[width])
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    options = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    taken = context.new_cdp_session(page).send("Page.captureScreenshot", options)
    context.close()
    return base64.b64decode(taken["data"])


def log_in(page: Page, address: str) -> None:
    """Come in as the first of the invented people, an admin."""
    page.goto(urljoin(address, "/login"))
    page.locator("input[name=name]").fill(next(iter(PEOPLE)))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
