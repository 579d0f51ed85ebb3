"""What people may do at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """From the one who may the least to the one who may the most; each may what those before it may."""

    reader = "reader"
    checker = "checker"
    admin = "admin"

    def may(self, needed: Role) -> bool:
        """Whether it is `needed`, or more."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. `name`: None at a desk without login, where there is one person, or before the public."""

    name: str | None
    role: Role

    def __str__(self) -> str:
        return self.name or ""


ALONE = Person(None, Role.admin)
"""Whoever sits at a desk of their own."""
ANYBODY = Person(None, Role.reader)
"""The public."""
