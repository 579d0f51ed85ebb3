"""Which addresses belong to one site, and which lie in the user's own network."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urljoin, urlsplit, urlunsplit

LONGEST = 2_000
"""Characters of an address; the sitemap protocol ends at 2,048, browsers and servers not far above."""

_SECOND_LEVEL = re.compile(r"ac|ai|biz|com?|edu|go[bv]|gouv|health|id|info|int|io|mil|name|net|org|pro")
"""Names below which a country's registry gives names away (.vn and most others), so that "x.gov.vn" is a site and
"gov.vn" none. The list of all registries (publicsuffix.org) is not permissively licensed and wants to be kept fresh."""
_OWN_NETWORK = (".localhost", ".local", ".internal", ".lan", ".home", ".intranet", ".home.arpa")


def public(url: str) -> str:
    """The address without a user's name, password or fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rsplit("@", 1)[-1], parts.path, parts.query, ""))


def host_of(url: str) -> str:
    """The host's name in lower case; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt holds for."""
    parts = urlsplit(public(url))
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


def site_of(url: str) -> str:
    """The registered name that an address belongs to: "sotuphap.vanha.gov.vn" and "vanha.gov.vn" are one site.

    An address in numbers, or a host without a dot, is a site of its own with its port.
    """
    host = host_of(url)
    labels = host.split(".")
    if _literal(host) or len(labels) == 1:
        return urlsplit(public(url)).netloc.lower()
    registered = 3 if len(labels[-1]) == 2 and _SECOND_LEVEL.fullmatch(labels[-2]) else 2
    return ".".join(labels[-registered:])


def resolved(base: str, link: str) -> str | None:
    """The whole address of a link found at `base`; None where it is none that may be asked for."""
    try:
        url = public(urljoin(base, link.strip()))
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or " " in parts.netloc:
        return None
    return url if url.isprintable() and len(url) <= LONGEST else None


def is_internal_name(host: str) -> bool:
    """Whether the name alone tells that the host lies in the user's own network."""
    literal = _literal(host)
    if literal is not None:
        return _is_internal(literal)
    return "." not in host or host.endswith(_OWN_NETWORK)


def is_internal_address(address: str) -> bool:
    """Whether an IP address, as a socket tells it, is no public one: loopback, private, link-local, multicast …"""
    literal = _literal(address.partition("%")[0])
    return literal is None or _is_internal(literal)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: its last four bytes are an IPv4 address
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # RFC 4291: all that is public; ipaddress takes "::127.0.0.1" for it too


def _is_internal(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(address.packed[-4:])
        if inner is not None:
            return _is_internal(inner)
        if address not in _GIVEN_OUT:
            return True
    return not address.is_global or address.is_multicast
