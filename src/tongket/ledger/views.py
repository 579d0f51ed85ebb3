"""The ledger's tables as DuckDB sees them: named views over one state of the files.

`documents`, `figures`, `reviews`, `flags`, `zeros`, `sources`, `clusters`: the latest reading of each document, as the
machine read it. `latest`: the figures that count, with what people decided applied and each near-copy left out.
`verdicts`: every decision, `unfit_verdicts` those that no figure answers to any more. `left_out`, `runs`, and
`readings`: every reading of every document, the older ones too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import duckdb

from tongket.ledger import desk
from tongket.ledger.schema import INTERNAL, TABLES, schema
from tongket.ledger.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

_OWN = ("document_id", "batch")
_CORRECTABLE = tuple(
    column.name for column in TABLES["figures"] if column.name not in (*_OWN, "number", "start", "end")
)
"""Columns of a figure that a person may set; docs/ledger.md lists them."""

_HIDDEN = INTERNAL - {"batch", "key"}
"""What a public view doesn't even have under another name; the others are needed to join."""

_TIERS = "list_position(['own_portal', 'press', 'aggregator', 'unknown'], tier)"

_CURRENT = f"""
create temp table current as
with newest as (select id, arg_max(batch, (read_at, reader)) as batch from readings group by id),
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
    "flags": "select f.* from stored_flags f semi join current c on f.document_id = c.id and f.batch = c.batch",
    "zeros": "select id as document_id, unnest(zeros, recursive := true) from documents",
    "runs": """
        select run, min(started) as started, max(finished) as finished, arg_max(state, finished is not null) as state,
            any_value(reader) as reader, max("read") as "read", max(known) as known, max(left_out) as left_out,
            max(figures) as figures
        from stored_runs group by run order by run""",
}


def connect(store: Store, *, public: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection of its own, in memory, with the views over the ledger as it is now. DuckDB fetches no extension.

    `public`: no view holds a row of a document that was handed over in confidence.
    """
    db = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    # `documents` first: what belongs to a document was written before it, so that nothing can be missing.
    for name in (
        "documents",
        "sources",
        "clusters",
        *(n for n in TABLES if n not in ("documents", "sources", "clusters")),
    ):
        _view(db, _stored(name), store, name, public)
    db.execute(_CURRENT)
    for name, query in _VIEWS.items():
        db.execute(f"create view {name} as {query}")
    _register(db, "verdicts", desk.verdicts_of(store))
    if public:
        db.execute("delete from verdicts where document_id not in (select id from readings)")
    for query in _verdict_views():
        db.execute(query)
    return db


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
    if files:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        rows = f"read_parquet([{listed}])"
    else:
        rows = f"{view}_rows"
        db.register(rows, schema(table).empty_table() if store.is_local else store.open(table).to_pyarrow_dataset())
    hidden = [column.name for column in TABLES[table] if column.name in _HIDDEN] if public else []
    columns = f"* exclude ({', '.join(hidden)})" if hidden else "*"
    db.execute(f"create view {view} as select {columns} from {rows} where {_condition(table) if public else 'true'}")


def _register(db: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    db.register(f"{name}_rows", rows)
    db.execute(f"create temp table {name} as select * from {name}_rows")


def _verdict_views() -> Iterable[str]:
    """The decisions in force, and the figures that count."""
    figure_columns = [column for column in TABLES["figures"] if column.name not in _OWN]
    set_or_read = ", ".join(_set_or_read(column.name) for column in figure_columns)
    added = ", ".join(_added(column.name) for column in figure_columns)
    told = """c.title, c.published, c.publisher, c.url, c.tier, c.genre, c.origin, c.sources, c.cluster_id"""
    yield """
        create temp table in_force as
        select * from verdicts
        qualify row_number() over (partition by document_id, start, "end" order by id desc) = 1"""
    yield f"""
        create temp table corrected as
        select f.document_id, f.batch, {set_or_read}, 'corrected' as verdict
        from in_force v join stored_figures f using (document_id, start, "end")
        join current c on f.document_id = c.id and f.batch = c.batch
        where v.decision in ('correct', 'add') and v.quote = f.quote
        union all
        select v.document_id, c.batch, {added}, 'added' as verdict
        from in_force v join current c on v.document_id = c.id join readings d on d.id = c.id and d.batch = c.batch
        where v.decision = 'add' and substring(d.text, v.start + 1, v."end" - v.start) = v.quote
            and not exists (select 1 from stored_figures f where f.document_id = v.document_id and f.batch = c.batch
                and f.start = v.start and f."end" = v."end")"""
    columns = ", ".join(f'f."{column.name}"' for column in figure_columns)
    yield f"""
        create view latest as
        select f.document_id || '-' || f.start || '-' || f."end" as id, f.document_id, {columns},
            case v.decision when 'accept' then 'accepted' end as verdict, {told}
        from stored_figures f join current c on f.document_id = c.id and f.batch = c.batch
        left join in_force v on v.document_id = f.document_id and v.start = f.start and v."end" = f."end"
            and v.quote = f.quote
        where c.state = 'lead' and coalesce(v.decision, 'accept') = 'accept'
        union all
        select f.document_id || '-' || f.start || '-' || f."end" as id, f.document_id, {columns}, f.verdict, {told}
        from corrected f join current c on f.document_id = c.id where c.state = 'lead'"""
    yield """
        create view unfit_verdicts as
        select v.* from in_force v
        left join stored_figures f on f.document_id = v.document_id and f.start = v.start and f."end" = v."end"
            and f.quote = v.quote and exists (select 1 from current c where c.id = f.document_id and c.batch = f.batch)
        left join corrected a on a.document_id = v.document_id and a.start = v.start and a."end" = v."end"
        where v.decision <> 'reject' and f.document_id is null and a.document_id is null"""


def _set_or_read(name: str) -> str:
    """A column of a corrected figure: what the person set, else what the machine read."""
    if name not in _CORRECTABLE:
        return f'f."{name}"'
    return f"""case when json_exists(v.fields, '$.{name}') then {_from_json(name)} else f."{name}" end as "{name}\""""


def _added(name: str) -> str:
    """A column of a figure that a person added."""
    if name in ("start", "end", "quote"):
        return f'v."{name}"'
    return f'{_from_json(name)} as "{name}"'


def _from_json(name: str) -> str:
    kind = _SQL_TYPES[name]
    if kind.endswith("[]"):
        return f"""from_json(json_extract(v.fields, '$.{name}'), '{_JSON_SHAPES[kind]}')"""
    return f"""try_cast(json_extract_string(v.fields, '$.{name}') as {kind})"""


_STRUCT = "struct(kind varchar, phrase varchar, period_start date, period_end date, setter varchar)[]"
_JSON_SHAPES = {
    "integer[]": '["INTEGER"]',
    _STRUCT: '[{"kind": "VARCHAR", "phrase": "VARCHAR", "period_start": "DATE", "period_end": "DATE",'
    ' "setter": "VARCHAR"}]',
}


def _sql_type(type_: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_decimal(type_):
        return f"decimal({type_.precision}, {type_.scale})"
    if pa.types.is_list(type_):
        return "integer[]" if pa.types.is_int32(type_.value_type) else _STRUCT
    return {pa.int32(): "integer", pa.string(): "varchar", pa.date32(): "date", pa.bool_(): "boolean"}[type_]


_SQL_TYPES = {column.name: _sql_type(column.type) for column in TABLES["figures"]}
