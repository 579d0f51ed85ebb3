"""Any application on a port of its own, and requests to it byte for byte, as no well-bred client would send them."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        """One header; "" where it is none. Fails where it is told twice."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) <= 1, (name, found)
        return found[0] if found else ""

    def cookies(self) -> dict[str, str]:
        """Those that are set."""
        told = [value.partition(";")[0] for key, value in self.headers if key.lower() == "set-cookie"]
        return dict(each.split("=", 1) for each in told)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the application is."""

    port: int

    def ask(
        self,
        target: str = "/",
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        host: str | None = None,
        chunked: bool = False,
    ) -> Answer:
        """The answer to just these bytes."""
        told = {"Host": f"127.0.0.1:{self.port}" if host is None else host, "Connection": "close", **(headers or {})}
        if chunked:
            told["Transfer-Encoding"] = "chunked"
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(body)) + b"0\r\n\r\n"
        elif body or method in ("POST", "PUT", "PATCH"):
            told.setdefault("Content-Length", str(len(body)))
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items() if value != "-")]
        return self.send("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body, method)

    def send(self, data: bytes, method: str = "GET") -> Answer:
        """The answer to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(data)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, response.getheaders(), response.read())


def _parts(body: bytes, size: int = 10_000) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


@contextmanager
def placed(app: Any) -> Iterator[Place]:
    """`app` served until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = uvicorn.Config(app, port=port, log_level="critical", server_header=False, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "it did not open"
            time.sleep(0.02)
        yield Place(port)
    finally:
        server.should_exit = True
        thread.join(timeout=20)
