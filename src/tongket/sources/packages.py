"""The parts of a ZIP package (Office Open XML, OpenDocument), opened with an eye on what they unpack to."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from .errors import SourceError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PARTS = 20_000
"""Names in a package; a workbook of 5,000 pictures has as many."""
GROWTH = 8
"""Bytes that the parts of one package may unpack to, as a multiple of `--max-bytes`."""
_ENCRYPTED = 0x1
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


class BrokenError(SourceError):
    """The bytes are a document of a known format, but damaged."""


class LimitError(SourceError):
    """The document asks for more memory, time or parts than any honest one."""


class Package:
    """A package's parts by name. `limit`: bytes that all parts together may unpack to."""

    def __init__(self, data: bytes, what: str, max_bytes: int) -> None:
        self.what = what
        self.limit = self.left = GROWTH * max_bytes
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise BrokenError(f"a broken {what}: its ZIP directory can't be read") from None
        entries = self.archive.infolist()
        if len(entries) > MAX_PARTS:
            raise LimitError(f"a {what} with more than {MAX_PARTS:,} parts")
        self.sizes = {entry.filename: entry.file_size for entry in entries}
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise SourceError(f"the {what} is protected by a password")

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    def read(self, name: str) -> bytes:
        """A part's bytes; the directory's sizes are checked first, and hold while it unpacks."""
        size = self.sizes.get(name)
        if size is None:
            raise BrokenError(f"a broken {self.what}: it lacks {name}")
        if size > self.left:
            raise LimitError(f"the {self.what} unpacks to more than {self.limit:,} bytes")
        self.left -= size
        try:
            return self.archive.read(name)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError):
            raise BrokenError(f"a broken {self.what}: {name} can't be unpacked") from None

    def xml(self, name: str) -> _Element:
        """A part as a tree. A document type is refused: no writer makes one, and its entities can grow without end."""
        from lxml import etree

        data = self.read(name)
        check_xml(data, self.what)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise BrokenError(f"a broken {self.what}: {name} is no valid XML") from None


def check_xml(data: bytes, what: str) -> None:
    """Raise LimitError for a part with a document type, also in UTF-16."""
    if _DECLARATION.search(data) or _DECLARATION.search(data[:4096].replace(b"\x00", b"")):
        raise LimitError(f"the {what} declares XML entities, which no {what} needs")
