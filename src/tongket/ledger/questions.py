"""A ledger opened for questions: SQL over its views, and the figures that count, as Arrow, pandas or Polars."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tongket.ledger.errors import LedgerError
from tongket.ledger.places import default_place
from tongket.ledger.store import Store
from tongket.ledger.views import connect

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa


Period = str | dt.date | tuple[dt.date, dt.date]


def open_ledger(place: str | Path | None = None) -> Ledger:
    """The ledger at `place`, a folder or `s3://` address, as it is now. Raises LedgerError where there is none."""
    return Ledger(Store(default_place() if place is None else place))


class Table:
    """The answer to a question. Iterating gives its rows as dicts."""

    def __init__(self, rows: pa.Table) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return int(self._rows.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self._rows.to_batches():
            yield from batch.to_pylist()

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._rows.column_names)

    def arrow(self) -> pa.Table:
        """As an Arrow table; numbers are decimals."""
        return self._rows

    def pandas(self) -> pandas.DataFrame:
        """As a pandas frame, on Arrow's types so that numbers stay exact. Needs pandas."""
        import pandas

        return self._rows.to_pandas(types_mapper=pandas.ArrowDtype)

    def polars(self) -> polars.DataFrame:
        """As a Polars frame. Needs polars."""
        import polars

        frame = polars.from_arrow(self._rows)
        assert isinstance(frame, polars.DataFrame)  # a table gives a frame, only an array a series
        return frame


class Ledger:
    """Questions to one state of a ledger; `refresh` looks again. `public`: as if nothing had been handed over."""

    def __init__(self, store: Store, *, public: bool = False) -> None:
        self.store = store
        self._public = public
        self._db = connect(store, public=public)

    def refresh(self) -> None:
        """Take in what was added or decided since."""
        self._db.close()
        self._db = connect(self.store, public=self._public)

    def withhold(self, figures: Sequence[str]) -> None:
        """Answer from now on as if these figures (ids) didn't count: they are not in `latest` and not in `figures`,
        and no flag that is about one is in `flags`. `refresh` undoes it."""
        import pyarrow as pa

        self._db.register("withheld_rows", pa.table({"id": pa.array(figures, pa.string())}))
        self._db.execute("create temp table withheld as select distinct id from withheld_rows")
        for view in ("latest", "figures"):
            self._db.execute(f"alter view {view} rename to whole_{view}")
            self._db.execute(f"create view {view} as select * from whole_{view} anti join withheld using (id)")

    def close(self) -> None:
        """Let go of the connection."""
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, **values: object) -> Table:
        """The answer to one SELECT in DuckDB's SQL; `$name` in it stands for the value given as `name`.

        Raises LedgerError with the first line of what DuckDB says where it can't be answered.
        """
        try:
            found = self._db.sql(sql, params=values or None)
        except duckdb.Error as error:
            raise LedgerError(_told(error)) from None
        if found is None:
            raise LedgerError("the query gives no rows: write a SELECT")
        try:
            return Table(_told_apart(found.to_arrow_table()))
        except duckdb.Error as error:
            raise LedgerError(_told(error)) from None

    def figures(self, body: str | None = None, place: str | None = None, period: Period | None = None) -> Table:
        """The figures that count (`latest`): of bodies and places whose name holds the given words, in any case and
        with any accents, and for periods within `period`: a year "2024", a month "2024-06", a day, or first and last
        day. Raises ValueError for another period."""
        conditions, values = ["true"], dict[str, object]()
        for column, words in (("body", body), ("place", place)):
            if words is not None:
                conditions.append(f"contains({folded(column)}, {folded('$' + column)})")
                values[column] = words
        if period is not None:
            conditions.append("period_start >= $first and period_end <= $last")
            values["first"], values["last"] = days(period)
        return self.query(
            f'select * from latest where {" and ".join(conditions)} order by document_id, start, "end"', **values
        )


def days(period: Period) -> tuple[dt.date, dt.date]:
    """First and last day of "2024", "2024-06", "2024-06-30" or "2024-01-01..2024-06-30". Raises ValueError else."""
    if isinstance(period, tuple):
        return period
    if isinstance(period, dt.date):
        return period, period
    first, _, last = period.partition("..")
    return _days(first)[0], _days(last or first)[1]


def _days(text: str) -> tuple[dt.date, dt.date]:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text.strip())
    if match is None:
        raise ValueError(f"not a period like 2024, 2024-06 or 2024-01-01..2024-06-30: {text}")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def folded(expression: str) -> str:
    """SQL that drops case and accents; "đ" is a letter of its own to Unicode."""
    return f"replace(lower(strip_accents({expression})), 'đ', 'd')"


def _told_apart(rows: pa.Table) -> pa.Table:
    """Columns of one name with numbers behind it, as in "value", "value_1": rows as dicts would keep the last alone."""
    names: list[str] = []
    for name in rows.column_names:
        others = (f"{name}_{number}" for number in count(1))
        free = (other for other in others if other not in names and other not in rows.column_names)
        names.append(next(free) if name in names else name)
    return rows.rename_columns(names)


def _told(error: duckdb.Error) -> str:
    """The first line, and the second where it has names that were perhaps meant."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return " ".join([lines[0], *(line for line in lines[1:2] if line.startswith(("Candidate", "Did you mean")))])
