"""Which groups of points the rules between reports have to look at, found in SQL, and what they find in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from tongket.checks.across import contradictions, earlier, follow, headlines, repeats, unlikely
from tongket.checks.across.points import Found, Point
from tongket.ledger.flags.points import SERIES, fetched, lay_out

if TYPE_CHECKING:
    import duckdb

RULES = (contradictions.RULE, unlikely.RULE, earlier.RULE, repeats.RULE, follow.RULE)
"""What is found between reports; the other rules look at one report each."""

_MOST = 5000
"""A series with more points than this is none: its indicator takes in too much."""

_TOLD = f"""
select hash({SERIES}, period_start, period_end) as grp, id from points where told
window same as (partition by {SERIES}, period_start, period_end)
qualify min(value) over same < max(value) over same and count(*) over same <= {_MOST}
"""

_INSIDE = f"""
with held as (select *, hash({SERIES}) as grp from points where told and indicator in (select indicator from flows)),
pairs as (
    select a.grp, a.id as whole, b.id as part from held a join held b using (grp)
    where a.period_start <= b.period_start and b.period_end <= a.period_end
        and a.period_end - a.period_start > b.period_end - b.period_start and coalesce(a.high, a.value) < b.value)
select distinct grp, unnest([whole, part]) as id from pairs
"""

_OFF = f"""
with held as (
    select *, hash({SERIES}, round((period_end - period_start) / 15)) as grp from points where told and value > 0)
select grp, id from held
window series as (partition by grp)
qualify count(*) over series > 3 and max(value) over series >= 8 * min(value) over series
    and count(*) over series <= {_MOST}
"""

_GIVEN_TWICE = f"""
with held as (select *, hash({SERIES}, value) as grp from points where told and value >= 1000)
select grp, id from held
window same as (partition by grp)
qualify count(*) over same between 2 and 100 and min(period_start) over same < max(period_start) over same
"""

_FOLLOWED = f"""
with held as (
    select *, hash({SERIES}, direction, period_start, period_end) as grp from points
    where not is_part and status in ('target', 'reported', 'estimate'))
select grp, id from held
window same as (partition by grp)
qualify count_if(status = 'target') over same > 0 and count_if(status <> 'target') over same > 0
    and min(document_id) over same < max(document_id) over same and count(*) over same <= {_MOST}
"""

_CHANGES = f"""
create or replace temp table earlier as
with changes as (
    select id as change, document_id, "of", bases[1].period_start as base_start, bases[1].period_end as base_end
    from points
    where kind in ('change', 'growth') and "of" is not null and status in ('reported', 'estimate')
        and len(bases) = 1 and bases[1].period_start is not null),
measured as (
    select c.change, c.base_start, c.base_end, p.* from changes c join points p
    on p.document_id = c.document_id and p.number = c."of"
    where p.kind = 'level' and not p.is_part and p.status in ('reported', 'estimate'))
select m.change, m.id as level, m.base_start, m.base_end, o.id as own from measured m join points o using ({SERIES})
where o.told and (o.period_start, o.period_end) = (m.base_start, m.base_end) and o.document_id <> m.document_id
"""

_EARLIER = "select distinct hash(level, base_start, base_end) as grp, unnest([change, level, own]) as id from earlier"

_SENTENCES = """
create or replace temp table sentences as
select document_id, published, min(id) as id, any_value(body_id) as body_id,
    hash(regexp_replace(lower(sentence), '\\b(19|20)[0-9][0-9]\\b', '', 'g')) as words
from latest
where sentence is not null and length(sentence) >= 40 and status <> 'rule' and published is not null
group by document_id, published, sentence
"""

_PAIRS = """
create or replace temp table repeated as
with shared as (
    select * from sentences where body_id is not null
    window same as (partition by words)
    qualify min(document_id) over same < max(document_id) over same and count(*) over same <= 20),
pairs as (
    select a.document_id as earlier, b.document_id as later, list(a.id order by a.id) as before,
        list(b.id order by a.id) as after
    from shared a join shared b using (words, body_id)
    where b.published - a.published >= 180
    group by all having count(*) >= 3)
select p.*, (select count(distinct words) from sentences s where s.document_id = p.later) as sentences from pairs p
"""

_HEADLINES = """
create or replace temp table headlines as
with titles as (
    select id as document_id, list_filter(blocks, lambda b: b.kind = 'title')[1]."end" as title_end from documents),
told as (
    select l.id, l.document_id, l.unit, l.title, l.url, l.start < t.title_end as is_headline
    from latest l join titles t using (document_id) where l.status = 'reported' and l.value >= 10)
select * from told
window same as (partition by document_id, unit)
qualify bool_or(is_headline) over same and not bool_and(is_headline) over same
"""

_HEADLINE = "select hash(document_id, unit) as grp, id from headlines"

_REPEATED = "select hash(earlier, later) as grp, unnest(before || after) as id from repeated"


def found(db: duckdb.DuckDBPyConnection, flows: Collection[str], others: Collection[str] = ()) -> Iterator[Found]:
    """Everything that the rules find among the figures that count. `flows`: indicators that sum up over periods;
    `others`: those that are no series of a body.

    `db`: views over a ledger. Tables are made beside them; the figures are read twice, however many rules there are.
    """
    lay_out(db, others)
    db.execute(
        "create or replace temp table flows as select unnest($flows::varchar[]) as indicator", {"flows": [*flows]}
    )
    for query in (_CHANGES, _SENTENCES, _PAIRS, _HEADLINES):
        db.execute(query)
    looks = _looks(db)
    parts = (f"select '{name}' as part, grp, id from ({query})" for name, (query, _) in looks.items())
    db.execute(f"create or replace temp table groups as {' union all '.join(parts)}")
    followed: list[follow.Followed] = []
    for name, group in fetched(db):
        if name == "followed":
            followed += follow.followed(group)
        else:
            yield from looks[name][1](group)
    yield from follow.flags(followed)


Look = Callable[[Sequence[Point]], Iterator[Found]]


def _looks(db: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, Look]]:
    """Name → the groups to look at, and what looks at one."""
    levels = dict(db.execute("select change, level from earlier").fetchall())
    pairs = {
        frozenset((*before, *after)): (list(zip(before, after, strict=True)), sentences)
        for before, after, sentences in db.execute("select before, after, sentences from repeated").fetchall()
    }

    titles = {
        identity: (title or "", url or "")
        for identity, title, url in db.execute("select id, title, url from headlines where is_headline").fetchall()
    }

    def of_headline(group: Sequence[Point]) -> Iterator[Found]:
        headline = [point for point in group if point.id in titles]
        yield from headlines.borne_out(headline, [point for point in group if point.id not in titles])
        yield from headlines.addressed(headline, *titles[headline[0].id])

    def of_earlier(group: Sequence[Point]) -> Iterator[Found]:
        changes = [point for point in group if point.id in levels]
        level = next(point for point in group if point.id == levels[changes[0].id])
        own = [point for point in group if point is not level and point not in changes]
        yield from earlier.held(level, changes, own)

    def of_reports(group: Sequence[Point]) -> Iterator[Found]:
        points = {point.id: point for point in group}
        told, sentences = pairs[frozenset(points)]
        yield from repeats.report(repeats.Repeated([(points[a], points[b]) for a, b in told], sentences))

    return {
        "told": (_TOLD, contradictions.told),
        "headline": (_HEADLINE, of_headline),
        "inside": (_INSIDE, contradictions.inside),
        "off": (_OFF, unlikely.off),
        "earlier": (_EARLIER, of_earlier),
        "given twice": (_GIVEN_TWICE, repeats.figure),
        "reports": (_REPEATED, of_reports),
        "followed": (_FOLLOWED, lambda _: iter(())),
    }
