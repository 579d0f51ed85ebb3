"""Series and coverage from the read model: the same rows as comparing/series.py and comparing/coverage.py ask of
DuckDB, in a few milliseconds (a test holds them against each other)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tongket.comparing.coverage import By, Grain, State
from tongket.comparing.spells import spell
from tongket.comparing.today import on_today, per_head
from tongket.ledger.fields import YEARS
from tongket.ledger.questions import Table
from tongket.ledger.schema import NUMBER
from tongket.web.model.model import Model, Row

_KEYS: dict[By, tuple[str, ...]] = {"body": ("body_id", "place_code", "boundary"), "place": ("place_code", "boundary")}
_SAME = ("period_start", "period_end", "kind", "status", "scope", "qualifier", "cumulative", "unit")
_TIERS = ("own_portal", "press", "aggregator", "unknown")
_FIGURES = """
select f.id, f.document_id, f.body_id, f.place_code, f.boundary, f.period_start, f.period_end, f.kind, f.status,
    f.scope, f.qualifier, f.cumulative, f.unit, f.value, f.high, f.bound, f.direction, f.part_of, f.confidence,
    f.sentence, f.versus, f.indicator, f.counted, d.tier, d.published, d.url
from figures f join documents d on d.id = f.document_id where f.indicator = ? and f.counts"""
_MONTHS: dict[Grain, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_BEFORE, _AFTER = 31, 120
_DAY = dt.timedelta(days=1)


def figures(model: Model, indicator: str) -> list[Row]:
    """The figures of an indicator that count, with the source of each: days and numbers as such."""
    rows = model.rows(_FIGURES, (indicator,))
    for row in rows:
        for name in ("period_start", "period_end", "published"):
            row[name] = dt.date.fromisoformat(row[name][:10]) if row[name] else None
        if not _reckoned(row["period_start"], row["period_end"]):  # corrected so before years were held to be sound
            row["period_start"] = row["period_end"] = None
        for name in ("value", "high"):
            row[name] = None if row[name] is None else Decimal(row[name])
        row["cumulative"] = bool(row["cumulative"])
    return rows


def _reckoned(*days: dt.date | None) -> bool:
    return all(day is None or day.year in YEARS for day in days)


def series(rows: Iterable[Row], by: By) -> list[Row]:
    """Rows as of comparing/series.py, from `figures`."""
    keys = _KEYS[by]
    groups = defaultdict[tuple[Any, ...], list[Row]](list)
    for row in rows:
        if row[keys[0]] is not None and row["period_end"] is not None:
            groups[tuple(row[key] for key in (*keys, *_SAME))].append(row)
    found = []
    for key, same in groups.items():
        same.sort(key=_best)
        first = same[0]
        found.append(
            {
                **dict(zip((*keys, *_SAME), key, strict=True)),
                **{name: _first(same, name) for name in ("value", "high", "bound", "direction")},
                "values": len({row["value"] for row in same} - {None}),
                "reports": len({row["document_id"] for row in same}),
                **{name: first[name] for name in ("id", "sentence", "url")},
                "figures": [row["id"] for row in same],
            }
        )
    order = (*keys, "kind", "status", "period_end", "period_start", "unit", "scope", "qualifier", "cumulative")
    found.sort(key=lambda row: tuple((row[name] is None, _ordered(row[name])) for name in order))
    return found


def _first(rows: Sequence[Row], name: str) -> Any:
    """The best figure's that has one."""
    return next((row[name] for row in rows if row[name] is not None), None)


def _ordered(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else value


def _best(row: Row) -> tuple[Any, ...]:
    published = row["published"]
    confidence = row["confidence"]
    return (
        *(_tier(row), published is None, -published.toordinal() if published else 0, row["part_of"] is not None),
        *(confidence is None, -float(confidence or 0), row["id"]),
    )


def _tier(row: Row) -> int:
    return _TIERS.index(row["tier"]) if row["tier"] in _TIERS else -1


# ── today's provinces, rates ─────────────────────────────────────────────────
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("place_code", "boundary")),
        *((name, pa.date32()) for name in ("period_start", "period_end")),
        *((name, pa.string()) for name in ("kind", "status", "scope", "qualifier")),
        ("cumulative", pa.bool_()),
        ("unit", pa.string()),
        *((name, NUMBER) for name in ("value", "high")),
        *((name, pa.string()) for name in ("bound", "direction")),
        *((name, pa.int64()) for name in ("values", "reports")),
        *((name, pa.string()) for name in ("id", "sentence", "url")),
        ("figures", pa.list_(pa.string())),
    ]
)


def brought(rows: list[Row], *, today: bool, sums: bool, rate: bool) -> list[Row]:
    """Rows by place on the provinces of today, or with a rate for every 100,000 people (comparing/today.py)."""
    if not (today or rate):
        return rows
    table = Table(pa.Table.from_pylist(rows, schema=_SCHEMA))
    if today:
        table = on_today(table, sums)
    if rate:
        table = per_head(table)
    return list(table)


# ── coverage ─────────────────────────────────────────────────────────────────
def coverage(model: Model, rows: Iterable[Row], indicator: str, by: By, grain: Grain) -> list[Row]:
    """Rows as of comparing/coverage.py; `rows` are the indicator's `figures`."""
    months = _MONTHS[grain]
    cells = _cells([*_told(rows, by), *_zeros(model, indicator, by)], months)
    if not cells:
        return []
    slots = _slots(min(slot for _, slot in cells), max(slot for _, slot in cells), months)
    people = sorted({who for who, _ in cells})
    # Where the world isn't shown a small count of this indicator, nobody may be called silent about it.
    held = model.value("select 1 from withheld where indicator = ?", (indicator,)) is not None
    present, failed = _present(model, people, by, months), _failed(model, people, by, slots)
    found = []
    for who in people:
        for slot in slots:
            best = cells.get((who, slot), [])
            whole = bool(best) and best[0]["whole"]
            state = _state(best, not held and (who, slot) in present, (who, slot) in failed)
            found.append(
                {
                    **{"who": who, "period_start": slot, "period_end": _plus(slot, months) - _DAY, "state": state},
                    **{"value": best[0]["value"] if whole else None, "unit": best[0]["unit"] if whole else None},
                    "figures": [cell["id"] for cell in best],
                }
            )
    return found


def _state(best: Sequence[Row], present: bool, failed: bool) -> State:
    if best:
        return "in part" if not best[0]["whole"] else "zero" if best[0]["value"] == 0 else "reported"
    return "silent" if present else "failed" if failed else "not collected"


def _told(rows: Iterable[Row], by: By) -> list[Row]:
    told = []
    for row in rows:
        who = row["body_id"] if by == "body" else _place(row["place_code"], row["boundary"])
        ends = row["period_start"], row["period_end"]
        if row["kind"] == "level" and row["status"] in ("reported", "estimate") and who and all(ends):
            confidence = row["confidence"]
            surest = (confidence is None, -float(confidence or 0))
            told.append({**row, "who": who, "rank": (_tier(row), *surest, row["id"])})
    return told


def _zeros(model: Model, indicator: str, by: By) -> list[Row]:
    found = []
    for row in model.rows("select * from zeros where indicator = ?", (indicator,)):
        if row["period_start"] is None or row["period_end"] is None:
            continue
        start, end = (dt.date.fromisoformat(row[name]) for name in ("period_start", "period_end"))
        if not _reckoned(start, end):
            continue
        division = "2025-06-30" if end < dt.date(2025, 7, 1) else "2025-07-01"
        who = row["body_id"] if by == "body" else _place(row["place_code"], division)
        if who:
            identity = f"{row['document_id']}-{row['start']}"
            zero = {"id": identity, "value": Decimal(), "unit": "count", "period_start": start, "period_end": end}
            found.append({**zero, "who": who, "rank": (len(_TIERS), True, 0.0, identity)})
    return found


def _place(code: str | None, boundary: str | None) -> str | None:
    return None if code is None else f"{code}@{boundary}" if boundary else code


def _cells(told: Iterable[Row], months: int) -> dict[tuple[str, dt.date], list[Row]]:
    """Who and slot → what is told there, whole periods first, best first."""
    cells = defaultdict[tuple[str, dt.date], list[Row]](list)
    for row in told:
        shape = spell((row["period_start"], row["period_end"]))
        if shape.months is not None and shape.months <= months:
            slot = _slot(row["period_start"], row["period_end"], months)
            cells[row["who"], slot].append({**row, "whole": shape.months == months})
    for each in cells.values():
        each.sort(key=lambda row: (not row["whole"], row["rank"]))
    return dict(cells)


def _slot(start: dt.date, end: dt.date, months: int) -> dt.date:
    """The first day of the year, half, quarter or month that a period mostly lies in."""
    middle = start + (end - start) // 2
    return dt.date(middle.year, (middle.month - 1) // months * months + 1, 1)


def _plus(day: dt.date, months: int) -> dt.date:
    after = day.month - 1 + months
    year, month = day.year + after // 12, after % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _slots(first: dt.date, last: dt.date, months: int) -> list[dt.date]:
    slots = [first]
    while slots[-1] < last:
        slots.append(_plus(slots[-1], months))
    return slots


def _present(model: Model, people: Sequence[str], by: By, months: int) -> set[tuple[str, dt.date]]:
    marks = ", ".join("?" * len(people))
    question = f"select who, period_start, period_end from present where kind = ? and who in ({marks})"
    found = set()
    for row in model.rows(question, (by, *people)):
        start, end = (dt.date.fromisoformat(row[name]) for name in ("period_start", "period_end"))
        if _reckoned(start, end) and spell((start, end)).months == months:
            found.add((row["who"], _slot(start, end, months)))
    return found


def _failed(model: Model, people: Sequence[str], by: By, slots: Sequence[dt.date]) -> set[tuple[str, dt.date]]:
    """A document of the body's own site, from the time when the report for a period comes out, could not be read."""
    months = 12 if len(slots) < 2 else (slots[1].year - slots[0].year) * 12 + slots[1].month - slots[0].month
    marks = ", ".join("?" * len(people))
    found = set()
    for row in model.rows(f"select who, day from failures where kind = ? and who in ({marks})", (by, *people)):
        day = dt.date.fromisoformat(row["day"][:10])
        for slot in slots:
            after = _plus(slot, months)
            if after - dt.timedelta(days=_BEFORE) <= day <= after + dt.timedelta(days=_AFTER):
                found.add((row["who"], slot))
    return found
