"""The sockets of one HTTP client: where they lead, and how long one request may hold them.

httpx bounds each wait, not their sum, and asks nobody which machine a name leads to. Both are mended here through
the trace events that httpcore documents.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from .errors import NoAnswerError, SourceError
from .hosts import is_internal_address, is_internal_name

Trace = Callable[[str, Mapping[str, Any]], None]


class OwnNetworkError(SourceError):
    """A link leads into the user's own network, where a site of the outside has no business."""

    def __init__(self, host: str) -> None:
        super().__init__(f"leads into your own network ({host}), which is not followed")


class Connections:
    """For one request at a time."""

    def __init__(self) -> None:
        self._live: list[socket.socket] = []
        self._internal: set[str] = set()

    def is_internal(self, host: str) -> bool:
        """Whether the host lies in the user's own network, as far as its name or an earlier connection tells."""
        return host in self._internal or is_internal_name(host)

    def trace(self, host: str, wire_host: str, *, inside: bool) -> Trace:
        """What httpx is to call while it asks `host`, which is `wire_host` in ASCII.

        Unless `inside`, a connection into the user's own network is refused before anything is sent over it. Behind a
        proxy only names can be checked: the proxy resolves them.
        """
        direct = False

        def watch(event: str, info: Mapping[str, Any]) -> None:
            nonlocal direct
            if event == "connection.connect_tcp.started":
                direct = info["host"] == wire_host
            elif event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
                stream = info["return_value"]
                self._live = [each for each in self._live if each.fileno() >= 0]
                self._live.append(stream.get_extra_info("socket"))
                if direct and is_internal_address(str(stream.get_extra_info("server_addr")[0])):
                    self._internal.add(host)
                    if not inside:
                        stream.close()
                        raise OwnNetworkError(host)

        return watch

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Cuts the connections off where the body takes longer, however it spends its time. Raises NoAnswerError."""
        is_cut = threading.Event()

        def cut() -> None:
            is_cut.set()
            for each in list(self._live):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception:
            if not is_cut.is_set():
                raise
        finally:
            timer.cancel()
        if is_cut.is_set():  # a stream without a stated length ends by being cut, without an error
            raise NoAnswerError(f"the answer was not complete after {seconds:g} seconds")
