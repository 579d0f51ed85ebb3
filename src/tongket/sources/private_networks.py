"""Addresses that a stranger may have thought of: only public hosts, on the web's own ports, are ever asked.

What somebody pastes into the desk is asked for by the machine that the desk runs on, which stands behind the
newsroom's firewall and, at a provider, beside a service that gives out keys to its tenants. So a name is resolved
once, every address that it has must be public, and the connection goes to one of exactly these (`PublicOnly`): a
second, other answer of the name server is never asked for. The same holds for every redirect.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from .connections import OwnNetworkError
from .errors import MissingError, SourceError
from .hosts import LONGEST, is_internal_address, is_internal_name

PORTS = {"http": 80, "https": 443}
"""Ports that are asked; on others listen mail servers, databases and the like, which take a line of HTTP for theirs."""
_BESIDE_TENANTS = [ipaddress.ip_network(each) for each in ("168.63.129.16/32", "192.0.0.0/24")]
"""Public by their numbers, as far as `ipaddress` of Python 3.11 knows, but the first is what Azure's machines ask for
their settings; Oracle's ask one of the second, which is kept for protocols (RFC 6890)."""

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host, in the order in which to try them. Raises OSError or UnicodeError where there are none."""


class NotPublicError(SourceError):
    """An address that isn't asked for on somebody's word."""


def checked(url: str) -> str:
    """`url` without blanks around it, as far as its form tells that it leads to a public page; where its name leads is
    seen once it is resolved. Raises SourceError with one clear cause."""
    url = url.strip()
    if len(url) > LONGEST:
        raise MissingError(f"an address of more than {LONGEST:,} characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise MissingError("not a valid http(s) address") from None
    if parts.scheme not in PORTS or not host or not url.isprintable() or any(mark in url for mark in " \\"):
        raise MissingError("not a valid http(s) address")
    if "@" in parts.netloc:
        raise NotPublicError("an address with a user's name in it is not asked for")
    if port not in (None, PORTS[parts.scheme]):
        raise NotPublicError(f"port {port} is not asked for, only {PORTS[parts.scheme]}")
    if is_internal_name(host):
        raise OwnNetworkError(host)
    return url


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network, and not of its own machinery."""
    if is_internal_address(address):
        return False
    number = ipaddress.ip_address(address)
    inner = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return not any((inner or number) in network for network in _BESIDE_TENANTS)


def resolved(host: str, port: int) -> list[str]:
    """What the system's resolver says; it also knows "0x7f.1" and "2130706433" for addresses, as connecting would."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class PublicOnly(httpcore.NetworkBackend):
    """Connects to public addresses alone, and only to those that were looked at."""

    def __init__(self, resolve: Resolve = resolved, inner: httpcore.NetworkBackend | None = None) -> None:
        self._resolve = resolve
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers. Raises SourceError where one of them is not public, what
        httpcore raises where none answers."""
        if port not in PORTS.values():
            raise NotPublicError(f"port {port} is not asked for")
        try:
            addresses = list(self._resolve(host.rstrip("."), port))
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise httpcore.ConnectError("name resolution failed")
        if not all(map(is_public, addresses)):
            raise OwnNetworkError(host)
        return self._first(addresses, port, timeout, socket_options)

    def _first(
        self, addresses: list[str], port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        *others, last = addresses
        for address in others:
            try:
                return self._kept_out_of_itself(address, port, timeout, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._kept_out_of_itself(last, port, timeout, options)

    def _kept_out_of_itself(
        self, address: str, port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        """A connection, unless it leads back to this machine by its own public address."""
        stream = self._inner.connect_tcp(address, port, timeout, None, options)
        if stream.get_extra_info("client_addr")[0] == address:
            stream.close()
            raise OwnNetworkError(address)
        return stream

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Raises NotPublicError."""
        raise NotPublicError("a socket of this machine is not asked")

    def sleep(self, seconds: float) -> None:
        """As the network backend that connects."""
        self._inner.sleep(seconds)


class PublicTransport(httpx.HTTPTransport):
    """httpx over `PublicOnly`. No proxy: it would resolve the names itself, out of sight."""

    def __init__(self, backend: httpcore.NetworkBackend | None = None) -> None:
        context = httpx.create_ssl_context()
        super().__init__(verify=context)
        if not isinstance(getattr(self, "_pool", None), httpcore.ConnectionPool):  # what is replaced is what is used
            raise SourceError("this version of httpx can't be kept out of your own network")
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=backend or PublicOnly(), max_connections=4, max_keepalive_connections=2
        )
