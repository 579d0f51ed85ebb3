"""Who reported an indicator, for which periods, and what the ledger holds where nobody did.

A matrix of bodies (or places) and periods. Each cell is one of
- `reported`: a result or estimate for the whole period; its value stands with it;
- `zero`: reported as none, in a number or in words;
- `in part`: told only for a part of the period (a half of the year);
- `silent`: a report of that body for the period was read, and does not tell it;
- `failed`: nothing was read, but a document of the body's own site from after the period could not be;
- `not collected`: the ledger holds nothing of it.
A period on a sector's own calendar (15 December to 14 December) stands under the year that it mostly lies in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from tongket.ledger.fields import IN_YEARS

if TYPE_CHECKING:
    from tongket.ledger.questions import Ledger, Table

By = Literal["body", "place"]
Grain = Literal["year", "half", "quarter", "month"]
State = Literal["reported", "zero", "in part", "silent", "failed", "not collected"]
STATES: tuple[State, ...] = get_args(State)

_MONTHS: dict[Grain, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_AFTER = 120
"""Days after a period in which its report is published; most come out within four months."""
_BEFORE = 31
"""Days before its end that a summing-up may come out: most bodies hold the year's meeting in December."""


def coverage(ledger: Ledger, indicator: str, by: By = "body", grain: Grain = "year") -> Table:
    """One row for each body (or place, as code and division) that ever reported the indicator, and each period from
    the first to the last that anybody did: `who`, `period`, `state`, `value`, `unit`, `figures` (ids, best first).

    Raises ValueError for another `by` or `grain`.
    """
    if by not in get_args(By) or grain not in _MONTHS:
        raise ValueError(f"not a coverage by body or place, and year, half, quarter or month: {by}, {grain}")
    return ledger.query(_question(by, grain), indicator=indicator)


def _question(by: By, grain: Grain) -> str:
    who = "body_id" if by == "body" else "place_code || coalesce('@' || boundary, '')"
    # documents has no `boundary`, and a zero in words none either: it is told for the division of its period
    who_of_zero = (
        "body_id"
        if by == "body"
        else ("place_code || case when period_end < date '2025-07-01' then '@2025-06-30' else '@2025-07-01' end")
    )
    months = _MONTHS[grain]
    slot = f"date_trunc('month', mid) - to_months(((month(mid) - 1) % {months})::int)"
    return f"""
    with told as (
        select {who} as who, id, value, unit, tier, published, confidence, {_shape()} from latest
        where indicator = $indicator and kind = 'level' and status in ('reported', 'estimate')),
    zeros_told as (
        select {who_of_zero} as who, document_id || '-' || start as id, 0 as value, {_shape()} from zeros
        where indicator = $indicator),
    everything as (
        select {who} as who, {_shape()} from latest
        union all by name select {who_of_zero} as who, {_shape()} from zeros
        {"union all by name select body_id as who, " + _shape() + " from reviews" if by == "body" else ""}),
    slots_told as (
        select who, {slot} as slot, months = {months} as whole, id, value, unit,
            list_position(['own_portal', 'press', 'aggregator', 'unknown'], tier) as rank, published, confidence
        from told where who is not null and months <= {months}
        union all by name
        select who, {slot} as slot, months = {months} as whole, id, value, 'count' as unit from zeros_told
        where who is not null and months <= {months}),
    cells as (
        select who, slot, bool_or(whole) as whole,
            arg_min(value, (not whole, rank, -confidence, id)) as value,
            arg_min(unit, (not whole, rank, -confidence, id)) as unit,
            list(id order by not whole, rank, -confidence, id) as figures
        from slots_told group by who, slot),
    present as (
        select distinct who, {slot} as slot from everything where who is not null and months = {months}),
    people as (select distinct who from cells),
    periods as (
        select unnest(generate_series(min(slot), max(slot), to_months({months})))::date as slot from cells),
    homes as (
        select host, arg_max(who, n) as who from (
            select regexp_extract(url, '://([^/:]+)', 1) as host, {who} as who, count(*) as n from latest
            where tier = 'own_portal' group by all) where who is not null group by host),
    failures as (
        select distinct who, slot from left_out join homes using (host), periods
        where reason not in ('case_report', 'stamped', 'redacted', 'other_language')
            and coalesce(published, "at"::date) between slot + to_months({months}) - to_days({_BEFORE})
                and slot + to_months({months}) + to_days({_AFTER}))
    select p.who, t.slot as period_start, (t.slot + to_months({months}) - to_days(1))::date as period_end,
        case when c.who is not null then
                case when c.whole and c.value = 0 then 'zero' when c.whole then 'reported' else 'in part' end
            when s.who is not null then 'silent' when f.who is not null then 'failed' else 'not collected'
        end as state,
        case when c.whole then c.value end as value, case when c.whole then c.unit end as unit,
        coalesce(c.figures, []) as figures
    from people p cross join periods t
        left join cells c on c.who = p.who and c.slot = t.slot
        left join present s on s.who = p.who and s.slot = t.slot
        left join failures f on f.who = p.who and f.slot = t.slot
    order by p.who, t.slot"""


def _shape() -> str:
    """SQL: how many whole months a row's period has (null where it isn't whole months), and its middle; null both in a
    year that no report tells of."""
    return f"""
        case when {IN_YEARS} then period_start + ((period_end - period_start) // 2)::int end as mid,
        case when {IN_YEARS} and day(period_end + 1) = day(period_start)
            then date_diff('month', period_start, (period_end + 1)::date) end as months"""
