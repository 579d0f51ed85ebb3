"""An indicator over time: for each body or place and each period, the figure that counts, and how many tell another.

Reports often tell one thing twice; the figure that counts comes from the best source (the body's own portal before
the press), is of the latest report, and the surest of its figures. All others stand beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from tongket.ledger.fields import IN_YEARS

if TYPE_CHECKING:
    from tongket.ledger.questions import Ledger, Table

By = Literal["body", "place"]
_KEYS: dict[By, tuple[str, ...]] = {
    "body": ("body_id", "place_code", "boundary"),
    "place": ("place_code", "boundary"),
}
"""A body reports for several places: its districts are series of their own."""


def series(ledger: Ledger, indicator: str, by: By = "body") -> Table:
    """One row for each body and place (or place), period, kind, status, scope and qualifier of an indicator: `value`,
    `high`, `bound`, `unit`, `id` of the figure that counts, its `sentence` and `url`; `values`: how many different
    ones are told; `reports`: by how many documents; `figures`: the ids of all, the one that counts first.

    Raises ValueError for another `by`.
    """
    if by not in get_args(By):
        raise ValueError(f"not a series by body or place: {by}")
    keys = ", ".join(_KEYS[by])
    return ledger.query(
        f"""
        with told as (
            select *, row_number() over same as place_in_row from latest
            where indicator = $indicator and {_KEYS[by][0]} is not null and period_end is not null
                and coalesce({IN_YEARS}, true)
            window same as (
                partition by {keys}, period_start, period_end, kind, status, scope, qualifier, cumulative, unit
                order by list_position(['own_portal', 'press', 'aggregator', 'unknown'], tier),
                    published desc nulls last, part_of is not null, confidence desc nulls last, id))
        select {keys}, period_start, period_end, kind, status, scope, qualifier, cumulative, unit,
            arg_min(value, place_in_row) as value, arg_min(high, place_in_row) as high,
            arg_min(bound, place_in_row) as bound, min_by(direction, place_in_row) as direction,
            count(distinct value) as "values", count(distinct document_id) as reports,
            arg_min(id, place_in_row) as id, arg_min(sentence, place_in_row) as sentence,
            arg_min(url, place_in_row) as url, list(id order by place_in_row) as figures
        from told
        group by {keys}, period_start, period_end, kind, status, scope, qualifier, cumulative, unit
        order by {keys}, kind, status, period_end, period_start, unit, scope, qualifier, cumulative""",
        indicator=indicator,
    )
