"""The ledger's tables as DuckDB sees them: named views over one state of the files.

`documents`, `figures`, `reviews`, `zeros`, `sources`, `clusters`: the latest reading of each document, as the
machine read it. `latest`: the figures that count, with what people decided applied and each near-copy left out.
`verdicts`: every decision, `unfit_verdicts` those that no figure answers to any more, and the cause. `flags`, what
the checks found, with what people decided about it; `lost_flags`, decisions about what is no longer found
(ledger/flags/views.py). `left_out`, `runs`, and `readings`: every reading of every document, the older ones too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from tongket.ledger import desk, standing
from tongket.ledger.fields import FIELDS
from tongket.ledger.flags.views import add_flags
from tongket.ledger.schema import DESK, INTERNAL, TABLES, schema
from tongket.ledger.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

_HIDDEN = INTERNAL - {"batch", "key"}
"""What a public view doesn't even have under another name; the others are needed to join."""

_TIERS = "list_position(['own_portal', 'press', 'aggregator', 'unknown'], tier)"

_CURRENT = f"""
create temp table current as
with newest as (
    select id, coalesce(any_value(p.batch), arg_max(r.batch, (read_at, reader))) as batch
    from readings r left join pinned p on p.document_id = r.id group by id),
best as (
    select document_id as id, arg_min(url, ({_TIERS}, url is null, published, key)) as url,
        arg_min(tier, ({_TIERS}, url is null, published, key)) as tier, count(*) as sources
    from stored_sources group by document_id)
select d.id, d.batch, d.title, d.published, coalesce(d.publisher, '') as publisher, d.origin, d.genre,
    best.url, best.tier, best.sources, coalesce(c.cluster_id, d.id) as cluster_id,
    coalesce(c.lead_id, d.id) as lead_id, coalesce(c.state, 'lead') as state
from readings d join newest using (id, batch) left join best using (id)
    left join stored_clusters c on c.document_id = d.id
"""

_VIEWS = {
    "documents": "select d.* from readings d semi join current using (id, batch)",
    "clusters": "select id as document_id, cluster_id, lead_id, state from current",
    "sources": "select s.* from stored_sources s semi join current c on s.document_id = c.id",
    "figures": """
        select f.document_id || '-' || f.start || '-' || f."end" as id, f.*
        from stored_figures f semi join current c on f.document_id = c.id and f.batch = c.batch""",
    "reviews": "select r.* from stored_reviews r semi join current c on r.document_id = c.id and r.batch = c.batch",
    "zeros": "select id as document_id, unnest(zeros, recursive := true) from documents",
    "runs": """
        select run, min(started) as started, max(finished) as finished, arg_max(state, finished is not null) as state,
            any_value(reader) as reader, max("read") as "read", max(known) as known, max(left_out) as left_out,
            max(figures) as figures
        from stored_runs group by run order by run""",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """An earlier state of what people saw: verdicts up to one, and the readings of some documents by their batch."""

    verdict: int
    batches: Mapping[str, str] = field(default_factory=dict)


def connect(store: Store, moment: Moment | None = None, *, public: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection of its own, in memory, with the views over the ledger as it is now, or as somebody saw it at a
    moment. DuckDB fetches no extension.

    `public`: no view holds a row of a document that was handed over in confidence, and no file can be read beside them.
    """
    db = bare()
    decided = desk.verdicts_of(store, moment.verdict if moment else None)
    # `documents` first: what belongs to a document was written before it, so that nothing can be missing.
    first = ("documents", "sources", "clusters")
    for name in (*first, *(n for n in TABLES if n not in (*first, *DESK))):
        _view(db, _stored(name), store, name, public)
    _pin(db, moment.batches if moment else {})
    db.execute(_CURRENT)
    for name, query in _VIEWS.items():
        db.execute(f"create view {name} as {query}")
    if public:
        known = {row[0] for row in db.sql("select id from current").fetchall()}
        decided = [row for row in decided if row["document_id"] in known]
    _register(db, "verdicts", desk.table_of(decided))
    _stand(db, decided)
    for query in _decided_views():
        db.execute(query)
    add_flags(db, desk.flag_decisions_of(store), public=public)
    if public:
        db.execute("set enable_external_access = false")
    return db


def bare() -> duckdb.DuckDBPyConnection:
    """A connection of its own, in memory, without views. DuckDB fetches no extension."""
    return duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})


def stored_view(db: duckdb.DuckDBPyConnection, store: Store, table: str) -> None:
    """Add the view over all rows of one table, older readings too: `readings`, `stored_figures` …"""
    _view(db, _stored(table), store, table, public=False)


def _pin(db: duckdb.DuckDBPyConnection, batches: Mapping[str, str]) -> None:
    """Readings to take instead of the latest."""
    db.execute("create temp table pinned (document_id varchar, batch varchar)")
    if batches:
        db.executemany("insert into pinned values (?, ?)", list(batches.items()))


def _stored(name: str) -> str:
    return {"documents": "readings", "left_out": "left_out"}.get(name, f"stored_{name}")


def _condition(name: str) -> str:
    """Which rows of a stored table are public; `readings` is there before the others."""
    if name == "documents":
        return "origin = 'public'"
    names = [column.name for column in TABLES[name]]
    return "document_id in (select id from readings)" if "document_id" in names else "true"


def _view(db: duckdb.DuckDBPyConnection, view: str, store: Store, table: str, public: bool) -> None:
    """A view over the files of a table; DuckDB reads those on a disk by itself, others come through Delta's reader."""
    files = store.files(table) if store.is_local else []
    if files and not public:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        rows = f"read_parquet([{listed}])"
    else:
        rows = f"{view}_rows"
        db.register(rows, store.open(table).to_pyarrow_dataset() if files or not store.is_local else _nothing(table))
    hidden = [column.name for column in TABLES[table] if column.name in _HIDDEN] if public else []
    columns = f"* exclude ({', '.join(hidden)})" if hidden else "*"
    db.execute(f"create view {view} as select {columns} from {rows} where {_condition(table) if public else 'true'}")


def _nothing(table: str) -> pa.Table:
    return schema(table).empty_table()


def _register(db: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    db.register(f"{name}_rows", rows)
    db.execute(f"create temp table {name} as select * from {name}_rows")


def _stand(db: duckdb.DuckDBPyConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Tables of what stands of the verdicts (`in_force`) and of those that fit nothing any more (`unfit`)."""
    import pyarrow as pa

    wanted = pa.table({"document_id": pa.array(sorted({row["document_id"] for row in rows}), pa.string())})
    db.register("decided", wanted)
    batches = dict(_pairs(db, "select id, batch from current semi join decided on id = document_id"))
    reread = sorted({row["document_id"] for row in rows if batches.get(row["document_id"]) != row["batch"]})
    db.register("reread", pa.table({"document_id": pa.array(reread, pa.string())}))
    of_current = "semi join current c on (c.id, c.batch) = (d.id, d.batch)"
    texts = dict(
        _pairs(db, f"select d.id, d.text from readings d {of_current} semi join reread r on r.document_id = d.id")
    )
    read = db.execute("""
        select f.document_id, f.start, f."end", f.number from stored_figures f semi join decided using (document_id)
        semi join current c on (c.id, c.batch) = (f.document_id, f.batch)""").fetchall()
    counts = dict(
        _pairs(db, f"select d.id, d.figures from readings d {of_current} semi join decided w on w.document_id = d.id")
    )
    numbers = {(document, start, end): number for document, start, end, number in read}
    standings, lost = standing.fold(rows, standing.finder(batches, texts))
    _register(db, "in_force", standing.table(standings, numbers, counts))
    gone = [
        row["id"]
        for each in standings
        if each.decision != "reject" and not each.added and each.place not in numbers
        for row in each.verdicts
    ]
    unfit = [(row["id"], "the words are no longer there") for row in lost]
    unfit += [(identity, "no figure is read there any more") for identity in gone]
    told = {identity for identity, _ in unfit}
    slips = (each.slip for each in standings if each.decision != "reject")
    unfit += [(slip, "no report tells of the year of its period") for slip in slips if slip and slip not in told]
    _register(
        db,
        "unfit",
        pa.table(
            {
                "id": pa.array([identity for identity, _ in unfit], pa.int64()),
                "cause": pa.array([cause for _, cause in unfit], pa.string()),
            }
        ),
    )
    for name in ("decided", "reread"):
        db.unregister(name)


def _pairs(db: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, Any]]:
    return db.execute(query).fetchall()


_TOLD = "c.title, c.published, c.publisher, c.url, c.tier, c.genre, c.origin, c.sources, c.cluster_id"


def _decided_views() -> tuple[str, ...]:
    """The figures that count, with what people decided applied, and the verdicts that apply to none."""
    names = [column.name for column in TABLES["figures"] if column.name not in ("document_id", "batch")]
    columns = ", ".join(map(_set_or_read, names))
    added = ", ".join(f'v."{name}"' if name in _OF_ADDED else f'null as "{name}"' for name in names)
    latest = f"""
        create view latest as
        select f.document_id || '-' || f.start || '-' || f."end" as id, f.document_id, {columns},
            case when v.document_id is null then null when len(v."set") > 0 then 'corrected' else 'accepted' end
            as verdict, {_TOLD}
        from stored_figures f join current c on f.document_id = c.id and f.batch = c.batch
        left join in_force v on v.document_id = f.document_id and v.start = f.start and v."end" = f."end"
        where c.state = 'lead' and coalesce(v.decision, '') <> 'reject'
        union all by name
        select v.document_id || '-' || v.start || '-' || v."end" as id, v.document_id, {added}, 'added' as verdict,
            {_TOLD}
        from in_force v join current c on v.document_id = c.id
        where c.state = 'lead' and v.added and not v."read" and v.decision <> 'reject'"""
    return latest, "create view unfit_verdicts as select v.*, u.cause from verdicts v join unfit u using (id)"


_OF_ADDED = {*FIELDS, "number", "start", "end", "quote", "sentence", "sentence_start", "sentence_end"}


def _set_or_read(name: str) -> str:
    """A column of a figure: what a person set, else what the machine read."""
    if name in FIELDS:
        return f"""case when list_contains(v."set", '{name}') then v."{name}" else f."{name}" end as "{name}\""""
    field = name.removesuffix("_start").removesuffix("_end")
    if name != field and field in FIELDS:  # where the machine read it says nothing of what a person wrote
        return f"""case when list_contains(v."set", '{field}') then null else f."{name}" end as "{name}\""""
    return f'f."{name}"'
