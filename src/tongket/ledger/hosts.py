"""Where a document stands on the web → how near that is to the body which reports: its tier.

The list is `lexicon/hosts.toml`; a user's own file of the same format is read over it:

    own_portal = ["vanha.example", "gov.vn"]
    press      = ["bao.vanha.example"]

An entry is a host and covers all under it ("gov.vn" also "vanha.gov.vn"); the longest that fits decides, so that a
newspaper may live under a portal's host.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import tomli

from tongket import lexicon

Tier = Literal["own_portal", "press", "aggregator", "unknown"]
TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the best to the worst."""

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*")

Hosts = Mapping[str, Tier]
"""Host → tier."""


class HostsError(ValueError):
    """A list of hosts that cannot be read: the message names the file and the fault, in one line."""


def load(files: Sequence[str | Path] = ()) -> Hosts:
    """The shipped list with those of `files` read over it, the later over the earlier.

    Raises HostsError (bad TOML, another tier, an entry that is no host) and OSError.
    """
    hosts = dict(_shipped())
    for file in files:
        try:
            table = tomli.loads(Path(file).read_text(encoding="utf-8"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise HostsError(f"{file}: {str(fault).splitlines()[0]}") from None
        hosts |= _entries(table, str(file))
    return hosts


@cache
def _shipped() -> Hosts:
    return _entries(lexicon.load("hosts"), "hosts.toml")


def _entries(table: Mapping[str, Any], file: str) -> dict[str, Tier]:
    found: dict[str, Tier] = {}
    for tier, names in table.items():
        known = next((each for each in TIERS if each == tier), None)
        if known is None:
            raise HostsError(f"{file}: no tier is called {tier!r}; there are {', '.join(TIERS)}")
        if not isinstance(names, list):
            raise HostsError(f"{file}: {tier} must be a list of hosts")
        for name in names:
            if not (isinstance(name, str) and _HOST.fullmatch(name)):
                raise HostsError(f"{file}: no host in {tier}: {name!r}")
            found[name.lower()] = known
    return found


def tier_of(url: str | None, hosts: Hosts | None = None) -> Tier:
    """The tier of an address, "unknown" where no entry fits or there is no address; `hosts` is the shipped list
    where not given."""
    host = host_of(url) if url else None
    if host is None:
        return "unknown"
    hosts = _shipped() if hosts is None else hosts
    while host:
        if host in hosts:
            return hosts[host]
        host = host.partition(".")[2]
    return "unknown"


def host_of(url: str) -> str | None:
    """The host of an address in lower case, without user, port and closing dot; a scheme may be missing."""
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.rstrip(".") or None if host else None
