"""No other site sends our forms: whoever wants something changed comes from our own pages, and brings their token.

Two things are asked of every request that could change something, whatever its address: that the browser says it
comes from here (Sec-Fetch-Site, else Origin, else Referer), and a token that only our pages hold, made for the session
of who asks; where there is no login, for a cookie that is set with the first form. The token comes in the field `csrf`
of a form or in the header X-CSRF-Token.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongket.web.security.asgi import SAFE, cookie, header, is_https
from tongket.web.security.cookies import Cookie
from tongket.web.security.forms import PartReader, content_type, field_of_form
from tongket.web.security.refusals import refuse
from tongket.web.security.tokens import new_token

FIELD = "csrf"
HEADER = b"x-csrf-token"
_SALT = 16
"""Random bytes before each token, so that no two pages hold the same one, and its length tells a compressor nothing."""
_FURTHEST = 64 * 1024
"""Bytes of an upload within which its token stands."""


class Tokens:
    """Tokens for who asks: calling it makes one. `fresh`: the value of the cookie that it was made for, where that has
    yet to be set."""

    def __init__(self, key: bytes, session: str | None, held: str | None) -> None:
        self._key = key
        self._bound = session or held
        self._kind = b"session" if session else b"form"
        self.fresh: str | None = None

    def __call__(self) -> str:
        if self._bound is None:
            self._bound = self.fresh = new_token()
        salt = secrets.token_bytes(_SALT)
        return base64.urlsafe_b64encode(salt + self._mac(salt)).decode().rstrip("=")

    def are(self, token: str) -> bool:
        """Whether `token` is one of them."""
        if self._bound is None or not token.isascii() or len(token) > 100:
            return False
        try:
            told = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            return False
        salt, mac = told[:_SALT], told[_SALT:]
        return hmac.compare_digest(mac, self._mac(salt))

    def _mac(self, salt: bytes) -> bytes:
        bound = (self._bound or "").encode("utf-8", "replace")
        return hmac.digest(self._key, b"\0".join([b"csrf", self._kind, salt, bound]), sha256)


class Forms:
    """Puts `Tokens` under "csrf" into the request's state, and refuses what brings none. `key`: the same in every
    process of the desk. Stands within `Sessions`, which tells whose session it is."""

    def __init__(self, app: ASGIApp, key: bytes, held: Cookie, *, https: bool = False) -> None:
        self._app = app
        self._key = key
        self._held = held
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        name = self._held.name(scope)
        state["csrf"] = tokens = Tokens(self._key, state.get("session"), cookie(scope, name))
        if scope["method"] not in SAFE:
            if not self._is_from_here(scope):
                await refuse(scope, send, "elsewhere")
                return
            token, receive = await _brought(scope, receive)
            if token is None or not tokens.are(token):
                await refuse(scope, send, "form")
                return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and tokens.fresh:
                message["headers"] = [*message.get("headers", ()), self._held.set(scope, tokens.fresh)]
            await send(message)

        await self._app(scope, receive, with_cookie)

    def _is_from_here(self, scope: Scope) -> bool:
        """A page that says no-referrer sends "Origin: null" with its forms; then Sec-Fetch-Site has to tell, which no
        page can forge and every browser of today sends over https and to its own machine."""
        if (told := header(scope, b"sec-fetch-site")) is not None:
            return told == "same-origin"
        origin = header(scope, b"origin")
        if origin in (None, "null"):
            origin = header(scope, b"referer")
        return origin is not None and _place(origin) == _place(self._own(scope))

    def _own(self, scope: Scope) -> str:
        scheme = "https" if self._https or is_https(scope) else "http"
        return f"{scheme}://{header(scope, b'host')}"


def _place(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None where it can't be taken apart."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


async def _brought(scope: Scope, receive: Receive) -> tuple[str | None, Receive]:
    """The token that a request brings, and from where to receive it all once more."""
    if (told := header(scope, HEADER)) is not None:
        return told, receive
    kind, boundary = content_type(header(scope, b"content-type"))
    messages: list[Message] = []
    token = None
    if kind == "application/x-www-form-urlencoded":
        while not messages or messages[-1].get("more_body"):
            messages.append(await receive())
        token = field_of_form(b"".join(each.get("body", b"") for each in messages), FIELD)
    elif kind == "multipart/form-data" and boundary:
        parts, size = PartReader(boundary, FIELD), 0
        while not parts.is_over and size < _FURTHEST and (not messages or messages[-1].get("more_body")):
            messages.append(await receive())
            data = messages[-1].get("body", b"")
            parts.feed(data[: _FURTHEST - size])
            size += len(data)
        token = parts.value
    left = iter(messages)

    async def again() -> Message:
        message = next(left, None)
        return message if message is not None else await receive()

    return token, again
