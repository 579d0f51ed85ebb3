"""What is found, or counted, once and looked at often."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """Key → what `find` tells of it, asked once for each key."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[Key], Value]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Key) -> Value:
        find = self._find  # as a method it would be looked for in the class first
        self[key] = found = find(key)
        return found


def tally(items: Iterable[Key]) -> dict[Key, int]:
    """How often each item is there, as a plain dictionary: quicker than a Counter for the few of one document."""
    found: dict[Key, int] = {}
    for item in items:
        found[item] = found.get(item, 0) + 1
    return found
