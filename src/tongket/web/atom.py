"""Atom (RFC 4287): documents as entries of a feed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IDS = uuid.UUID("6f0d3c0e-9e54-4b0c-8d9b-6a1b9a6b1f52")
_NEVER = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document: `key` names it for ever, `updated` is when it was last read (RFC 3339), `published` its day."""

    key: str
    title: str
    address: str
    updated: str
    published: str | None
    author: str | None
    summary: str
    original: str | None = None


def feed(
    key: str, title: str, subtitle: str, address: str, page: str, entries: Sequence[Entry], *, language: str
) -> bytes:
    """A feed: `address` is its own, `page` the one that a reader opens; all are absolute."""
    root = ET.Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _text(root, "id", identity(key))
    _text(root, "title", title)
    _text(root, "subtitle", subtitle)
    _text(root, "updated", max((each.updated for each in entries), default=_NEVER))
    _link(root, "self", address, "application/atom+xml")
    _link(root, "alternate", page, "text/html")
    _text(ET.SubElement(root, _name("author")), "name", "Tongket")
    for entry in entries:
        _entry(root, entry)
    ET.register_namespace("", NAMESPACE)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def identity(key: str) -> str:
    """An id that stays the same wherever the desk is opened."""
    return uuid.uuid5(_IDS, key).urn


def _entry(root: ET.Element, entry: Entry) -> None:
    made = ET.SubElement(root, _name("entry"), {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    _text(made, "id", identity(f"document/{entry.key}"))
    _text(made, "title", entry.title)
    _text(made, "updated", entry.updated)
    if entry.published:
        # A day in Vietnam, as the page told it.
        _text(made, "published", f"{dt.date.fromisoformat(entry.published[:10])}T00:00:00+07:00")
    if entry.author:
        _text(ET.SubElement(made, _name("author")), "name", entry.author)
    _link(made, "alternate", entry.address, "text/html")
    if entry.original:
        _link(made, "via", entry.original, "text/html")
    _text(made, "summary", entry.summary)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: ET.Element, rel: str, address: str, kind: str) -> None:
    ET.SubElement(parent, _name("link"), {"rel": rel, "href": _NO_XML.sub("", address), "type": kind})


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
