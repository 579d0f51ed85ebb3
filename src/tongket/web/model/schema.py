"""Tables of the read model. Decimals are kept as text, with a float beside the value to sort by; lists as JSON."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

import pyarrow as pa

from tongket.ledger.schema import schema
from tongket.web.model import presence

_CONTENT = 4
"""Raised with every change of what the tables are filled with."""

_LEFT_OUT = frozenset({"batch", "run", "likeness", "text_hash", "source_hash"})

DOCUMENT_EXTRA = {"url": "text", "tier": "text", "sources": "integer", "state": "text", "lead_id": "text"}
FIGURE_EXTRA = {"id": "text", "verdict": "text", "sector": "text", "number_value": "real", "counts": "integer"}
FIGURE_EXTRA["need"] = "real"
"""How much a figure needs eyes (web/model/need.py)."""
FLAG_EXTRA = dict.fromkeys(("state", "asked", "answer", "decided", "checker", "why"), "text")


@cache
def columns(table: str) -> dict[str, str]:
    """Name → SQLite type of a mirrored table's own columns."""
    return {field.name: sqlite_type(field.type) for field in schema(table) if field.name not in _LEFT_OUT}


def sqlite_type(kind: pa.DataType) -> str:
    """The type that values are stored as."""
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "integer"
    return "text"


def ddl() -> str:
    """All tables and indexes, for an empty file."""
    mirrored = {
        "documents": {
            **columns("documents"),
            **DOCUMENT_EXTRA,
            "sector": "text",
            "stamp": "text",
            "excerpt": "integer",
        },
        "figures": {**columns("figures"), **FIGURE_EXTRA},
        "reviews": columns("reviews"),
        "sources": columns("sources"),
        "flags": {**columns("flags"), **FLAG_EXTRA},
    }
    tables = [
        f"create table {name} ({', '.join(_column(name, *column) for column in told.items())})"
        for name, told in mirrored.items()
    ]
    return ";\n".join([*tables, *_OTHERS, *presence.TABLES])


def _column(table: str, name: str, kind: str) -> str:
    key = " primary key" if name == "id" and table in ("documents", "figures", "flags") else ""
    return f'"{name}" {kind}{key}'


# What is searched (model/indexing.py). Rows are numbered from the newest on; "detail" stays full, for phrases. One
# column holds all words (model/words.py): asked for some of several, FTS5 would read them all.
_WORDS = "create virtual table {} using fts5 (words, content='', columnsize=0, tokenize='ascii')"
_SEARCH = (
    "create table search_documents (at integer primary key, id text unique, keys text, read_at text)",
    "create table search_figures (at integer primary key, id text unique, keys text, named text)",
    "create table search_words (word text primary key, documents integer) without rowid",
    *(_WORDS.format(table) for table in ("document_words", "figure_words")),
    *(
        f"insert into {table}({table}, rank) values ('hashsize', 33554432)"
        for table in ("document_words", "figure_words")
    ),
)
_OTHERS = (
    "create table meta (key text primary key, value text) without rowid",
    "create table flag_figures (flag text, figure text, document_id text)",
    "create table bodies (id text primary key, vi text, en text, kind text, level text, parent text, "
    "figures integer, documents integer, reviews integer, folded text)",
    "create table heirs (body text, heir text, primary key (body, heir)) without rowid",
    # Of a public model alone (web/public.py): counts of one or two, and which documents something was held back of.
    "create table small_counts (document_id text, indicator text, sector text, code text, boundary text, "
    "first text, last text, value text)",
    "create table withheld (document_id text, figure text, indicator text)",
    "create table places (code text, boundary text, vi text, en text, parent text, "
    "figures integer, documents integer, folded text, primary key (code, boundary))",
    "create table indicators (id text primary key, vi text, en text, sector text, unit text, "
    "figures integer, documents integer, folded text)",
    "create index figures_document on figures (document_id, start)",
    "create index figures_indicator on figures (indicator, counts, place_code, period_end)",
    "create index figures_body on figures (body_id, counts, period_end)",
    "create index figures_place on figures (place_code, counts, period_end)",
    "create index figures_sector on figures (sector, counts)",
    "create index figures_need on figures (need desc, id) where verdict is null and counts",
    "create index figures_need_sector on figures (sector, need desc, id) where verdict is null and counts",
    "create index figures_need_indicator on figures (indicator, need desc, id) where verdict is null and counts",
    "create index figures_need_body on figures (body_id, need desc, id) where verdict is null and counts",
    "create index documents_published on documents (published)",
    "create index documents_sector on documents (sector, published)",
    "create index documents_lead on documents (lead_id)",
    "create index reviews_document on reviews (document_id)",
    "create index reviews_body on reviews (body_id, period_end)",
    "create index sources_document on sources (document_id)",
    "create index flag_figures_flag on flag_figures (flag)",
    "create index flag_figures_document on flag_figures (document_id)",
    "create index heirs_heir on heirs (heir)",
    "create index small_counts_code on small_counts (code, boundary)",
    "create index small_counts_document on small_counts (document_id)",
    "create index withheld_indicator on withheld (indicator)",
    "create index withheld_document on withheld (document_id)",
    "create index bodies_parent on bodies (parent)",
    "create index bodies_folded on bodies (folded)",
    "create index places_folded on places (folded)",
    "create index indicators_sector on indicators (sector)",
    *_SEARCH,
)


@cache
def version() -> str:
    """Of the tables and what fills them: a file of another version is made anew."""
    found = hashlib.sha256(ddl().encode())
    for path in _WITHHOLDING:  # what the world is shown is decided when a row is written
        found.update(files("tongket").joinpath(path).read_bytes())
    return f"{_CONTENT}-{found.hexdigest()[:12]}"


_WITHHOLDING = ("web/public.py", "web/discretion.py", "web/excerpts.py", "lexicon/web/public.toml")
