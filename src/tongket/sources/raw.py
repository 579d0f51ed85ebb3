"""What was fetched and is not yet read: bytes or a table's row, with all that is known of where they come from.

Fetching is cheap and goes in order; reading one is a pure function of it, so that it can be done elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongket.limits import time_limit
from tongket.records import Document

from .errors import SourceError
from .options import Failure, LoadOptions

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of one text, page or paper. `source` is how messages name it; `ending` decides its format where it
    is a known one, else the contents do; `plain`: a text, whatever it looks like."""

    source: str
    data: bytes
    doc: str
    ending: str = ""
    url: str | None = None
    content_type: str | None = None
    retrieved: dt.datetime | None = None
    plain: bool = False
    listed: dt.datetime | dt.date | None = None
    """When a feed says that the page appeared: counts where nothing in the page or its address tells. It makes no
    other date doubtful: portals date an entry anew with each correction."""

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return len(self.data)

    def document(self, options: LoadOptions) -> Document:
        """The document in it. Raises SourceError where there is none."""
        from .inputs import document, plain_document

        if self.plain:
            found = plain_document(self.data, self.doc, self.url, self.content_type, options)
        else:
            found = document(
                self.data,
                doc=self.doc,
                ending=self.ending,
                url=self.url,
                content_type=self.content_type,
                options=options,
            )
        if self.listed is not None and found.published is None:
            found = replace(found, published=self.listed, published_source="metadata")
        return found if self.retrieved is None else replace(found, retrieved=self.retrieved)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a table, its values under their roles (`Columns`). `stem` begins the id of a row without one."""

    source: str
    row: Row
    number: int
    stem: str

    @property
    def size(self) -> int:
        """Bytes that are held, about: a text's characters for its bytes."""
        text = self.row.get("text")
        return len(text) if isinstance(text, str | bytes) else 0

    @property
    def url(self) -> str | None:
        """The address that the row gives."""
        found = self.row.get("url")
        return found if isinstance(found, str) else None

    def document(self, options: LoadOptions) -> Document:
        """The document in it. Raises SourceError where there is none."""
        from .tabular import document

        return document(self.row, self.number, self.stem, options)


Raw = RawPage | RawRow


def read_raw(raw: Raw, options: LoadOptions) -> Document | Failure:
    """The document of `raw`, or why there is none."""
    try:
        with time_limit(options.max_seconds):
            document = raw.document(options)
        if len(document.text) > options.max_characters:
            return Failure(raw.source, f"its text is longer than the limit of {options.max_characters:,} characters")
        return document
    except SourceError as error:
        return Failure(raw.source, " ".join(error.cause.split()))
    except RecursionError:
        return Failure(raw.source, "nested too deeply to be read")


def read_all(raws: Iterator[Raw | Failure], options: LoadOptions) -> Iterator[Document | Failure]:
    """`read_raw` of each, failures handed through."""
    for raw in raws:
        yield raw if isinstance(raw, Failure) else read_raw(raw, options)


def printable(name: str) -> str:
    """A file name as text that can be written anywhere: bytes that are no UTF-8 replaced, no line ends."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
