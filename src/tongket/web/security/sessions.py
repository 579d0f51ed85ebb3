"""Who asks, and whether they may: found out once for each request, before any page sees it.

What a page needs beyond that, it asks for by `require`. Whoever is not named here may nothing: a page that is forgotten
is closed, not open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from tongket.web.security.asgi import SAFE, cookie, header
from tongket.web.security.cookies import Cookie
from tongket.web.security.refusals import refuse, words
from tongket.web.security.roles import ALONE, ANYBODY, Person, Role
from tongket.web.security.users import Users
from tongket.web.security.users_file import UsersError

if TYPE_CHECKING:
    from tongket.ledger.store import Store

_OPEN = ("/static/",)
_OPEN_PAGES = frozenset({"/login", "/healthz", "/favicon.ico", "/robots.txt"})
"""What there is to see without a login."""
CHALLENGE = [(b"www-authenticate", b'Cookie realm="tongket"')]
"""What goes with a 401 (RFC 9110, section 15.5.2)."""
_OWN_BUSINESS = frozenset({"/login", "/logout", "/password"})
"""What may be sent by anybody, since it changes only who they are, or how they prove it."""


class Sessions:
    """Puts "person" (a Person) and "session" (their token, or None) into the request's state.

    Without `users` there is one person, who may everything; before the `public`, nobody may anything but look. Nor may
    anybody where the ledger is `far`, but log in and out.
    """

    def __init__(
        self, app: ASGIApp, users: Users | None, held: Cookie, *, public: bool = False, far: bool = False
    ) -> None:
        self._app = app
        self._users = users
        self._held = held
        self._public = public
        self._far = far

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing of the desk's, so nothing that is checked
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            person, session = await self._who(scope)
        except UsersError:
            await refuse(scope, send, "unavailable")
            return
        if person is None and not _is_open(scope["path"]):
            await _ask_for_login(scope, send)
        elif (refusal := self._refusal(scope, person)) is not None:
            more = [(b"allow", b"GET, HEAD")] if refusal in ("read_only", "far") else []
            await refuse(scope, send, refusal, more=more)
        else:
            scope.setdefault("state", {}).update(person=person or ANYBODY, session=session)
            await self._app(scope, receive, send)

    async def _who(self, scope: Scope) -> tuple[Person | None, str | None]:
        if self._public:
            return ANYBODY, None
        if self._users is None:
            return ALONE, None
        token = cookie(scope, self._held.name(scope))
        person = await run_in_threadpool(self._users.person, token) if token else None
        return person, token if person else None

    def _refusal(self, scope: Scope, person: Person | None) -> str | None:
        if scope["method"] in SAFE:
            return None
        if self._public:
            return "read_only"
        if scope["path"] in _OWN_BUSINESS:
            return None
        if person is None or not person.role.may(Role.checker):
            return "role"
        return "far" if self._far else None


def _is_open(path: str) -> bool:
    return path in _OPEN_PAGES or path.startswith(_OPEN)


async def _ask_for_login(scope: Scope, send: Send) -> None:
    """To the page for it, and back from there; a program, and what would change something, are told."""
    wants_page = "html" in (header(scope, b"accept") or "html") and not scope["path"].endswith((".json", ".csv"))
    if header(scope, b"hx-request"):
        await refuse(scope, send, "login", more=[*CHALLENGE, (b"hx-redirect", b"/login")])
    elif scope["method"] not in ("GET", "HEAD") or not wants_page:
        await refuse(scope, send, "login", more=CHALLENGE)
    else:
        query = scope.get("query_string", b"").decode("latin-1")
        back = quote(scope["path"] + (f"?{query}" if query else ""), safe="/")
        headers = [
            (b"location", f"/login?next={back}".encode()),
            (b"content-length", b"0"),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body"})


def person_of(request: Request) -> Person:
    """Who asks; nobody where nothing stands around the application to find out."""
    found = getattr(request.state, "person", None)
    return found if isinstance(found, Person) else ANYBODY


def require(role: Role) -> Callable[[Request], Person]:
    """A dependency: who asks, where they may what `role` may. Raises HTTPException 403 else."""

    def required(request: Request) -> Person:
        person = person_of(request)
        if not person.role.may(role):
            raise HTTPException(403, " / ".join(words("role").values()))
        return person

    return required


def checker_of(request: Request, store: Store) -> str:
    """The opaque id that who asks decides under in a ledger: their own, given out on first use; at a desk without
    login that of whoever sits at this computer. Raises LedgerError, HTTPException 403 where they may not decide."""
    person = require(Role.checker)(request)
    users: Users | None = request.app.state.safety.users
    if users is not None and person.name is not None:
        return users.checker(person.name, store)
    from tongket.ledger.checkers import own_checker

    return own_checker(store)
