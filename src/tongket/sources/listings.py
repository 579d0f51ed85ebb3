"""Feeds and sitemaps as they come: what names pages → its links, without holding more of it than those.

Why not feedparser, the field's parser: it takes a feed as one string and keeps all of it, every entry's text too, while
only addresses and days are wanted here, and from feeds without an end. So the bytes go through libxml2 as they arrive,
nothing but wanted fields is kept, and reading stops at the wanted number of links. Entities of a document's own are not
expanded, nothing is loaded for it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Literal

from . import feeds, sitemaps
from .errors import SourceError, TooLargeError
from .feeds import Link

Kind = Literal["feed", "sitemap", "index"]
Wanted = Callable[[Link, Kind], bool]

MAX_BYTES = 52_428_800
"""The largest sitemap that the protocol allows (sitemaps.org: 50 MiB unpacked); no sound feed comes near it."""
SAMPLE = 2_048
_PIECE = 65_536
_GZIP = b"\x1f\x8b"
_ROOTS: Mapping[str, Kind] = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "index",
}
_ENTRIES: Mapping[Kind, tuple[str, ...]] = {"feed": ("item", "entry"), "sitemap": ("url",), "index": ("sitemap",)}
_FIELDS = feeds.FIELDS | sitemaps.FIELDS
_LONGEST_FIELD = 4_096


@dataclass(slots=True)
class Listing:
    """`links`: pages, or for an index further sitemaps. `problem`: why it was not read to its end."""

    kind: Kind
    url: str
    links: list[Link] = field(default_factory=list)
    is_cut: bool = False
    """There are more links than were wanted."""
    problem: str = ""


def kind_of(head: bytes) -> Kind | None:
    """Whether bytes begin a feed or sitemap, also one that is packed; None for anything else."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, SAMPLE)
        except zlib.error:
            return None
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        return None
    reader = _Reader("", {}, lambda link, kind: False)
    _parse(reader, mended([head[:SAMPLE]]))
    return reader.kind


def read(
    parts: Iterable[bytes], url: str, limits: Mapping[Kind, int], wanted: Wanted = lambda link, kind: True
) -> Listing:
    """The first links of a feed or sitemap found at `url`, as many as `limits` says for its kind, those that are not
    `wanted` left out.

    What breaks off, or is no XML any more at some place, gives the links before it; `problem` says so.
    """
    reader = _Reader(url, limits, wanted)
    problem = ""
    try:
        _parse(reader, mended(_unpacked(parts)))
    except TooLargeError:
        problem = f"longer than the {MAX_BYTES:,} bytes that a sitemap may have"
    except SourceError as error:
        problem = error.cause
    kind = reader.kind or "feed"
    if kind == "feed":
        reader.links = feeds.sound(reader.links)
    limit = limits[kind]
    return Listing(kind, url, reader.links[:limit], len(reader.links) > limit, problem)


def _parse(reader: _Reader, parts: Iterable[bytes]) -> None:
    from lxml import etree

    parser = etree.XMLParser(
        target=reader, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for part in parts:
            parser.feed(part)
            if reader.is_done:
                return
        parser.close()
    except etree.XMLSyntaxError:
        return


class _Reader:
    """What libxml2 calls: collects the fields of entries, which stand directly in them."""

    def __init__(self, url: str, limits: Mapping[Kind, int], wanted: Wanted) -> None:
        self.kind: Kind | None = None
        self.links: list[Link] = []
        self.is_done = False
        self._url = url
        self._limits = limits
        self._limit = 0
        self._wanted = wanted
        self._seen: set[str] = set()
        self._depth = 0
        self._entry_depth = 0
        self._fields: dict[str, str] = {}
        self._name = ""
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        name = tag.rpartition("}")[2].lower()
        if self._depth == 1:
            self.kind = _ROOTS.get(name)
            self.is_done = self.kind not in self._limits
            self._limit = self._limits.get(self.kind, 0) if self.kind else 0
        elif not self._entry_depth:
            if self.kind and name in _ENTRIES[self.kind]:
                self._entry_depth, self._fields = self._depth, {}
        elif name in _FIELDS and self._depth - self._entry_depth <= sitemaps.DEPTHS.get(name, 1):
            self._name, self._text, self._length = name, [], 0
            self._take(feeds.attributes(name, attributes))

    def data(self, text: str) -> None:
        if self._name and self._length < _LONGEST_FIELD:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._name:
            text = "".join(self._text).strip()
            if text and self._length <= _LONGEST_FIELD:
                self._take([(self._name, text)])
            self._name = ""
        if self._entry_depth and self._depth < self._entry_depth:
            self._entry_depth = 0
            self._finish()

    def close(self) -> None:
        pass

    def _take(self, found: Iterable[tuple[str, str]]) -> None:
        for name, value in found:
            self._fields.setdefault(name, value)

    def _finish(self) -> None:
        read_entry = feeds.link if self.kind == "feed" else sitemaps.link
        link = read_entry(self._fields, self._url)
        if not self.kind or link is None or self.is_done or link.url in self._seen:
            return
        if self._wanted(link, self.kind):
            self._seen.add(link.url)
            self.links.append(link)
            self.is_done = len(self.links) > self._limit


# ── bytes ────────────────────────────────────────────────────────────────────
def _unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts, unpacked where they are gzip; never more at once than a piece, nor more in all than MAX_BYTES."""
    size, unpack, is_first = 0, None, True
    for part in parts:
        if is_first and part:
            is_first, unpack = False, zlib.decompressobj(31) if part.startswith(_GZIP) else None
        while part:
            try:
                piece = unpack.decompress(part, _PIECE) if unpack else part
            except zlib.error:
                raise SourceError("the packed sitemap is damaged") from None
            part = unpack.unconsumed_tail if unpack else b""
            size += len(piece)
            if size > MAX_BYTES:
                raise TooLargeError(MAX_BYTES)
            yield piece
    if unpack and not unpack.eof:
        raise SourceError("the packed sitemap is cut off")


_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_REFERENCE = re.compile(rb"&(?:#([0-9]{1,7});|#[xX]([0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9]{1,30});)?")
_HELD = 40
"""Bytes that may belong to a reference or a CDATA mark of which the rest is still to come."""


def mended(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes with every "&" outside CDATA as a character's number, for XML that is none.

    Portals put addresses with "?a=1&b=2" into their feeds as they are, and HTML's "&nbsp;"; libxml2 drops such names,
    and after the first error of any kind "&amp;" too, so that an address would come out as another one. An entity of
    the document's own comes out as its name.
    """
    rest, is_inside, is_wide = b"", False, None
    for part in parts:
        if is_wide is None and part:
            is_wide = b"\x00" in part[:4]  # UTF-16, which is rare and left as it is
        if is_wide:
            yield part
            continue
        rest += part
        while (at := rest.find(mark := _CDATA_END if is_inside else _CDATA)) >= 0:
            piece, rest = rest[: at + len(mark)], rest[at + len(mark) :]
            yield piece if is_inside else _REFERENCE.sub(_numbered, piece)
            is_inside = not is_inside
        if len(rest) > _HELD:
            piece, rest = _split(rest)
            yield piece if is_inside else _REFERENCE.sub(_numbered, piece)
    if rest:
        yield rest if is_inside else _REFERENCE.sub(_numbered, rest)


def _numbered(reference: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, name = reference.groups()
    if name:
        character = html5.get(f"{name.decode()};", "")
        return b"".join(b"&#%d;" % ord(each) for each in character) or b"&#38;" + reference.group()[1:]
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return b"&#%d;" % code if _is_character(code) else b""
    return b"&#38;"


def _is_character(code: int) -> bool:
    """Whether XML 1.0 may hold it."""
    return code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _split(data: bytes) -> tuple[bytes, bytes]:
    """All but the end, which may be cut within a reference or a mark."""
    at = max(len(data) - _HELD, 0)
    begins = [found for sign in (b"&", b"<", b"]") if (found := data.find(sign, at)) >= 0]
    at = min(begins, default=len(data))
    return data[:at], data[at:]
