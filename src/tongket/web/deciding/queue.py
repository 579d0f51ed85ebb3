"""The figures that most need eyes, one after the other across documents, by sector, indicator or body if one likes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tongket.ledger import desk, standing
from tongket.ledger.store import Store
from tongket.web.model.model import Model, Row

_AT_ONCE = 50
_FILTERS = ("sector", "indicator", "body")
_COLUMNS = {"sector": "f.sector", "indicator": "f.indicator", "body": "f.body_id"}


@dataclass(frozen=True, slots=True)
class Queue:
    """Which figures: of a sector, an indicator, a body (ids); "" for all."""

    sector: str = ""
    indicator: str = ""
    body: str = ""

    @classmethod
    def of(cls, query: str) -> Queue:
        """From what `query` gave; what else stands there is left out."""
        told = {name: value for name, value in parse_qsl(query[:500]) if name in _FILTERS}
        return cls(**told)

    @property
    def query(self) -> str:
        """As the query of an address: "sector=traffic"."""
        return urlencode({name: value for name in _FILTERS if (value := getattr(self, name))})

    def rows(self, model: Model, after: str = "", limit: int = _AT_ONCE) -> list[Row]:
        """Figures that nobody has decided about, those that most need eyes first; behind the figure `after`."""
        values: dict[str, Any] = {"limit": limit}
        conditions = ["f.verdict is null", "f.counts"]
        for name, column in _COLUMNS.items():
            if wanted := getattr(self, name):
                conditions.append(f"{column} = :{name}")
                values[name] = wanted
        if after and (told := model.value("select need from figures where id = ?", (after,))) is not None:
            conditions.append("(f.need < :need or (f.need = :need and f.id > :after))")
            values |= {"need": told, "after": after}
        return model.rows(_ROWS.format(conditions=" and ".join(conditions)), values)

    def following(self, model: Model, store: Store, after: str) -> Row | None:
        """The next figure that nobody has decided about up to this moment; None where there is none."""
        while rows := self.rows(model, after):
            for row in _undecided(store, rows):
                return row
            after = rows[-1]["id"]
        return None

    def left(self, model: Model) -> int:
        """How many are left, up to 10,000."""
        conditions = ["f.verdict is null", "f.counts", *(f"{_COLUMNS[name]} = :{name}" for name in self._named())]
        values = {name: getattr(self, name) for name in self._named()}
        counted = f"select 1 from figures f where {' and '.join(conditions)} limit 10000"
        return int(model.value(f"select count(*) from ({counted})", values))

    def _named(self) -> list[str]:
        return [name for name in _FILTERS if getattr(self, name)]


def _undecided(store: Store, rows: list[Row]) -> Iterator[Row]:
    """Those that nobody has decided about since the read model was brought up."""
    verdicts = standing.held(desk.verdicts_of(store, about={row["document_id"] for row in rows}))
    decided = {(each["document_id"], each["start"], each["end"]) for each in verdicts}
    for row in rows:
        if (row["document_id"], row["start"], row["end"]) not in decided:
            yield row


_ROWS = """
with chosen as (select f.* from figures f where {conditions} order by f.need desc, f.id limit :limit)
select c.*, d.title, d.published, d.publisher,
    exists (select 1 from flag_figures g where g.figure = c.id) as flagged,
    (select figures from indicators i where i.id = c.indicator) as used
from chosen c join documents d on d.id = c.document_id order by c.need desc, c.id"""
