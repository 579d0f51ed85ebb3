"""Which reader this is: name, version, and a digest of all that its readings depend on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

_ROOMS = ("checks", "choosing", "grammar", "lexicon", "privacy", "reading", "sources", "weights")
"""Folders that a reading depends on; a change of the others makes no new reader."""
_CHECKING = ("checks", "comparing", "indicators", "ledger/flags", "lexicon", "registry")
"""Folders that flags of a ledger depend on, beside what was read."""
_ENDINGS = (".py", ".toml", ".json")
_BETWEEN_DOCUMENTS = "across"
"""The folder of checks that no reading depends on."""
_SHOWN = "web"
"""The folder of words that only the desk says."""


@cache
def reader() -> str:
    """ "tongket 0.1.0 (3f2a9c1b)": equal digests read equal bytes alike."""
    found = hashlib.sha256()
    package = files("tongket")
    for room in _ROOMS:
        _digest(package / room, found)
    return f"tongket {_version()} ({found.hexdigest()[:8]})"


@cache
def rules() -> str:
    """Digest of all that the flags of a ledger depend on: equal ones find the same in the same ledger."""
    found = hashlib.sha256()
    for room in _CHECKING:
        _digest(files("tongket").joinpath(*room.split("/")), found, without=(_SHOWN,))
    return found.hexdigest()[:8]


def _version() -> str:
    try:
        return version("tongket")
    except PackageNotFoundError:
        return "unknown"


def _digest(folder: Traversable, found: hashlib._Hash, without: tuple[str, ...] = (_BETWEEN_DOCUMENTS, _SHOWN)) -> None:
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        if item.is_dir() and item.name not in without:
            _digest(item, found, without)
        elif item.name.endswith(_ENDINGS) and ".examples." not in item.name:
            found.update(item.name.encode() + b"\0" + item.read_bytes() + b"\0")
