"""Bounds of what is sent: an address's length and characters, the kind of request, the size of its body."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tongket.web.security.asgi import header
from tongket.web.security.refusals import refuse

LONGEST_PATH = 1_000
LONGEST_QUERY = 2_000
"""Bytes, as they stand in the address; enough for every filter of a page, and for what proxies and browsers keep."""
LONGEST_HEADERS = 32_768
"""Bytes of all headers; a browser sends one or two thousand."""
MOST_FIELDS = 200
"""Fields of a query."""
LARGEST_BODY = 64 * 1024
"""Bytes of a body, where no other limit is told: a form."""
_PATIENCE = 30.0
"""Seconds to wait for the next part of a body."""
_READ_ON, _LONGEST_READ_ON = 8_000_000, 3.0
"""Bytes and seconds for which a body is still read, and thrown away, once it is answered."""
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class UnfitError(Exception):
    """The body is longer than is taken, or doesn't come. The application sees it where it reads on; the answer is
    ours."""


class Limits:
    """Refuses what is out of bounds. `bodies`: bytes of a body by path, for that address and those below it."""

    def __init__(self, app: ASGIApp, bodies: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._bodies = dict(bodies or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif problem := _problem(scope):
            await refuse(scope, send, problem)
        else:
            await self._bounded(scope, receive, send, self._limit(scope["path"]))

    def _limit(self, path: str) -> int:
        fitting = [name for name in self._bodies if path == name or path.startswith(f"{name}/")]
        return self._bodies[max(fitting, key=len)] if fitting else LARGEST_BODY

    async def _bounded(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        body = _Body(scope, receive, send, limit)
        told = header(scope, b"content-length") or "0"
        if not (told.isascii() and told.isdigit()):
            await refuse(scope, body.send, "body")
        elif len(told) > 18 or int(told) > limit:
            await refuse(scope, body.send, "too_large")
        else:
            with suppress(UnfitError):
                await self._app(scope, body.receive, body.send)
            if body.problem and not body.is_answered:
                body.is_refused = True
                await refuse(scope, body.send, body.problem)


class _Body:
    """The body of one request as it comes in, and the answer as it goes out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        names = {name.lower() for name, _ in scope["headers"]}
        self.problem = ""
        self.is_answered = self.is_refused = False
        self._is_coming = bool(names & {b"content-length", b"transfer-encoding"})
        self._is_asked_for = b"expect" not in names
        self._receive, self._send = receive, send
        self._left = limit

    async def receive(self) -> Message:
        self._is_asked_for = True
        try:
            async with asyncio.timeout(_PATIENCE if self._is_coming else None):
                message = await self._receive()
        except TimeoutError:
            self.problem = "too_slow"
            raise UnfitError from None
        self._left -= len(message.get("body", b""))
        self._is_coming = bool(message.get("more_body"))
        if self._left < 0:
            self.problem = "too_large"
            raise UnfitError
        return message

    async def send(self, message: Message) -> None:
        """What an application makes of `UnfitError`, as FastAPI makes a 400 of it, isn't sent."""
        if self.problem and not (self.is_answered or self.is_refused):
            return
        self.is_answered = True
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await self._read_on()
        await self._send(message)

    async def _read_on(self) -> None:
        """A browser that is still sending when the connection is closed shows that, not our answer."""
        read = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_READ_ON):
                while self._is_coming and self._is_asked_for and read < _READ_ON and self.problem != "too_slow":
                    message = await self._receive()
                    read += len(message.get("body", b""))
                    self._is_coming = bool(message.get("more_body"))


def _problem(scope: Scope) -> str | None:
    """The name of the refusal, where the first line of the request is none that a page could be asked by."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string", b"")
    if scope["method"] not in METHODS:
        return "method"
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        return "headers"
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return "address_too_long"
    if not _is_text(path) or not _is_text(query) or not path.startswith(b"/") or query.count(b"&") >= MOST_FIELDS:
        return "address"
    if any(part in (b".", b"..") for part in unquote_to_bytes(path).replace(b"\\", b"/").split(b"/")):
        return "address"
    return None


def _is_text(part: bytes) -> bool:
    """Whether it is UTF-8 once it is decoded, without control characters: no end of a line that could get into a
    header, no NUL that C would stop at."""
    try:
        text = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(character) == "Cc" for character in text)
