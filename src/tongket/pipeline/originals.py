"""The source bytes of what the ledger holds, kept outside it: evidence for when a page goes away.

They are unmasked, so they lie in a folder of their own that no export, feed or site reads. Each file is named by the
SHA-256 of its bytes; `originals.jsonl` says where it came from and when.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tongket.clock import now
from tongket.ledger.errors import LedgerError
from tongket.ledger.store import Store
from tongket.output.jsonl import encode
from tongket.pipeline.shards import Item
from tongket.sources.raw import RawPage

_LIST = "originals.jsonl"


class Originals:
    """The folder. Raises LedgerError where it lies in the ledger, or can't be made."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        if store.is_local and folder.resolve().is_relative_to(store.folder.resolve()):
            raise LedgerError(f"{folder} lies in the ledger: originals are not masked, keep them elsewhere")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(f"{folder}: {error.strerror}") from None

    def keep(self, items: Iterable[Item], kept: set[str]) -> None:
        """Write the bytes of those items whose digest is in `kept`, unless they are there."""
        for item in items:
            path = self._folder / item.source_hash[:2] / f"{item.source_hash}{_ending(item)}"
            if item.source_hash in kept and not path.exists():
                path.parent.mkdir(exist_ok=True)
                unfinished = path.with_suffix(".part")
                unfinished.write_bytes(item.data)
                self._note(item, path)
                os.replace(unfinished, path)

    def _note(self, item: Item, path: Path) -> None:
        page = item.raw if isinstance(item.raw, RawPage) else None
        row = {
            "file": str(path.relative_to(self._folder)),
            "sha256": item.source_hash,
            "url": page.url if page else None,
            "retrieved": page.retrieved if page else None,
            "kept": now(),
        }
        with (self._folder / _LIST).open("a", encoding="utf-8") as file:
            file.write(encode(row) + "\n")


def _ending(item: Item) -> str:
    if isinstance(item.raw, RawPage) and item.raw.ending:
        return item.raw.ending
    return ".html" if item.data[:1000].lstrip()[:1] == b"<" else ".txt"
