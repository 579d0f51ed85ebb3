"""The figures that count as points of series, in a table of DuckDB; groups of them fetched as records.

The table holds every figure that has an indicator and a body or place. SQL finds the groups in which something can
differ; only those are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tongket.checks.across.points import BEFORE_THE_END, LEAST_DAYS, Point
from tongket.ledger.stored import figures_of

if TYPE_CHECKING:
    import duckdb

_AT_ONCE = 2_000
CONFIDENT = "0.5"
"""Figures that are more likely wrong than right in some field are held against no others."""

SERIES = "indicator, who, spot, unit, kind, reach, narrowed"
"""Columns that are the same in all points of a series: what, whose, where, and how it is measured."""

_POINTS = f"""
create or replace temp table points as
select l.id, l.document_id, l.number, l.published, l.indicator, l.unit, l.kind, l.status, l.value, l.high, l.bound,
    l.period_start, l.period_end, l.direction, l."of", l.versus as bases,
    coalesce(l.body_id, '') as who,
    coalesce(l.place_code || '@' || l.boundary, l.place_code, lower(l.place), '') as spot,
    coalesce(l.scope, 'own') as reach, lower(coalesce(l.qualifier, '')) as narrowed,
    l.part_of is not null as is_part,
    l.status = 'reported' and l.kind = 'level' and l.as_of is null and not coalesce(l.cumulative, false)
        and l.part_of is null and l.period_end - l.period_start >= {LEAST_DAYS - 1}
        and coalesce(l.period_end - l.published <= {BEFORE_THE_END}, false) as told
from latest l
where l.indicator is not null and not list_contains($without::varchar[], l.indicator) and l.value is not null
    and l.period_start is not null and l.period_end is not null
    and (l.body_id is not null or (l.body is null and regexp_matches(l.place_code, '^[0-9]+$')))
    and coalesce(l.confidence, 1) >= {CONFIDENT}
"""
"""`who` is empty only where the text names nobody, and a place inside the country: a body that the registry doesn't
know is no series, and what is told of the whole country without saying by whom is of many."""

_FETCH = """
select g.part, g.grp, l.* from groups g join latest l using (id)
order by g.part, g.grp, l.published nulls last, l.document_id, l.number
"""


def lay_out(db: duckdb.DuckDBPyConnection, without: Collection[str] = ()) -> None:
    """Make the table `points` from the view `latest`; `without`: indicators that are left out."""
    db.execute(_POINTS, {"without": [*without]})


def fetched(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Point]]]:
    """The points of each group of the table `groups` (part, grp, id), with the name of its part."""
    rows = (row for batch in db.sql(_FETCH).to_arrow_reader(_AT_ONCE) for row in batch.to_pylist())
    for (part, _), group in groupby(rows, key=itemgetter("part", "grp")):
        yield part, list(map(point, group))


def point(row: dict[str, Any]) -> Point:
    """A row of `latest` as a point; its figure has no links, which are of no use without the other figures."""
    alone = row | {"of": None, "part_of": None, "covers": None}
    (figure,) = figures_of([alone])
    return Point(
        id=row["id"],
        document_id=row["document_id"],
        figure=figure,
        published=row["published"],
        sentence=row["sentence"] or "",
        is_part=row["part_of"] is not None,
    )
