"""`/password`: whoever is logged in gives themselves another password, of their own choice or of the desk's making.

Nothing else of `/users` is theirs to change. The old password is asked for, and guesses at it count as those at the
login; so nobody who finds a browser open takes the account over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from tongket.web.language import words_of
from tongket.web.pages import Page, desk_of, page, render
from tongket.web.security import passwords, refusals
from tongket.web.security.passwords import PasswordError
from tongket.web.security.sessions import person_of
from tongket.web.security.throttle import WaitError
from tongket.web.security.users import LoginError, Users
from tongket.web.security.users_file import UsersError


def _not_public(request: Request) -> None:
    if desk_of(request).settings.public:
        raise HTTPException(404)


router = APIRouter(dependencies=[Depends(_not_public)])

Do = Literal["own", "made"]
_STATUS = {"": 200, "old": 403, "wait": 429}
"""How a wish is answered, by what is wrong with it; else it is the new password, and 422."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says at its head, in words of the table `password` of `lexicon/web/desk.toml`: a `problem`, with
    the form and `field` that has it, or that it is `done`. `password`: a new one of the desk's making; `seconds`: how
    long to wait."""

    problem: str = ""
    field: str = ""
    done: bool = False
    password: str = ""
    seconds: int = 0


@page(router, "/password", forms=("html",), kept=False, described=False)
def password(request: Request) -> Page:
    """Another password for oneself, where the desk has a login."""
    return _page(request, Told())


@router.post("/password", include_in_schema=False)
def change(
    request: Request,
    do: Annotated[Do, Form()],
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change it; all sessions of the person end, but the one that asks."""
    users, name = _users(request), person_of(request).name
    told = Told() if users is None or name is None else _tried(request, users, name, do, old, new, again)
    made = _page(request, told)
    headers = {"Cache-Control": "no-store", **made.headers}
    return Response(render(request, made, "html"), made.status, headers, "text/html; charset=utf-8")


def _tried(request: Request, users: Users, name: str, do: Do, old: str, new: str, again: str) -> Told:
    if do == "own" and passwords.normalised(new) != passwords.normalised(again):
        return Told("differ", "own-again")
    wanted = new if do == "own" else passwords.generated()
    address = request.client.host if request.client else ""
    try:
        users.count_change(name)
        users.change_password(name, old, wanted, address, but=request.state.session)
    except PasswordError as error:
        return Told(error.code, "own-new")
    except LoginError:
        return Told("old", f"{do}-old")
    except WaitError as error:
        return Told("wait", f"{do}-old", seconds=error.seconds)
    except UsersError as error:
        if error.wish == "unknown":  # removed this moment
            raise HTTPException(404) from None
        raise HTTPException(refusals.NAMES["unavailable"], " / ".join(refusals.words("unavailable").values())) from None
    return Told(done=True, password="" if do == "own" else wanted)


def _users(request: Request) -> Users | None:
    """The desk's people; None at a desk without login."""
    users: Users | None = request.app.state.safety.users
    return users


def _page(request: Request, told: Told) -> Page:
    if _users(request) is None:
        error = {"status": 404, "error": str(words_of("en")("password.none"))}
        return Page("users_none.html", {"title": "password.title", "why": "password.none"}, error, [error], 404)
    shown: dict[str, Any] = {"told": told, "least": passwords.SHORTEST, "most": passwords.LONGEST}
    headers = {"Retry-After": str(told.seconds)} if told.seconds else {}
    return Page("password.html", shown, {}, status=_STATUS.get(told.problem, 422), headers=headers)
