"""Ledgers for the tests of what is compared: reports of one figure each, with ids set by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from tongket.ledger.commit import Writer
from tongket.ledger.index import Index
from tongket.ledger.rows import Rows, Where, digest, rows_of
from tongket.ledger.store import Store
from tongket.pipeline.work import LeftOut
from tongket.records import Dates, Document, Figure, Reading, Review, Zero

ACCIDENTS = "traffic-accidents"


def year(number: int) -> Dates:
    return dt.date(number, 1, 1), dt.date(number, 12, 31)


def report(body: str, period: Dates, **told: Any) -> Reading:
    """A report of `body` with one figure: `indicator`, `value`; or a zero in words, or only a review."""
    text = f"{body} {period} 12 vụ {sorted(told.items())}"
    start = text.index("12 vụ")
    common: dict[str, Any] = {"counted": "vụ", "period": period, "body": body, "place": None, "body_id": body}
    figure = Figure(
        start, start + 2, "12", Decimal(told.get("value", 12)), None, "exact", "count", act=None, kind="level",
        direction=None, status=told.get("status", "reported"), of=None, part_of=None, sentence=(0, len(text)),
        indicator=told.get("indicator", ACCIDENTS), place_code=told.get("place_code"),
        boundary=told.get("boundary"), **common,
    )  # fmt: skip
    only = told.get("only")
    return Reading(
        Document(f"{body}-{len(text)}", text, (), url=f"https://{body}.gov.vn/{digest(text)[:8]}"),
        figures=() if only else (figure,),
        zeros=(Zero(0, 2, text[:2], indicator=ACCIDENTS, **common),) if only == "zero" else (),
        review=Review("tổng kết", body, period, None, body_id=body) if only == "review" else None,
        genre="aggregate_report",
    )


def ledger_of(folder: Path, *readings: Reading, left_out: tuple[LeftOut, ...] = ()) -> Store:
    store = Store(folder / "ledger", create=True)
    rows = Rows()
    for each in readings:
        tier = "press" if "press" in each.document.text else "own_portal"
        rows.add(rows_of(each, digest(each.document.text), Where(each.document.url or "", tier=tier)))
    index = Index(store)
    try:
        Writer(store, index, "20260101T000000-0001", "tongket 1 (aaaa)").commit(rows.arrow(), left_out)
    finally:
        index.close()
    return store
