"""Tongket reads what Vietnamese public bodies report about their own work.

Two functions do the work, `read` for a document and `mentions` for any text; the records that they return are
described in `tongket.records`. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongket.api import mentions, read
    from tongket.records import Document, Figure, Flag, Mention, Reading, Review

__all__ = ["Document", "Figure", "Flag", "Mention", "Reading", "Review", "mentions", "read"]

_HOMES = {"mentions": "tongket.api", "read": "tongket.api"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "tongket.records")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
