"""What is found once and looked at often."""

from __future__ import annotations

from collections.abc import Callable, Hashable
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
