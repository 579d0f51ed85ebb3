"""What was fetched, cut into shards: some hundred documents, unread. The unit of work, commit and retry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tongket.sources.options import Failure
from tongket.sources.raw import Raw, RawPage

DOCUMENTS = 1000
"""Documents of a shard: some seconds of reading, so that a commit costs nothing beside it and little is lost."""
FIRST = 50
"""The first shard is small and the next grow, so that something is soon to be seen."""
BYTES = 32_000_000
"""Bytes of a shard, so that a few in flight stay within memory whatever the documents' size."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document to read, and what tells its source apart (`identify`)."""

    raw: Raw
    key: str
    source_hash: str

    @property
    def data(self) -> bytes:
        """The bytes that `source_hash` is the digest of."""
        return data_of(self.raw)


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents to read, and what could not even be fetched."""

    items: tuple[Item, ...]
    failures: tuple[Failure, ...] = ()


def identify(raw: Raw) -> tuple[str, str]:
    """The key of the source (a digest of its address, or else of its name) and the digest of its bytes."""
    if isinstance(raw, RawPage):
        name = raw.url or raw.doc
    else:
        name = str(raw.row.get("url") or raw.row.get("id") or f"{raw.stem}-{raw.number}")
    return _digest(name.encode("utf-8", "surrogatepass"))[:20], _digest(data_of(raw))


def data_of(raw: Raw) -> bytes:
    """The bytes of a page; of a row, those of its text."""
    if isinstance(raw, RawPage):
        return raw.data
    text = raw.row.get("text")
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogatepass")


def shards(raws: Iterable[Raw | Failure], wanted: Callable[[str, str], bool], size: int = DOCUMENTS) -> Iterator[Shard]:
    """Documents that are `wanted` (by key and digest of the bytes) in shards of growing size, in order."""
    limit = min(FIRST, size)
    items: list[Item] = []
    failures: list[Failure] = []
    held = 0
    for raw in raws:
        if isinstance(raw, Failure):
            failures.append(raw)
        else:
            key, source_hash = identify(raw)
            if not wanted(key, source_hash):
                continue
            items.append(Item(raw, key, source_hash))
            held += raw.size
        if len(items) + len(failures) >= limit or held >= BYTES:
            yield Shard(tuple(items), tuple(failures))
            items, failures, held = [], [], 0
            limit = min(2 * limit, size)
    if items or failures:
        yield Shard(tuple(items), tuple(failures))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
