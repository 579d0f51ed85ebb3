"""Files that hold documents: ZIP and tar archives, web archives (WARC), saved pages (MHTML), packed files.

What lies in them is fetched lazily and in order, as from a folder: members of a known ending, tables row by row,
archives within archives. Of one member no more than `max_bytes` is ever held. A member that can't be read costs only
itself; an archive that unpacks to far more than it holds is given up (`Budget`). Nothing is ever written where a
member's name says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import IO

from . import tabular
from .errors import BombError, SourceError
from .options import MAX_DEPTH, Failure, LoadOptions
from .raw import Raw, RawPage, printable
from .streams import Budget, counted, packing, spooled, take, unpacked

_ENDINGS = {
    "zip": (".zip",),
    "tar": (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst"),
    "warc": (".warc", ".warc.gz", ".warc.zst", ".warc.lz4", ".wet.gz", ".wet"),
    "mhtml": (".mhtml", ".mht"),
}
_PACKED = (".gz", ".bz2", ".xz", ".zst")
"""Of one document or table that is packed alone: "crawl.jsonl.gz"."""
ENDINGS = tuple(ending for endings in _ENDINGS.values() for ending in endings)
_READERS = {"zip": "archives", "tar": "archives", "warc": "warc", "mhtml": "mhtml"}
_HEAD = 1024
_TAR_MARK = slice(257, 262)
SEEKING = ("zip",)
"""Kinds whose index stands at the end."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The container that is being read. `name`: as messages call it; `stem`: its name without the ending; `depth`:
    1 for a file of its own, 2 for one inside it …"""

    name: str
    stem: str
    options: LoadOptions
    budget: Budget
    depth: int = 1

    def source(self, member: str) -> str:
        """How messages call a member."""
        return f"{self.name}: {printable(member)}"


# ── which they are ───────────────────────────────────────────────────────────
def kind_of(name: str) -> str | None:
    """The kind of container that a file's name tells: "zip", "tar", "warc", "mhtml", "packed"; None for others."""
    lower = name.lower()
    for kind, endings in _ENDINGS.items():
        if lower.endswith(endings):
            return kind
    return "packed" if lower.endswith(_PACKED) and _is_document(lower.rpartition(".")[0]) else None


def kind_of_contents(head: bytes) -> str | None:
    """The kind that a file's beginning tells, for names that don't; None where it is no container. Of a ZIP archive
    only more than its beginning tells whether it is an Office file."""
    if head.startswith(b"WARC/"):
        return "warc"
    if head[_TAR_MARK] == b"ustar":
        return "tar"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if b"multipart/related" in head.lower() and b"mime-version:" in head.lower():
        return "mhtml"
    if packed := packing(head):
        inside = _first(head, packed)
        return kind_of_contents(inside) if inside else None
    return None


def _first(head: bytes, packed: str) -> bytes:
    """What a packed stream begins with, as far as its own beginning tells."""
    import io

    stream = unpacked(io.BytesIO(head), packed)
    found = b""
    try:
        while len(found) < _TAR_MARK.stop and (byte := stream.read(1)):
            found += byte
    except (OSError, EOFError, ValueError, SourceError):
        pass
    return found


def _is_document(name: str) -> bool:
    from .inputs import ENDINGS as READ

    return PurePosixPath(name.lower()).suffix in READ


def is_wanted(name: str) -> bool:
    """Whether a file or member of this name is read where nobody named it itself."""
    return _is_document(name) or kind_of(name) is not None


# ── reading them ─────────────────────────────────────────────────────────────
def fetch(file: IO[bytes], kind: str, holder: Holder) -> Iterator[Raw | Failure]:
    """What a container holds, unread. Raises SourceError where it can't be read on."""
    if kind == "packed":
        stream = counted(unpacked(file, packing(peek(file))), holder.budget.take)
        yield from _one(stream, holder.stem, holder.name, holder)
        return
    reader: Callable[[IO[bytes], Holder], Iterator[Raw | Failure]]
    reader = getattr(import_module(f".{_READERS[kind]}", __package__), f"fetch_{kind}")
    found = False
    for item in reader(file, holder):
        found = True
        yield item
    if not found:
        raise SourceError("the archive holds no documents")


def member(stream: IO[bytes], name: str, holder: Holder) -> Iterator[Raw | Failure]:
    """What one member of an archive gives: `stream` its bytes, which the budget counts."""
    source = holder.source(name)
    try:
        yield from _one(stream, name, source, holder)
    except BombError:
        raise
    except SourceError as error:
        yield Failure(source, " ".join(error.cause.split()))


def _one(stream: IO[bytes], name: str, source: str, holder: Holder) -> Iterator[Raw | Failure]:
    """A document, the rows of a table, or what an archive in an archive holds."""
    options, stem = holder.options, printable(PurePosixPath(name).stem)
    ending = PurePosixPath(name.lower()).suffix
    if kind := kind_of(name):
        inner = replace(holder, name=source, stem=stem, depth=holder.depth + 1)
        if inner.depth > MAX_DEPTH:
            raise SourceError(f"archives lie in each other more than {MAX_DEPTH} deep")
        with spooled(stream) if kind in SEEKING else stream as file:
            yield from fetch(file, kind, inner)
    elif ending in tabular.ENDINGS:
        with spooled(stream) if ending == ".parquet" else stream as file:
            yield from tabular.fetch_stream(file, ending, source, stem, options)
    else:
        yield RawPage(source, take(stream, options.max_bytes), doc=stem, ending=ending)


def peek(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream, left in it."""
    return bytes(stream.peek(_HEAD)[:_HEAD])  # type: ignore[attr-defined]  # every stream here is a buffered one
