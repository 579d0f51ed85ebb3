"""ZIP and tar archives → their members. Only regular files are read; links, devices and encrypted members are told."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO

from . import containers
from .containers import Holder
from .errors import NotADocumentError, SourceError, TooLargeError
from .options import Failure
from .raw import Raw
from .streams import PIECE, counted, packing, unpacked

_MAX_INDEX = 100_000_000
"""Bytes of a ZIP archive's index, which is held in memory: of about a million members."""
_MAX_HEADER = 1_000_000
"""Bytes of the headers before one member of a tar archive; the format sets no limit, and they are held in memory."""
_OFFICE = ("[Content_Types].xml", "mimetype")
"""Members that an Office file (OOXML, OpenDocument) or e-book has and no archive of documents."""
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


def _damage(error: Exception) -> str:
    return f"the archive is damaged ({str(error).strip().splitlines()[0][:80] if str(error).strip() else 'cut off'})"


def _is_hidden(name: str) -> bool:
    """Left out as in a folder; "__MACOSX" holds what another system's files had beside their contents."""
    return any(
        part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts if part not in ("..", ".")
    )


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _spelled(raw: bytes) -> str:
    """A member's name whose encoding nobody wrote down: UTF-8, else as Vietnamese reads, else as DOS showed it."""
    from .encodings import decode

    try:
        return decode(raw)[0]
    except SourceError:
        return raw.decode("cp437")


# ── ZIP ──────────────────────────────────────────────────────────────────────
def fetch_zip(file: IO[bytes], holder: Holder) -> Iterator[Raw | Failure]:
    """The members of a ZIP archive in a file that can seek."""
    try:
        if _index_size(file) > _MAX_INDEX:
            raise SourceError(f"its index is larger than the limit of {_MAX_INDEX:,} bytes")
        archive = zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise NotADocumentError(_damage(error)) from None
    with archive:
        for info in archive.infolist():
            yield from _zip_member(archive, info, holder)


def is_office(file: IO[bytes]) -> bool:
    """Whether a ZIP archive is an Office file, or no whole archive at all."""
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name in archive.NameToInfo for name in _OFFICE)
    except _DAMAGE:
        return True
    finally:
        file.seek(0)


def _index_size(file: IO[bytes]) -> int:
    """Bytes of the index (central directory), as the record at the archive's end tells; 0 where there is none."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - 70_000))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if size == 0xFFFFFFFF and (at := tail.rfind(b"PK\x06\x06")) >= 0:
        size = int.from_bytes(tail[at + 40 : at + 48], "little")
    return size


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, holder: Holder) -> Iterator[Raw | Failure]:
    name = info.filename if info.flag_bits & 0x800 else _spelled(info.filename.encode("cp437", "replace"))
    name = name.replace("\\", "/")
    if info.is_dir() or _is_hidden(name) or not containers.is_wanted(name):
        return
    if cause := _zip_refusal(info, name, holder):
        yield Failure(holder.source(name), cause)
        return
    try:
        with archive.open(info) as stream:
            yield from containers.member(counted(stream, holder.budget.take), name, holder)
    except _DAMAGE as error:
        yield Failure(holder.source(name), _damage(error))


def _zip_refusal(info: zipfile.ZipInfo, name: str, holder: Holder) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, not a file"
    if _leads_out(name):
        return "its path leads out of the archive"
    if info.flag_bits & 0x1:
        return "encrypted with a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "packed by a method that is not read; packed anew as usual (deflate) it will be"
    if not containers.kind_of(name) and not _is_table(name) and info.file_size > holder.options.max_bytes:
        return TooLargeError(holder.options.max_bytes).cause
    return None


def _is_table(name: str) -> bool:
    from .tabular import ENDINGS

    return name.lower().endswith(ENDINGS)


# ── tar ──────────────────────────────────────────────────────────────────────
class _Forward:
    """A stream as `tarfile` needs it, forward only: headers within bounds, and every byte that passes is counted."""

    def __init__(self, stream: IO[bytes], count: Callable[[int], None], can_skip: bool) -> None:
        self._stream = stream
        self._count = count
        self._can_skip = can_skip
        self._at = 0
        self._back = False
        self.last = b""
        self.left: int | None = None
        """Bytes that may still be read as headers; None while a member's contents are read."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._at - self._back

    def read(self, size: int = -1) -> bytes:
        if self.left is not None:
            self.left -= size
            if size < 0 or self.left < 0:
                raise tarfile.ReadError("a header is too large")
        if size == 0:
            return b""
        before = self.last[-1:] if self._back else b""
        self._back = False
        self.last = before + self._take(size - len(before))
        return self.last

    def _take(self, size: int) -> bytes:
        pieces = []
        while size > 0 and (piece := self._stream.read(min(size, PIECE))):
            pieces.append(piece)
            size -= len(piece)
            self._at += len(piece)
            self._count(len(piece))
        return b"".join(pieces)

    def seek(self, position: int) -> int:
        """Forward, or back by the one byte with which `tarfile` tests whether there is more."""
        if position == self._at - 1 and self.last:
            self._back = True
            return position
        if position < self._at:
            raise tarfile.StreamError("seeking backwards is not allowed")
        self._back = False
        if self._can_skip and position - self._at > PIECE:
            self._at = self._stream.seek(position - 1)
        while self._at < position and (data := self._take(min(PIECE, position - self._at))):
            self.last = data[-1:]
        return self._at


def fetch_tar(stream: IO[bytes], holder: Holder) -> Iterator[Raw | Failure]:
    """The members of a tar archive, packed or not, from a stream."""
    packed = packing(containers.peek(stream))
    file = _Forward(unpacked(stream, packed), holder.budget.take, can_skip=not packed and stream.seekable())
    try:
        yield from _tar_members(file, holder)
    except _DAMAGE as error:
        raise NotADocumentError(_damage(error)) from None


def _tar_members(file: _Forward, holder: Holder) -> Iterator[Raw | Failure]:
    file.left = _MAX_HEADER
    with tarfile.open(fileobj=file, mode="r:", errorlevel=2) as archive:  # type: ignore[call-overload]  # reads as a file
        while (info := archive.next()) is not None:
            archive.members = []  # else it keeps every header
            file.left = None
            yield from _tar_member(archive, info, holder)
            file.left = _MAX_HEADER
    if any(file.last):
        raise tarfile.ReadError("bad header")


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, holder: Holder) -> Iterator[Raw | Failure]:
    name = _spelled(info.name.encode("utf-8", "surrogateescape"))
    if info.isdir() or _is_hidden(name):
        return
    if cause := _tar_refusal(info, name):
        yield Failure(holder.source(name), cause)
    elif containers.is_wanted(name) and (stream := archive.extractfile(info)):
        with stream:
            yield from containers.member(stream, name, holder)


def _tar_refusal(info: tarfile.TarInfo, name: str) -> str | None:
    if info.issym() or info.islnk():
        return "a link, not a file" if containers.is_wanted(name) else None
    if not info.isreg():
        return "a device, not a file"
    if not containers.is_wanted(name):
        return None
    if info.issparse():
        return "a sparse file, which is not read"
    return "its path leads out of the archive" if _leads_out(name) else None
