"""What `tongket verdicts`, `audit` and `diff` tell: what an import would change, what stands, how often figures are
wrong, what a newer reader reads otherwise."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tongket.output.display import one_line
from tongket.output.numbers import plain

if TYPE_CHECKING:
    from rich.table import Table

    from tongket.ledger.audit import Rate, Result
    from tongket.ledger.cells import Cell
    from tongket.ledger.changes import Difference, Summary
    from tongket.ledger.sheet_import import Change, Plan

_LINK = re.compile(r"\b[0-9a-f]{20}-(\d+-\d+)\b")
"""A link, within its document: where the other figure stands is enough for eyes."""
_SHOWN = 200
"""Rows shown of any table here."""


def preview(plan: Plan) -> None:
    """What an import would do: each figure and field, old → new; conflicts; rows that can't be taken. Figures that are
    only accepted are counted."""
    for note in plan.notes:
        print(one_line(note))
    shown = [change for change in plan.changes if change.verdict.decision != "accept" or change.others]
    if shown:
        _print(_changes(shown[:_SHOWN]))
    if len(shown) > _SHOWN:
        print(f"… {len(shown) - _SHOWN} more")
    if plan.problems:
        print(f"{_counted(len(plan.problems), 'row')} can't be taken:")
        for line, cause in plan.problems[:_SHOWN]:
            print(one_line(f"  row {line}: {cause}"))
    print(summary(plan))


def summary(plan: Plan) -> str:
    """How many rows do what, in one line."""
    kinds = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added"}
    counts = [(sum(c.verdict.decision == kind for c in plan.changes), words) for kind, words in kinds.items()]
    told = [f"{number} {words}" for number, words in counts if number]
    unchanged = plan.rows - len(plan.changes) - len(plan.problems)
    return f"{_counted(plan.rows, 'row')}: " + ", ".join([*told, f"{unchanged} without change"])


def _changes(changes: Sequence[Change]) -> Table:
    from tongket.ledger.private_words import masked

    table = _table(
        ("row", "right"), ("figure", "left"), ("", "left"), ("field", "left"), ("now", "left"), ("new", "left")
    )
    for change in changes:
        verdict = change.verdict
        decision = verdict.decision + (" ⚔ decided by somebody else since" if change.others else "")
        head = [str(change.line), one_line(verdict.quote), decision]
        for name, (old, new) in change.fields.items() or [("", (None, None))]:
            table.add_row(*head, name, _shown(old) if name else "", _shown(new) if name else "")
            head = ["", "", ""]
        if verdict.why:
            table.add_row(*head, "why", "", masked(one_line(verdict.why)))
    return table


def rate(result: Result, place: str) -> None:
    """The error rate of an audit, overall and by field."""
    for line, cause in result.problems:
        print(one_line(f"row {line}: {cause}"))
    drawn = f" (drawn: {result.drawn})" if result.drawn else ""
    overall = result.overall
    print(f"{place}: {_counted(overall.checked, 'figure')} checked, {overall.wrong} wrong{drawn}")
    if result.unchecked:
        print(f"  {result.unchecked} not checked yet: the rate holds only if those are no special ones")
    if overall.checked:
        print(f"  error rate {_rate(overall)}")
        table = _table(("field", "left"), ("wrong", "right"), ("of", "right"), ("error rate, 95 % interval", "left"))
        if result.rejected:
            no_figure = type(overall)(result.rejected, overall.checked)
            table.add_row("no figure at all", str(no_figure.wrong), str(no_figure.checked), _rate(no_figure))
        for name, each in sorted(result.fields.items(), key=lambda item: -item[1].wrong):
            table.add_row(name, str(each.wrong), str(each.checked), _rate(each))
        if table.row_count:
            _print(table)


def _rate(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.wrong / rate.checked:.1%} ({low:.1%} to {high:.1%})" if rate.checked else "unknown"


def _shown(value: Cell) -> str:
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return _LINK.sub(r"\1", one_line(str(value)))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _table(*columns: tuple[str, str]) -> Table:
    from rich.table import Table

    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    for name, side in columns:
        table.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    return table


def _print(table: Table) -> None:
    from rich.console import Console

    Console(highlight=False, markup=False, emoji=False).print(table)


def differences(summary: Summary, shown: Sequence[Difference]) -> None:
    """What two readers read otherwise: counts, by field, and the first differences one by one."""
    print(f"{summary.older} → {summary.newer}")
    print(f"  {_counted(summary.documents, 'document')} read by both, {summary.texts} with another text")
    told = [f"{summary.counts[what]} {what}" for what in ("gone", "new", "changed")]
    print(f"  figures: {', '.join(told)}, {summary.same} as before")
    if summary.by_field:
        listed = ", ".join(f"{name} {number}" for name, number in summary.by_field.most_common())
        print(f"  changed by field: {listed}")
    if not shown:
        return
    columns = (("document", "left"), ("at", "right"), ("figure", "left"), ("", "left"), ("field", "left"))
    table = _table(*columns, ("before", "left"), ("now", "left"))
    last = ""
    for each in shown:
        document, _, at = each.id.partition("-")
        head = [document if document != last else "", at, one_line(each.quote), each.what]
        last = document
        for name, (old, new) in each.fields.items() or [("", (None, None))]:
            table.add_row(*head, name, *(_shown(value) if name else "" for value in (old, new)))
            head = ["", "", "", ""]
    print()
    _print(table)
    rest = summary.counts.total() - len(shown)
    if rest:
        print(f"… {rest} more; --format csv writes all")
