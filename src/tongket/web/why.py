"""Why two values can't be compared, in the reader's language: the reasons of comparing/comparability.py."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongket.comparing.comparability import Reason, reasons
from tongket.comparing.spells import Spell, spell
from tongket.indicators.catalogue import Break
from tongket.output.unit_names import unit_name
from tongket.web.language import Language, words_of
from tongket.web.wording import day

Row = Mapping[str, Any]


def why_not(one: Row, other: Row, breaks: Sequence[Break], language: Language) -> list[str]:
    """What keeps two values from being compared, one line each; nothing where nothing known does. The rows are of a
    series or of figures, with days as dates."""
    found = reasons(_full(one), _full(other), breaks)
    if language == "en":
        return [reason.words for reason in found]
    return [_vietnamese(reason, one, other, breaks) for reason in found]


def _full(row: Row) -> dict[str, Any]:
    versus = row.get("versus")
    return {
        **{"counted": None, "place_code": None, "boundary": None, "indicator": None},
        **row,
        "versus": json.loads(versus) if isinstance(versus, str) else versus,
        "cumulative": bool(row["cumulative"]),
    }


def _vietnamese(reason: Reason, one: Row, other: Row, breaks: Iterable[Break]) -> str:
    words = words_of("vi")
    pair = [_told(reason.cause, row) for row in (one, other)]
    if reason.cause == "definition":
        ends = sorted(row["period_end"] for row in (one, other))
        told = [f"{day(each.date, 'vi')}: {each.reason.vi}" for each in breaks if ends[0] < each.date <= ends[1]]
        return str(words("why.definition", told="; ".join(told)))
    if reason.cause == "period" and None in (pair[0], pair[1]):
        return str(words("why.open"))
    return str(words(f"why.{reason.cause}", one=pair[0] or "", other=pair[1] or ""))


def _told(cause: str, row: Row) -> str | None:
    """What a row has where two differ."""
    words = words_of("vi")
    if cause == "unit":
        return unit_name(row["unit"], "vi") or str(words("why.number"))
    if cause == "kind":
        return words.get(f"kinds.{row['kind']}", row["kind"])
    if cause == "status":
        return words.get(f"statuses.{row['status']}", row["status"])
    if cause == "period":
        shape = _spell(row)
        return None if shape is None else _length(shape)
    if cause == "calendar":
        return f"{day(row['period_start'], 'vi')} – {day(row['period_end'], 'vi')}"
    if cause == "boundary":
        return words.get(f"boundaries.{row.get('boundary')}", "")
    if cause == "scope":
        scope = row["scope"] or "own"
        return words.get(f"scopes.{scope}", scope)
    if cause == "qualifier":
        return f"“{row['qualifier']}”" if row["qualifier"] else str(words("why.all"))
    return str(row.get("indicator") or row.get("counted") or "?") if cause == "indicator" else ""


def _spell(row: Row) -> Spell | None:
    start, end = row["period_start"], row["period_end"]
    return spell((start, end)) if isinstance(start, dt.date) and isinstance(end, dt.date) else None


def _length(shape: Spell) -> str:
    words = words_of("vi")
    if shape.months is None:
        return f"{shape.days} {words('why.days')}"
    return f"{shape.months} {words('why.months')}"
