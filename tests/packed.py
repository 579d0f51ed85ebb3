"""Archives for the tests, made in memory."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

Files = Mapping[str, str | bytes]
PIECE = 10_000_000


def as_bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def zipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, as_bytes(data))
    return stream.getvalue()


def tarred(files: Files, packing: str = "", more: tuple[tarfile.TarInfo, ...] = ()) -> bytes:
    """A tar archive packed "gz", "bz2", "xz" or not at all; `more`: members without contents."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=f"w:{packing}") as archive:  # type: ignore[call-overload]  # put together
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(as_bytes(data))
            archive.addfile(info, io.BytesIO(as_bytes(data)))
        for info in more:
            archive.addfile(info)
    return stream.getvalue()


def zip_of_zeros(name: str, size: int) -> bytes:
    """A ZIP archive of one member of `size` zeros, whole pieces of ten million; made without writing them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(PIECE)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = piece * (size // PIECE) + packer.flush()
    told = min(size, 0xFFFF_FFF0)
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(data), told, len(name), 0)
    local = b"PK\x03\x04" + common + name.encode() + data
    index = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    return local + index + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(index), len(local), 0)
