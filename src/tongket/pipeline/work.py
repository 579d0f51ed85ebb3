"""What reading a shard gives: rows of the ledger's tables, and what was left out and why.

`read_shard` is a pure function of the shard and the settings: it runs in this process, in another one, or on another
machine, and can be run again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

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


@dataclass(frozen=True, slots=True)
class Settings:
    """What every shard of a run is read with. `hosts`: a user's own files of hosts and their tiers."""

    options: LoadOptions = field(default_factory=LoadOptions)
    gazetteer: tuple[Path, ...] = ()
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


@dataclass(frozen=True, slots=True)
class ShardResult:
    """Rows by table, without batch and run, which the commit knows, and what was left out."""

    tables: dict[str, pa.Table]
    left_out: tuple[LeftOut, ...]


def checked(settings: Settings) -> None:
    """Load the user's own files once, before any work. Raises OSError or ValueError where one can't be used."""
    _gazetteer(settings.gazetteer)
    _hosts(settings.hosts)


def read_shard(shard: Shard, settings: Settings) -> ShardResult:
    """Read every document of a shard."""
    from tongket.ledger.rows import Rows

    rows = Rows()
    left_out = [LeftOut(named(each.source), "not_read", each.cause) for each in shard.failures]
    seen: dict[str, str] = {}
    for item in shard.items:
        found = _read(item, settings, seen)
        if isinstance(found, LeftOut):
            left_out.append(replace(found, source_hash=item.source_hash))
        else:
            rows.add(found)
    return ShardResult(rows.arrow(), tuple(left_out))


def joined(results: Sequence[ShardResult], left_out: Iterable[LeftOut] = ()) -> ShardResult:
    """The results of a shard's parts as one."""
    import pyarrow as pa

    names = results[0].tables
    tables = {name: pa.concat_tables([each.tables[name] for each in results]) for name in names}
    return ShardResult(tables, tuple(each for result in results for each in result.left_out) + tuple(left_out))


def _read(item: Item, settings: Settings, seen: dict[str, str]) -> Rows | LeftOut:
    from tongket.ledger.rows import digest
    from tongket.pipeline.documents import Unread, read_safely
    from tongket.privacy import mask

    document = read_raw(item.raw, settings.options)
    if isinstance(document, Failure):
        return LeftOut(named(document.source), "not_read", document.cause)
    if refusal := _refused(document, settings):
        return refusal
    document = _storable(document)
    text_hash = digest(document.text)
    spans = settings.redacted.spans.get(text_hash)
    if spans is not None:
        document = replace(document, text=mask(document.text, spans))
    elif item.source_hash in settings.redacted.sources:
        return LeftOut(None, "redacted", "words of it were redacted, and its text is now cut otherwise")
    reading = read_safely(document, _gazetteer(settings.gazetteer), settings.options)
    if isinstance(reading, Unread):
        return LeftOut(named(item.raw.source), "failed", reading.cause)
    if reading.genre == "case_report" and not settings.include_case_reports:
        return LeftOut(None, "case_report", "a report about particular people (--include-case-reports)")
    return _rows(item, document, reading, text_hash, settings, seen)


def _refused(document: Document, settings: Settings) -> LeftOut | None:
    """Why a document is not even read: it can't be, or is stamped as not for everybody."""
    from tongket.lexicon import load
    from tongket.sources.stamps import stamp

    if document.problems:
        problem = document.problems[0]
        return LeftOut(document.doc, problem, load("display")["problems"][problem][1])
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
    """The document with what no table can hold, halves of surrogate pairs, replaced; same length."""
    if document.text.isascii() or not _SURROGATES.search(document.text):
        return document
    return replace(document, text=_SURROGATES.sub("\ufffd", document.text))


@cache
def _hosts(files: tuple[Path, ...]) -> Hosts:
    from tongket.ledger import hosts

    return hosts.load(files)


@cache
def _gazetteer(files: tuple[Path, ...]) -> Gazetteer | None:
    from tongket.pipeline.documents import gazetteer_of

    return gazetteer_of(files)


def named(source: str) -> str:
    """The source without its folders: where a user keeps files is nobody's business."""
    return source if "://" in source else source.replace("\\", "/").rsplit("/", 1)[-1]
