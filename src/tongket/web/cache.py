"""Answers that were made once: for a state of the ledger, an address and a language they are always the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

_ROOM = 64 * 1024 * 1024
"""Bytes kept."""


class Cache:
    """The answers used last, as many as fit in `room` bytes; forgotten with the state that they are of."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room, self._held, self._state = room, 0, ""
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: str, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The answer kept for `key`, else a new one."""
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._state, self._held = state, 0
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if state == self._state and key not in self._kept:
                self._kept[key] = made
                self._held += len(made)
                while self._held > self._room:
                    self._held -= len(self._kept.popitem(last=False)[1])
        return made
