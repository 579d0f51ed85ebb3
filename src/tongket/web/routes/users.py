"""`/users`: who may come in where the desk asks for a login, and what they may; for admins alone.

It does what `tongket users` does, with passwords of the desk's own making, told once. In addresses people stand under
ids, since histories and logs keep addresses. A public desk has no such page, and none is described at /openapi.json,
which is about the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from tongket.clock import VIETNAM
from tongket.web.language import words_of
from tongket.web.pages import Page, desk_of, page, render
from tongket.web.security import passwords, refusals
from tongket.web.security.roles import Role
from tongket.web.security.sessions import person_of, require
from tongket.web.security.throttle import WaitError
from tongket.web.security.users import User, Users
from tongket.web.security.users_file import UsersError


def _not_public(request: Request) -> None:
    if desk_of(request).settings.public:
        raise HTTPException(404)


router = APIRouter(dependencies=[Depends(_not_public), Depends(require(Role.admin))])

_STATUS = {"name": 422, "role": 422, "sure": 422, "taken": 409, "own": 409, "wait": 429}
"""How a wish is answered that isn't fulfilled, by its name; the page is shown once more and says why."""
_NAMES = {"admin": "role", "": "unavailable"}
"""Refusals for what else goes wrong."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says at its head, in words of the table `users` of `lexicon/web/desk.toml`: a `problem`, or what was
    `done`. `name`: whom it is about; `password`: a new one of theirs; `checkers`: ids that were theirs; `role`: what
    was chosen; `seconds`: how long to wait."""

    problem: str = ""
    done: str = ""
    name: str = ""
    password: str = ""
    checkers: tuple[str, ...] = ()
    role: Role = Role.reader
    seconds: int = 0


@page(router, "/users", kept=False, described=False)
def people(request: Request) -> Page:
    """Who may come in: names, roles, since when, open sessions, ids of checkers; for admins."""
    return _list(request, Told())


@page(router, "/users/{identity}", kept=False, described=False)
def one(request: Request, identity: str) -> Page:
    """One of those who may come in, with forms to change what they may; for admins."""
    return _one(request, identity, Told())


@router.post("/users", include_in_schema=False)
def change_list(
    request: Request,
    do: Annotated[Literal["add", "remove"], Form()],
    name: Annotated[str, Form()] = "",
    role: Annotated[Role | None, Form()] = None,
    identity: Annotated[str, Form()] = "",
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Add a person and tell their first password, once; or forget one, where it is said twice."""

    def add(users: Users, by: str) -> Told:
        if role is None:
            return Told(problem="role")
        password = passwords.generated()
        return Told(done="added", name=users.add(name, role, password, by=by), password=password)

    def remove(users: Users, by: str) -> Told:
        user = users.find(identity)
        if sure != "yes":
            return Told(problem="sure", name=user.name)
        return Told(done="removed", name=user.name, checkers=users.remove(user.name, by=by))

    told = _tried(request, add if do == "add" else remove)
    if do == "add" and told.problem:
        told = replace(told, name=name[:200], role=role or Role.reader)
    return _answer(request, _list(request, told))


@router.post("/users/{identity}", include_in_schema=False)
def change_one(
    request: Request,
    identity: str,
    do: Annotated[Literal["role", "password", "sessions"], Form()],
    role: Annotated[Role | None, Form()] = None,
) -> Response:
    """Another role, which counts from the person's next page on; another password, told once; or the end of their
    sessions. The session that asks goes on."""

    def change(users: Users, by: str) -> Told:
        name, password = users.find(identity).name, ""
        if do == "role":
            if role is None:
                return Told(problem="role")
            users.set_role(name, role, by=by)
        elif do == "password":
            password = passwords.generated()
            users.set_password(name, password, by=by, but=request.state.session)
        else:
            users.end_sessions(name, by=by, but=request.state.session)
        return Told(done=do, name=name, password=password)

    return _answer(request, _one(request, identity, _tried(request, change)))


def _users(request: Request) -> Users | None:
    """The desk's people; None at a desk without login."""
    users: Users | None = request.app.state.safety.users
    return users


def _tried(request: Request, change: Callable[[Users, str], Told]) -> Told:
    """What comes of a change by who asks. Raises HTTPException where no page of ours could tell it."""
    users, by = _users(request), person_of(request).name
    if users is None or by is None:
        raise HTTPException(404)
    try:
        users.count_change(by)
        return change(users, by)
    except WaitError as error:
        return Told(problem="wait", seconds=error.seconds)
    except UsersError as error:
        if error.wish in _STATUS:
            return Told(problem=error.wish)
        raise _failed(error) from None


def _failed(error: UsersError) -> HTTPException:
    if error.wish == "unknown":
        return HTTPException(404)
    name = _NAMES[error.wish]
    return HTTPException(refusals.NAMES[name], " / ".join(refusals.words(name).values()))


def _answer(request: Request, made: Page) -> Response:
    headers = {"Cache-Control": "no-store", **made.headers}
    return Response(render(request, made, "html"), made.status, headers, "text/html; charset=utf-8")


def _list(request: Request, told: Told) -> Page:
    users = _users(request)
    if users is None:
        return _without_login()
    found = users.all()
    rows = [_row(user) for user in found]
    shown = {"users": rows, "roles": list(Role), "told": told, "who": person_of(request).name}
    plain = [row | {"checkers": " ".join(row["checkers"])} for row in rows]
    return Page("users.html", shown, {"users": rows}, plain, **_status(told))


def _one(request: Request, identity: str, told: Told) -> Page:
    users = _users(request)
    if users is None:
        return _without_login()
    try:
        row = _row(users.find(identity))
    except UsersError as error:
        raise _failed(error) from None
    shown = {"user": row, "roles": list(Role), "told": told, "is_own": row["name"] == person_of(request).name}
    return Page("user.html", shown, row, [row | {"checkers": " ".join(row["checkers"])}], **_status(told))


def _without_login() -> Page:
    error = {"status": 404, "error": str(words_of("en")("users.none"))}
    return Page("users_none.html", {"title": "users.title", "why": "users.none"}, error, [error], 404)


def _status(told: Told) -> dict[str, Any]:
    headers = {"Retry-After": str(told.seconds)} if told.seconds else {}
    return {"status": _STATUS.get(told.problem, 200), "headers": headers}


def _row(user: User) -> dict[str, Any]:
    """A person as all forms of a page tell it; nothing in it is secret before an admin."""
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "since": user.made.astimezone(VIETNAM).date().isoformat(),
        "sessions": user.sessions,
        "checkers": list(user.checkers),
    }
