"""What a person decides about a figure: accept, correct, reject, or add one that was missed; or withdraws of it.

A verdict belongs to a place in the text of one reading: document, span, and the words there. It is checked against
that reading before it is written, with all others of its call or not at all, and never changed after.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tongket.clock import now
from tongket.ledger import desk, standing
from tongket.ledger.anchors import Anchor, anchor
from tongket.ledger.checkers import checkers, known_checker
from tongket.ledger.errors import CodedError, LedgerError
from tongket.ledger.fields import FIELDS, LONGEST, FieldError, checked, stored, tidy
from tongket.ledger.ids import FOLLOWS, added, ids_after
from tongket.ledger.looked_at import LookedAt, Seen
from tongket.ledger.private_words import identifying, masked
from tongket.ledger.store import Store
from tongket.records import Span

Decision = Literal["accept", "correct", "reject", "add", "withdraw"]
IN_SHEETS: tuple[Decision, ...] = ("accept", "correct", "reject", "add")
"""Those that a sheet may hold."""


class VerdictError(LedgerError):
    """A verdict that can't be taken; `number` is its place in the list that was given."""

    def __init__(self, number: int, cause: CodedError) -> None:
        super().__init__(f"verdict {number + 1}: {cause}", cause.code, **cause.values)
        self.number, self.cause = number, cause


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision. `start`, `end`, `quote`: the number as it stands in the text.

    `fields`: what each should be (ledger/fields.py), typed or as text, None for null; only for "correct" and "add".
    "withdraw" has {"verdict": number} of the decision that is to hold no more: one's own, the latest about its figure.
    Links (`of`, `part_of`, `covers`) are ids of figures of the same document. `checker`: an id that the ledger gave
    out (ledger/checkers.py). `batch`: the reading that was looked at, else the present one.
    """

    document_id: str
    start: int
    end: int
    quote: str
    decision: Decision
    fields: Mapping[str, object] = field(default_factory=dict)
    checker: str = ""
    why: str | None = None
    batch: str | None = None


def record(store: Store, verdicts: Sequence[Verdict]) -> list[int]:
    """Write verdicts, all or none; returns their numbers. Raises VerdictError for the first that can't be taken."""
    rows = []
    for number, row in enumerate(prepared(store, verdicts)):
        if isinstance(row, CodedError):
            raise VerdictError(number, row)
        rows.append(row)
    if not rows:
        return []
    with desk.opened(store) as db:
        return desk.write(db, rows)


def prepared(store: Store, verdicts: Sequence[Verdict]) -> list[dict[str, Any] | CodedError]:
    """Each verdict as a row of `verdicts` but its number, or why it can't be taken."""
    if not verdicts:
        return []
    known, at = checkers(store), now().isoformat(timespec="microseconds")
    looked_at = LookedAt(store, [(each.document_id, each.batch) for each in verdicts])
    found: list[dict[str, Any] | CodedError] = []
    for each in verdicts:
        try:
            found.append(_row(each, looked_at, known, at))
        except (FieldError, LedgerError) as error:
            found.append(error)
    return found


def _row(verdict: Verdict, looked_at: LookedAt, known: list[str], at: str) -> dict[str, Any]:
    known_checker(verdict.checker, known)
    if verdict.decision not in get_args(Decision):
        choices = ", ".join(get_args(Decision))
        raise FieldError(f"no decision: {verdict.decision} ({choices})", "decision", choices=choices)
    seen = looked_at.document(verdict.document_id, verdict.batch)
    _check_place(verdict, seen)
    place = anchor(seen.text, (verdict.start, verdict.end), seen.sentence((verdict.start, verdict.end)))
    return {
        "document_id": verdict.document_id,
        "batch": seen.batch,
        "start": verdict.start,
        "end": verdict.end,
        "quote": verdict.quote,
        "sentence": place.sentence,
        "sentence_start": place.sentence_start,
        "decision": verdict.decision,
        "fields": json.dumps(_fields(verdict, seen, place, looked_at), ensure_ascii=False),
        "checker": verdict.checker,
        "at": at,
        "why": _why(verdict.why),
    }


def _check_place(verdict: Verdict, seen: Seen) -> None:
    span = (verdict.start, verdict.end)
    if not 0 <= verdict.start < verdict.end <= len(seen.text):
        raise FieldError(f"no span of the text: {verdict.start}–{verdict.end}", "no_span")
    if seen.text[slice(*span)] != verdict.quote:
        there = seen.text[slice(*span)]
        raise FieldError(f"the text has {there!r} there, not {verdict.quote!r}", "other_text")
    if verdict.decision == "add" and span in seen.figures:
        raise FieldError("that figure is read already: correct it", "read_already")
    if verdict.decision not in ("add", "withdraw") and span not in seen.figures:
        raise FieldError("no figure is read there: add it", "not_read")


# ── the fields ───────────────────────────────────────────────────────────────
def _fields(verdict: Verdict, seen: Seen, place: Anchor, looked_at: LookedAt) -> dict[str, Any]:
    """The fields as they are stored, with the ids that follow from them. Raises FieldError, naming the field."""
    given = dict(verdict.fields)
    if verdict.decision == "withdraw":
        return _withdrawn(verdict, given, looked_at)
    if verdict.decision in ("accept", "reject"):
        if given:
            raise FieldError(f"{verdict.decision} sets no fields: correct does", "sets_no_fields")
        return {}
    if verdict.decision == "correct" and not given:
        raise FieldError("correct sets a field at least", "sets_nothing")
    if verdict.decision == "add":
        given = {name: FIELDS[name].default for name in FIELDS if name not in given and name not in FOLLOWS} | given
    found = {name: _checked(name, value, seen) for name, value in given.items()}
    _agree({**seen.figures.get(place.span, {}), **found})
    found |= ids_after(*looked_at.rows(seen), added(seen.text, place.span, seen.sentence(place.span)), found)
    return {name: _stored(name, value, seen, place) for name, value in found.items()}


def _withdrawn(verdict: Verdict, given: Mapping[str, object], looked_at: LookedAt) -> dict[str, Any]:
    """Which decision is to hold no more. Raises FieldError where it isn't the checker's own, or not the latest."""
    number = given.get("verdict")
    held = standing.held(looked_at.decided(verdict.document_id))
    mine = next((row for row in held if row["id"] == number), None)
    if len(given) != 1 or mine is None or (mine["start"], mine["end"]) != (verdict.start, verdict.end):
        raise FieldError(f"no decision {number} about that figure holds: nothing to withdraw", "nothing_held")
    if mine["checker"] != verdict.checker:
        raise FieldError("somebody else decided that: decide anew instead", "others_decision")
    later = (each for each in looked_at.standings(verdict.document_id) if mine in each.verdicts)
    if any(each.verdicts[-1]["id"] != number for each in later):
        told = "there is a later decision about that figure: only the latest can be withdrawn"
        raise FieldError(told, "later_decision")
    return {"verdict": number}


def _checked(name: str, value: object, seen: Seen) -> Any:
    if name not in FIELDS:
        raise FieldError(f"a figure has no field {name} that can be set", "no_field", given=name)
    field = FIELDS[name]
    try:
        if field.kind in ("link", "links") and isinstance(value, str):
            seen.of_same_document(value)
        found = checked(field, value)
        for text in _texts(found):
            if text not in seen.text and identifying(text):
                raise FieldError("names a private person, or what identifies one: leave that out", "private")
    except FieldError as error:
        raise error.of(name) from None
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value if isinstance(each, dict) for item in each.values() for text in _texts(item)]
    return []


def _agree(figure: Mapping[str, Any]) -> None:
    """What two fields must have in common. Raises FieldError."""
    first, last = figure.get("period_start"), figure.get("period_end")
    if (first is None) != (last is None):
        raise FieldError("period_start and period_end: both, or none", "half_period")
    if first is not None and last is not None and first > last:
        raise FieldError(f"period_start {first} is after period_end {last}", "period_order", first=first, last=last)
    value, high = figure.get("value"), figure.get("high")
    if high is not None and value is not None and high < value:
        raise FieldError("high is less than value", "high_less")


def _stored(name: str, value: Any, seen: Seen, place: Anchor) -> Any:
    kind = FIELDS[name].kind
    if kind == "link":
        return None if value is None else _target(name, value, seen, place)
    if kind == "links":
        return [_target(name, each, seen, place) for each in value]
    return stored(FIELDS[name], value)


def _target(name: str, span: Span, seen: Seen, place: Anchor) -> dict[str, Any]:
    if span not in seen.figures:
        raise FieldError(f"no figure is read at {span[0]}–{span[1]}", "no_figure_there").of(name)
    if span == place.span:
        raise FieldError("the figure itself", "itself").of(name)
    return anchor(seen.text, span, seen.sentence(span)).as_dict()


def _why(why: str | None) -> str | None:
    """Why, on one line. What identifies a private person is masked, as far as it can be told."""
    if why is None or not tidy(why):
        return None
    line = " ".join(tidy(why).split())
    if len(line) > LONGEST:
        raise FieldError(f"why: longer than {LONGEST} characters", "why_longer", most=LONGEST)
    return masked(line)
