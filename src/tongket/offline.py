"""No network: once closed, nothing in this process can open a socket that leads out of it.

Python tells its audit hooks (PEP 578) of each socket before it is made, whichever library wants it; the hook refuses.
A hook can't be taken off again, so a process stays offline until it ends. Processes that it starts anew (not by fork)
have to call `close_network` themselves.
"""

from __future__ import annotations

import sys

_is_closed = False
_NAMES = frozenset(f"socket.{name}" for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"))
_USES = frozenset(f"socket.{name}" for name in ("connect", "bind", "sendto", "sendmsg"))


class OfflineError(PermissionError):
    """Something wanted the network while it was closed."""


def close_network() -> None:
    """Refuse from now on every socket but those between the processes of this machine (AF_UNIX), and every question
    for a host's name: a loopback address is refused too, since a proxy may listen there."""
    global _is_closed
    if not _is_closed:
        _is_closed = True
        sys.addaudithook(_refuse)


def is_closed() -> bool:
    """Whether `close_network` was called."""
    return _is_closed


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    import socket

    local = getattr(socket, "AF_UNIX", None)
    if event == "socket.__new__":
        family = arguments[1]
        refused = family not in (local, -1)  # -1: made from a descriptor, whose family `_USES` will show
    elif event in _USES:
        refused = getattr(arguments[0], "family", None) != local
    else:
        refused = event in _NAMES
    if refused:
        raise OfflineError(f"the network is closed (--offline): {event}")
