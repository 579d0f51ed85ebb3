"""What the layers around the desk share: headers and cookies of a request, before any framework has read them."""

from __future__ import annotations

from starlette.types import Scope

Header = tuple[bytes, bytes]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110)."""


def header(scope: Scope, name: bytes) -> str | None:
    """A header of the request, its name in lower case; where it is told several times, what no check will take."""
    found = [value for key, value in scope["headers"] if key.lower() == name]
    return b"\0".join(found).decode("latin-1") if found else None


def cookie(scope: Scope, name: str) -> str | None:
    """A cookie of the request; None where there is none, or several of that name: one of them is somebody else's."""
    pairs = [
        pair.strip().partition("=")
        for key, value in scope["headers"]
        if key.lower() == b"cookie"
        for pair in value.decode("latin-1").split(";")
    ]
    found = {value.strip() for key, _, value in pairs if key.strip() == name}
    return found.pop() or None if len(found) == 1 else None


def is_https(scope: Scope) -> bool:
    """Whether the request came over TLS, as far as uvicorn knows (also by X-Forwarded-Proto of a proxy it trusts)."""
    return scope.get("scheme") == "https"
