"""Rows of a series → points to draw, in panels of periods of one length, in runs that may be joined by a line.

Nothing is lost in silence: each row is a point or counted in `left_out`, with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongket.comparing.comparability import reasons
from tongket.comparing.spells import Spell, spell
from tongket.web.charts.theme import MOST_LINES
from tongket.web.charts.who import By, Row, Who, of
from tongket.web.charts.wording import Language

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Break, Name

LeftOut = dict[str, list[str]]
"""Reason (a key of `left_out` in lexicon/web/charts.toml) → ids of the rows that are not drawn."""

MOST_PANELS = 3
_SUM = "sum"
_MOMENT = "day"
_NEAR_DAYS = 4
"""Days between two moments that are still neighbours: a weekend of a price that is told on working days."""
_DIVISION = dt.date(2025, 7, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A row that is drawn; `at`: its place on the axis of time."""

    row: Row
    who: Who
    spell: Spell
    at: dt.datetime

    @property
    def id(self) -> str:
        return str(self.row["id"])


@dataclass(frozen=True, slots=True)
class Rule:
    """A break between values: from `date` on they can't be compared with earlier ones. `reason`: of a definition.
    `at`: where it is drawn, which is before the whole period that `date` lies in."""

    date: dt.date
    at: dt.date
    cause: str
    reason: Name | None = None

    def words(self, language: Language) -> str:
        """The reason in a language; "" where there is none of its own."""
        return "" if self.reason is None else self.reason.vi if language == "vi" else self.reason.en


@dataclass(frozen=True, slots=True)
class Panel:
    """Points of one length of period: `length` is "12m", "7d", "day" or "sum" (summed up from a beginning)."""

    length: str
    points: tuple[Point, ...]
    runs: tuple[tuple[Point, ...], ...]
    """Results that a line joins, each two or more."""
    rules: Mapping[Rule, tuple[Who, ...]]
    """Breaks, and whose values they part."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`unit` and `kind` of all points; `who`: the lines, those with most points first."""

    kind: str | None
    unit: str | None
    who: tuple[Who, ...]
    panels: tuple[Panel, ...]
    left_out: LeftOut = field(default_factory=dict)

    @property
    def points(self) -> Iterator[Point]:
        for panel in self.panels:
            yield from panel.points


def drawing(
    rows: Iterable[Row],
    by: By,
    indicator: str,
    breaks: Sequence[Break] = (),
    whos: Sequence[Who] | None = None,
    most: int = MOST_LINES,
    panels: int = MOST_PANELS,
) -> Drawing:
    """The points of `whos`, or of those `most` with most points, in the `panels` with most; by `series(…)`'s rows."""
    found, left_out = list(rows), defaultdict[str, list[str]](list)
    kind = _kind(found)
    found = _kept(found, left_out, "kind", lambda row: row["kind"] == kind)
    found = _kept(found, left_out, "no_value", lambda row: row["value"] is not None)
    unit = _commonest(row["unit"] for row in found)
    found = _kept(found, left_out, "unit", lambda row: row["unit"] == unit)
    found = _kept(found, left_out, "qualifier", lambda row: not row["qualifier"])
    points = [_point(row, by) for row in found]
    if whos is not None:
        points = _among(points, left_out, "who", "who", whos)
    scopes = {who: _scope(each) for who, each in _by_who(points).items()}
    points = _sieved(points, left_out, "scope", lambda p: (p.row["scope"] or "own") == scopes[p.who])
    lengths = [length for length, _ in Counter(map(_length, points)).most_common()]
    lengths = sorted(lengths, key=lambda length: (-_weight(points, length), length))[:panels]
    points = _sieved(points, left_out, "length", lambda p: _length(p) in lengths)
    named = whos or sorted(_by_who(points), key=lambda who: (-sum(p.who == who for p in points), who))
    shown = tuple(who for who in named if any(p.who == who for p in points))[:most]
    points = _among(points, left_out, "who", "who", shown)
    lengths.sort(key=_order)
    made = [_panel(length, [p for p in points if _length(p) == length], indicator, breaks) for length in lengths]
    return Drawing(kind, unit, shown, tuple(panel for panel in made if panel.points), dict(left_out))


def _kept(rows: list[Row], left_out: LeftOut, why: str, keep: Any) -> list[Row]:
    for row in rows:
        if not keep(row):
            left_out[why].append(row["id"])
    return [row for row in rows if keep(row)]


def _sieved(points: list[Point], left_out: LeftOut, why: str, keep: Any) -> list[Point]:
    for point in points:
        if not keep(point):
            left_out[why].append(point.id)
    return [point for point in points if keep(point)]


def _among(points: list[Point], left_out: LeftOut, why: str, name: str, few: Sequence[Who]) -> list[Point]:
    return _sieved(points, left_out, why, lambda p: getattr(p, name) in few)


def _kind(rows: Sequence[Row]) -> str | None:
    """Levels, where there is any; else what there is most of (a rate's growth is all that some indicators are)."""
    kinds = [row["kind"] for row in rows]
    return "level" if "level" in kinds else _commonest(kinds)


def _commonest(names: Iterable[str]) -> str | None:
    counts = Counter(names)
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None


def _scope(points: Sequence[Point]) -> str:
    scopes = [point.row["scope"] or "own" for point in points]
    return "own" if "own" in scopes else _commonest(scopes) or "own"


def _by_who(points: Iterable[Point]) -> Mapping[Who, list[Point]]:
    found = defaultdict[Who, list[Point]](list)
    for point in points:
        found[point.who].append(point)
    return found


def _point(row: Row, by: By) -> Point:
    """A period is drawn at its middle; a day, and what is summed up, at its end."""
    start = row["period_start"] or row["period_end"]
    shape = spell((start, row["period_end"]))
    begin = dt.datetime(shape.start.year, shape.start.month, shape.start.day)
    span = dt.timedelta(days=shape.days)
    return Point(row, of(row, by), shape, begin + (span if row["cumulative"] and shape.days > 1 else span / 2))


def _length(point: Point) -> str:
    if point.row["cumulative"]:
        return _SUM
    if point.spell.is_moment:
        return _MOMENT
    return f"{point.spell.days}d" if not point.spell.months else f"{point.spell.months}m"


def _weight(points: Sequence[Point], length: str) -> float:
    """How much a panel tells: its points; periods on the calendar before others."""
    count = sum(_length(point) == length for point in points)
    return count if length in ("12m", "6m", "3m", "1m", _SUM, _MOMENT) else count / 2


def _order(length: str) -> tuple[int, float]:
    """Years above halves above months; days, then what is summed up, below."""
    if length in (_MOMENT, _SUM):
        return 1 + (length == _SUM), 0.0
    return 0, -float(length[:-1]) * (30 if length.endswith("m") else 1)


# ── lines and breaks ─────────────────────────────────────────────────────────
def _panel(length: str, points: list[Point], indicator: str, breaks: Sequence[Break]) -> Panel:
    points.sort(key=lambda p: (p.who, p.spell.end, p.spell.start, p.row["scope"] or "", p.row["status"], p.id))
    runs: list[tuple[Point, ...]] = []
    rules = defaultdict[Rule, list[Who]](list)
    for who, each in _by_who(points).items():
        runs += _runs(_results(each), length, indicator, breaks)
        found = {
            rule
            for one, other in pairwise(each)
            for rule in _rules(one, other, _reasons(one, other, length, indicator, breaks), breaks)
        }
        for rule in found:
            rules[rule].append(who)
    ordered = sorted(rules, key=lambda rule: (rule.date, rule.cause, rule.words("en")))
    return Panel(length, tuple(points), tuple(runs), {rule: tuple(rules[rule]) for rule in ordered})


def _runs(
    results: Sequence[Point], length: str, indicator: str, breaks: Sequence[Break]
) -> Iterator[tuple[Point, ...]]:
    """Stretches of results that follow one another and may be compared, each of two or more."""
    run = list(results[:1])
    for one, other in pairwise(results):
        if _reasons(one, other, length, indicator, breaks) or not _neighbours(one, other, length):
            if len(run) > 1:
                yield tuple(run)
            run = []
        run.append(other)
    if len(run) > 1:
        yield tuple(run)


def _results(points: Sequence[Point]) -> list[Point]:
    """What was reported, one for each period: of its own before what is not said."""
    found: dict[tuple[dt.date, dt.date], Point] = {}
    for point in points:
        if point.row["status"] == "reported":
            found.setdefault((point.spell.start, point.spell.end), point)
    return list(found.values())


def _reasons(
    one: Point, other: Point, length: str, indicator: str, breaks: Sequence[Break]
) -> tuple[tuple[str, str], ...]:
    """Causes why no line joins two points, as comparing/comparability.py has them. What is summed up from one
    beginning has periods that grow: those may be joined."""
    rows = [
        {"indicator": indicator, "counted": None, "versus": None, "place_code": None, "boundary": None, **point.row}
        for point in (one, other)
    ]
    found = reasons(rows[0], rows[1], breaks)
    growing = length == _SUM and one.spell.start == other.spell.start
    return tuple((r.cause, r.words) for r in found if not (growing and r.cause in ("period", "calendar")))


def _neighbours(one: Point, other: Point, length: str) -> bool:
    """Whether no period lies between two of one length."""
    if length == _SUM:
        return one.spell.start == other.spell.start
    apart = (other.spell.start - one.spell.end).days
    return 0 < apart <= _NEAR_DAYS if length == _MOMENT else apart == 1


def _rules(one: Point, other: Point, why: Iterable[tuple[str, str]], breaks: Sequence[Break]) -> Iterator[Rule]:
    causes = {cause for cause, _ in why}
    start, end = other.spell.start, other.spell.end
    if "boundary" in causes:
        yield Rule(_DIVISION, _before(_DIVISION, start, end), "boundary")
    if "calendar" in causes:
        yield Rule(start, start, "calendar")
    if "definition" in causes:
        for each in breaks:
            if one.spell.end < each.date <= end:
                yield Rule(each.date, _before(each.date, start, end), "definition", each.reason)


def _before(date: dt.date, start: dt.date, end: dt.date) -> dt.date:
    return start if start <= date <= end else date
