"""Streams whose end nobody knows: what may be taken out of an archive, unpacking, spooling to disk."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import tempfile
from collections.abc import Callable
from typing import IO, Any

from .errors import BombError, SourceError, TooLargeError
from .options import MAX_RATIO, MAX_SPOOLED

PIECE = 65_536
_IN_MEMORY = 8_000_000
"""Bytes of a spooled stream that stay in memory."""
_XZ_MEMORY = 200_000_000
"""Bytes that unpacking xz may take: its strongest usual setting takes 65 million, its format allows four billion."""
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"))


class Budget:
    """What may be taken out of one file, with all archives inside it. `given`: bytes of the file itself so far."""

    def __init__(self, given: int, free: int) -> None:
        self.given = given
        self._free = free
        self._taken = 0

    def take(self, size: int) -> None:
        """Count `size` bytes that were unpacked. Raises BombError past the limit."""
        self._taken += size
        limit = max(self._free, MAX_RATIO * self.given)
        if self._taken > limit:
            raise BombError(limit)

    def give(self, size: int) -> None:
        """Count `size` bytes of the file itself, where its size isn't known beforehand."""
        self.given += size


class _Counted(io.RawIOBase):
    """A stream that tells each read's size."""

    def __init__(self, stream: IO[bytes], count: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count
        self._at = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(min(len(buffer), PIECE))
        self._count(len(data))
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)


def counted(stream: IO[bytes], count: Callable[[int], None]) -> io.BufferedReader:
    """The stream, forward only, with `count` told of every byte that is taken from it."""
    return io.BufferedReader(_Counted(stream, count), PIECE)


def take(stream: IO[bytes], max_bytes: int) -> bytes:
    """All of a stream. Raises TooLargeError where it holds more than `max_bytes`; no more is held then either."""
    pieces, size = [], 0
    while piece := stream.read(min(PIECE, max_bytes + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            raise TooLargeError(max_bytes)
    return b"".join(pieces)


def spooled(stream: IO[bytes]) -> IO[bytes]:
    """The stream's bytes as a file that can seek; on disk where they are many. Raises SourceError for too many."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the caller closes it
    try:
        shutil.copyfileobj(counted(stream, _at_most(MAX_SPOOLED)), file, PIECE)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _at_most(limit: int) -> Callable[[int], None]:
    left = limit

    def count(size: int) -> None:
        nonlocal left
        left -= size
        if left < 0:
            raise SourceError(f"larger than the limit of {limit:,} bytes for an archive that isn't a file of its own")

    return count


# ── unpacking ────────────────────────────────────────────────────────────────
def packing(head: bytes) -> str | None:
    """How a stream that begins so is packed: "gzip", "bzip2", "xz", "zstd"; None where it isn't."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def unpacked(stream: IO[bytes], name: str | None) -> IO[bytes]:
    """The stream behind a packed one; `name` as of `packing`."""
    if name == "gzip":
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]  # is one but in name
    if name == "bzip2":
        return bz2.BZ2File(stream)
    if name == "xz":
        return io.BufferedReader(_Unxz(stream), PIECE)
    if name == "zstd":
        from fastwarc.stream_io import ZstdReader

        return io.BufferedReader(_Counted(ZstdReader(stream), lambda size: None), PIECE)  # type: ignore[arg-type]  # it reads
    return stream


class _Unxz(io.RawIOBase):
    """xz within bounds of memory, which the module's own file lacks; several streams in one, as `xz` reads them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._unpacker: lzma.LZMADecompressor | None = None
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._unpacker is None and not self._begin():
                return 0
            assert self._unpacker is not None
            if self._unpacker.needs_input and not self._rest and not (data := self._stream.read(PIECE)):
                raise EOFError("the packed stream breaks off")
            elif self._unpacker.needs_input and not self._rest:
                self._rest = data
            part = self._unpacker.decompress(self._rest, len(buffer))
            self._rest = b""
            if self._unpacker.eof:
                self._rest, self._unpacker = self._unpacker.unused_data, None
            if part:
                buffer[: len(part)] = part
                return len(part)

    def _begin(self) -> bool:
        """Begin the next stream, past the zeros between two; False where there is none."""
        while not (rest := self._rest.lstrip(b"\x00")):
            self._rest = self._stream.read(PIECE)
            if not self._rest:
                return False
        self._rest = rest
        self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
        return True
