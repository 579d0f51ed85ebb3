"""Coming in and going, in a real browser: a desk with users, its cookies, and forms under its own referrer policy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import loopback
from desks import chromium, served
from tongket.ledger.desk import verdicts_of
from tongket.ledger.questions import Ledger
from tongket.ledger.store import Store
from tongket.web.security.csrf import Tokens
from tongket.web.security.roles import Role
from tongket.web.security.users import Users
from tongket.web.settings import Settings

PASSWORD = "một câu ngắn dễ nhớ"
NAME = "desk.vanha.test"


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Users]:
    users = Users(tmp_path_factory.mktemp("people") / "users.sqlite", create=True)
    users.add("Lê An", Role.checker, PASSWORD)
    yield users
    users.close()


@pytest.fixture(scope="module")
def newsroom(desk_ledger: Path, users: Users) -> Iterator[str]:
    with served(Settings(desk_ledger, users=users.path, hosts=(NAME,))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(f"--host-resolver-rules=MAP {NAME} 127.0.0.1") as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser of somebody's own, that says what goes wrong."""
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert [line for line in said if not re.search(r"status of (401|403|429)", line)] == []


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Tên").fill("lê an")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("main").get_by_role("button").click()


def by_name(address: str) -> str:
    """The same desk over plain http under a name, where a browser sends no Sec-Fetch-Site."""
    return f"http://{NAME}:{urlsplit(address).port}"


@pytest.mark.parametrize("place", [str, by_name])
def test_in_to_the_page_that_was_asked_for_and_out_again(newsroom: str, page: Page, place: object) -> None:
    base = place(newsroom)  # type: ignore[operator]  # one of the two
    page.goto(f"{base}/?lang=vi")
    expect(page).to_have_url(f"{base}/login?next=/%3Flang%3Dvi")
    log_in(page, "không phải câu ấy")
    expect(page.get_by_role("alert")).to_have_text("Tên hoặc mật khẩu không đúng.")
    expect(page.get_by_label("Tên")).to_have_value("lê an")
    log_in(page)
    expect(page).to_have_url(f"{base}/?lang=vi")
    page.get_by_role("link", name="Lê An").click()
    expect(page.get_by_role("main")).to_contain_text("người kiểm tra")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
    page.goto(f"{base}/")
    expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_the_cookies_are_for_nobody_else(newsroom: str, page: Page) -> None:
    page.goto(f"{newsroom}/login")
    (before,) = [each for each in page.context.cookies() if "form" in each["name"]]
    assert before["httpOnly"] and before["sameSite"] == "Lax"
    log_in(page)
    port = urlsplit(newsroom).port
    (session,) = [each for each in page.context.cookies() if each["name"].startswith("tongket")]
    assert session["name"] == f"tongket-session-{port}" and session["httpOnly"] and session["sameSite"] == "Lax"
    assert session["expires"] == -1 and session["path"] == "/" and len(session["value"]) >= 43
    assert page.evaluate("document.cookie") in ("", "lang=vi")


def test_a_token_that_somebody_planted_is_not_the_session(newsroom: str, page: Page) -> None:
    port = urlsplit(newsroom).port
    page.context.add_cookies([{"name": f"tongket-session-{port}", "value": "planted", "url": newsroom}])
    page.goto(f"{newsroom}/login")
    log_in(page)
    values = {each["name"]: each["value"] for each in page.context.cookies()}
    assert values[f"tongket-session-{port}"] != "planted"


def test_another_site_s_form_changes_nothing(newsroom: str, page: Page) -> None:
    page.goto(f"{newsroom}/login")
    log_in(page)
    expect(page.get_by_role("link", name="Lê An")).to_be_visible()
    with loopback.served() as other:  # on this machine, so that the browser sends it the cookies of all its ports
        form = f'<form method="post" action="{newsroom}/logout"><button>!</button></form>'
        other.put("/favicon.ico", "icon")
        page.goto(other.put("/", form, Content_Type="text/html"))
        page.get_by_role("button").click()
        expect(page.get_by_text("another website")).to_be_visible()
    page.goto(f"{newsroom}/login")
    expect(page.get_by_role("main")).to_contain_text("Lê An")


def test_two_people_decide_under_two_ids(desk_ledger: Path, tmp_path: Path) -> None:
    """Their names go nowhere near the ledger."""
    shutil.copytree(desk_ledger, tmp_path / "ledger")
    users = Users(tmp_path / "users.sqlite", create=True)
    users.add("Lê An", Role.checker, PASSWORD)
    users.add("Trần Bình", Role.admin, PASSWORD)
    users.add("Người Đọc", Role.reader, PASSWORD)
    store = Store(tmp_path / "ledger")
    with Ledger(store) as ledger:
        figure = next(iter(ledger.query("select * from latest order by id limit 1")))
    fields = {name: str(figure[name]) for name in ("start", "end", "quote")}
    with served(Settings(tmp_path / "ledger", users=users.path)) as address:
        statuses = []
        for name in ("Lê An", "Trần Bình", "Người Đọc"):
            session = users.login(name, PASSWORD, "")
            cookies = {f"tongket-session-{urlsplit(address).port}": session}
            token = {"X-CSRF-Token": Tokens(users.key, session, None)(), "Sec-Fetch-Site": "same-origin"}
            with httpx.Client(base_url=address, cookies=cookies, headers=token, trust_env=False) as person:
                answer = person.post(f"/d/{figure['document_id']}/decisions", data={"decision": "accept", **fields})
                statuses.append(answer.status_code)
                assert person.get(f"/d/{figure['document_id']}").status_code == 200
    assert statuses == [303, 303, 403]
    rows = verdicts_of(store)
    assert len({row["checker"] for row in rows}) == 2 == len(rows)
    people = {user.name: user.checkers for user in users.all()}
    assert people["Lê An"] + people["Trần Bình"] == tuple(row["checker"] for row in rows) and not people["Người Đọc"]
    users.close()
    held = b"".join(path.read_bytes() for path in (tmp_path / "ledger").rglob("*") if path.is_file())
    assert "Lê An".encode() not in held and "Trần Bình".encode() not in held


def test_who_guesses_waits(desk_ledger: Path, tmp_path: Path, page: Page) -> None:
    users = Users(tmp_path / "users.sqlite", create=True)
    users.add("Lê An", Role.checker, PASSWORD)
    users.close()
    with served(Settings(desk_ledger, users=users.path)) as address:
        page.goto(f"{address}/login")
        for _ in range(12):  # on a slow machine the first waits are over before the next guess
            log_in(page, "không phải câu ấy")
            if "Sai quá nhiều lần" in page.get_by_role("alert").inner_text():
                break
        else:
            raise AssertionError("a dozen guesses and no wait")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_everybody_can_use_the_form(newsroom: str, page: Page, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{newsroom}/login?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    serious = [each["id"] for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert serious == []


def test_without_javascript(newsroom: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{newsroom}/login")
    log_in(page)
    expect(page.get_by_role("link", name="Lê An")).to_be_visible()
    context.close()


def test_a_desk_without_users_asks_nobody(desk_address: str) -> None:
    answer = httpx.get(f"{desk_address}/login", trust_env=False)
    assert answer.status_code == 200 and "không cần đăng nhập" in answer.text
    assert httpx.get(f"{desk_address}/", trust_env=False).headers.get("set-cookie") is None


def test_the_page_under_the_headers_works(desk_address: str, page: Page) -> None:
    """Styles and scripts of our own are let through; nothing is refused aloud."""
    page.goto(desk_address)
    assert page.evaluate("getComputedStyle(document.querySelector('header.site')).display") == "flex"
    assert page.evaluate("typeof htmx") == "object"
