"""The read model brought up to the ledger's present state: documents that changed since are taken anew, others stay."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tongket.indicators.catalogue import Catalogue
from tongket.ledger.questions import Ledger
from tongket.output.cells import as_text, exact
from tongket.output.jsonl import encode
from tongket.web.model import indexing, need
from tongket.web.model.names import Names
from tongket.web.model.presence import bring_up_presence

_PORTION = 2000
"""Documents taken at a time."""
_MUCH = 5000
"""Documents after which the search index is put in order."""

# The stamp changes with the reading, with what people decided, and with what stands beside the document.
_STAMPS = """
select c.id, md5(concat_ws('|', c.batch, c.state, c.lead_id, c.sources, c.url, c.tier, v.last)) as stamp
from current c left join (select document_id, max(id) as last from verdicts group by 1) v on v.document_id = c.id
"""
_DOCUMENTS = """
select d.*, c.url, c.tier, c.sources, c.state, c.lead_id
from documents d join current c using (id) where d.id in (select unnest($ids))
"""
_FIGURES = "select *, 1 as counts from latest where document_id in (select unnest($ids))"
_UNCOUNTED = """
select f.*, 0 as counts from figures f anti join latest l using (id) where f.document_id in (select unnest($ids))
"""
_OF_DOCUMENT = {
    name: f"select * from {name} where document_id in (select unnest($ids))" for name in ("reviews", "sources")
}
_WRITTEN = ("figures", "reviews", "sources", "small_counts", "withheld")


@dataclass(frozen=True, slots=True)
class Changed:
    """What a refresh did: documents taken anew, and gone."""

    taken: int
    gone: int


def bring_up(
    db: sqlite3.Connection, ledger: Ledger, catalogue: Catalogue, names: Names, state: str, *, public: bool = False
) -> Changed:
    """Bring the model up to `ledger`, in one transaction; `state` names that state of the ledger. `public`: only with
    what the world may see (web/public.py)."""
    wanted = {row["id"]: row["stamp"] for row in ledger.query(_STAMPS)}
    db.execute("begin immediate")  # before looking what is there: another desk may be bringing it up
    try:
        known = dict(db.execute("select id, stamp from documents"))
        fresh = [document for document, stamp in wanted.items() if known.get(document) != stamp]
        gone = known.keys() - wanted.keys()
        flagged = need.flagged(db)
        # Of a public model a document may be left out whole, and something of it held back all the same.
        old = [*gone, *(document for document in fresh if public or document in known)]
        indexing.remove(db, old)
        _remove(db, old)
        used = need.weights(db, ledger, len(fresh))
        for at in range(0, len(fresh), _PORTION):
            _take(db, ledger, catalogue, fresh[at : at + _PORTION], wanted, used, names if public else None)
        _flags(db, ledger, public=public)
        if fresh or gone:
            _count(db, catalogue, names)
            indexing.put(db, fresh, catalogue)
            indexing.measure(db)
        need.flag(db, fresh, flagged)
        bring_up_presence(db, ledger, bool(fresh or gone))
        if len(fresh) > _MUCH:
            indexing.settle(db)
        db.execute("insert or replace into meta values ('state', ?)", (state,))
        db.execute("commit")
    except BaseException:
        db.execute("rollback")
        raise
    return Changed(len(fresh), len(gone))


def _remove(db: sqlite3.Connection, documents: Iterable[str]) -> None:
    listed = [(document,) for document in documents]
    db.executemany("delete from documents where id = ?", listed)
    for table in _WRITTEN:
        db.executemany(f"delete from {table} where document_id = ?", listed)


def _take(
    db: sqlite3.Connection,
    ledger: Ledger,
    catalogue: Catalogue,
    ids: list[str],
    stamps: Mapping[str, str],
    used: Mapping[str, float],
    public: Names | None,
) -> None:
    sectors: dict[str, Counter[str]] = {}
    figures = [*ledger.query(_FIGURES, ids=ids), *ledger.query(_UNCOUNTED, ids=ids)]
    for row in figures:
        entry = catalogue.indicators.get(row["indicator"] or "")
        row["sector"] = entry.sector if entry else None
        row["need"] = need.need(row, used)
        row["number_value"] = None if row["value"] is None else float(row["value"])
        if entry:
            sectors.setdefault(row["document_id"], Counter())[entry.sector] += 1
    documents = list(ledger.query(_DOCUMENTS, ids=ids))
    for row in documents:
        most = sectors.get(row["id"])
        row["sector"], row["stamp"] = most and most.most_common(1)[0][0], stamps[row["id"]]
    others = {table: list(ledger.query(question, ids=ids)) for table, question in _OF_DOCUMENT.items()}
    tables = {"documents": documents, "figures": figures, **others}
    if public is not None:
        from tongket.web.public import shown

        tables = shown(documents, figures, others["reviews"], others["sources"], public.gazetteer).tables()
    for table, rows in tables.items():
        insert(db, table, rows)


def _flags(db: sqlite3.Connection, ledger: Ledger, *, public: bool) -> None:
    """All flags: there are few, and a flag may be about several documents. The world is not told why somebody decided
    so: that is written for colleagues, and may be about people."""
    db.execute("delete from flags")
    db.execute("delete from flag_figures")
    withheld = {figure for (figure,) in db.execute("select figure from withheld")}
    flags = [flag for flag in ledger.query("select * from flags") if withheld.isdisjoint(flag["figures"])]
    if public:
        flags = [flag | {"why": None} for flag in flags]
    insert(db, "flags", flags)
    about = ((flag["id"], figure, figure.split("-")[0]) for flag in flags for figure in flag["figures"])
    db.executemany("insert into flag_figures values (?, ?, ?)", about)


def insert(db: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; columns that the table doesn't have are left out."""
    names = [row[1] for row in db.execute(f"pragma table_info({table})")]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    db.executemany(
        f"insert or replace into {table} ({columns}) values ({marks})",
        ([_stored(row.get(name)) for name in names] for row in rows),
    )


def _stored(value: Any) -> Any:
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, list | dict):
        return encode(exact(value))
    return as_text(value)


def _count(db: sqlite3.Connection, catalogue: Catalogue, names: Names) -> None:
    """Bodies, places and indicators that the ledger tells of, each with how much."""
    for table in ("bodies", "heirs", "places", "indicators"):
        db.execute(f"delete from {table}")
    reviews = dict(db.execute("select body_id, count(*) from reviews where body_id is not null group by 1"))
    counted = {row[0]: row[1:] for row in db.execute(_COUNTS.format(column="body_id"))}
    insert(db, "bodies", _with_parents(names, counted, reviews, _words(db)))
    insert(
        db, "heirs", (heir for (body,) in db.execute("select id from bodies").fetchall() for heir in names.heirs(body))
    )
    insert(db, "places", (names.place(*row) for row in db.execute(_PLACES)))
    by_indicator = {row[0]: row[1:] for row in db.execute(_COUNTS.format(column="indicator"))}
    insert(db, "indicators", (names.indicator(entry, by_indicator.get(entry.id, (0, 0))) for entry in catalogue))


_COUNTS = """
select {column}, count(*), count(distinct document_id) from figures
where {column} is not null and counts group by 1"""
_PLACES = """
select place_code, coalesce(boundary, ''), count(*), count(distinct document_id), max(place) from figures
where place_code is not null and counts group by 1, 2"""


def _words(db: sqlite3.Connection) -> dict[str, str]:
    """The name that reports give a body most often, for those that the registry has no words for."""
    found = db.execute(
        "select body_id, body, count(*) n from figures where body_id is not null group by 1, 2 order by n"
    )
    return {identity: words for identity, words, _ in found}


def _with_parents(
    names: Names, counted: Mapping[str, tuple[int, int]], reviews: Mapping[str, int], words: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Bodies that are told of, and those above them, which may have told nothing themselves."""
    waiting = {*counted, *reviews}
    seen = set()
    while waiting:
        identity = waiting.pop()
        seen.add(identity)
        row = names.body(identity, words.get(identity))
        figures, documents = counted.get(identity, (0, 0))
        yield row | {"figures": figures, "documents": documents, "reviews": reviews.get(identity, 0)}
        if row.get("parent") and row["parent"] not in seen:
            waiting.add(row["parent"])


def loaded(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A row with the JSON of some columns as lists, and numbers exact."""
    return {
        name: json.loads(value, parse_float=Decimal) if name in names and value is not None else value
        for name, value in dict(row).items()
    }
