"""What is answered where a request gets no further: what was wrong, and what to do, in both languages.

It stands outside of the desk's own pages, because it answers what never reaches them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from starlette.types import Scope, Send

from tongket.web.language import LANGUAGES, words_of
from tongket.web.security.asgi import Header, header
from tongket.web.templating import template

NAMES = {
    "address": HTTPStatus.BAD_REQUEST,
    "address_too_long": HTTPStatus.REQUEST_URI_TOO_LONG,
    "headers": HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "host": HTTPStatus.MISDIRECTED_REQUEST,
    "body": HTTPStatus.BAD_REQUEST,
    "too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "method": HTTPStatus.METHOD_NOT_ALLOWED,
    "read_only": HTTPStatus.METHOD_NOT_ALLOWED,
    "far": HTTPStatus.METHOD_NOT_ALLOWED,
    "form": HTTPStatus.FORBIDDEN,
    "elsewhere": HTTPStatus.FORBIDDEN,
    "role": HTTPStatus.FORBIDDEN,
    "login": HTTPStatus.UNAUTHORIZED,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Refusals, by their names in `lexicon/web/desk.toml`, and their statuses."""


async def refuse(scope: Scope, send: Send, name: str, *, more: Sequence[Header] = ()) -> None:
    """Answer with a refusal, as HTML, JSON or plain text as the request would have it."""
    status = NAMES[name]
    type, body = _answer(scope, name, status)
    headers = [
        (b"content-type", type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),  # what is left of the request is never read
        *more,
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def words(name: str) -> dict[str, str]:
    """What is said of a refusal, by language."""
    return {language: str(words_of(language)(f"refused.{name}")) for language in LANGUAGES}


def _answer(scope: Scope, name: str, status: HTTPStatus) -> tuple[bytes, bytes]:
    path, accepted = str(scope.get("path", "")), header(scope, b"accept") or ""
    if path.endswith(".json") or ("json" in accepted and "html" not in accepted):
        said = {"status": int(status), "error": words(name)["en"], "message": words(name)["vi"]}
        return b"application/json", json.dumps(said, ensure_ascii=False).encode()
    if path.endswith((".csv", ".txt", ".xml", ".atom")):
        return b"text/plain; charset=utf-8", "\n".join([*words(name).values(), ""]).encode()
    page = template("refused.html").render(status=int(status), words=words(name))
    return b"text/html; charset=utf-8", page.encode()
