"""Lists in portions: which part of a long answer a page shows, and how figures stand in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from tongket.web.model.model import Model, Row
from tongket.web.records import dates, figure

SIZE = 50
"""Rows of a page."""
Number = Annotated[int, Query(ge=1, le=10_000, description="Which page, from 1.")]
Words = Annotated[str, Query(max_length=200)]
Values = Sequence[object] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Portion:
    """`rows`: those of page `number` of `pages`; `total`: how many there are in all."""

    rows: list[Row]
    total: int
    number: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def data(self) -> dict[str, Any]:
        """What JSON tells of it beside the rows."""
        return {"total": self.total, "page": self.number, "pages": self.pages}


def portion(model: Model, sql: str, values: Values, number: int, size: int = SIZE) -> Portion:
    """Page `number` of a SELECT's answer; the SELECT says the order."""
    total = model.value(f"select count(*) from ({sql})", values)
    rows = model.rows(f"{sql} limit {size} offset {(number - 1) * size}", values)
    return Portion(rows, total, number, size)


def shown(rows: Iterable[Row]) -> list[Row]:
    """Rows of figures with the figure as a record (`figure`) and its period (`when`), as templates ask for."""
    return [row | {"figure": figure(row), "when": dates(row)} for row in rows]


_HIDDEN = ("number_value", "counts", "need", "vi", "en")


def plain(row: Row) -> Row:
    """A figure's row as JSON and CSV tell it."""
    return {name: value for name, value in row.items() if name not in _HIDDEN}


FIGURES = """
select f.*, d.title, d.published, d.publisher, d.url, i.vi, i.en from figures f
join documents d on d.id = f.document_id left join indicators i on i.id = f.indicator where f.counts and {condition}
order by f.period_end desc nulls last, f.period_start desc, f.indicator nulls last, f.document_id, f.start"""
"""Figures that count with what is told of their document, newest period first."""
