"""What a person decides about a flag: confirmed or dismissed, when the body was asked, what it answered.

Decisions are only ever added. Each carries the flag as it was seen, so that it can be told even when the flag is no
longer found.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tongket.clock import now
from tongket.ledger import desk
from tongket.ledger.checkers import checkers, known_checker
from tongket.ledger.errors import LedgerError
from tongket.ledger.fields import LONGEST, tidy
from tongket.ledger.private_words import masked
from tongket.ledger.questions import Ledger

State = Literal["new", "confirmed", "dismissed"]

_SHORTEST = 6
"""Digits of a flag's id that a person must give at the least."""
_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class FlagDecision:
    """One decision. `state`, `asked` and `answer`: what is None stays as it was; one of them is told.

    `checker`: an id that the ledger gave out (ledger/checkers.py).
    """

    flag: str
    checker: str
    state: State | None = None
    asked: dt.date | None = None
    answer: str | None = None
    why: str | None = None


def decide(ledger: Ledger, decisions: Sequence[FlagDecision]) -> list[int]:
    """Write decisions, all or none; returns their numbers. Raises LedgerError for the first that can't be taken."""
    rows = prepared(ledger, decisions)
    if not rows:
        return []
    with desk.opened(ledger.store) as db:
        return desk.write(db, rows, "flag_decisions")


def prepared(ledger: Ledger, decisions: Sequence[FlagDecision]) -> list[dict[str, Any]]:
    """Decisions as rows of `flag_decisions` without their numbers."""
    known, at = checkers(ledger.store), now().isoformat(timespec="microseconds")
    return [_row(ledger, each, known, at) for each in decisions]


def _row(ledger: Ledger, decision: FlagDecision, known: list[str], at: str) -> dict[str, Any]:
    known_checker(decision.checker, known)
    if decision.state is not None and decision.state not in get_args(State):
        choices = ", ".join(get_args(State))
        raise LedgerError(f"no state of a flag: {decision.state} ({choices})", "flag_state", choices=choices)
    if decision.state is None and decision.asked is None and not tidy(decision.answer or ""):
        raise LedgerError("nothing decided: a state, a day or an answer", "nothing_decided")
    if decision.asked is not None and decision.asked > now().date():
        raise LedgerError(f"{decision.asked} is still to come", "to_come", day=decision.asked)
    flag = found(ledger, decision.flag)
    return {
        "flag": flag["id"],
        **{name: flag[name] for name in ("document_id", "rule", "severity", "arithmetic")},
        "figures": json.dumps(flag["figures"]),
        "state": decision.state,
        "asked": decision.asked and decision.asked.isoformat(),
        "answer": _remark("answer", decision.answer),
        "checker": decision.checker,
        "at": at,
        "why": _remark("why", decision.why),
    }


def found(ledger: Ledger, wanted: str) -> dict[str, Any]:
    """The flag with this id, or the only one whose id begins so. Raises LedgerError where there is none, or several."""
    digits = wanted.strip().lower()
    if len(digits) < _SHORTEST or not set(digits) <= _HEXADECIMAL:
        told = f"no id of a flag: {wanted[:40]} (its first {_SHORTEST} digits at the least)"
        raise LedgerError(told, "no_flag")
    rows = list(ledger.query("select * from flags where starts_with(id, $wanted) order by id", wanted=digits))
    if not rows:
        raise LedgerError(f"{ledger.store.place} has no flag {wanted} (tongket flags lists them)", "no_flag")
    if len(rows) > 1:
        raise LedgerError(f"{len(rows)} flags begin with {wanted}: give more digits", "no_flag")
    return rows[0]


def _remark(name: str, words: str | None) -> str | None:
    """A remark on one line, with what identifies a private person masked, as far as it can be told."""
    if words is None or not tidy(words):
        return None
    line = " ".join(tidy(words).split())
    if len(line) > LONGEST:
        raise LedgerError(f"{name}: longer than {LONGEST} characters", "why_longer", most=LONGEST)
    return masked(line)
