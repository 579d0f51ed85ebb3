"""What stands around the desk, around an application of the test's own: headers, hosts, bounds, logins, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, PlainTextResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from asking import Answer, Place, placed
from tongket.ledger.checkers import checkers
from tongket.ledger.store import Store
from tongket.web.routes.login import local
from tongket.web.security import limits
from tongket.web.security.asgi import cookie
from tongket.web.security.csrf import Tokens
from tongket.web.security.guard import Safety, protect
from tongket.web.security.headers import CONTENT_SECURITY_POLICY
from tongket.web.security.hosts import checked_name
from tongket.web.security.roles import Person, Role
from tongket.web.security.sessions import checker_of, require
from tongket.web.security.users import Users

PASSWORD = "một câu ngắn dễ nhớ"
HERE = {"Sec-Fetch-Site": "same-origin"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def application(safety: Safety) -> FastAPI:
    """A page with a form, one that takes an upload, one that breaks; behind the layers."""
    app = FastAPI()

    @app.get("/")
    def page(request: Request) -> HTMLResponse:
        who = request.state.person
        return HTMLResponse(f"<p>{who.name}/{who.role}</p><input name=csrf value={request.state.csrf()}>")

    @app.get("/plain/{rest:path}")
    def plain(rest: str, q: str = "") -> PlainTextResponse:
        return PlainTextResponse(f"{rest}|{q}", headers={"Server": "x/1", "X-Powered-By": "y", "Referrer-Policy": "z"})

    @app.post("/figures")
    def change(value: Annotated[str, Form()] = "") -> str:
        return f"changed {value}"

    @app.put("/json")
    async def json(request: Request) -> int:
        return len(await request.body())

    @app.post("/add")
    def add(file: Annotated[UploadFile, File()]) -> int:
        return len(file.file.read())

    @app.get("/users")
    def users(who: Annotated[Person, Depends(require(Role.admin))]) -> str:
        return f"for {who.name}"

    @app.post("/decide")
    def decide(request: Request, store: str) -> str:
        return checker_of(request, Store(store))

    @app.get("/broken")
    def broken() -> Response:
        raise RuntimeError("a password stands here")

    @app.get("/login")
    def login(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.state.csrf())

    @app.post("/logout")
    def logout() -> str:
        return "left"

    @app.get("/static/a.css")
    def static() -> PlainTextResponse:
        return PlainTextResponse("css")

    protect(app, safety)
    return app


@pytest.fixture(scope="module")
def desk() -> Iterator[Place]:
    with placed(application(Safety(bodies={"/add": 300_000}))) as place:
        yield place


# ── headers ──────────────────────────────────────────────────────────────────
ANSWERS = [("/", 200), ("/nothing", 404), ("/broken", 500), ("/plain/%00", 400), ("/figures", 405)]


@pytest.mark.parametrize(("target", "status"), ANSWERS)
def test_every_answer_carries_the_headers(desk: Place, target: str, status: int) -> None:
    answer = desk.ask(target)
    assert answer.status == status
    assert answer.header("content-security-policy") == CONTENT_SECURITY_POLICY
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "no-referrer"
    assert answer.header("cross-origin-opener-policy") == answer.header("cross-origin-resource-policy") == "same-origin"
    assert "camera=()" in answer.header("permissions-policy") and answer.header("x-frame-options") == "DENY"
    assert answer.header("strict-transport-security") == answer.header("access-control-allow-origin") == ""
    assert "password" not in answer.text


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    allowed = dict(each.split(" ", 1) for each in CONTENT_SECURITY_POLICY.split("; "))
    assert allowed["default-src"] == "'none'" and set(allowed.values()) == {"'none'", "'self'", "'self' data:"}
    assert allowed["script-src"] == allowed["style-src"] == "'self'"


def test_the_application_s_own_headers_do_not_weaken_them(desk: Place) -> None:
    answer = desk.ask("/plain/a")
    assert answer.header("referrer-policy") == "no-referrer"
    assert answer.header("server") == answer.header("x-powered-by") == ""


def test_over_https_the_browser_is_told_to_stay_there() -> None:
    with placed(application(Safety(https=True, host="0.0.0.0", names=("desk.vanha.vn",)))) as place:
        answer = place.ask(host="desk.vanha.vn")
        assert answer.header("strict-transport-security") == "max-age=31536000"
        assert answer.header("referrer-policy") == "no-referrer"
        ((_, value),) = [pair for pair in answer.headers if pair[0] == "set-cookie"]
        assert value.startswith("__Host-tongket-form=") and value.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")


def test_without_https_a_page_may_tell_its_own_host_alone(desk: Place) -> None:
    """Else a browser would say "Origin: null" with each form, and nothing would tell where it comes from."""
    with placed(application(Safety(host="0.0.0.0"))) as place:
        answer = place.ask(host="192.0.2.7:8000")
        assert answer.header("referrer-policy") == "same-origin" and not answer.header("cross-origin-opener-policy")
        assert place.ask().header("referrer-policy") == "no-referrer"


# ── hosts ────────────────────────────────────────────────────────────────────
OURS = "127.0.0.1 127.0.0.1:8000 localhost LOCALHOST:1 localhost. [::1] [::1]:8000 127.8.8.8 tongket.localhost"
FOREIGN = """evil.example 127.0.0.1.evil.example localhost.evil.example 192.0.2.7 [2001:db8::1] 127.0.0.1@evil.example
localhost:80@evil.example evil.example:80:80 [::1 a,localhost http://localhost 0.0.0.0 2130706433 0x7f.1 local_host"""


@pytest.mark.parametrize("host", OURS.split())
def test_this_machine_s_own_names_are_answered(desk: Place, host: str) -> None:
    assert desk.ask(host=host).status == 200


@pytest.mark.parametrize("host", [*FOREIGN.split(), "", "a b"])
def test_no_other_name_is_answered(desk: Place, host: str) -> None:
    answer = desk.ask(host=host)
    assert answer.status in (400, 421) and "csrf" not in answer.text


def test_a_host_told_twice_or_not_at_all_is_none(desk: Place) -> None:
    for lines in ("Host: localhost\r\nHost: evil.example\r\n", ""):
        answer = desk.send(f"GET / HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
        assert answer.status in (400, 421)


def test_names_are_allowed_one_by_one() -> None:
    with placed(application(Safety(names=("Desk.VanHa.vn.",)))) as place:
        assert place.ask(host="desk.vanha.vn").status == place.ask(host="DESK.vanha.vn.:80").status == 200
        assert place.ask(host="a.desk.vanha.vn").status == place.ask(host="192.0.2.7").status == 421
        assert place.ask(host="a.vn", headers={"X-Forwarded-Host": "desk.vanha.vn"}).status == 421


def test_where_others_reach_it_any_number_is_no_name() -> None:
    with placed(application(Safety(host="0.0.0.0"))) as place:
        assert [place.ask(host=host).status for host in ("192.0.2.7", "[2001:db8::1]:80", "evil.vn")] == [200, 200, 421]


@pytest.mark.parametrize("name", ["", "http://a.vn", "a.vn:80", "a..vn", "*.vn", "a b", "-a", "a/", "đ.vn"])
def test_what_is_no_host_s_name(name: str) -> None:
    with pytest.raises(ValueError, match="no host's name"):
        checked_name(name)


# ── bounds ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/plain/a?q=" + "b" * 1_998, 200),
        ("/plain/a?q=" + "b" * 1_999, 414),
        ("/plain/" + "b" * 993, 200),
        ("/plain/" + "b" * 994, 414),
        ("/plain/a?" + "&" * 199, 200),
        ("/plain/a?" + "&" * 200, 400),
        ("/plain/t%E1%BB%89nh?q=t%E1%BB%89nh", 200),
        ("/plain/%E2%80%AEa?q=%E2%80%AE", 200),
        ("/plain/a%2Fb", 200),
        ("/plain/a...b/.c", 200),
        ("/plain/%ff", 400),
        ("/plain/a?q=%ff", 400),
        ("/plain/%c0%ae%c0%ae/", 400),
        ("/plain/%ed%a0%80", 400),
        ("/plain/%00", 400),
        ("/plain/a?q=%00", 400),
        ("/plain/a?q=%0d%0aSet-Cookie:a", 400),
        ("/plain/%0a", 400),
        ("/plain/a?q=%c2%85", 400),
        ("/plain/../x", 400),
        ("/plain/%2e%2e/x", 400),
        ("/plain/..%2fx", 400),
        ("/plain/..%5cx", 400),
        ("/plain/./x", 400),
        ("/plain/%252e%252e/x", 200),
        ("http://evil.example/plain/a", 400),
        ("*", 400),
    ],
)
def test_addresses(desk: Place, target: str, status: int) -> None:
    answer = desk.ask(target)
    assert answer.status == status
    assert status == 200 or ('lang="vi"' in answer.text and 'lang="en"' in answer.text)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", "GETT"])
def test_kinds_of_requests(desk: Place, method: str) -> None:
    assert desk.ask("/", method).status in (400, 405)


@pytest.mark.parametrize("headers", [{"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}])
def test_a_kind_is_not_overridden(desk: Place, headers: dict[str, str]) -> None:
    assert desk.ask("/figures?_method=POST", headers=headers).status == 405


@given(st.text(alphabet="abc/.%0123456789efEF?&=\u202e\x00\r\n ế", max_size=40))
@settings(max_examples=200)
def test_any_address_has_a_clear_answer(text: str) -> None:
    path, _, query = f"/{text}".partition("?")
    found = limits._problem(
        {"method": "GET", "raw_path": path.encode(), "query_string": query.encode(), "path": path, "headers": []}
    )
    assert found in (None, "address")
    if found is None:
        assert not {"\0", "\r", "\n"} & set(text) and "/../" not in f"/{text}/"


def token_of(place: Place, headers: dict[str, str] | None = None) -> tuple[str, dict[str, str]]:
    """A form's token, and the headers to send it with."""
    answer = place.ask("/", headers=headers)
    cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies().items())
    found = re.search("value=([^>]+)>", answer.text)
    assert found
    return found[1], {**HERE, **FORM, **({"Cookie": cookies} if cookies else {}), **(headers or {})}


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "status"), [(65_536, 200), (65_537, 413), (3_000_000, 413)])
def test_the_size_of_a_body(desk: Place, size: int, status: int, chunked: bool) -> None:
    token, headers = token_of(desk)
    headers |= {"X-CSRF-Token": token, "Content-Type": "application/octet-stream"}
    answer = desk.ask("/json", "PUT", headers, b"a" * size, chunked=chunked)
    assert answer.status == status
    assert answer.text == str(size) if status == 200 else "lớn hơn" in answer.text


def test_a_form_too_large_is_told_so_and_not_that_it_is_broken(desk: Place) -> None:
    token, headers = token_of(desk)
    for header in ({}, {"X-CSRF-Token": token}):
        body = f"csrf={token}&value=".encode() + b"a" * 70_000
        assert desk.ask("/figures", "POST", headers | header, body, chunked=True).status == 413


def test_an_upload_may_be_larger(desk: Place) -> None:
    token, headers = token_of(desk)
    for size, status in ((200_000, 200), (300_000, 413)):
        kind, body = parts(("csrf", None, token.encode()), ("file", "a.txt", b"a" * size))
        assert desk.ask("/add", "POST", headers | kind, body, chunked=True).status == status
    assert desk.ask("/added", "POST", headers | kind, body).status == 413  # another page, with another limit


@pytest.mark.parametrize("length", ["-1", "x", "9" * 30, "1, 2", "0x10", "१"])
def test_a_length_that_is_none(desk: Place, length: str) -> None:
    token, headers = token_of(desk)
    headers |= {"X-CSRF-Token": token, "Content-Length": length}
    assert desk.ask("/figures", "POST", headers).status in (400, 413)


def test_a_body_that_never_comes_is_not_waited_for(desk: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_PATIENCE", 0.2)
    token, headers = token_of(desk)
    for header in ({}, {"X-CSRF-Token": token}):
        assert desk.ask("/figures", "POST", headers | header | {"Content-Length": "9"}, b"csrf=").status == 408


def test_who_asks_first_whether_it_may_send_is_told_before(desk: Place) -> None:
    token, headers = token_of(desk)
    headers |= {"X-CSRF-Token": token, "Content-Length": "9000000", "Expect": "100-continue"}
    assert desk.ask("/figures", "POST", headers).status == 413


# ── forms ────────────────────────────────────────────────────────────────────
def parts(*fields: tuple[str, str | None, bytes], boundary: str = "--x1") -> tuple[dict[str, str], bytes]:
    """A form in parts: (field, file's name, contents)."""
    body = b""
    for name, file, data in fields:
        more = f'; filename="{file}"' if file else ""
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + data + b"\r\n"
    return {"Content-Type": f'multipart/form-data; boundary="{boundary}"'}, body + f"--{boundary}--\r\n".encode()


def sent(place: Place, headers: dict[str, str], body: str) -> Answer:
    return place.ask("/figures", "POST", headers, body.encode())


def test_our_own_form_goes_through(desk: Place) -> None:
    token, headers = token_of(desk)
    assert sent(desk, headers, f"csrf={token}&value=12").text == '"changed 12"'
    assert sent(desk, headers | {"X-CSRF-Token": token}, "value=13").text == '"changed 13"'
    kind, body = parts(("value", None, b"14"), ("csrf", None, token.encode()))
    assert desk.ask("/figures", "POST", headers | kind, body).text == '"changed 14"'
    assert (
        sent(desk, headers, f"csrf={token_of(desk, headers)[0]}&value=15").text == '"changed 15"'
    )  # any of its tokens


def test_what_no_form_of_ours_brings(desk: Place) -> None:
    token, headers = token_of(desk)
    other, _ = token_of(desk)
    forged = token[:-4] + ("aaaa" if token[-4:] != "aaaa" else "bbbb")
    for wrong in ("", "x", forged, token[:20], token + "a", other, "é", "=" * 50, "a" * 5_000, token.upper()):
        assert sent(desk, headers, f"csrf={wrong}&value=1").status == 403, wrong
        assert sent(desk, headers | {"X-CSRF-Token": wrong}, "").status == 403, wrong
    answer = sent(desk, headers, "value=1")
    assert answer.status == 403 and "tải lại trang" in answer.text and "load the page again" in unescape(answer.text)
    assert sent(desk, headers, f"value={token}").status == sent(desk, headers, f"csrf=&csrf={token}").status == 403
    assert desk.ask(f"/figures?csrf={token}", "POST", headers).status == 403  # an address gets around
    assert desk.ask("/json", "PUT", headers | {"Content-Type": "application/json"}, b"{}").status == 403
    assert (
        desk.ask("/figures", "POST", headers | {"Content-Type": "text/plain"}, f"csrf={token}".encode()).status == 403
    )
    without = {name: value for name, value in headers.items() if name != "Cookie"}
    assert sent(desk, without, f"csrf={token}").status == 403


def test_two_cookies_of_one_name_are_none(desk: Place) -> None:
    token, headers = token_of(desk)
    headers["Cookie"] += f"; {headers['Cookie'].partition('=')[0]}=x"
    assert sent(desk, headers, f"csrf={token}").status == 403
    assert cookie({"headers": [(b"cookie", b"a=1; b=2"), (b"cookie", b"a=1")]}, "a") == "1"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "HERE"}, 200),
        ({"Origin": "null", "Referer": "HERE/d/1"}, 200),
        ({"Referer": "HERE/"}, 200),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "HERE.evil.example"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "http://[", "Referer": "HERE/"}, 403),
        ({"Referer": "http://evil.example/HERE"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "HERE"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "HERE"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin, cross-site"}, 403),
    ],
)
def test_where_a_form_comes_from(desk: Place, headers: dict[str, str], status: int) -> None:
    token, kept = token_of(desk)
    del kept["Sec-Fetch-Site"]
    told = {name: value.replace("HERE", f"http://127.0.0.1:{desk.port}") for name, value in headers.items()}
    assert sent(desk, kept | told, f"csrf={token}&value=1").status == status


def test_a_form_of_another_host_s_name_is_not_ours() -> None:
    with placed(application(Safety(names=("desk.vn",)))) as place:
        token, headers = token_of(place)
        headers["Sec-Fetch-Site"] = "-"
        for origin, status in (("http://desk.vn", 200), ("http://127.0.0.1", 403), ("https://desk.vn", 403)):
            told = headers | {"Origin": origin}
            answer = place.ask("/figures", "POST", told, f"csrf={token}".encode(), host="desk.vn")
            assert answer.status == status


def test_the_token_of_an_upload_stands_before_its_file(desk: Place) -> None:
    token, headers = token_of(desk)
    file, field = ("file", "a.txt", b"text"), ("csrf", None, token.encode())
    for fields, status in (
        ((field, file), 200),
        ((file, field), 403),
        ((("csrf", "a.txt", token.encode()), file), 403),
    ):
        kind, body = parts(*fields)
        assert desk.ask("/add", "POST", headers | kind, body).status == status


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 500]
)
def test_a_form_in_parts_that_are_none(desk: Place, kind: str) -> None:
    token, headers = token_of(desk)
    _, body = parts(("csrf", None, token.encode()))
    assert desk.ask("/figures", "POST", headers | {"Content-Type": kind}, body).status in (400, 403)
    assert desk.ask("/figures", "POST", headers | parts()[0], b"no parts at all").status == 403


def test_nobody_gets_a_cookie_without_a_form(desk: Place) -> None:
    assert desk.ask("/plain/a").cookies() == {}
    answer = desk.ask("/")
    ((name, _),) = answer.cookies().items()
    assert name == f"tongket-form-{desk.port}" and answer.header("cache-control") == "no-store"
    assert answer.header("set-cookie").endswith("; Path=/; HttpOnly; SameSite=Lax")
    assert desk.ask("/", headers={"Cookie": f"{name}=kept"}).cookies() == {}


@given(st.binary(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_a_token_is_good_for_one_session_and_key(key: bytes, mine: str, theirs: str) -> None:
    token = Tokens(key, mine, None)()
    assert Tokens(key, mine, None).are(token)
    assert Tokens(key, theirs, None).are(token) is (
        mine.encode("utf-8", "replace") == theirs.encode("utf-8", "replace")
    )
    assert not Tokens(key + b"\1", mine, None).are(token)
    assert not Tokens(key, None, mine).are(token)  # a form's cookie is no session
    assert not Tokens(key, None, None).are(token)


@given(st.text(max_size=120))
def test_no_other_text_is_a_token(text: str) -> None:
    assert not Tokens(b"key", "session", None).are(text)


# ── roles ────────────────────────────────────────────────────────────────────
@pytest.fixture
def users(tmp_path: Path) -> Iterator[Users]:
    users = Users(tmp_path / "users.sqlite", create=True)
    for role in Role:
        users.add(role.value, role, PASSWORD)
    yield users
    users.close()


@pytest.fixture
def newsroom(users: Users) -> Iterator[Place]:
    with placed(application(Safety(users=users))) as place:
        yield place


def as_(place: Place, users: Users, role: Role) -> dict[str, str]:
    """The header of somebody who is logged in."""
    return {"Cookie": f"tongket-session-{place.port}={users.login(role.value, PASSWORD, '')}"}


def test_who_may_what(newsroom: Place, users: Users) -> None:
    may = {}
    for role in Role:
        token, headers = token_of(newsroom, as_(newsroom, users, role))
        change = sent(newsroom, headers, f"csrf={token}&value=1").status
        may[role.value] = (
            newsroom.ask("/", headers=headers).status,
            change,
            newsroom.ask("/users", headers=headers).status,
        )
    assert may == {"reader": (200, 403, 403), "checker": (200, 200, 403), "admin": (200, 200, 200)}


def test_each_decides_under_an_id_of_their_own(newsroom: Place, users: Users, desk: Place, tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", create=True)
    found = {}
    for role in Role:
        token, headers = token_of(newsroom, as_(newsroom, users, role))
        answer = newsroom.ask(f"/decide?store={store.folder}", "POST", headers | {"X-CSRF-Token": token})
        found[role] = answer.text if answer.status == 200 else str(answer.status)
    assert found[Role.reader] == "403" and {found[Role.checker], found[Role.admin]} == {
        f'"{id}"' for id in checkers(store)
    }
    assert len(checkers(store)) == 2 and not any("admin" in id for id in checkers(store))
    alone = Store(tmp_path / "alone", create=True)
    token, headers = token_of(desk)
    answer = desk.ask(f"/decide?store={alone.folder}", "POST", headers | {"X-CSRF-Token": token})
    assert [answer.text] == [f'"{id}"' for id in checkers(alone)]


def test_a_reader_may_leave(newsroom: Place, users: Users) -> None:
    token, headers = token_of(newsroom, as_(newsroom, users, Role.reader))
    assert newsroom.ask("/logout", "POST", headers, f"csrf={token}".encode()).status == 200
    assert newsroom.ask("/logout", "POST", headers).status == 403


def test_nobody_else_sees_anything(newsroom: Place) -> None:
    answer = newsroom.ask("/plain/a?q=b&c=%C4%91", headers={"Accept": "text/html"})
    assert (answer.status, answer.header("location")) == (303, "/login?next=/plain/a%3Fq%3Db%26c%3D%25C4%2591")
    assert newsroom.ask("/plain/a", headers={"Accept": "application/json"}).status == 401
    assert newsroom.ask("/plain/a.json").header("content-type") == "application/json"
    assert newsroom.ask("/plain/a.csv").header("www-authenticate")
    told = newsroom.ask("/plain/a", headers={"HX-Request": "true"})
    assert (told.status, told.header("hx-redirect")) == (401, "/login")
    assert newsroom.ask("/figures", "POST", HERE | FORM, b"value=1").status == 401
    assert newsroom.ask("/nothing").status == newsroom.ask("/broken").status == newsroom.ask("/docs").status == 303
    assert newsroom.ask("/static/a.css").status == newsroom.ask("/login").status == 200
    assert newsroom.ask("/static/../users").status == 400
    assert newsroom.ask("/static/%2e%2e/users").status == 400
    assert newsroom.ask("/login/../users").status == 400


def test_a_session_s_form_is_of_no_use_in_another(newsroom: Place, users: Users) -> None:
    mine, _ = token_of(newsroom, as_(newsroom, users, Role.checker))
    _, theirs = token_of(newsroom, as_(newsroom, users, Role.admin))
    assert sent(newsroom, theirs, f"csrf={mine}").status == 403
    anonymous = newsroom.ask("/login")
    headers = dict(theirs)
    headers["Cookie"] += "; " + "; ".join(f"{name}={value}" for name, value in anonymous.cookies().items())
    assert sent(newsroom, headers, f"csrf={anonymous.text}").status == 403


def test_a_session_that_ended_is_told(newsroom: Place, users: Users) -> None:
    token, headers = token_of(newsroom, as_(newsroom, users, Role.checker))
    users.set_password("checker", PASSWORD + "!")
    answer = sent(newsroom, headers, f"csrf={token}&value=1")
    assert answer.status == 401 and "Log in again" in answer.text
    users.set_role("checker", Role.reader)
    assert newsroom.ask("/", headers={"Cookie": f"tongket-session-{newsroom.port}=forged"}).status == 303


def test_a_file_of_users_that_breaks_lets_nobody_in(newsroom: Place, users: Users) -> None:
    headers = as_(newsroom, users, Role.admin)
    users._db.execute("drop table sessions")
    assert newsroom.ask("/", headers=headers).status == 503


def test_before_the_public_nothing_changes() -> None:
    with placed(application(Safety(public=True))) as place:
        assert place.ask("/plain/a").status == 200
        assert "None/reader" in place.ask("/").text
        assert place.ask("/users").status == 403
        token, headers = token_of(place)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = place.ask("/figures", method, headers, f"csrf={token}".encode())
            assert (answer.status, answer.header("allow")) == (405, "GET, HEAD")
        assert place.ask("/login", "POST", headers, f"csrf={token}".encode()).status == 405


def test_alone_one_may_everything(desk: Place) -> None:
    assert "None/admin" in desk.ask("/").text and desk.ask("/users").status == 200


def test_public_with_users_contradicts_itself(users: Users) -> None:
    with pytest.raises(ValueError, match="--public and --users"):
        Safety(public=True, users=users)


# ── back from the login ──────────────────────────────────────────────────────
@pytest.mark.parametrize("address", ["/", "/d/1?a=b#f-12", "/search?q=tỉnh"])
def test_back_to_a_page_of_ours(address: str) -> None:
    assert local(address) == address


ELSEWHERE = """//evil.example /\\evil.example https://evil.example javascript:alert(1) \\\\evil.example /\t/evil.example
evil.example ///evil.example /\\/evil.example"""


@pytest.mark.parametrize(
    "address", [*re.split(" |\n", ELSEWHERE), "", "/a\r\nSet-Cookie: b=c", "/" + "a" * 3_000, "/ a"]
)
def test_never_to_another_host(address: str) -> None:
    assert local(address) == "/"
