"""One address → its bytes. Only an address that the user named is asked for, once, as Tongket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from .errors import EmptyError, MissingError, SourceError, TooLargeError

if TYPE_CHECKING:
    import httpx

REDIRECTS = 10
_ACCEPT = "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """`url`: where the answer came from in the end, without a user's name, password or fragment."""

    data: bytes
    url: str
    content_type: str | None


def fetch(address: str, *, max_bytes: int, timeout: float) -> Answer:
    """The answer of an address, redirects followed. Raises SourceError with one clear cause for whatever goes wrong."""
    import httpx

    headers = {"User-Agent": _user_agent(), "Accept": _ACCEPT, "Accept-Language": "vi,en;q=0.5"}
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=REDIRECTS, timeout=timeout, headers=headers) as client,
            client.stream("GET", address) as response,
        ):
            return _read(response, max_bytes)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise _explained(error, timeout) from None


def _read(response: httpx.Response, max_bytes: int) -> Answer:
    if response.status_code != HTTPStatus.OK:
        phrase = response.reason_phrase or ""
        raise MissingError(f"the address answers {response.status_code} {phrase}".rstrip())
    too_large = TooLargeError(max_bytes)
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise too_large
    data = bytearray()
    for part in response.iter_bytes():
        data += part
        if len(data) > max_bytes:
            raise too_large
    if not data:
        raise EmptyError("the address answers with nothing")
    return Answer(bytes(data), _public(str(response.url)), response.headers.get("content-type"))


def _public(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))


def _user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"Tongket/{version('tongket')} (reads one page for its user)"
    except PackageNotFoundError:
        return "Tongket (reads one page for its user)"


def _explained(error: Exception, timeout: float) -> SourceError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return MissingError(f"no answer within {timeout:g} seconds")
    if isinstance(error, httpx.TooManyRedirects):
        return MissingError(f"redirected more than {REDIRECTS} times")
    if isinstance(error, httpx.ConnectError):
        said = str(error)
        if re.search(r"certificate|ssl|tls", said, re.I):
            return MissingError("its certificate can't be trusted")
        if re.search(r"name or service|nodename|getaddrinfo|name resolution", said, re.I):
            return MissingError("there is no such host")
        return MissingError("no connection to the host")
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)):
        return MissingError("not a valid http(s) address")
    if isinstance(error, httpx.DecodingError):
        return MissingError("the answer can't be unpacked")
    return MissingError(f"the connection broke off ({type(error).__name__})")
