"""The views `flags` and `lost_flags`: what the checks found, and what people decided about it.

A flag is there as long as every figure that it is about counts: not once its document is read anew, or a person
rejects one of them. What a person said of its state holds as long as its arithmetic is the one that they saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tongket.ledger.schema import schema

if TYPE_CHECKING:
    import duckdb

_STATES = pa.schema(
    [
        ("flag", pa.string()),
        ("state", pa.string()),
        ("seen", pa.string()),
        ("asked", pa.date32()),
        ("answer", pa.string()),
        ("decided", schema("flag_decisions").field("at").type),
        ("checker", pa.string()),
        ("why", pa.string()),
    ]
)

_FOUND = """
create view stored_found_flags as
with here as (select f.* from stored_flags f semi join current c on f.document_id = c.id and f.batch = c.batch),
named as (select id, unnest(figures) as figure from here),
counting as (
    select id as figure from latest where document_id in (select split_part(figure, '-', 1) from named)),
gone as (select id from named anti join counting using (figure))
select * from here anti join gone using (id)
"""

_FLAGS = """
create view {name} as
with told as (
    select f.*, case when s.seen = f.arithmetic then s.state else 'new' end as state,
        s.asked, s.answer, s.decided, s.checker, s.why
    from stored_found_flags f left join flag_states s on s.flag = f.id)
select * from told {condition}
"""

_LOST = """
create view lost_flags as
select s.flag as id, d.document_id, d.rule, d.severity, d.figures, d.arithmetic, s.state, s.asked, s.answer,
    s.decided, s.checker, s.why,
    case when f.id is null then 'it is no longer found' else 'its arithmetic is another now' end as cause
from flag_states s join flag_decisions d on d.flag = s.flag left join stored_found_flags f on f.id = s.flag
where {condition} and (f.id is null or (s.state <> 'new' and s.seen is distinct from f.arithmetic))
qualify row_number() over (partition by s.flag order by d.state is null, d.id desc) = 1
"""
"""Decided on, and not there any more as it was then; each as it was when its state was last decided."""


def add_flags(db: duckdb.DuckDBPyConnection, decisions: Sequence[Mapping[str, Any]], *, public: bool) -> None:
    """Add the views, beside `latest` and `current`. `decisions`: rows of `flag_decisions`, oldest first.

    `public`: only what a person confirmed; and no flag that is about a document that was handed over, because none of
    its figures is in `latest` there.
    """
    _register(db, "flag_states", pa.Table.from_pylist(standing(decisions), schema=_STATES))
    _register(db, "all_decisions", pa.Table.from_pylist(list(decisions), schema=schema("flag_decisions")))
    db.execute(_FOUND)
    db.execute(_FLAGS.format(name="flags", condition="where state = 'confirmed'" if public else ""))
    shown = "where flag in (select id from flags)" if public else ""
    db.execute(f"create view flag_decisions as select * from all_decisions {shown}")
    db.execute(_LOST.format(condition="false" if public else "true"))


def _register(db: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    db.register(f"{name}_rows", rows)
    db.execute(f"create temp table {name} as select * from {name}_rows")


def standing(decisions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What stands of each flag that somebody decided about: the latest state, with the arithmetic that was seen then,
    the latest day on which the body was asked, and the latest answer."""
    found: dict[str, dict[str, Any]] = {}
    for row in decisions:
        now = found.setdefault(row["flag"], {"flag": row["flag"], "state": "new", "seen": None})
        if row["state"] is not None:
            now |= {"state": row["state"], "seen": row["arithmetic"]}
        now |= {name: row[name] for name in ("asked", "answer", "why") if row[name] is not None}
        now |= {"decided": row["at"], "checker": row["checker"]}
    return list(found.values())
