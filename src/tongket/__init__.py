"""Tongket reads what Vietnamese public bodies report about their own work.

`read` reads a document and `mentions` any text; the records that they return are described in `tongket.records`.
`open_ledger` opens a store of many documents for questions. Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongket.api import mentions, read
    from tongket.ledger.questions import open_ledger
    from tongket.records import Document, Figure, Flag, Mention, Reading, Review

__all__ = ["Document", "Figure", "Flag", "Mention", "Reading", "Review", "mentions", "open_ledger", "read"]

_HOMES = {"mentions": "tongket.api", "read": "tongket.api", "open_ledger": "tongket.ledger.questions"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "tongket.records")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
