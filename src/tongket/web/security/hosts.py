"""Under which names the desk answers.

A page of the outside can have its own name resolved to 127.0.0.1 and so talk to whatever runs there as if it were its
own site (DNS rebinding). Its requests still carry its name, and are refused by it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from tongket.web.security.asgi import header
from tongket.web.security.refusals import refuse

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?")
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")


def name_of(host: str) -> str:
    """The name or number in a Host header, in lower case and without port; "" where it is none."""
    found = _HOST.fullmatch(host)
    return found[1].lower().strip("[]").rstrip(".") if found else ""


def is_loopback(name: str) -> bool:
    """Whether a name or number is surely this machine's own."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def checked_name(name: str) -> str:
    """A name to answer under, in lower case. Raises ValueError where it is none."""
    found = name.strip().lower().rstrip(".")
    if not _NAME.fullmatch(found):
        raise ValueError(f"{name!r} is no host's name: only its letters, without http:// and port")
    return found


class Hosts:
    """Refuses requests under other names than ours: with `host`, where the server listens, on this machine only its
    own names; else any IP address, which nobody can have resolved to us, and `names` in both cases."""

    def __init__(self, app: ASGIApp, host: str, names: Iterable[str] = ()) -> None:
        self._app = app
        self._is_local = is_loopback(host)
        self._names = frozenset(map(checked_name, names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_ours(name_of(header(scope, b"host") or "")):
            await refuse(scope, send, "host")
        else:
            await self._app(scope, receive, send)

    def _is_ours(self, name: str) -> bool:
        if name in self._names or is_loopback(name):
            return True
        return not self._is_local and _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
