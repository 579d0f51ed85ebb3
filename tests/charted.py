"""Rows of series and coverages for the tests of charts, of places that there are and numbers that are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tongket.indicators.catalogue import Break, Name
from tongket.records import Dates
from tongket.registry.units import NEW, OLD
from tongket.web.charts.chart import About

_NUMBER = count()
ABOUT = About("traffic-deaths", "Số người chết vì tai nạn giao thông", "Nguồn: sổ thử.")
CHANGED = Break(dt.date(2021, 3, 1), Name("cách tính mới", "counted anew"))
BROKEN = About(ABOUT.id, ABOUT.title, ABOUT.source, breaks=(CHANGED,))
BODY = "ban-an-toan-giao-thong/lang-son"


def year(number: int) -> Dates:
    return dt.date(number, 1, 1), dt.date(number, 12, 31)


def row(period: Dates, value: int | str | None = 12, **told: Any) -> dict[str, Any]:
    """A row as `series` has them: of Lạng Sơn's own results, unless `told` says otherwise."""
    division = OLD if period[1] < dt.date(2025, 7, 1) else NEW
    common: dict[str, Any] = {
        **{"body_id": BODY, "place_code": "20", "boundary": division, "kind": "level", "status": "reported"},
        **{"scope": "own", "qualifier": None, "cumulative": False, "unit": "count", "high": None, "bound": "exact"},
        **{"direction": None, "values": 1, "reports": 1, "sentence": "Một câu.", "url": None, "figures": []},
    }
    identity = f"{next(_NUMBER):020x}-10-12"
    start, end = period
    exact = None if value is None else Decimal(value)
    return {"id": identity, "period_start": start, "period_end": end, "value": exact, **common, **told}


def cell(who: str, period: Dates, state: str) -> dict[str, Any]:
    """A row as `coverage` has them."""
    return {
        "who": who,
        "period_start": period[0],
        "period_end": period[1],
        "state": state,
        "value": None,
        "figures": [],
    }


def _period(first: dt.date, months: int, days: int) -> Dates:
    if days:
        return first, first + dt.timedelta(days=days - 1)
    after = first.month - 1 + months
    return first, dt.date(first.year + after // 12, after % 12 + 1, first.day) - dt.timedelta(days=1)


PERIODS = st.builds(
    _period,
    st.builds(dt.date, st.integers(2018, 2026), st.sampled_from([1, 4, 7, 10, 12]), st.sampled_from([1, 15])),
    st.sampled_from([1, 3, 6, 12]),
    st.sampled_from([0, 0, 0, 0, 1, 7]),
)
ROWS: st.SearchStrategy[Sequence[dict[str, Any]]] = st.lists(
    st.builds(
        row,
        PERIODS,
        st.one_of(st.none(), st.integers(0, 10**13)),
        place_code=st.sampled_from(["20", "08", "15", "01", "186", "VN"]),
        boundary=st.sampled_from([OLD, NEW, None]),
        kind=st.sampled_from(["level", "level", "level", "growth", "change"]),
        status=st.sampled_from(["reported", "reported", "reported", "estimate", "target", "rule"]),
        scope=st.sampled_from([None, "own", "sector"]),
        qualifier=st.sampled_from([None, None, "đặc biệt nghiêm trọng"]),
        cumulative=st.sampled_from([False, False, True]),
        unit=st.sampled_from(["count", "count", "%"]),
        bound=st.sampled_from(["exact", "over", "about", None]),
        high=st.sampled_from([None, None, Decimal(10**13)]),
    ),
    max_size=25,
)
