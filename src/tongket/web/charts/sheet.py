"""The parts of a chart over time: lines, points, ranges, breaks, letters, the key, the words.

Results are filled points, joined where they may be compared and no period lies between; estimates are hollow, plans
diamonds, norms squares, what is summed up from a beginning triangles on dashed steps; a range is a bar, a bound a sign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tongket.web.charts.axes import axis, iso, length_words, midnight, ms
from tongket.web.charts.chart import (
    LEFT,
    About,
    Size,
    Spec,
    colours,
    key_view,
    layered,
    room,
    words_view,
)
from tongket.web.charts.points import Drawing, Panel, Point, Rule
from tongket.web.charts.theme import TEXT_SIZE
from tongket.web.charts.who import By, Row, Who
from tongket.web.charts.wording import Language, Scale, day, period, say, scale_of, table, value

LETTERS = "ABCDEFG"
Name = Callable[[Who], str]

_HEIGHTS: Mapping[Size, tuple[int, int]] = {"wide": (230, 150), "narrow": (190, 140)}
"""Of the only panel, and of each of several."""
_LABELLED: Mapping[Size, int] = {"wide": 12, "narrow": 6}
"""Points whose values fit beside them."""
_SHAPES = {"reported": "circle", "estimate": "circle", "target": "diamond", "rule": "square", "sum": "triangle-up"}
_DAY = dt.timedelta(days=1)


class Sheet:
    """One chart being drawn: the parts of its spec, and its words."""

    def __init__(self, made: Drawing, about: About, by: By, language: Language, size: Size, name: Name) -> None:
        self.made, self.about, self.by, self.language, self.size, self.name = made, about, by, language, size, name
        self.width = room(size)
        self.scale: Scale = scale_of(_largest(made.points), language)
        self.several = len(made.who) > 1
        self.limits: list[float] | None = None

    # ── words ────────────────────────────────────────────────────────────────
    def subtitle(self) -> str:
        """Whose values where they are one's, for what periods, in which unit."""
        lines = [self.name(self.made.who[0])] if len(self.made.who) == 1 else []
        if len(self.made.panels) == 1:
            lines.append(length_words(self.made.panels[0].length, self.language))
            lines += self._unit(self.made.panels[0])
        return " · ".join(lines)

    def _unit(self, panel: Panel) -> list[str]:
        """ "Unit: billion VND", with the scale of the panel's own axis; nothing for plain counts."""
        unit = scale_of(_largest(panel.points), self.language).unit(self.made.unit or "", self.language)
        return [say("unit", self.language, unit=unit)] if unit else []

    def breaks(self) -> list[str]:
        """Each rule that is drawn, with its number and reason; and why lines are broken, where any is."""
        lines = [f"({number}) {_rule_words(rule, self.language)}" for rule, number in self._rules().items()]
        results = [point for point in self.made.points if point.row["status"] == "reported"]
        joined = sum(len(run) - 1 for panel in self.made.panels for run in panel.runs)
        told = sum(len({p.who for p in panel.points if p.row["status"] == "reported"}) for panel in self.made.panels)
        return [*lines, *([say("notes.gap", self.language)] if len(results) - joined > told else [])]

    def _rules(self) -> dict[Rule, int]:
        rules = {rule for panel in self.made.panels for rule in panel.rules}
        return {
            rule: number for number, rule in enumerate(sorted(rules, key=lambda r: (r.date, r.cause, r.words("en"))), 1)
        }

    def _rule_label(self, rule: Rule, whos: Sequence[Who]) -> str:
        """ "(1)", or "(1) A" where it parts the values of some lines only."""
        some = self.several and len(whos) < len(self.made.who)
        letters = sorted(LETTERS[self.made.who.index(who)] for who in whos) if some else []
        return " ".join([f"({self._rules()[rule]})", *letters])

    def alt(self) -> str:
        """What the chart shows, for those who don't see it: first and last result of its first lines."""
        points = list(self.made.points)
        first, last = min(p.spell.start for p in points), max(p.spell.end for p in points)
        lines = [self._alt_line(who) for who in self.made.who[:4]]
        if len(self.made.who) > 4:
            lines.append(say("alt.more", self.language, count=len(self.made.who) - 4))
        return say(
            "alt.series",
            self.language,
            title=self.about.title,
            count=len(points),
            first=day(first, self.language),
            last=day(last, self.language),
            lines=" ".join([*lines, say("alt.table", self.language)]),
        )

    def _alt_line(self, who: Who) -> str:
        """First and last result of the panel that has most."""
        panels = [[p for p in panel.points if p.who == who] for panel in self.made.panels]
        points = max(panels, key=len)
        points = [p for p in points if p.row["status"] == "reported"] or points
        one, other = points[0], points[-1]
        told = {"name": self.name(who), "value": self._value(one), "when": self._when(one)}
        if one is other:
            return say("alt.one", self.language, **told)
        last = {"value_last": self._value(other), "when_last": self._when(other)}
        return say("alt.several", self.language, **told, **last)

    def _value(self, point: Point) -> str:
        return value(point.row, self.language)

    def _when(self, point: Point) -> str:
        return period(point.spell.start, point.spell.end, self.language)

    # ── the key ──────────────────────────────────────────────────────────────
    def key(self, letters: bool = True) -> list[Spec]:
        """Which letter is whose line, and which mark is what; nothing where all are results of one."""
        views = []
        if self.several and letters:
            named = [(self._sample(n), f"{LETTERS[n]}: {self.name(who)}") for n, who in enumerate(self.made.who)]
            views.append(key_view(named, self.size))
        statuses = {_status(point) for point in self.made.points}
        words = [(_samples(each), say(_WORDS[each], self.language)) for each in _WORDS if each in statuses]
        if any(point.row["high"] is not None for point in self.made.points):
            words.append(
                ([{"type": "rect", "style": "bar", "x": 7, "x2": 11, "y": -1, "y2": 13}], say("range", self.language))
            )
        if any(point.row["bound"] in table()["signs"] for point in self.made.points):
            words.append(([], say("bound", self.language)))
        if statuses != {"reported"} or len(words) > 1:
            views.append(key_view(words, self.size))
        return views

    def _sample(self, number: int) -> list[Spec]:
        line = {"line": str(number)}
        return [
            {"type": "rect", "x": 0, "x2": 18, "y": 5, "y2": 7, **line},
            {"type": "point", "style": "result", "shape": "circle", "x": 9, "y": 6, **line},
        ]

    # ── panels ───────────────────────────────────────────────────────────────
    def panel(self, panel: Panel) -> Spec:
        """Lines, points, ranges, breaks and signs of one panel."""
        if self.limits is None:
            self.scale = scale_of(_largest(panel.points), self.language)
        height = _HEIGHTS[self.size][len(self.made.panels) > 1]
        layers = [*self._breaks(panel), *self._lines(panel), *self._ranges(panel)]
        layers += [self._marks(panel, status) for status in _SHAPES if any(_status(p) == status for p in panel.points)]
        layers += self._signs(panel)
        return layered({"width": room(self.size), "height": height, "layer": layers})

    def small(self, panel: Panel, wide: int, height: int, title: Sequence[str]) -> Spec:
        """One of small multiples: a panel's lines and points on the scale of all, in one colour."""
        self.width, self.several = wide, False
        highest = max(
            _float(max(p.row["value"], p.row["high"] or p.row["value"]), self.scale) for p in self.made.points
        )
        lowest = min(_float(p.row["value"], self.scale) for p in self.made.points)
        self.limits = [min(lowest, 0.0) if self.about.zero else lowest, highest]
        heading = {"text": list(title), "fontSize": TEXT_SIZE, "subtitlePadding": 0, "offset": 6}
        return {**self.panel(panel), "width": wide, "height": height, "title": heading}

    def heading(self, panel: Panel) -> list[Spec]:
        """What periods a panel is of, where there are several panels."""
        if len(self.made.panels) < 2:
            return []
        words = " · ".join([length_words(panel.length, self.language), *self._unit(panel)])
        return [words_view([words], self.size, "heading")]

    def x(self, panel: Panel | None) -> Spec:
        """Time as a channel; without a panel no axis is drawn."""
        first, last = self.domain()
        ticks = None if panel is None else axis(panel.length, first, last, self.width)
        scale = {"type": "utc", "domain": [iso(first), iso(last)], "nice": False}
        return {"field": "x", "type": "temporal", "scale": scale, "axis": ticks, "title": None}

    def domain(self) -> tuple[dt.datetime, dt.datetime]:
        """From the first period's begin to the last one's end, with a little air."""
        points = list(self.made.points)
        first = dt.datetime.combine(min(p.spell.start for p in points), dt.time())
        last = dt.datetime.combine(max(p.spell.end for p in points) + _DAY, dt.time())
        air = max((last - first) / 40, dt.timedelta(days=1))
        return first - air, last + air

    def _y(self) -> Spec:
        axis = {"minExtent": LEFT - 12, "maxExtent": LEFT - 12, "tickCount": 4, "format": ",.10~f", "domain": False}
        scale: Spec = {"zero": self.about.zero, "nice": True, "padding": 0 if self.about.zero else 4}
        if self.limits is not None:
            scale |= {"domain": self.limits, "zero": False}
        return {"field": "y", "type": "quantitative", "scale": scale, "axis": axis, "title": None}

    def _line(self, point: Point) -> str:
        """The number of a point's line; small multiples have one colour."""
        return "0" if self.limits is not None else str(self.made.who.index(point.who))

    def _datum(self, point: Point) -> dict[str, Any]:
        row, language = point.row, self.language
        told = say("reports", language, count=row["reports"])
        if row["values"] > 1:
            told += ", " + say("several", language, count=row["values"])
        return {
            "x": ms(point.at),
            "y": _float(row["value"], self.scale),
            "line": self._line(point),
            "id": point.id,
            "who": self.name(point.who),
            "when": self._when(point),
            "said": self._value(point),
            "status": say(_WORDS[_status(point)], language),
            "told": told,
        }

    def _tooltip(self) -> list[Spec]:
        fields = ("who", "when", "said", "status", "told")
        titles = ("who", "when", "value", "status", "told")
        return [
            {"field": field, "type": "nominal", "title": say(title, self.language)}
            for field, title in zip(fields, titles, strict=True)
        ]

    def _lines(self, panel: Panel) -> list[Spec]:
        runs = [
            {"run": n, "x": ms(p.at), "y": _float(p.row["value"], self.scale), "line": self._line(p)}
            for n, run in enumerate(panel.runs)
            for p in run
        ]
        if not runs:
            return []
        summed = {"style": "sum", "interpolate": "step-after"} if panel.length == "sum" else {"style": "line"}
        channels = {"x": self.x(panel), "y": self._y(), "color": {"field": "line", **colours()}, "detail": _RUN}
        return [{"data": {"values": runs}, "mark": {"type": "line", **summed}, "encoding": channels}]

    def _ranges(self, panel: Panel) -> list[Spec]:
        ranges = [
            {**self._datum(point), "y2": _float(point.row["high"], self.scale)}
            for point in panel.points
            if point.row["high"] is not None
        ]
        if not ranges:
            return []
        channels = {"x": self.x(panel), "y": self._y(), "y2": {"field": "y2"}, "color": {"field": "line", **colours()}}
        return [{"data": {"values": ranges}, "mark": {"type": "rule", "style": "range"}, "encoding": channels}]

    def _marks(self, panel: Panel, status: str) -> Spec:
        points = [self._datum(point) for point in panel.points if _status(point) == status]
        style = {"reported": "result", "sum": "result"}.get(status, "target" if status == "rule" else status)
        return {
            "data": {"values": points},
            "mark": {"type": "point", "style": style, "shape": _SHAPES[status]},
            "encoding": {
                **{"x": self.x(panel), "y": self._y(), "color": {"field": "line", **colours()}},
                "tooltip": self._tooltip(),
            },
        }

    def _breaks(self, panel: Panel) -> list[Spec]:
        rules = [
            {"x": ms(midnight(rule.at)), "number": self._rule_label(rule, whos)} for rule, whos in panel.rules.items()
        ]
        if not rules:
            return []
        values, x = {"values": rules}, self.x(panel)
        text = {"type": "text", "style": "sign", "align": "center", "baseline": "bottom", "y": -3}
        return [
            {"data": values, "mark": {"type": "rule", "style": "break"}, "encoding": {"x": x}},
            {"data": values, "mark": text, "encoding": {"x": x, "text": {"field": "number", "type": "nominal"}}},
        ]

    def _signs(self, panel: Panel) -> list[Spec]:
        """Values beside the points where they are few; else the sign of a bound, and a line's letter at its end."""
        if not self.several and self.limits is None and len(panel.points) <= _LABELLED[self.size]:
            told = {point: _short(point.row, self.scale, self.language) for point in panel.points}
        else:
            signs = table()["signs"]
            told = {point: signs.get(point.row["bound"] or "", "") for point in panel.points}
        floor = _largest(panel.points) / 6
        low = {p for run in panel.runs for at, p in enumerate(run) if _is_low(run, at) and p.row["value"] > floor}
        layers = []
        for dy, points in ((-12, [p for p in told if p not in low]), (13, [p for p in told if p in low])):
            layers += self._texts(panel, {p: told[p] for p in points if told[p]}, {"dy": dy, "style": "sign"})
        if self.several:
            ends = {point.who: point for point in sorted(panel.points, key=lambda p: (p.at, p.id))}
            for dx, points in _apart(list(ends.values()), float(_largest(panel.points)), self.size).items():
                letters = {point: LETTERS[self.made.who.index(point.who)] for point in points}
                layers += self._texts(panel, letters, {"dx": dx, "style": "letter"}, colour=True)
        return layers

    def _texts(self, panel: Panel, told: Mapping[Point, str], mark: Spec, colour: bool = False) -> list[Spec]:
        """Words at points, on a halo that keeps them clear of lines."""
        if not told:
            return []
        data = {"values": [{**self._datum(point), "text": text} for point, text in told.items()]}
        channels = {"x": self.x(panel), "y": self._y(), "text": {"field": "text", "type": "nominal"}}
        coloured = {"color": {"field": "line", **colours()}} if colour else {}
        halo = {"data": data, "mark": {"type": "text", **mark, "style": [mark["style"], "halo"]}, "encoding": channels}
        return [halo, {"data": data, "mark": {"type": "text", **mark}, "encoding": {**channels, **coloured}}]


_RUN: Spec = {"field": "run", "type": "nominal"}
_WORDS = {"reported": "result", "estimate": "estimate", "target": "target", "rule": "rule", "sum": "cumulative"}


def _status(point: Point) -> str:
    return "sum" if point.row["cumulative"] and point.row["status"] == "reported" else str(point.row["status"])


def _samples(status: str) -> list[Spec]:
    style = "sample" if status in ("reported", "sum") else "sample_hollow"
    point = {"type": "point", "style": style, "shape": _SHAPES[status], "size": 46, "opacity": 1, "x": 9, "y": 6}
    point["filled"] = style == "sample"
    return [point]


def _largest(points: Iterable[Point]) -> Decimal:
    return max((abs(each) for p in points for each in (p.row["value"], p.row["high"]) if each), default=Decimal())


def _float(number: Decimal, scale: Scale) -> float:
    return float(number / scale.size)


def _short(row: Row, scale: Scale, language: Language) -> str:
    """A value beside its point, on the axis's scale."""
    places = Decimal(1).scaleb(-2 if scale.name else -3)
    rounded = {
        key: each and (each / scale.size).quantize(places) for key, each in row.items() if key in ("value", "high")
    }
    return value({**row, "value": rounded["value"], "high": rounded["high"], "unit": ""}, language, with_unit=False)


def _rule_words(rule: Rule, language: Language) -> str:
    reason = say("notes.merged", language) if rule.cause == "boundary" else rule.words(language)
    return say(f"notes.{rule.cause}", language, day=day(rule.date, language), reason=reason)


def _is_low(run: Sequence[Point], at: int) -> bool:
    """Whether a line turns up at a point, so that its value has more room below."""
    values = [point.row["value"] for point in run]
    before, after = values[max(at - 1, 0)], values[min(at + 1, len(values) - 1)]
    return bool(values[at] < max(before, after) and values[at] <= min(before, after))


def _apart(points: Sequence[Point], highest: float, size: Size) -> dict[int, list[Point]]:
    """Letters of lines that end near each other, one beside another: pixels from the point → points."""
    found: dict[int, list[Point]] = {}
    taken: list[tuple[dt.datetime, float, int]] = []
    for point in points:
        at, dx = float(point.row["value"]) / (highest or 1.0) * _HEIGHTS[size][1], 11
        while any(abs((point.at - x).days) < 200 and abs(at - y) < 12 and dx == used for x, y, used in taken):
            dx += 10
        taken.append((point.at, at, dx))
        found.setdefault(dx, []).append(point)
    return found
