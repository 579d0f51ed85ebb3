"""A site on this machine for the tests, and a time that passes only when somebody sleeps."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from portal_pages import LEAD, ONE, TITLE, TWO, page

START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


@dataclass
class Time:
    """What `Web` goes by instead of the machine's clock. `waits`: every sleep, in seconds."""

    waits: list[float] = field(default_factory=list)
    passed: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds

    def clock(self) -> float:
        return self.passed

    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.passed)


@dataclass
class Answer:
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


Respond = Callable[[BaseHTTPRequestHandler], "Answer | None"]
"""None: it has written its answer itself."""


@dataclass
class Site:
    """`answers` by path and query. `asked`: the paths of all requests; `requests`: their headers too."""

    base: str = ""
    answers: dict[str, Answer | Respond] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def asked(self) -> list[str]:
        return [path for path, _ in self.requests]

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer `path` so; an underscore in a header's name is a hyphen. Returns the address."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(data, {name.replace("_", "-"): value for name, value in headers.items()}, status)
        return self.base + path

    def page(self, path: str, more: str = "", head: str = "", **headers: str) -> str:
        """A report of an invented body; `more` makes it differ, `head` goes into its head."""
        body = f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{ONE}</p><p>{TWO}</p><p>{more}</p>"
        return self.put(path, page(body).replace("<head>", f"<head>{head}", 1), Content_Type="text/html", **headers)

    def sitemap(self, path: str, links: list[str], **headers: str) -> str:
        """A sitemap of these paths; "path lastmod" gives the day of one."""
        rows = (link.split(" ") for link in links)
        entries = "".join(
            f"<url><loc>{self._whole(row[0])}</loc>"
            + "".join(f"<lastmod>{day}</lastmod>" for day in row[1:])
            + "</url>"
            for row in rows
        )
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        return self.put(path, f"<?xml version='1.0'?><urlset {space}>{entries}</urlset>", **headers)

    def index(self, path: str, links: list[str]) -> str:
        entries = "".join(f"<sitemap><loc>{self._whole(link)}</loc></sitemap>" for link in links)
        return self.put(path, f"<sitemapindex>{entries}</sitemapindex>")

    def rss(self, path: str, items: list[str]) -> str:
        return self.put(path, f'<?xml version="1.0"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>')

    def _whole(self, link: str) -> str:
        return link if "://" in link else self.base + link


@contextmanager
def served(certificate: Path | None = None) -> Iterator[Site]:
    """A site on a port of its own until the block ends; over TLS where a file holds its certificate and key."""
    site = Site()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, dict(self.headers.items())))
            answer = site.answers.get(self.path, Answer(status=404))
            try:
                found = answer if isinstance(answer, Answer) else answer(self)
                if found is not None:
                    self.send(found)
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                self.close_connection = True

        def send(self, answer: Answer) -> None:
            etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
            same = (etag and self.headers.get("If-None-Match") == etag) or (
                modified and self.headers.get("If-Modified-Since") == modified
            )
            status, body = (304, b"") if same else (answer.status, answer.body)
            self.send_response(status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if status != 304 and "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.base = f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.stopped.set()
        server.shutdown()
        server.server_close()
