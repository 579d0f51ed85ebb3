"""What tests of checking by hand share: a report, what is decided about it, and who decides."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from handing_in import token
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store

expect.set_options(timeout=20_000)

TEXT = """Công an tỉnh Vân Hà tổng kết công tác năm 2024
Năm 2024, Công an tỉnh Vân Hà phát hiện 259 trường hợp vi phạm, xử phạt 31 trường hợp với tổng số tiền 184 triệu đồng.
Có 12 thứ tài liệu cho ████ học tập. Trong đó 7 xã đạt chuẩn.
"""

PASSWORD = "một câu ngắn dễ nhớ"
NAMES = ("An", "Bình")


def latest(ledger: Path) -> dict[str, dict[str, Any]]:
    """The figures that count, by quote."""
    with Ledger(Store(ledger)) as opened:
        return {row["quote"]: row for row in opened.query("select * from latest order by start")}


def document_of(ledger: Path) -> str:
    with Ledger(Store(ledger)) as opened:
        return str(next(iter(opened.query("select id from documents")))["id"])


def eventually(told: Callable[[], object], seconds: float = 30) -> None:
    """Waits until it is so: what is saved behind one's back is there a moment later."""
    until = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.1)


class Client:
    """Sends forms as a page of the desk does."""

    def __init__(self, address: str, document: str, name: str = "") -> None:
        here = {"Sec-Fetch-Site": "same-origin"}
        self._http = httpx.Client(base_url=address, trust_env=False, headers=here, timeout=60)
        self.path = f"/d/{document}"
        if name:
            form = {"name": name, "password": PASSWORD, "csrf": token(self._http.get("/login").text)}
            assert self._http.post("/login", data=form).status_code == 303
        self._page = self._http.get(f"{self.path}/check" if name != "Chi" else "/search").text

    def decide(self, decision: str, figure: dict[str, Any], **form: str) -> httpx.Response:
        told = {name: str(figure[name]) for name in ("start", "end", "quote")} | {"decision": decision} | form
        sent = re.search(r'data-csrf="([^"]+)"', self._page)
        headers = {"Accept": "application/json", "X-CSRF-Token": sent[1] if sent else ""}
        return self._http.post(f"{self.path}/decisions", data=told, headers=headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._http.get(path, headers=headers)

    def figures(self) -> dict[str, dict[str, Any]]:
        return {each["quote"]: each for each in self.get(f"{self.path}/decisions.json").json()["figures"]}


def begun(page: Page, address: str, ledger: Path, quote: str | None = None) -> None:
    at = "" if quote is None else f"?at={latest(ledger)[quote]['start']}"
    page.goto(f"{address}/d/{document_of(ledger)}/check{at}")
    page.locator("#checking[data-ready]").wait_for()


def lead(page: Page) -> Any:
    return page.locator("#panel .lead")


def log_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/login")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: "/login" not in url)
