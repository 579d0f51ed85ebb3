"""HTML pages → Documents: the article with its structure, without what the portal puts around it.

Why not an extraction library: on the page variants of tests/portal_pages.py the field's usual one loses titles, leads,
sections, list items and the columns of tables, which carry a figure's meaning; here the lines are weighed as it does
(prose for, links against), but whole lines are kept and structure with them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from tongket.records import Document, Encoding

from . import html_limits
from .errors import EmptyError, NotADocumentError
from .html_lines import Line, Page, clean, read_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

    from .html_meta import Meta

MEDIA_TYPE = "text/html"

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,10});")
_UTF_8 = Encoding("utf-8")
_TITLE_WORDS = 4
"""Of a title that is nowhere printed; a shorter one names a section ("Tin mới") or nothing ("Untitled")."""
_SHORTEST = 40
"""Characters below its title that a page needs to be an article: the shortest notice says as much."""
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture or sound file"),
    (b"PK\x03\x04", "a ZIP archive or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
)


def kind_of_bytes(data: bytes) -> str | None:
    """What a file that is no text really is, by its first bytes ("a PDF file"); None where they tell nothing."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:64]):
            return name
    if data[4:8] == b"ftyp":
        return "a video or picture file"
    return None


def declared_charset(data: bytes, content_type: str | None = None) -> str | None:
    """The charset of the HTTP header, else of the page's own head."""
    if content_type and (found := re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.I)):
        return found[1]
    found_bytes = _CHARSET.search(data[:4096])
    return found_bytes[1].decode("ascii") if found_bytes else None


def _parse(text: str) -> _Element | None:
    from lxml import etree

    html_limits.check(text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def read(
    data: bytes,
    *,
    doc: str,
    url: str | None = None,
    published: dt.datetime | dt.date | None = None,
    content_type: str | None = None,
) -> Document:
    """The article of a page. `published` given wins over what the page says.

    Raises EmptyError for no bytes, NotADocumentError for a picture or PDF, UnreadableError for bytes in no known
    encoding. A page without an article is no error: `problems` says "empty" or "encoded_body".
    """
    from .encodings import decode

    if not data.strip(b" \t\r\n\x00"):
        raise EmptyError("the file is empty")
    if kind := kind_of_bytes(data):
        raise NotADocumentError(f"not an HTML page but {kind}")
    text, encoding = decode(data, declared_charset(data, content_type))
    document = read_text(text, doc=doc, url=url, published=published, encoding=encoding)
    return replace(document, source_hash=hashlib.sha256(data).hexdigest())


def read_text(
    text: str,
    *,
    doc: str,
    url: str | None = None,
    published: dt.datetime | dt.date | None = None,
    publisher: str | None = None,
    title: str | None = None,
    encoding: Encoding = _UTF_8,
) -> Document:
    """The article of a page that is text already; see `read`. `title`, `publisher`: known from elsewhere."""
    from .html_blocks import render
    from .html_meta import read_meta
    from .plain import from_text

    root, page, encoding = _parsed(text, encoding)
    meta = read_meta(root, url)
    if title:
        meta = replace(meta, titles=(title, *meta.titles))
    lines, heading = _article(page, meta, root)
    rendered = render(lines, heading)
    document = from_text(
        rendered.text,
        doc=doc,
        published=published,
        url=meta.url,
        title=rendered.spans[heading] if heading is not None else None,
        publisher=publisher or meta.publisher,
        media_type=MEDIA_TYPE,
        encoding=encoding,
        metadata_date=meta.published,
        blocks=rendered.blocks,
    )
    trouble = _problems(lines, text)
    return replace(document, problems=trouble, blocks=()) if trouble else document


def _parsed(text: str, encoding: Encoding) -> tuple[_Element, Page, Encoding]:
    """The tree, its lines, and how the characters were encoded: a font encoding may hide behind entities."""
    from .encodings import repair

    root = _parse(text)
    if root is None:
        raise EmptyError("the page holds nothing that can be read")
    page = read_lines(root)
    if "&" in text and repair("\n".join(line.text for line in page.lines))[1]:
        repaired, found = repair(_ENTITY.sub(_character, text))
        again = _parse(repaired)
        if found and again is not None:
            return again, read_lines(again), found
    return root, page, encoding


def _character(entity: re.Match[str]) -> str:
    """An entity as its character, but one of ASCII, which may be markup, as it stands."""
    character = unescape(entity.group())
    return entity.group() if character.isascii() else character


def _article(page: Page, meta: Meta, root: _Element) -> tuple[list[Line], int | None]:
    """The article's lines and the number of its title among them."""
    from .html_main import choose
    from .html_meta import stored_body

    article = choose(page, meta.titles)
    lines = [page.lines[i] for i in article.lines]
    title = article.lines.index(article.title) if article.title is not None else None
    if not _has_prose(lines) and (body := meta.body or stored_body(root)):
        lines, title = _data_lines(body), None
    if title is None and lines and meta.titles and len(meta.titles[0].split()) >= _TITLE_WORDS:
        lines.insert(0, Line("heading", meta.titles[0], level=1))
        title = 0
    return lines, title


def _has_prose(lines: list[Line]) -> bool:
    from .html_main import PROSE

    return any(line.kind == "row" or (len(line.text) >= PROSE and not _ENCODED.search(line.text)) for line in lines)


def _data_lines(body: str) -> list[Line]:
    """The paragraphs of an articleBody."""
    return [Line("paragraph", text) for piece in re.split(r"\n+|<br\s*/?>|</p>", body) if (text := _untagged(piece))]


def _untagged(text: str) -> str:
    return clean(unescape(re.sub(r"<[^>]+>", " ", text)))


def _problems(lines: list[Line], source: str) -> tuple[str, ...]:
    """Why a page has no article: its body is stored encoded, or a script would have to load it."""
    body = [line for line in lines if line.kind != "heading"]
    if _has_prose(body) or sum(len(line.text) for line in body) >= _SHORTEST:
        return ()
    return ("encoded_body",) if _ENCODED.search(source) else ("empty",)
