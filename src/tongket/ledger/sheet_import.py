"""A sheet that came back → what it would change: verdicts, conflicts with others', and what can't be read, by row.

Three states are compared cell by cell: as written out (the row's `state` says when), as it came back, and the ledger
now. A cell that the person didn't touch changes nothing, whatever others decided since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tongket.ledger import desk, sheet_files, sheets
from tongket.ledger.cells import UNCHANGED, Cell, Raw, cell, habits, read_cell, unguarded
from tongket.ledger.errors import CodedError, LedgerError
from tongket.ledger.fields import FIELDS, FieldError, tidy
from tongket.ledger.missed import place_of
from tongket.ledger.questions import Ledger
from tongket.ledger.sheet_files import Broken, Line
from tongket.ledger.sheets import Row, State, state_of
from tongket.ledger.verdicts import IN_SHEETS, Decision, Verdict, prepared, record
from tongket.ledger.views import Moment


@dataclass(frozen=True, slots=True)
class Change:
    """What one row of the sheet would do. `fields`: old (as it is now) and new of each, as cells show them.

    `others`: somebody else decided about the figure since the sheet was written.
    """

    line: int
    verdict: Verdict
    fields: Mapping[str, tuple[Cell, Cell]]
    others: bool = False


@dataclass(slots=True)
class Plan:
    """What an import would do. `problems`: rows that can't be taken, with the cause; while there is one, nothing is."""

    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    newest: int = 0
    """Number of the latest verdict that was known."""

    @property
    def conflicts(self) -> list[Change]:
        """Changes of figures that somebody else decided about in between."""
        return [change for change in self.changes if change.others]

    def settled(self, conflicts: str) -> Plan:
        """The plan with conflicting rows written over the others' word ("mine"), or left out ("theirs")."""
        kept = [replace(c, others=False) for c in self.changes if conflicts == "mine" or not c.others]
        return replace(self, changes=kept)


def plan(ledger: Ledger, file: Path, checker: str) -> Plan:
    """What a sheet would change. Raises LedgerError where the file itself can't be read."""
    lines = sheet_files.read(file)
    (latest,) = ledger.query("select coalesce(max(id), 0) as id from verdicts")
    found = Plan(rows=len(lines), newest=latest["id"])
    _note_columns(found, lines)
    sheet = Sheet(ledger, lines, checker)
    for line in lines:
        try:
            change = sheet.change(line)
        except (FieldError, LedgerError) as error:
            found.problems.append((line.number, str(error)))
        else:
            if change is not None:
                found.changes.append(change)
    _check(ledger, found)
    return found


def carry_out(ledger: Ledger, wanted: Plan) -> list[int]:
    """Write a plan's verdicts, all or none; their numbers. Raises LedgerError while it has problems or conflicts."""
    if wanted.problems or wanted.conflicts:
        raise LedgerError(f"nothing written: {len(wanted.problems)} problems, {len(wanted.conflicts)} conflicts")
    ours = {(c.verdict.document_id, c.verdict.start, c.verdict.end): c.verdict.checker for c in wanted.changes}
    for row in desk.verdicts_of(ledger.store):
        place = (row["document_id"], row["start"], row["end"])
        if row["id"] > wanted.newest and ours.get(place, row["checker"]) != row["checker"]:
            raise LedgerError(f"nothing written: “{row['quote']}” was decided by somebody else just now: import again")
    return record(ledger.store, [change.verdict for change in wanted.changes])


def _check(ledger: Ledger, found: Plan) -> None:
    """Let the ledger look at every verdict as it will when they are written."""
    taken = []
    for change, row in zip(found.changes, prepared(ledger.store, [c.verdict for c in found.changes]), strict=True):
        if isinstance(row, CodedError):
            found.problems.append((change.line, str(row)))
        else:
            taken.append(change)
    found.changes = taken
    found.problems.sort()


def _note_columns(found: Plan, lines: Sequence[Line]) -> None:
    known = {column.name for column in sheets.COLUMNS}
    strange = sorted({name for line in lines for name in line.cells} - known)
    if strange:
        found.notes.append(f"columns that say nothing to the ledger: {', '.join(strange)}")


class Sheet:
    """The rows of a sheet beside the ledger's, as they were written out and as they are now."""

    def __init__(self, ledger: Ledger, lines: Sequence[Line], checker: str) -> None:
        self._ledger, self._checker = ledger, checker
        self._habits = habits([value for line in lines for value in line.cells.values() if isinstance(value, str)])
        self._seen: dict[str, int] = {}
        told = {identity: _state(line) for line in lines if (identity := _text(line, "id"))}
        self._now = {row.id: row for row in sheets.figures(ledger.query, list(told))}
        self._written = self._as_written(told)
        self._verdicts: dict[tuple[str, int, int], list[Mapping[str, Any]]] = {}
        for row in ledger.query('select id, document_id, start, "end", decision, checker from verdicts order by id'):
            self._verdicts.setdefault((row["document_id"], row["start"], row["end"]), []).append(row)

    def _as_written(self, told: Mapping[str, State | None]) -> dict[str, Row]:
        """The rows as the sheet had them: those of now where nothing happened since, else of that moment."""
        found = {}
        older: dict[int, dict[str, str]] = {}
        for identity, state in told.items():
            now = self._now.get(identity)
            if now is not None and (state is None or (state.batch == now.state.batch and state.verdict >= now.last)):
                found[identity] = now
            elif state is not None:
                older.setdefault(state.verdict, {})[identity] = state.batch
        for verdict, batches in older.items():
            documents = {identity.partition("-")[0]: batch for identity, batch in batches.items()}
            found |= sheets.rows_at(self._ledger, list(batches), Moment(verdict, documents))
        return found

    def change(self, line: Line) -> Change | None:
        """What one row says. Raises FieldError."""
        decision = _decision(line)
        if _text(line, "id") is None:
            return self._added(line, decision)
        written = self._row_of(line, decision)
        return self._decided(line, decision, written, self._fields(line, written))

    def judged(self, line: Line) -> Decision | list[str] | None:
        """What a person found wrong in a row as it was written: fields, none for a right one, or that it is to be
        rejected; None where they didn't look. Raises FieldError."""
        decision = _decision(line)
        told = list(self._fields(line, self._row_of(line, decision)))
        return "reject" if decision == "reject" else told if told or decision == "accept" else None

    def _row_of(self, line: Line, decision: Decision | None) -> Row:
        """The row as it was written. Raises FieldError where there is none, or it isn't that of this line."""
        identity = _text(line, "id") or ""
        if identity in self._seen:
            raise FieldError(f"the figure stands in row {self._seen[identity]} too")
        self._seen[identity] = line.number
        written = self._written.get(identity)
        if written is None:
            raise FieldError(f"no figure of the ledger, or its state was changed: {identity[:60]}")
        if decision == "add":
            raise FieldError("add is for figures that were missed: leave id empty")
        _check_fixed(line, written)
        return written

    def _fields(self, line: Line, written: Row | None) -> dict[str, Any]:
        """The fields that the person set, by comparison with what was written."""
        found = {}
        for name, each in FIELDS.items():
            if name not in line.cells:
                continue
            try:
                value = read_cell(each, _raw(line, name), written.cells.get(name) if written else None, self._habits)
            except FieldError as error:
                raise FieldError(f"{name}: {error}") from None
            if value is not UNCHANGED:
                found[name] = value
        return found

    def _decided(self, line: Line, decision: Decision | None, written: Row, told: dict[str, Any]) -> Change | None:
        now, since = self._now.get(written.id), self._since(written)
        told = {name: value for name, value in told.items() if now is None or _shown(name, value) != now.cells[name]}
        if decision == "reject":
            told = {}
        elif told:
            decision = "correct"  # accept with a cell changed: the figure is right as it now stands in the row
        elif decision == "correct":
            return None  # nothing is changed
        if decision is None or self._said(decision, since):
            return None
        shown = {name: (now.cells[name] if now else None, _shown(name, value)) for name, value in told.items()}
        document = (written.document_id, written.start, written.end, written.quote)
        verdict = Verdict(*document, decision, told, self._checker, _text(line, "why"), written.state.batch)
        return Change(line.number, verdict, shown, any(checker != self._checker for _, checker in since))

    def _said(self, decision: Decision, since: list[tuple[str, str]]) -> bool:
        """Whether this sheet was read in before: the last word since it was written is the same checker's."""
        last = since[-1:]
        return decision != "correct" and (
            (decision, self._checker) in last or (decision == "accept" and ("correct", self._checker) in last)
        )

    def _since(self, written: Row) -> list[tuple[str, str]]:
        """Decisions about a figure and their checkers since a row was written."""
        found = self._verdicts.get((written.document_id, written.start, written.end), [])
        return [(row["decision"], row["checker"]) for row in found if row["id"] > written.state.verdict]

    def _added(self, line: Line, decision: Decision | None) -> Change | None:
        """A figure that was missed."""
        if decision not in (None, "add"):
            raise FieldError(f"{decision} needs the figure's id; a figure that was missed is added")
        document, quote = _text(line, "document_id"), _text(line, "quote")
        if document is None or quote is None:
            raise FieldError("a figure that was missed needs document_id and quote (else give the id)")
        identity, span, text = place_of(self._ledger, document, quote, _text(line, "sentence"))
        told = self._fields(line, None)
        known = self._ledger.query("select * from in_force where document_id = $id", id=identity)
        if any((row["start"], row["end"]) == span and row["added"] and row["decision"] != "reject" for row in known):
            return None  # the same sheet again
        shown: dict[str, tuple[Cell, Cell]] = {name: (None, _shown(name, value)) for name, value in told.items()}
        verdict = Verdict(identity, *span, text, "add", told, self._checker, _text(line, "why"))
        return Change(line.number, verdict, shown)


def _shown(name: str, value: Any) -> Cell:
    """A value as a sheet would have it, to compare and to show."""
    each = FIELDS[name]
    if value is None or value == ():
        return None
    if each.kind in ("link", "links"):
        return value if isinstance(value, str) else str(value)
    return cell(each, list(value) if isinstance(value, tuple) else value, {})


def _state(line: Line) -> State | None:
    text = _text(line, "state")
    return state_of(text) if text else None


def _decision(line: Line) -> Decision | None:
    text = (_text(line, "decision") or "").lower()
    if not text:
        return None
    found: Decision | None = next((each for each in IN_SHEETS if each == text), None)
    if found is None:
        raise FieldError(f"decision: {text[:40]} is none of {', '.join(IN_SHEETS)}")
    return found


def _raw(line: Line, name: str) -> Raw:
    raw = line.cells.get(name)
    if isinstance(raw, Broken):
        raise FieldError(f"{name}: {raw.cause}")
    return raw


def _text(line: Line, name: str) -> str | None:
    """A cell as text; None where it is empty."""
    raw = line.cells.get(name)
    if raw is None or isinstance(raw, Broken):
        return None
    return unguarded(tidy(str(raw))) or None


def _check_fixed(line: Line, written: Row) -> None:
    """Rows that slipped against each other, as when one column alone was sorted. Raises FieldError."""
    sentence, was = line.cells.get("sentence"), written.cells["sentence"]
    if sentence is None or was is None:
        return
    if _letters(sentence) != _letters(was):
        raise FieldError("the sentence is not that of this id: were columns sorted apart?")


def _letters(value: object) -> str:
    return re.sub(r"\W+", "", tidy(str(value)))
