"""Bytes of any format → `Document`. Names are imported when first used, so that the package itself costs nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import SourceError
    from .inputs import Source, count, document, expand, load, load_source
    from .options import Columns, Failure, LoadOptions
    from .plain import from_text

__all__ = [
    "Columns",
    "Failure",
    "LoadOptions",
    "Source",
    "SourceError",
    "count",
    "document",
    "expand",
    "from_text",
    "load",
    "load_source",
]

_HOMES = {
    **dict.fromkeys(("Columns", "Failure", "LoadOptions"), "options"),
    **dict.fromkeys(("Source", "count", "document", "expand", "load", "load_source"), "inputs"),
    "SourceError": "errors",
    "from_text": "plain",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
