"""Why two figures can't be compared, in one line of reasons, or none.

Comparable are values of one indicator, in one unit, of one kind and standing, for periods of one length on one
calendar, on one division of the country, with one reach and one definition. What differs is told, never mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tongket.comparing.spells import Spell, spell
from tongket.registry.boundaries import incomparable
from tongket.text import key

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Break

Cause = Literal[
    "indicator",
    "unit",
    "kind",
    "status",
    "period",
    "calendar",
    "boundary",
    "scope",
    "qualifier",
    "cumulative",
    "definition",
]
Row = Mapping[str, Any]
"""A figure as a row of the ledger's `latest`."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`cause` names the field, `words` say what differs: "6 months against 12"."""

    cause: Cause
    words: str


def reasons(one: Row, other: Row, breaks: Sequence[Break] = ()) -> tuple[Reason, ...]:
    """What keeps two figures from being compared; empty where nothing does. `breaks` are those of their indicator."""
    return tuple(
        found
        for check in (_indicator, _unit, _kind, _status, _period, _boundary, _scope, _qualifier, _cumulative)
        for found in check(one, other)
    ) + tuple(_definition(one, other, breaks))


def line(found: Sequence[Reason]) -> str | None:
    """The reasons in one line, or None."""
    return "; ".join(reason.words for reason in found) or None


def _indicator(one: Row, other: Row) -> Iterator[Reason]:
    first, second = one["indicator"], other["indicator"]
    if first is None or second is None:
        if first is not second or key(one["counted"] or "") != key(other["counted"] or ""):
            yield Reason("indicator", f"not known to be one series: {_named(one)} and {_named(other)}")
    elif first != second:
        yield Reason("indicator", f"different series: {first} and {second}")


def _named(row: Row) -> str:
    return row["indicator"] or f"“{row['counted'] or '?'}”"


def _unit(one: Row, other: Row) -> Iterator[Reason]:
    if one["unit"] != other["unit"]:
        yield Reason("unit", f"{one['unit']} against {other['unit']}")


def _kind(one: Row, other: Row) -> Iterator[Reason]:
    if one["kind"] != other["kind"]:
        yield Reason("kind", f"a {one['kind']} against a {other['kind']}")
    elif one["kind"] in ("change", "growth"):
        first, second = ({base["kind"] for base in row["versus"] or ()} for row in (one, other))
        if first and second and not first & second:
            yield Reason("kind", f"measured against {_among(first)}, and against {_among(second)}")


def _among(bases: set[str]) -> str:
    return " and ".join(sorted(base.replace("_", " ") for base in bases))


_STATUSES = {"reported": "a result", "estimate": "an estimate", "target": "a target", "rule": "a rule's amount"}


def _status(one: Row, other: Row) -> Iterator[Reason]:
    if one["status"] != other["status"]:
        yield Reason("status", f"{_STATUSES[one['status']]} against {_STATUSES[other['status']]}")


def _period(one: Row, other: Row) -> Iterator[Reason]:
    first, second = _spell(one), _spell(other)
    if first is None or second is None:
        yield Reason("period", "a period is open")
    elif first.months != second.months or (first.months is None and abs(first.days - second.days) > 1):
        yield Reason("period", f"{first.length} against {second.length}")
    elif first.months is not None and first.opens != second.opens:
        yield Reason("calendar", f"months from the {first.opens}. against months from the {second.opens}.")
    elif first.months == 12 and first.days_in_year != second.days_in_year:
        yield Reason("calendar", f"a year from {first.start:%d/%m} against a year from {second.start:%d/%m}")


def _spell(row: Row) -> Spell | None:
    if row["period_start"] is None or row["period_end"] is None:
        return None
    return spell((row["period_start"], row["period_end"]))


def _boundary(one: Row, other: Row) -> Iterator[Reason]:
    """A province that took none in is the same in both divisions."""
    places = (one["place_code"] or "", one["boundary"]), (other["place_code"] or "", other["boundary"])
    if found := incomparable(*places[0], *places[1]):
        yield Reason("boundary", found)


def _scope(one: Row, other: Row) -> Iterator[Reason]:
    first, second = one["scope"] or "own", other["scope"] or "own"
    if first != second:
        yield Reason("scope", f"scope {first} against {second}".replace("_", " "))


def _qualifier(one: Row, other: Row) -> Iterator[Reason]:
    if key(one["qualifier"] or "") != key(other["qualifier"] or ""):
        told = " against ".join(f"“{row['qualifier']}”" if row["qualifier"] else "all" for row in (one, other))
        yield Reason("qualifier", told)


def _cumulative(one: Row, other: Row) -> Iterator[Reason]:
    if bool(one["cumulative"]) != bool(other["cumulative"]):
        yield Reason("cumulative", "one is summed up from a beginning, one is of its period alone")


def _definition(one: Row, other: Row, breaks: Sequence[Break]) -> Iterator[Reason]:
    ends = sorted(row["period_end"] for row in (one, other) if row["period_end"] is not None)
    if len(ends) == 2:
        for each in breaks:
            if ends[0] < each.date <= ends[1]:
                yield Reason("definition", f"the definition changed on {each.date.isoformat()}: {each.reason.en}")
