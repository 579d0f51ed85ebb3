"""A text with what is known about it → `Document`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from tongket.records import Block, Document, Encoding, Span
from tongket.sources import dates, header, structure
from tongket.sources.encodings import problems
from tongket.sources.furniture import furniture
from tongket.sources.titles import titled
from tongket.text import composed

UTF8: Final = Encoding("utf-8")


def normalise(text: str) -> str:
    """NFC with LF line ends; the text itself where it is that already."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return composed(text)


def from_text(
    text: str,
    *,
    doc: str,
    published: dt.datetime | dt.date | None = None,
    url: str | None = None,
    title: str | Span | None = None,
    publisher: str | None = None,
    media_type: str = "text/plain",
    source_hash: str = "",
    encoding: Encoding = UTF8,
    metadata_date: dt.datetime | dt.date | None = None,
    blocks: tuple[Block, ...] | None = None,
) -> Document:
    """Read a text into a document: blocks, title, official header, date of publication, problems.

    The document's text equals `text` where that is NFC with LF line ends. `blocks`, where the caller already
    found them, hold spans into the normalised text; else they are read from the lines. `title`: its span, or its
    wording, which counts only where the text holds it. A document with `problems` keeps its text, for display,
    but has no blocks: its content must not be read.
    """
    text = normalise(text)
    trouble = problems(text)
    if trouble:
        return Document(
            doc,
            text,
            (),
            None,
            url,
            publisher,
            published,
            "given" if published else None,
            False,
            media_type,
            encoding,
            None,
            source_hash,
            trouble,
        )
    found = structure.blocks(text) if blocks is None else blocks
    found, official = header.headed(text, found)
    found = furniture(text, found)
    found = _titled(text, found, title)
    when, source, doubtful = dates.publication(text, found, official, given=published, url=url, metadata=metadata_date)
    return Document(
        doc=doc,
        text=text,
        blocks=found,
        title=next(((b.start, b.end) for b in found if b.kind == "title"), None),
        url=url,
        publisher=publisher,
        published=when,
        published_source=source,
        published_doubtful=doubtful,
        media_type=media_type,
        encoding=encoding,
        header=official,
        source_hash=source_hash,
    )


def _titled(text: str, blocks: tuple[Block, ...], title: str | Span | None) -> tuple[Block, ...]:
    """The blocks with the title labelled: the one that is known, else the first line that reads like one."""
    if isinstance(title, str):
        wording = normalise(title).strip()
        known = next(
            (b for b in blocks if wording and text[b.start : b.end].strip() == wording and b.kind != "row"), None
        )
    elif title is not None:
        known = next((b for b in blocks if b.start <= title[0] and title[1] <= b.end and b.kind != "row"), None)
    else:
        known = None
    if known is None:
        return titled(text, blocks)
    return tuple(
        replace(b, kind="title", level=0, parent=None)
        if b is known
        else replace(b, kind="paragraph")
        if b.kind == "title"
        else b
        for b in blocks
    )
