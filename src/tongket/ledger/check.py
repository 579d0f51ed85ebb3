"""Whether a ledger holds together: spans reproduce their quotes, links resolve, nothing is orphaned or double."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tongket.ledger.store import Store
from tongket.ledger.views import connect

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of fault: what it is, how many rows have it, and where some of them are."""

    what: str
    rows: int
    examples: tuple[str, ...]


_FIGURE = """f.document_id || '-' || f.start || '-' || f."end" """
_PLACED = "stored_figures f join readings d on d.id = f.document_id and d.batch = f.batch"

CHECKS: dict[str, str] = {
    "the text at a figure's span is not its quote": f"""
        select {_FIGURE} from {_PLACED}
        where substring(d.text, f.start + 1, f."end" - f.start) is distinct from f.quote""",
    "the text at a figure's sentence is not that sentence": f"""
        select {_FIGURE} from {_PLACED}
        where substring(d.text, f.sentence_start + 1, f.sentence_end - f.sentence_start) is distinct from f.sentence""",
    "a figure lies outside its sentence": """
        select f.document_id || '-' || f.start || '-' || f."end" from stored_figures f
        where f.start < f.sentence_start or f."end" > f.sentence_end""",
    "a span ends before it begins": """
        select f.document_id || '-' || f.start || '-' || f."end" from stored_figures f
        where f."end" <= f.start or f.counted_end < f.counted_start or f.act_end < f.act_start""",
    "a link leads to no other figure of the document": f"""
        with links as (
            select document_id, batch, number, start, "end", unnest(covers || [of, part_of]) as target
            from stored_figures)
        select {_FIGURE} from links f left join stored_figures t
            on t.document_id = f.document_id and t.batch = f.batch and t.number = f.target
        where f.target is not null and (t.number is null or f.target = f.number)""",
    "a flag names a figure that is not there": """
        with named as (
            select document_id, rule, unnest(figures) as target from stored_flags
            semi join current c on (c.id, c.batch) = (document_id, stored_flags.batch)),
        known as (
            select document_id || '-' || start || '-' || "end" as id from stored_figures
            where document_id in (select split_part(target, '-', 1) from named)
            union all select document_id || '-' || start || '-' || "end" from verdicts)
        select n.document_id || ' ' || n.rule from named n left join known k on k.id = n.target
        where k.id is null""",
    "a flag is there twice": """
        select id from stored_flags f semi join current c on f.document_id = c.id and f.batch = c.batch
        group by id having count(*) > 1""",
    "a document's count of figures is not that of its rows": """
        select d.id from readings d left join stored_figures f on f.document_id = d.id and f.batch = d.batch
        group by d.id, d.batch, d.figures having count(f.number) <> d.figures""",
    "a figure is there twice": """
        select document_id || ' ' || number from stored_figures
        group by document_id, batch, number having count(*) > 1""",
    "a reading of a document is there twice": """
        select id from readings group by id, reader having count(*) > 1""",
    "a source is there twice": """
        select document_id || ' ' || key from stored_sources group by document_id, key having count(*) > 1""",
    "a document has no source": """
        select id from readings where id not in (select document_id from stored_sources)""",
    "a masked stretch shows something": """
        with masked as (select id, text, unnest(private, recursive := true) from readings)
        select id || '-' || start from masked
        where replace(replace(substring(text, start + 1, "end" - start), '█', ''), chr(10), '') <> ''""",
    "a near-copy's lead is not in its cluster": """
        select c.document_id from stored_clusters c left join stored_clusters l on l.document_id = c.lead_id
        where l.cluster_id is distinct from c.cluster_id""",
}
"""What is wrong, and the query that finds where."""

NOTES: dict[str, str] = {
    "rows that no document counts (of runs that were stopped, or before a restore)": """
        select f.document_id from stored_figures f
        left join readings d on d.id = f.document_id and d.batch = f.batch where d.id is null""",
    "decisions that no figure answers to any more (tongket verdicts list --unfit)": """
        select document_id from unfit_verdicts""",
    "decisions about flags that are no longer found (tongket flags --lost)": """
        select id from lost_flags""",
}
"""What a user may want to know, and is no fault."""


def check(store: Store) -> tuple[list[Finding], list[Finding]]:
    """Faults of the ledger, and notes; both empty where there is nothing to say."""
    db = connect(store)
    try:
        return _ask(db, CHECKS), _ask(db, NOTES)
    finally:
        db.close()


def _ask(db: duckdb.DuckDBPyConnection, questions: dict[str, str]) -> list[Finding]:
    found = []
    for what, query in questions.items():
        db.execute(f"create or replace temp table asked as {query}")
        (rows,) = db.sql("select count(*) from asked").fetchall()[0]
        if rows:
            examples = db.sql(f"select distinct * from asked order by 1 limit {_EXAMPLES}").fetchall()
            found.append(Finding(what, rows, tuple(str(row[0]) for row in examples)))
    return found
