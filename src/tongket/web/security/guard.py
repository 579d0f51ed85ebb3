"""Everything that stands around the desk, put up in one place and one order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.types import ASGIApp

from tongket.web.security.cookies import Cookie
from tongket.web.security.csrf import Forms
from tongket.web.security.headers import Headers
from tongket.web.security.hosts import Hosts, checked_name
from tongket.web.security.limits import Limits
from tongket.web.security.sessions import Sessions
from tongket.web.security.users import Users


@dataclass(frozen=True, slots=True)
class Safety:
    """`host`: the address that the server listens at; `names`: those that it answers to, beside this machine's own.
    `https`: readers come over it, also where a proxy in front ends it and doesn't say so. `public`: nothing can be
    changed. `users`: who may log in; None where nobody need. `bodies`: bytes that may be sent, by path, where it is
    more than a form's. `far`: the ledger lies where the desk can't write. Raises ValueError where this contradicts
    itself.
    """

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    https: bool = False
    public: bool = False
    users: Users | None = None
    bodies: Mapping[str, int] = field(default_factory=dict)
    far: bool = False
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """What forms are signed with; with users, that of their file."""

    def __post_init__(self) -> None:
        if self.public and self.users is not None:
            raise ValueError("what is public needs no login: --public and --users don't go together")
        for name in self.names:
            checked_name(name)

    @property
    def session(self) -> Cookie:
        """The cookie of a login."""
        return Cookie("session", self.https)

    @property
    def form(self) -> Cookie:
        """The cookie that forms are made for where nobody is logged in."""
        return Cookie("form", self.https)


def guarded(app: ASGIApp, safety: Safety) -> ASGIApp:
    """`app` behind all layers: from outside, headers for whatever is answered; whom it is asked as; bounds; who asks;
    whether they want what they send."""
    key = safety.users.key if safety.users is not None else safety.key
    forms = Forms(app, key, safety.form, https=safety.https)
    sessions = Sessions(forms, safety.users, safety.session, public=safety.public, far=safety.far)
    limits = Limits(sessions, safety.bodies)
    hosts = Hosts(limits, safety.host, safety.names)
    return Headers(hosts, https=safety.https)


def protect(app: FastAPI, safety: Safety) -> None:
    """Put the layers around an application, also around its own answer to what goes wrong in it, which middleware
    added the usual way would not see. The safety stands in `app.state.safety`."""
    build = app.build_middleware_stack
    app.state.safety = safety
    app.build_middleware_stack = lambda: guarded(build(), safety)  # type: ignore[method-assign]  # the only way outside
