"""Addresses → their answers, politely: as Tongket, at a pace for each host, never further than allowed."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tongket.clock import now as utc_now

from .connections import Connections, OwnNetworkError
from .errors import EmptyError, MissingError, NoAnswerError, SourceError, TooLargeError
from .hosts import host_of, origin_of, public
from .options import LoadOptions

if TYPE_CHECKING:
    import httpx

REDIRECTS = 10
RETRIES = 3
LONGEST_WAIT = 120.0
"""Seconds that are waited at most between two requests, whatever a host asks for; longer is told as a failure."""
PRODUCT = "Tongket"
"""The name that a robots.txt speaks to."""
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,text/plain;q=0.9,*/*;q=0.1"
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_MOVED = (301, 302, 303, 307, 308)

May = Callable[[str], None]
"""Raises SourceError where an address must not be asked for."""


class StatusError(MissingError):
    """The address answers, but with no page."""

    def __init__(self, status: int, phrase: str) -> None:
        super().__init__(f"the address answers {status} {phrase}".rstrip())
        self.status = status


class HostError(StatusError, NoAnswerError):
    """The host says that it is busy or broken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`asked`: the address that was asked for; `url`: where the answer came from in the end. Both without a user's
    name, password or fragment. `published`: when a feed says that the page appeared."""

    asked: str
    url: str
    data: bytes
    content_type: str | None
    retrieved: dt.datetime
    etag: str | None = None
    modified: str | None = None
    published: dt.datetime | dt.date | None = None


class Reply:
    """An answer whose body is still on its way."""

    def __init__(self, response: httpx.Response, asked: str, retrieved: dt.datetime) -> None:
        self.asked = public(asked)
        self.url = public(str(response.url))
        self.is_new = response.status_code != HTTPStatus.NOT_MODIFIED
        self.headers: Mapping[str, str] = response.headers
        self._retrieved = retrieved
        self._parts = response.iter_bytes()
        self._begun = bytearray()

    def peek(self, size: int) -> bytes:
        """The first bytes, at least `size` where there are as many; they stay in the body."""
        while len(self._begun) < size and (part := next(self._parts, b"")):
            self._begun += part
        return bytes(self._begun)

    def parts(self, max_bytes: int) -> Iterator[bytes]:
        """The body in parts. Raises TooLargeError once it is longer than `max_bytes`."""
        length, size = self.headers.get("content-length", ""), 0
        if re.fullmatch(r"[0-9]+", length) and int(length[:20]) > max_bytes:
            raise TooLargeError(max_bytes)
        for part in chain([bytes(self._begun)], self._parts):
            size += len(part)
            if size > max_bytes:
                raise TooLargeError(max_bytes)
            yield part

    def answer(self, max_bytes: int) -> Answer:
        """The whole of it. Raises SourceError where it is empty or too large."""
        data = bytearray()
        for part in self.parts(max_bytes):
            data += part
        if not data:
            raise EmptyError("the address answers with nothing")
        get = self.headers.get
        return Answer(
            self.asked,
            self.url,
            bytes(data),
            get("content-type"),
            self._retrieved,
            etag=get("etag"),
            modified=get("last-modified"),
        )


class Fetcher:
    """One client for a run. A host is asked once in `options.delay` seconds, or as seldom as its robots.txt wants.

    A busy host (429, 503) is asked again, at most `RETRIES` times, when it says or after doubling waits. Proxies are
    those of the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY); certificates are verified; no cookie is
    kept. With `options.public_only` nothing of the user's own network is ever asked, and no proxy. `sleep`,
    `clock` (seconds, monotonic) and `now` (aware) are the time it goes by.
    """

    def __init__(
        self,
        options: LoadOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self.options = options
        self.now = now
        self._sleep = sleep
        self._clock = clock
        self._delays: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._connections = Connections()
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def is_internal(self, url: str) -> bool:
        """Whether the address lies in the user's own network; surely known only once it has been asked."""
        return self._connections.is_internal(host_of(url))

    def slow_down(self, url: str, seconds: float) -> None:
        """Ask the host of `url` no more often than once in `seconds`."""
        host = host_of(url)
        self._delays[host] = max(seconds, self._delays.get(host, 0.0))

    @contextmanager
    def open(
        self, address: str, *, inside: bool, may: May | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[Reply]:
        """The answer of an address, redirects followed, each to where `may` allows.

        `inside`: the address may lie in the user's own network. A redirect from the outside never leads there.
        Raises SourceError with one clear cause for whatever goes wrong, also while the body is read.
        """
        url, tries, moves = address, 0, 0
        inside = inside and not self.options.public_only
        while moves <= REDIRECTS:
            with self._asked(url, inside, headers or {}) as response:
                again = self._is_busy(response, tries)
                target = None if again else _target(response)
                if not again and target is None:
                    _check_status(response, asks_for_changes=bool(headers))
                    yield Reply(response, address, self.now())
                    return
            tries += again
            if target is not None:
                if may:
                    may(target)
                moves += 1
                inside = inside and self.is_internal(url)
                url = target
        raise MissingError(f"redirected more than {REDIRECTS} times")

    @contextmanager
    def _asked(self, url: str, inside: bool, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        import httpx

        host, options = host_of(url), self.options
        if options.public_only:
            from .private_networks import checked

            url = checked(url)
        if not inside and self._connections.is_internal(host):
            raise OwnNetworkError(host)
        try:
            client = self._open_client()
            request = client.build_request("GET", url, headers=dict(headers))
            wire_host = request.url.raw_host.decode("ascii")
            request.extensions["trace"] = self._connections.trace(host, wire_host, inside=inside)
            self._pace(host)
            with self._connections.deadline(options.deadline):
                response = client.send(request, stream=True, follow_redirects=False)
                try:
                    yield response
                finally:
                    response.close()
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise _explained(error, options.timeout) from None

    def _open_client(self) -> httpx.Client:
        import httpx

        if self._client is None:
            headers = {"User-Agent": user_agent(), "Accept": _ACCEPT, "Accept-Language": "vi,en;q=0.5"}
            cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
            try:
                self._client = httpx.Client(
                    timeout=self.options.timeout,
                    headers=headers,
                    cookies=cookies,
                    transport=self._transport(),
                    trust_env=not self.options.public_only,
                )
            except (ImportError, ValueError, httpx.InvalidURL) as error:  # what httpx says of a proxy it can't use
                cause = str(error).split(". ")[0]
                raise SourceError(f"the proxy of the environment can't be used: {cause}") from None
        return self._client

    def _transport(self) -> httpx.BaseTransport | None:
        """Made anew for each client; None for the usual one."""
        if not self.options.public_only:
            return None
        from .private_networks import PublicTransport

        return PublicTransport()

    def _pace(self, host: str) -> None:
        """Wait until the host may be asked."""
        delay = max(self.options.delay, self._delays.get(host, 0.0))
        wait = self._next.get(host, 0.0) - self._clock()
        if wait > LONGEST_WAIT:
            raise NoAnswerError(f"{host} asks to be left alone for {wait:.0f} seconds more")
        if wait > 0:
            self._sleep(wait)
        self._next[host] = self._clock() + delay

    def _is_busy(self, response: httpx.Response, tries: int) -> bool:
        """Whether to ask again, later: `_pace` will wait."""
        if response.status_code not in _BUSY:
            return False
        wait = self._retry_after(response.headers.get("retry-after", ""))
        if wait is None:
            wait = self.options.delay * 2 ** (tries + 1)
        host = host_of(str(response.url))
        self._next[host] = max(self._next.get(host, 0.0), self._clock() + wait)
        return tries < RETRIES

    def _retry_after(self, value: str) -> float | None:
        """Seconds; a Retry-After gives them, or a date."""
        if re.fullmatch(r"\s*[0-9]+\s*", value):
            return float(value.strip()[:12])
        try:
            when = parsedate_to_datetime(value)
            when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
            return max(0.0, (when - self.now()).total_seconds())
        except (ValueError, TypeError, IndexError, OverflowError):
            return None


def _check_status(response: httpx.Response, *, asks_for_changes: bool) -> None:
    status = response.status_code
    if status == HTTPStatus.OK or (status == HTTPStatus.NOT_MODIFIED and asks_for_changes):
        return
    kind = HostError if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _BUSY else StatusError
    raise kind(status, response.reason_phrase or "")


def _target(response: httpx.Response) -> str | None:
    """Where a redirect leads; a password stays with its own host."""
    location = response.headers.get("location")
    if response.status_code not in _MOVED or not location:
        return None
    url = str(response.url)
    try:
        target = urljoin(url, location)
    except ValueError:
        raise MissingError("redirected to what is no address") from None
    if not re.match(r"https?://", target, re.I):
        raise MissingError("redirected to what is not a valid http(s) address")
    return target if origin_of(target) == origin_of(url) else public(target)


@cache
def user_agent() -> str:
    """How Tongket names itself: nothing in it tells who runs it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{PRODUCT}/{version('tongket')} (+reads public bodies' reports)"
    except PackageNotFoundError:
        return f"{PRODUCT} (+reads public bodies' reports)"


def _explained(error: Exception, timeout: float) -> SourceError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return NoAnswerError(f"no answer within {timeout:g} seconds")
    if isinstance(error, httpx.ConnectError):
        said = str(error)
        if re.search(r"certificate|ssl|tls", said, re.I):
            return NoAnswerError("its certificate can't be trusted")
        if re.search(r"name or service|nodename|getaddrinfo|name resolution", said, re.I):
            return NoAnswerError("there is no such host")
        return NoAnswerError("no connection to the host")
    if isinstance(error, httpx.ProxyError):
        return NoAnswerError(f"the proxy refuses: {' '.join(str(error).split())[:80]}")
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)):
        return MissingError("not a valid http(s) address")
    if isinstance(error, httpx.DecodingError):
        return MissingError("the answer can't be unpacked")
    return NoAnswerError(f"the connection broke off ({type(error).__name__})")
