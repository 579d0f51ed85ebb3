"""How much each figure needs to be looked at by a person: flagged ones first, then the doubtful that much rests on.

need = (1 − confidence) × (1 + use), and 2 more where a flag that nobody has decided about names it. Use is
log10(1 + values of its indicator) / 4, at most 1: an error in a series that thousands of figures are in is read most.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from math import log10
from typing import Any

from tongket.ledger.questions import Ledger

_FEW = 500
"""Documents up to which the series are taken to be as long as they were."""
_UNKNOWN = 0.5
"""Confidence where none is told."""
_FLAGGED = 2.0


def weights(db: sqlite3.Connection, ledger: Ledger, documents: int) -> dict[str, float]:
    """Indicator → use, for as many documents as are taken in."""
    if documents <= _FEW:
        counted = db.execute("select id, figures from indicators where figures > 0").fetchall()
    else:
        found = ledger.query("select indicator, count(*) as n from latest where indicator is not null group by 1")
        counted = [(row["indicator"], row["n"]) for row in found]
    return {name: min(1.0, log10(1 + n) / 4) for name, n in counted}


def need(row: Mapping[str, Any], used: Mapping[str, float]) -> float:
    """Of a row of `figures`, flags apart."""
    doubt = 1 - (_UNKNOWN if row["confidence"] is None else float(row["confidence"]))
    return doubt * (1 + used.get(row["indicator"] or "", 0.0))


def flagged(db: sqlite3.Connection) -> set[str]:
    """Ids of the figures that new flags name."""
    found = db.execute("select distinct figure from flag_figures join flags on flag = id where state = 'new'")
    return {row[0] for row in found}


def flag(db: sqlite3.Connection, fresh: Collection[str], before: Collection[str]) -> None:
    """Count flags in: for figures of documents taken anew (`fresh`) that new flags name, and for those whose flags
    changed, which were `before`."""
    now, taken = flagged(db), set(fresh)
    known = {figure for figure in before if figure.partition("-")[0] not in taken}
    _add(db, now - known, _FLAGGED)
    _add(db, known - now, -_FLAGGED)


def _add(db: sqlite3.Connection, figures: Collection[str], more: float) -> None:
    question = "update figures set need = need + ? where id in (select value from json_each(?))"
    db.execute(question, (more, json.dumps(sorted(figures))))
