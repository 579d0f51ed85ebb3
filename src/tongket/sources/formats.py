"""The document formats beside text and HTML: how their files are known, and which module reads them.

One format is one entry here and one module with `read(data, max_bytes, ocr) -> Paper`, imported in the process that
reads (`isolation`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongket.records import Document

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
"""Bytes of an entry in the directory of an old Office file ([MS-CFB] 2.6.1)."""
_PDF_REACH = 1024
_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n\x00"
"""A PDF's mark may stand behind a few blanks of a careless server."""


@dataclass(frozen=True, slots=True)
class Format:
    """`what` names it in messages; `inside`: of a package or an old Office file, what tells it from the others."""

    module: str
    what: str
    endings: tuple[str, ...]
    media_types: tuple[str, ...]
    opens: bytes
    inside: tuple[bytes, ...] = ()

    @property
    def media_type(self) -> str:
        return self.media_types[0]


def _stream(name: str) -> bytes:
    """The entry of a stream in the directory of an old Office file: its name, ended by a zero."""
    return f"{name}\0".encode("utf-16-le")


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
FORMATS = (
    Format("pdf", "PDF file", (".pdf",), ("application/pdf", "application/x-pdf"), b"%PDF-"),
    Format(
        "docx",
        "Word document",
        (".docx", ".docm"),
        (f"{_OFFICE}wordprocessingml.document", "application/vnd.ms-word.document.macroenabled.12"),
        _ZIP,
        (b"word/document",),
    ),
    Format(
        "xlsx",
        "Excel workbook",
        (".xlsx", ".xlsm"),
        (f"{_OFFICE}spreadsheetml.sheet", "application/vnd.ms-excel.sheet.macroenabled.12"),
        _ZIP,
        (b"xl/workbook.xml",),
    ),
    Format("odt", "OpenDocument text", (".odt",), (f"{_ODF}text",), _ZIP, (f"{_ODF}text".encode(),)),
    Format("ods", "OpenDocument sheet", (".ods",), (f"{_ODF}spreadsheet",), _ZIP, (f"{_ODF}spreadsheet".encode(),)),
    Format("doc", "old Word file", (".doc",), ("application/msword",), _OLE, (_stream("WordDocument"),)),
    Format(
        "xls",
        "old Excel workbook",
        (".xls",),
        ("application/vnd.ms-excel",),
        _OLE,
        (_stream("Workbook"), _stream("Book")),
    ),
)
ENDINGS = tuple(ending for each in FORMATS for ending in each.endings)
PROTECTED = _stream("EncryptedPackage")
"""The stream of an old Office file that holds a new one under a password."""


def of_bytes(data: bytes) -> Format | None:
    """The format of a file by its contents; None where it is none of these."""
    for each in FORMATS:
        if each.module == "pdf":
            if data[:_PDF_REACH].lstrip(_BEFORE_PDF).startswith(each.opens):
                return each
        elif data.startswith(each.opens) and any(_holds(data, mark) for mark in each.inside):
            return each
    return None


def _holds(data: bytes, mark: bytes) -> bool:
    """Whether a file holds what tells its format; an old Office file in its directory, of entries of a fixed size."""
    if not data.startswith(_OLE):
        return mark in data
    at = data.find(mark)
    while at >= 0 and at % _ENTRY:
        at = data.find(mark, at + 1)
    return at >= 0


def of_media_type(media_type: str) -> Format | None:
    """The format that an address declares; None for another."""
    return next((each for each in FORMATS if media_type in each.media_types), None)


def is_protected(data: bytes) -> bool:
    """A document of Office under a password, which hides its format too."""
    return data.startswith(_OLE) and _holds(data, PROTECTED)


def read(
    data: bytes,
    found: Format,
    *,
    doc: str,
    url: str | None = None,
    published: dt.datetime | dt.date | None = None,
    max_bytes: int,
    ocr: bool = False,
) -> Document:
    """The document in a file of a known format. Raises SourceError, also where memory or time run out over it."""
    from . import isolation
    from .paper import to_document

    seconds = isolation.SECONDS * (OCR_PATIENCE if ocr else 1)
    paper = isolation.call(f"tongket.sources.{found.module}", "read", data, max_bytes, ocr, seconds=seconds)
    return to_document(paper, data, doc=doc, media_type=found.media_type, url=url, published=published)


OCR_PATIENCE = 30
"""Recognising a page takes seconds where reading it takes milliseconds."""
