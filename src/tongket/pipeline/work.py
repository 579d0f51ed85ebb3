"""What reading a shard gives: rows of the ledger's tables, and what was left out and why.

`read_shard` is a pure function of the shard and the settings: it runs in this process, in another one, or on another
machine, and can be run again.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tongket.indicators import catalogue
from tongket.last_resort import watched
from tongket.ledger.desk import RedactedTexts
from tongket.pipeline.shards import Item, Shard
from tongket.sources.options import Failure, LoadOptions
from tongket.sources.raw import read_raw

if TYPE_CHECKING:
    import pyarrow as pa

    from tongket.grammar.gazetteer import Gazetteer
    from tongket.ledger.hosts import Hosts
    from tongket.ledger.rows import Rows
    from tongket.records import Document, Reading

_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSTORABLE = (ValueError, OverflowError, TypeError)
"""What Arrow raises, its own errors included, where a value fits no column."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every shard of a run is read with. `hosts`: a user's own files of hosts and their tiers; `indicators`: own
    folders of entries of the catalogue."""

    options: LoadOptions = field(default_factory=LoadOptions)
    gazetteer: tuple[Path, ...] = ()
    indicators: tuple[Path, ...] = ()
    hosts: tuple[Path, ...] = ()
    origin: Literal["public", "handed_over"] = "public"
    include_case_reports: bool = False
    include_stamped: bool = False
    redacted: RedactedTexts = field(default_factory=RedactedTexts)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that gives no rows. `source`: how it was named; None where that would point at somebody.

    `reason`: "not_read", "failed", "case_report", "stamped", or a problem of the document (`Document.problems`).
    """

    source: str | None
    reason: str
    cause: str
    source_hash: str | None = None
    host: str | None = None
    published: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ShardResult:
    """Rows by table, without batch and run, which the commit knows, and what was left out."""

    tables: dict[str, pa.Table]
    left_out: tuple[LeftOut, ...]


def checked(settings: Settings) -> None:
    """Load the user's own files once, before any work. Raises OSError or ValueError where one can't be used."""
    _gazetteer(settings.gazetteer)
    catalogue.load(settings.indicators)
    _hosts(settings.hosts)


def read_shard(shard: Shard, settings: Settings) -> ShardResult:
    """Read every document of a shard."""
    checked(settings)  # a fault in the user's own files is no fault of a document
    left_out = tuple(LeftOut(named(each.source), "not_read", each.cause) for each in shard.failures)
    try:
        tables, others = _read_all(shard, settings, check=False)
    except _UNSTORABLE:  # one of the rows fits no table: only then is it worth the time to look which
        tables, others = _read_all(shard, settings, check=True)
    found = tuple(map(_printable, left_out + others))
    if settings.origin == "handed_over":  # nobody is to learn what was handed over
        found = tuple(replace(each, source=None, host=None, published=None) for each in found)
    return ShardResult(tables, found)


def joined(results: Sequence[ShardResult], left_out: Iterable[LeftOut] = ()) -> ShardResult:
    """The results of a shard's parts as one. A document that two parts hold is taken from the first, its sources from
    both."""
    import pyarrow as pa
    import pyarrow.compute as pc

    seen: set[str] = set()
    kept: dict[str, list[pa.Table]] = {name: [] for name in results[0].tables}
    for result in results:
        for name, rows in result.tables.items():
            column = {"documents": "id", "sources": None}.get(name, "document_id")
            again = None if column is None else pc.is_in(rows[column], value_set=pa.array(sorted(seen), pa.string()))
            kept[name].append(rows if again is None else rows.filter(pc.invert(again)))
        seen.update(result.tables["documents"]["id"].to_pylist())
    tables = {name: pa.concat_tables(parts) for name, parts in kept.items()}
    return ShardResult(tables, tuple(each for result in results for each in result.left_out) + tuple(left_out))


def _read_all(shard: Shard, settings: Settings, *, check: bool) -> tuple[dict[str, pa.Table], tuple[LeftOut, ...]]:
    """Rows and what was left out of the items of a shard. With `check`, a document whose rows fit no table is left
    out; without, it raises one of _UNSTORABLE."""
    from tongket.ledger.hosts import host_of
    from tongket.ledger.rows import Rows

    rows = Rows()
    left_out: list[LeftOut] = []
    seen: dict[str, str] = {}
    for item in shard.items:
        with watched(mark_of(item), settings.options.max_seconds):
            found = _read(item, settings, seen)
        if check and isinstance(found, Rows) and (fault := _unstorable(found)):
            if found.tables["documents"]:  # no later one may be taken for a source of it
                seen = {mark: identity for mark, identity in seen.items() if identity != found.identity}
            found = LeftOut(named(item.raw.source), "failed", f"its rows can't be stored: {fault}")
        if isinstance(found, LeftOut):
            url = None if found.source is None else item.raw.url
            left_out.append(replace(found, source_hash=item.source_hash, host=url and host_of(url)))
        else:
            rows.add(found)
    return rows.arrow(), tuple(left_out)


def _printable(each: LeftOut) -> LeftOut:
    """The same with what no table can hold replaced."""
    source = each.source and _SURROGATES.sub("\ufffd", each.source)
    return replace(each, source=source, cause=_SURROGATES.sub("\ufffd", each.cause))


def _unstorable(rows: Rows) -> str | None:
    """Why rows fit no table."""
    from tongket.pipeline.documents import first_line

    try:
        rows.arrow()
    except _UNSTORABLE as error:
        return f"{type(error).__name__}: {first_line(str(error))}"
    return None


def _read(item: Item, settings: Settings, seen: dict[str, str]) -> Rows | LeftOut:
    """The rows of one document, or why there are none. An unexpected error costs this document alone."""
    from tongket.pipeline.documents import DEBUG_VARIABLE, first_line

    try:
        return _read_one(item, settings, seen)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        cause = f"the reader failed: {type(error).__name__}: {first_line(str(error))}"
        return LeftOut(named(item.raw.source), "failed", cause)


def _read_one(item: Item, settings: Settings, seen: dict[str, str]) -> Rows | LeftOut:
    from tongket.ledger.rows import digest
    from tongket.pipeline.documents import Unread, read_safely
    from tongket.privacy import mask

    document = read_raw(item.raw, settings.options)
    if isinstance(document, Failure):
        return LeftOut(named(document.source), "not_read", document.cause)
    # A row's text may come in bytes of its own encoding: its source is known again by what came in.
    document = replace(_storable(document), source_hash=item.source_hash)
    if refusal := _refused(document, settings):
        return refusal
    text_hash = digest(document.text)
    spans = settings.redacted.spans.get(text_hash)
    if spans is not None:
        document = replace(document, text=mask(document.text, spans))
    elif item.source_hash in settings.redacted.sources:
        return LeftOut(None, "redacted", "words of it were redacted, and its text is now cut otherwise")
    entries = catalogue.load(settings.indicators)
    reading = read_safely(document, _gazetteer(settings.gazetteer), settings.options, entries)
    if isinstance(reading, Unread):
        return LeftOut(named(item.raw.source), "failed", reading.cause, published=document.published_date)
    if reading.genre == "case_report" and not settings.include_case_reports:
        return LeftOut(None, "case_report", "a report about particular people (--include-case-reports)")
    return _rows(item, document, reading, text_hash, settings, seen)


def _refused(document: Document, settings: Settings) -> LeftOut | None:
    """Why a document is not even read: it can't be, or is stamped as not for everybody."""
    from tongket.lexicon import load
    from tongket.sources.stamps import stamp

    if document.problems:
        problem = document.problems[0]
        cause = load("display")["problems"][problem][1]
        return LeftOut(document.doc, problem, cause, published=document.published_date)
    if not settings.include_stamped and (found := stamp(document)):
        return LeftOut(document.doc, "stamped", f"it bears a stamp: {found} (--include-stamped)")
    return None


def _rows(
    item: Item, document: Document, reading: Reading, text_hash: str, settings: Settings, seen: dict[str, str]
) -> Rows:
    """Its rows; only that of the source where the shard holds the same text or bytes already (`seen`: digest → id)."""
    from tongket.ledger import hosts
    from tongket.ledger.rows import Where, rows_of
    from tongket.privacy import mask_slug

    tier = hosts.tier_of(reading.document.url, _hosts(settings.hosts))
    name = None if document.url else mask_slug(document.doc, document.text, reading.private)
    found = rows_of(reading, text_hash, Where(item.key, settings.origin, tier, name))
    identity = found.identity
    marks = (text_hash, item.source_hash, identity)
    first = next((seen[each] for each in marks if each in seen), None)
    if first is not None:
        found.keep_source_of(first)
    for each in marks:
        seen.setdefault(each, first or identity)
    return found


def _storable(document: Document) -> Document:
    """The document with what no table can hold, halves of surrogate pairs, replaced; same lengths."""
    changed: dict[str, Any] = {}
    for name in ("text", "doc", "url", "publisher"):
        value = getattr(document, name)
        if value and _SURROGATES.search(value):
            changed[name] = _SURROGATES.sub("\ufffd", value)
    return replace(document, **changed) if changed else document


@cache
def _hosts(files: tuple[Path, ...]) -> Hosts:
    from tongket.ledger import hosts

    return hosts.load(files)


@cache
def _gazetteer(files: tuple[Path, ...]) -> Gazetteer | None:
    from tongket.pipeline.documents import gazetteer_of

    return gazetteer_of(files)


def mark_of(item: Item) -> str:
    """What tells an item from others, for a note about it: digests alone."""
    return f"{item.key} {item.source_hash}"


def named(source: str) -> str:
    """The source without its folders: where a user keeps files is nobody's business."""
    return source if "://" in source else source.replace("\\", "/").rsplit("/", 1)[-1]
