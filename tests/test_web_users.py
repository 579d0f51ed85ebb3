"""`/users`: an admin keeps the people of a desk in a browser, and nobody else does."""

from __future__ import annotations

import re
import shutil
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from asking import placed
from desks import GAZETTEER, chromium, served
from handing_in import token
from marked import foreign, telling
from tongket.ledger.checkers import new_checker
from tongket.ledger.store import Store
from tongket.web.app import create_app
from tongket.web.security import passwords
from tongket.web.security.roles import Role
from tongket.web.security.users import LoginError, User, Users
from tongket.web.security.users_file import UsersError
from tongket.web.settings import Settings

PASSWORD = "một câu ngắn dễ nhớ"
ADMIN, CHECKER, READER = "Lê An", "Trần Bình", "Người Đọc"
ROLES = {ADMIN: Role.admin, CHECKER: Role.checker, READER: Role.reader}
VALUES = tomllib.loads((Path(__file__).parent / "hostile.toml").read_text(encoding="utf-8"))["value"]
Visit = Callable[..., httpx.Client]

pytestmark = pytest.mark.usefixtures("cheap_throughout")


@pytest.fixture(scope="module")
def ledger(desk_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One in which people may check."""
    return Path(shutil.copytree(desk_ledger, tmp_path_factory.mktemp("newsroom") / "ledger"))


@pytest.fixture(scope="module")
def desk(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Users]]:
    """A desk with a login: its address, and its people."""
    path = tmp_path_factory.mktemp("users") / "users.sqlite"
    Users(path, create=True).close()
    app = create_app(Settings(ledger, gazetteer=(GAZETTEER,), users=path))
    with placed(app) as place:
        yield f"http://127.0.0.1:{place.port}", app.state.safety.users


@pytest.fixture
def newsroom(desk: tuple[str, Users]) -> str:
    return desk[0]


@pytest.fixture
def users(desk: tuple[str, Users]) -> Users:
    """The people as they are before each test, of whom nobody has changed anything lately."""
    found = desk[1]
    found._pace._done.clear()
    for user in found.all():
        found.remove(user.name)
    for name, role in ROLES.items():
        found.add(name, role, PASSWORD)
    return found


@pytest.fixture
def visit(newsroom: str, users: Users) -> Iterator[Visit]:
    """A browser of somebody's own, logged in, without a browser."""
    opened: list[httpx.Client] = []

    def visit(name: str | None = ADMIN, password: str = PASSWORD) -> httpx.Client:
        cookies = {}
        if name is not None:
            cookies[f"tongket-session-{urlsplit(newsroom).port}"] = users.login(name, password, "")
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en", "Accept": "text/html"}
        opened.append(httpx.Client(base_url=newsroom, cookies=cookies, headers=headers, trust_env=False, timeout=60))
        return opened[-1]

    yield visit
    for each in opened:
        each.close()


def known(users: Users, name: str) -> User:
    (found,) = [user for user in users.all() if user.name == name]
    return found


def page_of(users: Users, name: str) -> str:
    return f"/users/{known(users, name).id}"


def state(users: Users) -> list[tuple[str, Role, tuple[str, ...]]]:
    return [(user.name, user.role, user.checkers) for user in users.all()]


def send(who: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """One of the forms, with the token that the page of who asks has."""
    return who.post(path, data={"csrf": token(who.get("/login").text), **fields})


def password_in(page: str) -> str:
    (found,) = re.findall(r'<code class="password">([^<]*)</code>', page)
    return str(found)


# ── a whole walk ─────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_an_admin_keeps_the_people(browser: Browser, newsroom: str, users: Users, ledger: Path, scripts: bool) -> None:
    contexts = [browser.new_context(locale="vi-VN", java_script_enabled=scripts) for _ in range(2)]
    admin, other = (context.new_page() for context in contexts)
    said: list[str] = []
    for page in (admin, other):
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
    admin.goto(f"{newsroom}/")
    log_in(admin, ADMIN, PASSWORD)
    admin.get_by_role("link", name="Người dùng").click()
    expect(admin.get_by_role("row")).to_have_count(1 + len(ROLES))

    admin.get_by_label("Tên", exact=True).fill("Vũ Cẩm")
    admin.get_by_role("button", name="Thêm", exact=True).click()
    expect(admin.get_by_role("status")).to_contain_text("Đã thêm Vũ Cẩm.")
    first = admin.locator(".password").inner_text()
    other.goto(f"{newsroom}/check")
    log_in(other, "vũ cẩm", first)
    expect(other).to_have_url(f"{newsroom}/check")
    expect(other.get_by_role("link", name="Người dùng")).to_have_count(0)
    assert other.goto(f"{newsroom}/add").status == 403  # type: ignore[union-attr]  # a page over http has an answer

    admin.get_by_role("link", name="Vũ Cẩm").click()
    expect(admin.locator("main .password")).to_have_count(0)
    admin.get_by_label("Vai trò", exact=True).select_option("checker")
    admin.get_by_role("button", name="Đổi vai trò").click()
    expect(admin.get_by_role("status")).to_contain_text("Vai trò của Vũ Cẩm đã đổi.")
    expect(admin.get_by_label("Vai trò", exact=True)).to_have_value("checker")
    assert other.goto(f"{newsroom}/add").status == 200  # type: ignore[union-attr]  # as above

    admin.get_by_role("button", name="Cấp mật khẩu mới").click()
    second = admin.locator(".password").inner_text()
    other.goto(f"{newsroom}/add")
    expect(other).to_have_url(f"{newsroom}/login?next=/add")
    log_in(other, "Vũ Cẩm", first)
    expect(other.get_by_role("alert")).to_be_visible()
    log_in(other, "Vũ Cẩm", second)
    expect(other).to_have_url(f"{newsroom}/add")

    admin.goto(newsroom + page_of(users, "Vũ Cẩm"))
    admin.get_by_role("button", name="Kết thúc các phiên").click()
    expect(admin.get_by_role("status")).to_contain_text("Các phiên của Vũ Cẩm đã kết thúc.")
    other.goto(f"{newsroom}/add")
    log_in(other, "Vũ Cẩm", second)
    expect(other).to_have_url(f"{newsroom}/add")

    mine = users.checker("Vũ Cẩm", Store(ledger))
    admin.get_by_role("button", name="Xóa người này").click()  # the box is not ticked: nothing is sent
    assert known(users, "Vũ Cẩm")
    admin.get_by_label("Vâng, xóa Vũ Cẩm").check()
    admin.get_by_role("button", name="Xóa người này").click()
    expect(admin.get_by_role("status")).to_contain_text("Đã xóa Vũ Cẩm.")
    expect(admin.get_by_role("status")).to_contain_text(mine)
    expect(admin).to_have_url(f"{newsroom}/users")
    other.goto(f"{newsroom}/add")
    expect(other).to_have_url(f"{newsroom}/login?next=/add")
    assert [name for name, _, _ in state(users)] == sorted(ROLES)
    for context in contexts:
        context.close()
    assert [line for line in said if not re.search(r"status of (401|403)", line)] == []


def log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Tên").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("main").get_by_role("button").click()


# ── who may not ──────────────────────────────────────────────────────────────
PATHS = ("/users", "/users.json", "/users.csv", "{one}", "{one}.json", "{one}.csv")
FORMS: list[tuple[str, dict[str, str]]] = [
    ("/users", {"do": "add", "name": "Mới", "role": "admin"}),
    ("/users", {"do": "remove", "identity": "{id}", "sure": "yes"}),
    ("{one}", {"do": "role", "role": "admin"}),
    ("{one}", {"do": "password"}),
    ("{one}", {"do": "sessions"}),
]
"""Every form about people, here about the reader."""


def forms(users: Users) -> Iterator[tuple[str, dict[str, str]]]:
    identity = known(users, READER).id
    for path, fields in FORMS:
        filled = {name: value.format(id=identity) for name, value in fields.items()}
        yield path.format(one=f"/users/{identity}"), filled


@pytest.mark.parametrize("name", [READER, CHECKER])
def test_others_are_refused(visit: Visit, users: Users, name: str) -> None:
    who, before = visit(name), state(users)
    victim = users.login(READER, PASSWORD, "")
    for path in PATHS:
        answer = who.get(path.format(one=page_of(users, READER)))
        assert answer.status_code == 403 and ADMIN not in answer.text, path
    for path, fields in forms(users):
        assert send(who, path, **fields).status_code == 403, fields
    assert state(users) == before and users.person(victim)
    assert 'href="/users"' not in who.get("/").text


def test_who_is_not_logged_in_is_sent_to_the_login(visit: Visit, users: Users) -> None:
    who, before = visit(None), state(users)
    assert who.get("/users").headers["location"] == "/login?next=/users"
    assert who.get("/users.json").status_code == who.get("/users.csv").status_code == 401
    for path, fields in forms(users):
        assert send(who, path, **fields).status_code in (401, 403), fields
    assert state(users) == before


def test_a_public_desk_has_no_such_page(desk_ledger: Path) -> None:
    with served(Settings(desk_ledger, gazetteer=(GAZETTEER,), public=True)) as address:
        for path in ("/users", "/users.json", "/users.csv", "/users/x"):
            assert httpx.get(address + path, trust_env=False).status_code == 404
        assert httpx.post(f"{address}/users", data={"do": "add"}, trust_env=False).status_code == 405
        assert 'href="/users"' not in httpx.get(address, trust_env=False).text


def test_a_desk_without_login_says_how_to_begin(desk_address: str) -> None:
    with httpx.Client(base_url=desk_address, trust_env=False, headers={"Sec-Fetch-Site": "same-origin"}) as who:
        for path in ("/users", "/users/x"):
            answer = who.get(path)
            assert answer.status_code == 404 and "tongket users add" in answer.text
        assert who.get("/users.json").json()["error"] and who.get("/users.csv").status_code == 404
        assert 'href="/users"' not in who.get("/").text
        brought = token(who.get("/add").text)
        assert who.post("/users", data={"csrf": brought, "do": "add", "name": "Mới"}).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_it_says_fits_a_phone(browser: Browser, desk_address: str, language: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{desk_address}/users?lang={language}")
    assert page.evaluate((Path(__file__).parent / "layout.js").read_text(encoding="utf-8")) == []
    page.close()


@pytest.mark.parametrize("kind", ["none", "forged", "another's", "from another site"])
def test_a_form_that_is_not_the_admin_s_own_changes_nothing(visit: Visit, users: Users, kind: str) -> None:
    admin, before = visit(), state(users)
    own = token(admin.get("/users").text)
    brought = {"none": "", "forged": own[:-6] + "AAAAAA", "another's": token(visit(CHECKER).get("/login").text)}
    headers = {"Sec-Fetch-Site": "cross-site"} if kind == "from another site" else {}
    victim = users.login(READER, PASSWORD, "")
    for path, fields in forms(users):
        answer = admin.post(path, data={"csrf": brought.get(kind, own), **fields}, headers=headers)
        assert answer.status_code == 403, fields
    assert state(users) == before and users.person(victim)
    assert send(admin, page_of(users, READER), do="sessions").status_code == 200 and users.person(victim) is None


# ── what is no wish ──────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"do": "add", "name": "Mới", "role": "owner"}, 422, "role"),
        ({"do": "add", "name": "Mới", "role": ""}, 422, "Choose a role"),
        ({"do": "promote", "name": "Mới"}, 422, "do"),
        ({"name": "Mới"}, 422, "do"),
        ({"do": "add", "name": "a" * 65, "role": "reader"}, 422, "no name"),
        ({"do": "add", "name": "", "role": "reader"}, 422, "no name"),
        ({"do": "add", "name": "<b>Mới</b>", "role": "reader"}, 422, "no name"),
        ({"do": "add", "name": "TRẦN  BÌNH", "role": "admin"}, 409, "of that name already"),
        ({"do": "remove", "identity": "0123456789abcdef", "sure": "yes"}, 404, "no such page"),
        ({"do": "remove", "identity": "{reader}"}, 422, "was not removed"),
        ({"do": "remove", "identity": "{reader}", "sure": "no"}, 422, "was not removed"),
        ({"do": "remove", "identity": "{admin}", "sure": "yes"}, 409, "Another admin"),
    ],
)
def test_what_cannot_be_done_is_told_and_not_done(
    visit: Visit, users: Users, fields: dict[str, str], status: int, told: str
) -> None:
    before, ids = state(users), {role.value: known(users, name).id for name, role in ROLES.items()}
    answer = send(visit(), "/users", **{name: value.format(**ids) for name, value in fields.items()})
    assert (answer.status_code, state(users)) == (status, before)
    assert told in answer.text
    is_about_the_name = told in ("no name", "of that name already")
    assert ('aria-invalid="true" aria-describedby="problem name-help"' in answer.text) == is_about_the_name


@pytest.mark.parametrize("path", ["/users/0123456789abcdef", "/users/x.json", f"/users/{ADMIN}"])
def test_who_is_not_there_is_not_found(visit: Visit, path: str) -> None:
    assert visit().get(path).status_code == 404


@pytest.mark.parametrize("value", VALUES, ids=lambda each: each["name"])
def test_a_hostile_value_in_every_field(visit: Visit, users: Users, value: dict[str, Any]) -> None:
    text, admin, before = str(value["text"]) * value.get("times", 1), visit(), state(users)
    if len(text.encode()) > 20_000:
        text = text[:5_000]
    brought = token(admin.get("/users").text)
    asked = [
        ("/users", {"do": "add", "name": text, "role": "reader"}),
        ("/users", {"do": "add", "name": "Mới", "role": text}),
        ("/users", {"do": text, "name": text, "role": text, "identity": text, "sure": text}),
        ("/users", {"do": "remove", "identity": text, "sure": "yes"}),
        (page_of(users, READER), {"do": "role", "role": text}),
        (page_of(users, READER), {"do": text, "role": "admin"}),
    ]
    for path, fields in asked:
        answer = admin.post(path, data={"csrf": brought, **fields})
        assert answer.status_code < 500, fields
        assert foreign(answer.text) == [] and [word for word in telling(answer.text) if word not in text] == []
    after = state(users)
    assert [each for each in after if each in before] == before
    assert len(after) <= len(before) + 1, "a name that is one was added, and nobody else"
    assert foreign(admin.get("/users").text) == []


# ── there is always an admin ─────────────────────────────────────────────────
def test_an_admin_can_neither_remove_nor_demote_themselves(visit: Visit, users: Users) -> None:
    admin, own = visit(), page_of(users, ADMIN)
    shown = admin.get(own).text
    assert 'value="role"' not in shown and 'value="remove"' not in shown and "This is you" in shown
    assert send(admin, own, do="role", role="reader").status_code == 409
    assert (
        send(admin, page_of(users, CHECKER), do="role").status_code == 422 and known(users, CHECKER).role == "checker"
    )
    assert send(admin, "/users", do="remove", identity=known(users, ADMIN).id, sure="yes").status_code == 409
    assert known(users, ADMIN).role is Role.admin


def test_an_admin_who_is_one_no_more_changes_nothing(visit: Visit, users: Users) -> None:
    users.set_role(CHECKER, Role.admin)
    first, second = visit(ADMIN), visit(CHECKER)
    brought = token(first.get("/users").text)
    assert send(second, page_of(users, ADMIN), do="role", role="checker").status_code == 200
    late = first.post(page_of(users, CHECKER), data={"csrf": brought, "do": "role", "role": "reader"})
    assert late.status_code == 403 and known(users, CHECKER).role is Role.admin
    for change in (
        lambda: users.set_role(CHECKER, Role.reader, by=ADMIN),
        lambda: users.remove(CHECKER, by=ADMIN),
        lambda: users.add("Mới", Role.admin, PASSWORD, by=ADMIN),
        lambda: users.set_password(CHECKER, PASSWORD, by=ADMIN),
        lambda: users.end_sessions(CHECKER, by=ADMIN),
    ):
        with pytest.raises(UsersError, match="only an admin"):
            change()  # it was asked while they still were one


def test_two_admins_cannot_demote_each_other_at_once(users: Users) -> None:
    for _ in range(20):
        users.set_role(ADMIN, Role.admin)
        users.set_role(CHECKER, Role.admin)
        begin = threading.Barrier(2)

        def demote(by: str, other: str, begin: threading.Barrier = begin) -> None:
            begin.wait()
            try:
                users.set_role(other, Role.reader, by=by)
            except UsersError as error:
                assert error.wish == "admin"

        both = [threading.Thread(target=demote, args=pair) for pair in ((ADMIN, CHECKER), (CHECKER, ADMIN))]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert sum(role is Role.admin for _, role, _ in state(users)) == 1


def test_an_admin_s_own_new_password_leaves_them_where_they_are(visit: Visit, users: Users) -> None:
    here, elsewhere = visit(), visit()
    fresh = password_in(send(here, page_of(users, ADMIN), do="password").text)
    assert here.get("/users").status_code == 200 and elsewhere.get("/users").status_code == 303
    assert users.login(ADMIN, fresh, "")
    with pytest.raises(LoginError):
        users.login(ADMIN, PASSWORD, "")
    again = visit(ADMIN, fresh)
    assert send(here, page_of(users, ADMIN), do="sessions").status_code == 200
    assert here.get("/users").status_code == 200 and again.get("/users").status_code == 303


# ── what is told ─────────────────────────────────────────────────────────────
def test_the_list_tells_nothing_secret(visit: Visit, users: Users, tmp_path: Path) -> None:
    mine = new_checker(Store(tmp_path / "ledger", create=True))
    users.give_checker(CHECKER, mine)
    admin = visit()
    listed = admin.get("/users.json").json()["users"]
    assert {row["name"]: row["role"] for row in listed} == {name: role.value for name, role in ROLES.items()}
    assert {row["name"]: row["sessions"] for row in listed} == {ADMIN: 1, CHECKER: 0, READER: 0}
    assert [row["checkers"] for row in listed if row["name"] == CHECKER] == [[mine]]
    for row in listed:
        assert set(row) == {"id", "name", "role", "since", "sessions", "checkers"}
        assert admin.get(f"/users/{row['id']}.json").json() == row
    with users._lock:
        secret = [each for row in users._db.execute("select hash, key from users").fetchall() for each in row[:1]]
        secret += [row[0].hex() for row in users._db.execute("select token from sessions").fetchall()]
    for path in PATHS:
        answer = admin.get(path.format(one=page_of(users, CHECKER)))
        assert answer.status_code == 200 and mine in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert not [each for each in [*secret, users.key.hex(), "argon2"] if each in answer.text]


def test_no_address_holds_a_name(visit: Visit, users: Users) -> None:
    links = re.findall(r'(?:href|action)="(/users/[^"]*)"', visit().get("/users").text)
    assert len(links) == len(ROLES) and all(re.fullmatch(r"/users/[0-9a-f]{16}", each) for each in links)


def test_a_new_password_is_shown_once_and_good(visit: Visit, users: Users) -> None:
    admin = visit()
    made = [password_in(send(admin, page_of(users, READER), do="password").text) for _ in range(3)]
    made.append(password_in(send(admin, "/users", do="add", name="Mới", role="checker").text))
    assert len(set(made)) == 4
    for each in made:
        passwords.check(each, READER)
        assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", each) and not set(each) & set("ilo01")
        assert each not in admin.get("/users").text + admin.get(page_of(users, READER)).text
    assert known(users, "Mới").role is Role.checker and users.login("Mới", made[-1], "")


def test_only_admins_see_the_way_there_and_at_once(visit: Visit, users: Users) -> None:
    """Also on pages that are kept: what stands in them depends on the role."""
    admin = visit()
    first = admin.get("/bodies")
    assert 'href="/users"' in first.text
    users.set_role(CHECKER, Role.admin)
    users.set_role(ADMIN, Role.checker, by=CHECKER)
    after = admin.get("/bodies", headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200 and 'href="/users"' not in after.text


def test_too_many_changes_wait(visit: Visit, users: Users) -> None:
    admin, path = visit(), page_of(users, READER)
    brought = token(admin.get("/users").text)
    for _ in range(100):
        answer = admin.post(path, data={"csrf": brought, "do": "role", "role": "reader"})
        if answer.status_code == 429:
            break
        assert answer.status_code == 200
    assert answer.status_code == 429 and 0 < int(answer.headers["retry-after"]) <= 60
    assert "Too many changes" in answer.text
