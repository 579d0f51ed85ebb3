"""What coverage asks beside figures: zeros told in words, who reported on which periods, and what could not be read."""

from __future__ import annotations

import sqlite3

from tongket.ledger.questions import Ledger

TABLES = (
    "create table zeros (document_id text, start integer, indicator text, body_id text, place_code text, "
    "period_start text, period_end text)",
    "create table present (kind text, who text, period_start text, period_end text, "
    "primary key (kind, who, period_start, period_end)) without rowid",
    "create table failures (kind text, who text, day text)",
    "create index zeros_indicator on zeros (indicator)",
    "create index failures_who on failures (kind, who)",
)
"""`kind`: body, or place, whose `who` is code@division, as in comparing/coverage.py."""

_ZEROS = """
insert into zeros select d.id, z.value ->> 'start', z.value ->> 'indicator', z.value ->> 'body_id',
    z.value ->> 'place_code', z.value ->> 'period_start', z.value ->> 'period_end'
from documents d, json_each(d.zeros) z where d.zeros <> '[]'"""
_DIVISION = "case when period_end < '2025-07-01' then '@2025-06-30' else '@2025-07-01' end"
_PRESENT = f"""
insert or ignore into present
select 'body', body_id, period_start, period_end from figures
    where counts and body_id is not null and period_start is not null and period_end is not null
union select 'body', body_id, period_start, period_end from zeros
    where body_id is not null and period_start is not null and period_end is not null
union select 'body', body_id, period_start, period_end from reviews
    where body_id is not null and period_start is not null and period_end is not null
union select 'place', place_code || coalesce('@' || boundary, ''), period_start, period_end from figures
    where counts and place_code is not null and period_start is not null and period_end is not null
union select 'place', place_code || {_DIVISION}, period_start, period_end from zeros
    where place_code is not null and period_start is not null and period_end is not null"""
_FAILURES = """
with homes as (
    select host, arg_max(who, n) as who from (
        select regexp_extract(url, '://([^/:]+)', 1) as host, {who} as who, count(*) as n from latest
        where tier = 'own_portal' group by all) where who is not null group by host)
select distinct who, coalesce(published, "at"::date) as day from left_out join homes using (host)
where reason not in ('case_report', 'stamped', 'redacted', 'other_language')"""
_WHO = {"body": "body_id", "place": "place_code || coalesce('@' || boundary, '')"}


def bring_up_presence(db: sqlite3.Connection, ledger: Ledger, changed: bool) -> None:
    """Fill the tables anew, inside the caller's transaction; `changed`: whether documents came or went."""
    if changed:
        for table, question in (("zeros", _ZEROS), ("present", _PRESENT)):
            db.execute(f"delete from {table}")
            db.execute(question)
    db.execute("delete from failures")
    for kind, who in _WHO.items():
        found = ledger.query(_FAILURES.format(who=who))
        db.executemany(
            "insert into failures values (?, ?, ?)",
            [(kind, row["who"], row["day"].isoformat()) for row in found if row["day"] is not None],
        )
