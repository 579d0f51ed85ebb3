"""`/login`, `/logout`: coming in and going, where the desk has users."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from tongket.web.pages import Page, render
from tongket.web.security.asgi import Header, cookie
from tongket.web.security.guard import Safety
from tongket.web.security.sessions import CHALLENGE, person_of
from tongket.web.security.throttle import WaitError
from tongket.web.security.users import LoginError

router = APIRouter()

_LOCAL = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]{0,2000}")
"""An address of the desk's own; "//other.example" and "/\\other.example" lead to another host."""


@router.get("/login", include_in_schema=False)
def login_page(request: Request, next: str = "/") -> Response:
    """The form, or who is logged in."""
    return _page(request, next)


@router.post("/login", include_in_schema=False)
def login(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Begin a session."""
    safety = _safety(request)
    if safety.users is None:
        return _page(request, next, 404)
    held = cookie(request.scope, safety.session.name(request.scope))
    address = request.client.host if request.client else ""
    try:
        token = safety.users.login(name, password, address, instead_of=held)
    except LoginError:
        return _with(_page(request, next, 401, problem="wrong", name=name), *CHALLENGE)
    except WaitError as error:
        answer = _page(request, next, 429, problem="wait", name=name, seconds=error.seconds)
        return _with(answer, (b"retry-after", str(error.seconds).encode()))
    answer = RedirectResponse(local(next), 303)
    return _with(answer, safety.session.set(request.scope, token), safety.form.clear(request.scope))


@router.post("/logout", include_in_schema=False)
def logout(request: Request) -> Response:
    """End the session."""
    safety = _safety(request)
    session = getattr(request.state, "session", None)
    if safety.users is not None and session is not None:
        safety.users.logout(session)
    return _with(RedirectResponse("/login", 303), safety.session.clear(request.scope))


def local(address: str) -> str:
    """`address` where it is one of the desk's own, else the first page."""
    return address if _LOCAL.fullmatch(address) else "/"


def _page(request: Request, next: str, status: int = 200, *, name: str = "", **told: object) -> Response:
    values = {"next": local(next), "who": person_of(request), "name": name[:200], "problem": "", "seconds": 0, **told}
    values["needed"] = _safety(request).users is not None
    page = render(request, Page("login.html", values, {}), "html")
    return Response(page, status, {"Cache-Control": "no-store"}, "text/html; charset=utf-8")


def _safety(request: Request) -> Safety:
    safety: Safety = request.app.state.safety
    return safety


def _with(answer: Response, *headers: Header) -> Response:
    answer.raw_headers += headers
    return answer
