"""`/password`: whoever is logged in changes their own password, and nothing else of anybody's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from asking import placed
from desks import GAZETTEER, chromium, served, visited
from handing_in import token
from marked import foreign, telling
from tongket.web.app import create_app
from tongket.web.security import passwords
from tongket.web.security.roles import Role
from tongket.web.security.throttle import BY_NAME, WaitError
from tongket.web.security.users import LoginError, Users
from tongket.web.settings import Settings

OLD, NEW = "một câu ngắn dễ nhớ", "một câu khác, cũng dễ nhớ"
NAMES = {"Lê An": Role.admin, "Trần Bình": Role.checker, "Người Đọc": Role.reader}
READER = "Người Đọc"
LAYOUT = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
VALUES = tomllib.loads((Path(__file__).parent / "hostile.toml").read_text(encoding="utf-8"))["value"]
Visit = Callable[..., httpx.Client]

pytestmark = pytest.mark.usefixtures("cheap_throughout")


@pytest.fixture(scope="module")
def desk(
    desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory, cheap_throughout: None
) -> Iterator[tuple[str, Users]]:
    path = tmp_path_factory.mktemp("password") / "users.sqlite"
    Users(path, create=True).close()
    app = create_app(Settings(desk_ledger, gazetteer=(GAZETTEER,), users=path))
    with placed(app) as place:
        yield f"http://127.0.0.1:{place.port}", app.state.safety.users


@pytest.fixture
def users(desk: tuple[str, Users]) -> Users:
    """The people as they are before each test, and no guesses."""
    found = desk[1]
    found._pace._done.clear()
    with found._transaction() as db:
        db.execute("delete from failures")
    for user in found.all():
        found.remove(user.name)
    for name, role in NAMES.items():
        found.add(name, role, OLD)
    return found


@pytest.fixture
def visit(desk: tuple[str, Users], users: Users) -> Iterator[Visit]:
    """A browser of somebody's own, logged in."""
    opened: list[httpx.Client] = []

    def visit(name: str | None = READER, password: str = OLD) -> httpx.Client:
        held = {} if name is None else {f"tongket-session-{urlsplit(desk[0]).port}": users.login(name, password, "")}
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en", "Accept": "text/html"}
        opened.append(httpx.Client(base_url=desk[0], cookies=held, headers=headers, trust_env=False, timeout=60))
        return opened[-1]

    yield visit
    for each in opened:
        each.close()


def send(who: httpx.Client, **fields: str) -> httpx.Response:
    return who.post("/password", data={"csrf": token(who.get("/login").text), **fields})


def own(who: httpx.Client, old: str = OLD, new: str = NEW, again: str = "") -> httpx.Response:
    return send(who, do="own", old=old, new=new, again=again or new)


def is_password(users: Users, password: str, name: str = READER) -> bool:
    try:
        return bool(users.login(name, password, ""))
    except LoginError:
        return False


# ── how it goes ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", NAMES)
def test_everybody_changes_their_own(visit: Visit, users: Users, name: str) -> None:
    here, elsewhere, other = visit(name), visit(name), visit(next(each for each in NAMES if each != name))
    assert 'href="/password"' in here.get("/bodies").text
    answer = own(here)
    assert answer.status_code == 200 and "was changed" in answer.text
    assert answer.headers["cache-control"] == "no-store" and NEW not in answer.text
    assert here.get("/password").status_code == 200
    assert elsewhere.get("/password").headers["location"] == "/login?next=/password"
    assert other.get("/password").status_code == 200  # theirs alone
    assert is_password(users, NEW, name) and not is_password(users, OLD, name)
    assert all(is_password(users, OLD, each) for each in NAMES if each != name)


def test_one_is_made_and_told_once(visit: Visit, users: Users) -> None:
    here, elsewhere = visit(), visit()
    (made,) = re.findall(r'<code class="password">([^<]*)</code>', send(here, do="made", old=OLD).text)
    passwords.check(made, READER)
    assert made not in here.get("/password").text and is_password(users, made) and not is_password(users, OLD)
    assert elsewhere.get("/password").status_code == 303
    (again,) = re.findall(r'<code class="password">([^<]*)</code>', send(here, do="made", old=made).text)
    assert again != made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_walk_on_a_phone(browser: Browser, desk: tuple[str, Users], users: Users, scripts: bool) -> None:
    address = desk[0]
    options: dict[str, Any] = {"width": 390, "java_script_enabled": scripts, "locale": "vi-VN"}
    with visited(browser, address, expected="status of 4", **options) as page:
        page.goto(f"{address}/bodies")
        page.get_by_label("Tên").fill(READER)
        page.get_by_label("Mật khẩu").fill(OLD)
        page.get_by_role("main").get_by_role("button").click()
        page.get_by_role("banner").get_by_role("link", name="Mật khẩu").click()
        expect(page).to_have_url(f"{address}/password")
        choose = page.get_by_role("region", name="Tự chọn")
        for old, again, words in ((OLD, OLD, "khác nhau"), ("không phải thế", NEW, "không đúng"), (OLD, NEW, "đã đổi")):
            choose.get_by_label("Mật khẩu hiện nay").fill(old)
            choose.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
            choose.get_by_label("Mật khẩu mới, lần nữa").fill(again)
            choose.get_by_role("button").click()
            expect(page.locator("[role=alert], [role=status].told")).to_contain_text(words)
            if scripts:
                assert page.evaluate(LAYOUT) == []
        make = page.get_by_role("region", name="Hoặc để máy tạo")
        make.get_by_label("Mật khẩu hiện nay").fill(NEW)
        make.get_by_role("button").click()
        made = page.locator(".password").inner_text()
        if scripts:
            assert page.evaluate(LAYOUT) == []
        page.goto(f"{address}/bodies")
        expect(page.get_by_role("banner").get_by_role("link", name=READER)).to_be_visible()
    assert is_password(users, made) and not is_password(users, NEW)


# ── what is refused ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"old": "không phải thế"}, 403, ("hiện nay không đúng", "current password is wrong")),
        ({"again": NEW + "!"}, 422, ("khác nhau", "in two ways")),
        ({"new": "ngắn", "again": "ngắn"}, 422, ("ít nhất 12 ký tự", "at least 12 characters")),
        ({"new": "", "again": ""}, 422, ("ít nhất 12 ký tự", "at least 12 characters")),
        ({"new": "123456789012", "again": "123456789012"}, 422, ("ai cũng thử", "among the first")),
        ({"new": "a b" * 400, "again": "a b" * 400}, 422, ("dài quá 1000", "longer than 1000")),
        ({"new": OLD, "again": OLD}, 422, ("trùng với", "is the current one")),
        ({"new": READER * 2, "again": READER}, 422, ("khác nhau", "in two ways")),
        ({"do": "made", "old": ""}, 403, ("hiện nay không đúng", "current password is wrong")),
    ],
)
def test_what_cannot_be_is_told_and_not_done(
    visit: Visit, users: Users, fields: dict[str, str], status: int, words: tuple[str, str], language: str
) -> None:
    here, elsewhere = visit(), visit()
    here.headers["Accept-Language"] = language
    answer = send(here, **{"do": "own", "old": OLD, "new": NEW, "again": NEW, **fields})
    assert answer.status_code == status and words[("vi", "en").index(language)] in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert elsewhere.get("/password").status_code == 200 and is_password(users, OLD)


@pytest.mark.parametrize("do", ["", "role", "own&do=made"])
def test_nothing_else_can_be_wished(visit: Visit, users: Users, do: str) -> None:
    assert send(visit(), do=do, old=OLD, role="admin").status_code == 422
    assert is_password(users, OLD)


def test_guesses_at_the_old_one_wait_as_at_the_login(visit: Visit, users: Users) -> None:
    who = visit()
    for number in range(BY_NAME.free):
        assert own(who, old=f"lần thứ {number} đoán").status_code == 403
    answer = own(who)  # the right one: while they wait none is looked at
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0 and "Too many tries" in answer.text
    with pytest.raises(WaitError):
        users.login(READER, OLD, "")
    assert own(visit("Lê An")).status_code == 200


def test_guesses_at_the_login_count_too(visit: Visit, users: Users) -> None:
    who = visit()
    for number in range(BY_NAME.free):
        with pytest.raises(LoginError):
            users.login(READER, f"lần thứ {number} đoán", "")
    assert own(who).status_code == 429


def test_too_many_changes_wait(visit: Visit) -> None:
    who = visit()
    told = [own(who, *pair).status_code for _ in range(20) for pair in ((OLD, NEW), (NEW, OLD))]
    assert told[:10] == [200] * 10 and told[-1] == 429


@pytest.mark.parametrize("kind", ["none", "forged", "another's", "from another site"])
def test_a_form_that_is_not_one_s_own_changes_nothing(visit: Visit, users: Users, kind: str) -> None:
    who = visit()
    mine = token(who.get("/password").text)
    brought = {"none": "", "forged": mine[:-6] + "AAAAAA", "another's": token(visit("Lê An").get("/password").text)}
    headers = {"Sec-Fetch-Site": "cross-site"} if kind == "from another site" else {}
    fields = {"csrf": brought.get(kind, mine), "do": "own", "old": OLD, "new": NEW, "again": NEW}
    assert who.post("/password", data=fields, headers=headers).status_code == 403
    assert is_password(users, OLD)


def test_who_is_not_logged_in_is_sent_to_the_login(visit: Visit, users: Users) -> None:
    who = visit(None)
    assert who.get("/password").headers["location"] == "/login?next=/password"
    assert own(who).status_code in (401, 403) and is_password(users, OLD)


def test_who_was_removed_meanwhile_changes_nothing(visit: Visit, users: Users) -> None:
    who = visit()
    brought = token(who.get("/password").text)
    users.remove(READER)
    fields = {"csrf": brought, "do": "own", "old": OLD, "new": NEW, "again": NEW}
    assert who.post("/password", data=fields).status_code in (401, 403)


@pytest.mark.parametrize("value", VALUES, ids=lambda each: each["name"])
def test_a_hostile_value_in_every_field(visit: Visit, users: Users, value: dict[str, Any]) -> None:
    text = (str(value["text"]) * value.get("times", 1))[:5_000]
    who = visit()
    for fields in (
        {"do": "own", "old": text, "new": text, "again": text},
        {"do": "own", "old": OLD, "new": text, "again": NEW},
        {"do": text, "old": text},
        {"do": "made", "old": text},
    ):
        answer = send(who, **fields)
        assert answer.status_code in (403, 422, 429), fields
        assert foreign(answer.text) == [] and [word for word in telling(answer.text) if word not in text] == []
    with users._transaction() as db:
        db.execute("delete from failures")
    assert is_password(users, OLD)


# ── where there is none ──────────────────────────────────────────────────────
def test_a_public_desk_has_no_such_page(desk_ledger: Path) -> None:
    with served(Settings(desk_ledger, gazetteer=(GAZETTEER,), public=True)) as address:
        assert httpx.get(f"{address}/password", trust_env=False).status_code == 404
        assert httpx.post(f"{address}/password", data={"do": "made"}, trust_env=False).status_code == 405
        assert 'href="/password"' not in httpx.get(address, trust_env=False).text


@pytest.mark.parametrize(("language", "words"), [("vi", "không có mật khẩu"), ("en", "there is no password")])
def test_a_desk_without_login_says_why(desk_address: str, language: str, words: str) -> None:
    here = {"Sec-Fetch-Site": "same-origin", "Accept-Language": language}
    with httpx.Client(base_url=desk_address, trust_env=False, headers=here) as who:
        answer = who.get("/password")
        assert answer.status_code == 404 and words in answer.text and "tongket users add" in answer.text
        assert who.post("/password", data={"csrf": token(who.get("/add").text), "do": "made"}).status_code == 404
        assert 'href="/password"' not in who.get("/").text
