"""A decision as it comes from a form: looked at, written, and told with what others decided meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from tongket.ledger.errors import LedgerError
from tongket.ledger.fields import FieldError, figure_id
from tongket.ledger.store import Store
from tongket.ledger.verdicts import Decision, Verdict, VerdictError, record
from tongket.web.deciding.forms import FormError, changes
from tongket.web.deciding.standing import Row, Standing
from tongket.web.refusing import RefusalError
from tongket.web.security.sessions import checker_of

_DECISIONS: dict[str, Decision] = {
    "accept": "accept",
    "correct": "correct",
    "reject": "reject",
    "add": "add",
    "withdraw": "withdraw",
}


class GoneError(LedgerError):
    """What was decided about is no longer as it was seen; the message is a key of the words."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`number` of what was written; `others`: decisions that hold about the same figure, of other people, which came
    since it was looked at."""

    number: int
    decision: Decision
    start: int
    others: tuple[Row, ...]


def who_decides(request: Request, store: Store) -> str:
    """The opaque id that who asks decides under. Raises HTTPException: 403 where they may not, 409 where nobody can
    tell who it is."""
    try:
        return checker_of(request, store)
    except LedgerError as error:
        raise RefusalError(409, error) from None


def take(store: Store, standing: Standing, form: Mapping[str, str], who: str) -> Taken:
    """Write what a form says. Raises FormError where a field is wrong, GoneError where the figure is another now."""
    decision, start, end = _decision(form), _whole(form, "start"), _whole(form, "end")
    row = _figure(standing, form, decision, (start, end))
    fields: Mapping[str, object] = {}
    if decision in ("correct", "add"):
        ids = {each["number"] + 1: each["id"] for each in standing.rows if each["number"] is not None}
        fields = changes(form, ids)
        if decision == "correct" and not fields:
            decision = "accept"  # nothing was changed: it is right as it stands
    elif decision == "withdraw":
        fields = {"verdict": _whole(form, "verdict")}
    verdict = Verdict(
        standing.document_id,
        start,
        end,
        standing.text[start:end],
        decision,
        fields,
        who,
        form.get("why") or None,
        standing.batch,
    )
    try:
        (number,) = record(store, [verdict])
    except VerdictError as error:
        if decision == "withdraw":
            raise GoneError("checking.not_withdrawn") from None
        raise FormError({getattr(error.cause, "field", ""): error.cause}) from None
    except LedgerError as error:
        raise RefusalError(409, error) from None
    seen = _whole(form, "seen", 0)
    about = standing.about(row) if row else []
    others = tuple(each for each in about if each["id"] > seen and each["checker"] != who)
    return Taken(number, decision, start, others if decision != "withdraw" else ())


def _decision(form: Mapping[str, str]) -> Decision:
    found = _DECISIONS.get(form.get("decision", ""))
    if found is None:
        choices = ", ".join(_DECISIONS)
        raise FormError({"decision": FieldError(f"one of {choices}", "decision", choices=choices)})
    return found


def _whole(form: Mapping[str, str], name: str, default: int | None = None) -> int:
    told = form.get(name, "")
    if not told and default is not None:
        return default
    if not (told.isascii() and told.isdecimal() and len(told) < 10):
        raise FormError({name: FieldError("a whole number is needed", "form")})
    return int(told)


def _figure(standing: Standing, form: Mapping[str, str], decision: Decision, span: tuple[int, int]) -> Row | None:
    """The figure that is decided about; None for one that is added. Raises GoneError."""
    start, end = span
    if form.get("batch", standing.batch) != standing.batch:
        raise GoneError("checking.read_again")
    if not start < end <= len(standing.text) or standing.text[start:end] != form.get("quote", "").replace("\r\n", "\n"):
        raise GoneError("checking.other_text")
    row = next((each for each in standing.rows if (each["start"], each["end"]) == span), None)
    if decision == "add":
        if row is not None:
            raise GoneError("checking.read_already")
    elif row is None and decision != "withdraw":
        raise GoneError("checking.not_read")
    return row


def told_of(standing: Standing, after: int, who: str) -> dict[str, Any]:
    """The decisions about a document behind number `after`, and what stands now of the figures they are about."""
    fresh = [row for row in standing.decisions if row["id"] > after]
    places = {row["start"] for row in fresh}
    return {
        "last": standing.last,
        "batch": standing.batch,
        "decisions": [decision_of(row, standing, who) for row in fresh],
        "figures": [figure_of(row) for row in standing.rows if not after or row["start"] in places],
    }


def decision_of(row: Mapping[str, Any], standing: Standing, who: str) -> dict[str, Any]:
    """A decision as JSON."""
    import json

    names = ("id", "start", "end", "quote", "decision", "checker", "why")
    return {name: row[name] for name in names} | {
        "at": row["at"].isoformat(),
        "fields": json.loads(row["fields"]),
        "mine": row["checker"] == who,
        "holds": row["id"] in standing.holding,
    }


def figure_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the page must know of a figure."""
    return {
        "id": row["id"],
        "start": row["start"],
        "end": row["end"],
        "quote": row["quote"],
        "state": row["state"],
        "last": row["last"],
    }


def identity(standing: Standing, start: int) -> str:
    """The id of the figure that begins there; "" for none."""
    at = standing.at(start)
    return "" if at is None else figure_id(standing.document_id, (start, standing.rows[at]["end"]))
