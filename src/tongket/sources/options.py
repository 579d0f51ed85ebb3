"""How inputs are to be read, and what is said of one that can't be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from .tally import Tally

MAX_BYTES = 50_000_000
"""Bytes of one text; the longest official report is a few megabytes, so more is a wrong file."""
MAX_PAGES = 10_000
"""Pages of one site: at one a second, three hours."""
MAX_SECONDS = 60.0
"""Computing time of one document: a hundred times what an official report of a hundred pages takes."""
MAX_CHARACTERS = 5_000_000
"""Characters of one text, a report of two thousand pages. More is a table of rows or no text; reading it would take
about as long as a document may."""
MAX_UNPACKED = 1_000_000_000
"""Bytes that any archive may give, however small it is: twenty of the largest texts."""
MAX_RATIO = 200
"""Bytes that an archive may give for each of its own, past `MAX_UNPACKED`. Pages of one portal, packed as one stream,
shrink 30 to 60 times; bombs are packed 1,000 times and more, and each archive in an archive multiplies that."""
MAX_SPOOLED = 2_000_000_000
"""Bytes on disk of one archive or Parquet file that is read out of another, or a ZIP archive on standard input: their
index stands at the end."""
MAX_DEPTH = 3
"""Archives within each other: a zip of zips in a tar is somebody's, a deeper one is made to be endless."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of a table's columns. Only `text` must be there; another must be where it was renamed by the user."""

    text: str = "text"
    id: str = "id"
    published: str = "published"
    title: str = "title"
    url: str = "url"
    publisher: str = "publisher"

    def items(self) -> list[tuple[str, str]]:
        """Role and column name, in the order of the fields."""
        return [(each.name, getattr(self, each.name)) for each in fields(self)]

    def is_required(self, role: str) -> bool:
        """Whether its absence is an error: the text's always, another's where its name isn't the usual one."""
        return role == "text" or getattr(self, role) != role


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`published` holds for every document whose row has no date of its own. `stdin`: what standard input carries."""

    published: dt.datetime | dt.date | None = None
    max_bytes: int = MAX_BYTES
    max_characters: int = MAX_CHARACTERS
    max_unpacked: int = MAX_UNPACKED
    max_seconds: float = MAX_SECONDS
    columns: Columns = field(default_factory=Columns)
    stdin: Literal["auto", "text", "html", "jsonl"] = "auto"
    out: Path | None = None
    """Where the output goes: what lies there is no input, even in a folder that is one."""
    timeout: float = 20.0
    """Seconds to wait for an address to connect, and for each further part of its answer."""
    ocr: bool = False
    """Whether a scan is recognised by Tesseract; else it is reported as such."""
    deadline: float = 300.0
    """Seconds that one answer may take in all."""
    delay: float = 1.0
    """Seconds between two requests to one host; its robots.txt may ask for more."""
    max_pages: int = MAX_PAGES
    """Pages of one site that are asked for in a run."""
    since: dt.date | None = None
    """Of a site, only pages that its feeds or sitemaps give this day or a later one, or none."""
    offline: bool = False
    """No address is asked for. To make sure that nothing else is either, see `tongket.offline`."""
    public_only: bool = False
    """Addresses are somebody's else than the user's: only public hosts are asked, by no proxy; `private_networks`."""
    visits: Path | None = None
    """Where it is kept which pages were taken; see `visits`. None: nothing is kept, every page is fetched."""
    revisit: dt.timedelta = dt.timedelta(days=1)
    """A page taken so long ago is asked for again even where a crawl that broke off goes on."""
    tally: Tally = field(default_factory=Tally, compare=False)
    """Filled while fetching: what was left out on purpose."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or one row of a table, that could not be read. `source` is named as the user gave it."""

    source: str
    cause: str

    def __str__(self) -> str:
        return f"{self.source}: {self.cause}"
