"""Web archives (WARC, also WET): what a crawl brought home → pages and texts, with address and time of fetching."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

from .containers import Holder
from .errors import NotADocumentError, SourceError, TooLargeError
from .options import Failure
from .raw import Raw, RawPage
from .streams import take

if TYPE_CHECKING:
    from fastwarc.stream_io import WarcReader
    from fastwarc.warc import WarcRecord

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
"""Content types of documents; records of other types (pictures, scripts) are passed over."""
_OK = 200


def fetch_warc(stream: IO[bytes], holder: Holder) -> Iterator[Raw | Failure]:
    """The documents among the records: answers with status 200, resources, and conversions (the texts of WET)."""
    from fastwarc.warc import ArchiveIterator, conversion, resource, response

    number, whole = 0, False
    try:
        for record in ArchiveIterator(stream, parse_http=False, quirks_mode=True):
            number, whole = number + 1, "Content-Length" in record.headers
            holder.budget.take(record.content_length)  # also of a record that is only passed over
            if record.record_type in (response, resource, conversion):
                yield from _told(record, holder)
    except OSError as error:
        cause = " ".join(str(error).split())[:80]
        raise NotADocumentError(f"the web archive is damaged after {number} records ({cause})") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the library's own failures derive from no Exception
            raise
        raise NotADocumentError(f"the web archive is damaged after {number} records") from None
    if not number:
        raise NotADocumentError("not a web archive: it holds no records")
    if not whole:
        raise NotADocumentError(f"the web archive breaks off after {number - 1} records")


def _told(record: WarcRecord, holder: Holder) -> Iterator[Raw | Failure]:
    """The document of a record, if it is one, or why it can't be had."""
    address = (record.headers.get("WARC-Target-URI") or "").strip().strip("<>")
    source = holder.source(address or record.record_id or "a record without an address")
    try:
        page = _page(record, address, source, holder)
    except SourceError as error:
        yield Failure(source, error.cause)
    else:
        if page is not None:
            yield page


def _page(record: WarcRecord, address: str, source: str, holder: Holder) -> RawPage | None:
    from fastwarc.warc import conversion, response

    from .inputs import ENDINGS, doc_of

    answer = record.record_type == response
    if answer and not address.lower().startswith(("http://", "https://")):
        return None  # a crawl's look-up of a host's name
    if answer:
        try:
            record.parse_http(quirks_mode=True)
        except OSError:
            raise NotADocumentError("the answer has no header that can be read") from None
        if record.http_headers is None or record.http_headers.status_code != _OK:
            return None
        content_type = record.http_headers.get("Content-Type")
    else:
        content_type = record.headers.get("Content-Type")
    ending = _ENDINGS.get((content_type or "").split(";")[0].strip().lower())
    if ending not in ENDINGS:
        return None
    data = _body(record, holder.options.max_bytes)
    return RawPage(
        source,
        data,
        doc=doc_of(address) if address else holder.stem,
        ending=ending,
        url=address if address.lower().startswith(("http://", "https://")) else None,
        content_type=content_type,
        retrieved=_moment(record),
        plain=record.record_type == conversion,
    )


def _body(record: WarcRecord, max_bytes: int) -> bytes:
    """The record's body, its encodings for the way undone. Raises TooLargeError past `max_bytes` of it."""
    length = record.content_length
    if length > 2 * max_bytes:
        raise TooLargeError(max_bytes)
    data = take(record.reader, 2 * max_bytes)  # type: ignore[arg-type]  # it reads as a stream does
    if len(data) < length:
        raise NotADocumentError("the web archive breaks off within this record")
    if record.is_http_parsed and record.http_headers is not None:
        for name in ("Transfer-Encoding", "Content-Encoding"):
            codings = [coding.strip().lower() for coding in (record.http_headers.get(name) or "").split(",")]
            for coding in reversed(codings):
                data = _decoded(data, coding, max_bytes)
    if len(data) > max_bytes:
        raise TooLargeError(max_bytes)
    return data


def _decoded(data: bytes, coding: str, max_bytes: int) -> bytes:
    """The bytes behind a coding; as they stand where they are not in it, as crawlers leave the header of what they
    have decoded."""
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

    readers: dict[str, Callable[[io.BytesIO], WarcReader]] = {
        "chunked": ChunkedReader,
        "gzip": GzipReader,
        "x-gzip": GzipReader,
        "deflate": lambda stream: GzipReader(stream, zlib=True),
        "br": BrotliReader,
        "zstd": ZstdReader,
    }
    if coding not in readers:
        return data
    try:
        return take(readers[coding](io.BytesIO(data)), max_bytes)  # type: ignore[arg-type]  # reads as a stream does
    except OSError:
        return data


def _moment(record: WarcRecord) -> dt.datetime | None:
    try:
        return record.record_date if record.headers.get("WARC-Date") else None
    except (ValueError, OSError):
        return None
