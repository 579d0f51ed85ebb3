"""The tables of a ledger: every column with its type, unit and meaning. docs/ledger.md is made from here.

Spans are code-point offsets into `documents.text`, half open. `batch` names the commit that a row came with: a row of
another table counts only where `documents` holds a row of the same document and batch, because `documents` is
written last; a row of `sources` counts where it holds any row of the same document. So a reader opens `documents`
first. Numbers are exact decimals, days are dates, moments are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyarrow as pa

SCHEMA_VERSION = 3
"""Raised by every change of a table below; ledger/upgrade.py knows the way up from each older one."""

NUMBER = pa.decimal128(38, 9)
MOMENT = pa.timestamp("us", tz="UTC")
_PASSAGE = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])


@dataclass(frozen=True, slots=True)
class Column:
    """`type`: what Arrow and Delta hold. `meaning`: one phrase for docs/ledger.md, with the unit where there is one."""

    name: str
    type: pa.DataType
    meaning: str


_DOCUMENT = Column("document_id", pa.string(), "the document (`documents.id`)")
_BATCH = Column("batch", pa.string(), "the commit that the row came with")
_RUN = Column("run", pa.string(), "the run of `tongket add` that wrote the row (`runs.run`)")


def _dates(name: str, meaning: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_start", pa.date32(), f"first day of {meaning}; null where it stays open"),
        Column(f"{name}_end", pa.date32(), f"last day of {meaning}, included"),
    )


_DOCUMENTS = (
    Column("id", pa.string(), "20 hexadecimal digits of the SHA-256 of the masked text, fixed at first sight"),
    _BATCH,
    _RUN,
    Column("reader", pa.string(), "name, version and digest of what read it; a newer one adds a row"),
    Column("read_at", MOMENT, "when it was read"),
    Column("title", pa.string(), "its title, as masked"),
    Column("published", pa.date32(), "day of publication in Vietnam"),
    Column("published_at", MOMENT, "moment of publication, where an hour is told"),
    Column("published_source", pa.string(), "`given`, `text`, `url` or `metadata`"),
    Column("published_doubtful", pa.bool_(), "sources of the day disagree by more than a few days"),
    Column("publisher", pa.string(), "who published it, as the page says"),
    Column("origin", pa.string(), "`public`, or `handed_over`: never exported, fed or published"),
    Column("genre", pa.string(), "`aggregate_report`, `case_report` or `other`"),
    Column("media_type", pa.string(), "MIME type of the source"),
    Column("encoding", pa.string(), "codec or font encoding that the bytes were in"),
    Column("encoding_converted", pa.bool_(), "a legacy encoding was converted"),
    Column("header_body", pa.string(), "issuing body of an official paper (Decree 30/2020/NĐ-CP)"),
    Column("header_number", pa.string(), "its number"),
    Column("header_date", pa.date32(), "its day"),
    Column("header_type", pa.string(), "its type, as printed"),
    Column("text", pa.string(), "the text with private people masked (█), same length as read"),
    Column(
        "blocks",
        pa.list_(
            pa.struct(
                [
                    ("kind", pa.string()),
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                    ("level", pa.int32()),
                    ("parent", pa.int32()),
                ]
            )
        ),
        "its layout: kind, span, depth, and the block that each stands under",
    ),
    Column(
        "zeros",
        pa.list_(
            pa.struct(
                [
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                    ("quote", pa.string()),
                    ("counted", pa.string()),
                    ("period_start", pa.date32()),
                    ("period_end", pa.date32()),
                    ("body", pa.string()),
                    ("place", pa.string()),
                    ("body_id", pa.string()),
                    ("place_code", pa.string()),
                    ("indicator", pa.string()),
                ]
            )
        ),
        "zeros told in words",
    ),
    Column(
        "laws",
        pa.list_(
            pa.struct(
                [
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                    ("quote", pa.string()),
                    ("type", pa.string()),
                    ("number", pa.string()),
                ]
            )
        ),
        "legal references",
    ),
    Column(
        "private",
        pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32()), ("kind", pa.string())])),
        "what was masked: span and kind, never the words",
    ),
    Column("figures", pa.int32(), "how many figures were read, rows of `figures`"),
    Column("text_hash", pa.string(), "SHA-256 of the text before masking; internal, never exported"),
    Column("source_hash", pa.string(), "SHA-256 of the source's bytes; internal, never exported"),
    Column("likeness", pa.binary(), "what near-copies are found by (ledger/copies/likeness.py); internal"),
)

_SOURCES = (
    _DOCUMENT,
    Column("key", pa.string(), "what tells sources of one document apart: digest of address or name; internal"),
    _BATCH,
    _RUN,
    Column("url", pa.string(), "address, with private names masked"),
    Column("name", pa.string(), "id in the user's table or file name without folder and ending; none if handed over"),
    Column("publisher", pa.string(), "who published it there"),
    Column("published", pa.date32(), "day of publication there"),
    Column("tier", pa.string(), "`own_portal`, `press`, `aggregator` or `unknown` (lexicon/hosts.toml)"),
    Column("retrieved", MOMENT, "when the bytes were fetched, where known"),
    Column("source_hash", pa.string(), "SHA-256 of the bytes from there; internal"),
)

_FIGURES = (
    _DOCUMENT,
    _BATCH,
    Column("number", pa.int32(), "place in the document's list, from 0; links refer to it"),
    Column("start", pa.int32(), "span of the number in the text"),
    Column("end", pa.int32(), "its end"),
    Column("quote", pa.string(), "the text there"),
    Column("value", NUMBER, "the number in `unit`, scale words multiplied in; null where 38 digits don't hold it"),
    Column("high", NUMBER, "upper end of a range"),
    Column("bound", pa.string(), "`exact`, `about`, `over`, `under`, `at_least`, `at_most` or `range`"),
    Column("unit", pa.string(), "`count`, `VND`, `%`, `ha` …"),
    Column("kind", pa.string(), "`level`, `change`, `growth`, `share` or `ratio`"),
    Column("direction", pa.string(), "`up` or `down`, of a change or growth"),
    Column("status", pa.string(), "`reported`, `estimate`, `target` or `rule`"),
    Column("counted", pa.string(), "what is counted, in the text's words"),
    Column("counted_start", pa.int32(), "its span, where it stands in one piece"),
    Column("counted_end", pa.int32(), "its end"),
    Column("act", pa.string(), "what was done to them"),
    Column("act_start", pa.int32(), "its span"),
    Column("act_end", pa.int32(), "its end"),
    Column("of", pa.int32(), "number of the figure that a change, growth, share or ratio is of"),
    Column("part_of", pa.int32(), "number of the total that this is part of"),
    Column("breakdown", pa.int32(), "which breakdown of that total"),
    Column("exhaustive", pa.string(), "whether that breakdown is complete"),
    Column("covers", pa.list_(pa.int32()), "numbers of the figures that this one sums up"),
    *_dates("period", "the period that the figure is for"),
    Column("period_source", pa.string(), "`printed`, `calendar` or `assumed`"),
    Column("cumulative", pa.bool_(), "from the beginning of a term up to its end"),
    Column("as_of", pa.string(), "the moment that a stock was counted at, in the text's words"),
    Column("body", pa.string(), "whose result it is, in the text's words"),
    Column("place", pa.string(), "the place that it holds for"),
    Column("reported_by", pa.string(), "who is quoted for it"),
    Column("scope", pa.string(), "its reach, in the text's words"),
    Column(
        "versus",
        pa.list_(
            pa.struct(
                [
                    ("kind", pa.string()),
                    ("phrase", pa.string()),
                    ("period_start", pa.date32()),
                    ("period_end", pa.date32()),
                    ("setter", pa.string()),
                ]
            )
        ),
        "what a change, growth or ratio is measured against",
    ),
    Column("qualifier", pa.string(), "a limiting word (“trong đó”, “riêng” …)"),
    Column("boundary", pa.string(), "division of provinces that the place is meant in"),
    Column("ambiguous", NUMBER, "the other possible value where a separator can't be decided"),
    Column("sentence_start", pa.int32(), "span of the sentence"),
    Column("sentence_end", pa.int32(), "its end"),
    Column("sentence", pa.string(), "the text there"),
    Column("confidence", pa.decimal128(3, 2), "how likely quantity, counted, meaning and period are all right, 0 … 1"),
    Column("body_id", pa.string(), "the body in the registry (docs/registry.md)"),
    Column("place_code", pa.string(), "official code of the place in the division `boundary`"),
    Column("indicator", pa.string(), "the series of the catalogue that it is a value of (docs/indicators.md)"),
)

_REVIEWS = (
    _DOCUMENT,
    _BATCH,
    Column("type", pa.string(), "`tổng kết`, `sơ kết`, `giao ban`, `báo cáo` or `hội nghị`"),
    Column("body", pa.string(), "whose work is reviewed"),
    Column("body_id", pa.string(), "that body in the registry"),
    Column("meeting_date", pa.date32(), "day of the meeting"),
    Column("place", pa.string(), "place of the meeting"),
    *_dates("period", "the period reviewed"),
    *_dates("next", "the period planned for"),
    Column(
        "officials",
        pa.list_(
            pa.struct(
                [
                    ("name", pa.string()),
                    ("role", pa.string()),
                    ("rank", pa.string()),
                    ("capacity", pa.string()),
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                ]
            )
        ),
        "officials in their office; capacity `chaired`, `spoke` or `attended`",
    ),
    Column(
        "awards",
        pa.list_(
            pa.struct(
                [
                    ("title", pa.string()),
                    ("to", pa.string()),
                    ("count", pa.int32()),
                    ("giver", pa.string()),
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                ]
            )
        ),
        "awards: title, kind of recipient, how many, who gave them",
    ),
    Column("tasks", pa.list_(_PASSAGE), "tasks of the next period"),
    Column("commitments", pa.list_(_PASSAGE), "what was promised"),
)

_FLAGS = (
    Column("id", pa.string(), "digest of the rule and the figures, the same whenever the check finds it again"),
    _DOCUMENT,
    _BATCH,
    Column("rule", pa.string(), "which check raised it (docs/checks.md)"),
    Column("severity", pa.string(), "`info`, `notice` or `warning`"),
    Column("figures", pa.list_(pa.string()), "the figures that it is about (`latest.id`), of other documents too"),
    Column("arithmetic", pa.string(), "the arithmetic, written out in neutral words"),
)

_CLUSTERS = (
    _DOCUMENT,
    Column("cluster_id", pa.string(), "smallest document id among the near-copies"),
    Column("lead_id", pa.string(), "the copy that counts: best tier, then earliest"),
    Column("state", pa.string(), "`lead`, `copy`, or `corrupted`: same figures, other nouns"),
)

_LEFT_OUT = (
    Column("key", pa.string(), "digest of source and reason, so that a second try adds no row"),
    _BATCH,
    _RUN,
    Column("source", pa.string(), "how the source was named, without folders; null for reports about people"),
    Column("reason", pa.string(), "`case_report`, `stamped`, `not_read` …"),
    Column("cause", pa.string(), "what happened, one line"),
    Column("host", pa.string(), "host that it was fetched from"),
    Column("published", pa.date32(), "day of its publication, where that could be read"),
    Column("at", MOMENT, "when"),
    Column("reader", pa.string(), "what read it, or tried"),
    Column("source_hash", pa.string(), "SHA-256 of the bytes, so that they are not tried again; internal"),
)

_RUNS = (
    Column("run", pa.string(), "its id, sortable by time"),
    Column("started", MOMENT, "when it began"),
    Column("finished", MOMENT, "when it ended"),
    Column("state", pa.string(), "`running`, `finished` or `stopped`"),
    Column("reader", pa.string(), "what read"),
    Column("read", pa.int64(), "documents read and stored"),
    Column("known", pa.int64(), "documents that were there already"),
    Column("left_out", pa.int64(), "documents left out, rows of `left_out`"),
    Column("figures", pa.int64(), "figures stored"),
)

_VERDICTS = (
    Column("id", pa.int64(), "its number, from 1; a later decision has a higher one"),
    _DOCUMENT,
    Column("batch", pa.string(), "the reading of the document that was looked at (`documents.batch`)"),
    Column("start", pa.int32(), "span of the number in the text of that reading"),
    Column("end", pa.int32(), "its end"),
    Column("quote", pa.string(), "the text there"),
    Column("sentence", pa.string(), "the sentence around it, with the lines beside it where it is short"),
    Column("sentence_start", pa.int32(), "where that begins"),
    Column(
        "decision",
        pa.string(),
        "`accept`, `correct`, `reject`, `add`: a figure that was missed; `withdraw`: an earlier one doesn't hold",
    ),
    Column("fields", pa.string(), "JSON: what each field should be; numbers as strings, links as places"),
    Column("checker", pa.string(), "who decided: an id that tells nothing about them"),
    Column("at", MOMENT, "when"),
    Column("why", pa.string(), "why, in the checker's words, identifying ones masked"),
)

_FLAG_DECISIONS = (
    Column("id", pa.int64(), "its number, from 1; a later decision has a higher one"),
    Column("flag", pa.string(), "the flag (`flags.id`)"),
    _DOCUMENT,
    Column("rule", pa.string(), "the flag as it was then: its rule"),
    Column("severity", pa.string(), "its severity"),
    Column("figures", pa.list_(pa.string()), "its figures"),
    Column("arithmetic", pa.string(), "its arithmetic: a state holds as long as that is the same"),
    Column("state", pa.string(), "`new`, `confirmed` or `dismissed`; null where it was left"),
    Column("asked", pa.date32(), "day on which the body was asked; null where that was left"),
    Column("answer", pa.string(), "what it answered, identifying words masked; null where that was left"),
    Column("checker", pa.string(), "who decided: an id that tells nothing about them"),
    Column("at", MOMENT, "when"),
    Column("why", pa.string(), "why, in the checker's words, identifying ones masked"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "documents": _DOCUMENTS,
    "sources": _SOURCES,
    "figures": _FIGURES,
    "reviews": _REVIEWS,
    "flags": _FLAGS,
    "clusters": _CLUSTERS,
    "left_out": _LEFT_OUT,
    "runs": _RUNS,
    "verdicts": _VERDICTS,
    "flag_decisions": _FLAG_DECISIONS,
}
"""Every Delta table of a ledger, in the order of docs/ledger.md."""

PAGES = ("pages.sqlite", "pages-public.sqlite")
"""Files in the folder that the pages of the desk are made from; they hold nothing that the tables don't."""
DESK = ("verdicts", "flag_decisions")
"""What people write; on a disk it lies at the desk (ledger/desk.py), and these tables are its mirror."""

PARTS = ("figures", "reviews", "flags")
"""What belongs to a row of `documents` and is written before it."""

INTERNAL = frozenset({"text_hash", "source_hash", "likeness", "batch", "key"})
"""Columns that no export, feed or site carries: a digest of unmasked text could confirm a guessed name."""


@cache
def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table. Raises KeyError where there is none."""
    return pa.schema([pa.field(column.name, column.type) for column in TABLES[table]])
