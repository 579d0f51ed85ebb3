"""A page saved with all its parts in one file (MHTML, RFC 2557) → the page itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO

from tongket.limits import time_limit

from .containers import Holder
from .errors import NotADocumentError
from .raw import Raw, RawPage
from .streams import take

_PAGES = ("text/html", "application/xhtml+xml")


def fetch_mhtml(stream: IO[bytes], holder: Holder) -> Iterator[Raw]:
    """The root part. Its own Content-Location is the page's address, the file's date when it was saved."""
    data = take(stream, holder.options.max_bytes)
    try:
        with time_limit(holder.options.max_seconds):
            saved = message_from_bytes(data)
            root = _root(saved)
            page = None if root is None else root.get_payload(decode=True)
    except (RecursionError, ValueError, LookupError):
        root = None
    if root is None or not isinstance(page, bytes):
        raise NotADocumentError("not a saved page (MHTML): it holds no part that is HTML")
    yield RawPage(
        holder.name,
        page,
        doc=holder.stem,
        ending=".html",
        url=_address(root["Content-Location"] or saved["Snapshot-Content-Location"]),
        content_type=f"{root.get_content_type()}; charset={root.get_content_charset('')}",
        retrieved=_moment(saved["Date"]),
    )


def _root(saved: Message) -> Message | None:
    """The part named as the start, else the first page among the parts."""
    pages = [part for part in saved.walk() if part.get_content_type() in _PAGES]
    start = saved.get_param("start")
    named = (part for part in pages if isinstance(start, str) and part["Content-ID"] == start)
    return next(named, pages[0] if pages else None)


def _address(location: object) -> str | None:
    address = "".join(str(location).split()) if location else ""
    return address if address.lower().startswith(("http://", "https://")) else None


def _moment(date: object) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(str(date)) if date else None
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment
