"""A crawl of the tests' own site, in a time of its own."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

from loopback import Respond, Time
from tongket.sources.crawl import Web
from tongket.sources.inputs import fetch
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import RawPage
from tongket.sources.visits import acknowledge


def run(*inputs: str, options: LoadOptions | None = None, time: Time | None = None) -> list[RawPage | Failure]:
    options, time = options or LoadOptions(), time or Time()
    web = Web(options, sleep=time.sleep, clock=time.clock, now=time.now)
    try:
        found = list(fetch(inputs, options, web))
    finally:
        web.close()
    assert all(isinstance(each, RawPage | Failure) for each in found)
    return found  # type: ignore[return-value]  # just checked


def paths(found: list[RawPage | Failure]) -> list[str]:
    """The paths of the pages, failures with their cause."""
    return [
        f"{path_of(each.source)}: {each.cause}" if isinstance(each, Failure) else path_of(each.source) for each in found
    ]


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3] if url.count("/") > 2 else url


def endless(begin: bytes, again: bytes = b"<p>a</p>" * 1000) -> Respond:
    """An answer without an end, as far as anybody reads it."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + begin)
        handler.close_connection = True
        while True:
            handler.wfile.write(again)

    return respond


def tell_stored(options: LoadOptions, found: list[RawPage | Failure]) -> int:
    assert options.visits
    return acknowledge(options.visits, [each.source for each in found])
