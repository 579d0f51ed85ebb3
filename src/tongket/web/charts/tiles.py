"""A map of squares: one for each province, roughly where it lies, for the 63 of before and the 34 of today.

Shade and number tell the value; a province that reported without telling it is dashed, one of which
nothing was collected empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from tongket.comparing.spells import spell
from tongket.records import Dates
from tongket.registry.units import NEW, OLD
from tongket.web.charts.chart import (
    LEFT,
    LINE,
    About,
    Chart,
    Spec,
    headed,
    key_view,
    left_out_words,
    notes,
    state_sample,
)
from tongket.web.charts.points import LeftOut
from tongket.web.charts.theme import COLOURS, STRONG
from tongket.web.charts.who import Row, place_name
from tongket.web.charts.wording import Language, Scale, number, period, say, scale_of, table, value

_WIDE, _HIGH, _GAP = 58, 34, 1
_CLASSES = len(COLOURS["light"].ramp)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """A province's square: `row` from the north, `column` from the west; `short`: its name where room is small."""

    code: str
    row: int
    column: int
    short: str


@cache
def tiles(boundary: str) -> tuple[Tile, ...]:
    """The squares of a division (registry/data/tiles.csv)."""
    with (files("tongket.registry") / "data" / "tiles.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["boundary"] == boundary]
    return tuple(Tile(row["code"], int(row["row"]), int(row["column"]), row["short"]) for row in rows)


def tile_map(
    rows: Iterable[Row],
    about: About,
    when: Dates,
    boundary: str,
    language: Language,
    *,
    coverage: Sequence[Row] = (),
    summed: bool = False,
) -> Chart:
    """The map of one period on one division, from rows of `series(by="place")`; `coverage`: rows of `coverage(…)` by
    place, which tell the empty squares apart. `summed`: the rows were brought to the provinces of today
    (comparing/today.py).

    Raises ValueError for another division.
    """
    if boundary not in (OLD, NEW):
        raise ValueError(f"no division of the country: {boundary}")
    told, left_out = _chosen(rows, when, boundary)
    states = _states(coverage, when, boundary)
    scale = scale_of(max((abs(row["value"]) for row in told.values()), default=Decimal()), language)
    unit = scale.unit(_unit(told), language)
    made = _Map(told, states, scale, language, boundary)
    subtitle = [period(*when, language), say("before" if boundary == OLD else "since", language)]
    subtitle += [say("summed", language)] * summed
    subtitle += [say("unit", language, unit=unit)] if unit else []
    foot = [say("notes.mean_tile", language), *left_out_words(left_out, language), say("as_reported", language)]
    if any(row["status"] == "estimate" for row in told.values()):
        foot.insert(0, say("star", language))
    views = [made.view(), *made.key(), notes([*foot, about.source], "narrow")]
    spec = headed(views, about.title, " · ".join(subtitle), "narrow")
    return Chart(spec, made.alt(about.title, when), tuple(str(row["id"]) for row in told.values()), left_out)


def _chosen(rows: Iterable[Row], when: Dates, boundary: str) -> tuple[dict[str, Row], LeftOut]:
    """Code → the row that is drawn: a result before an estimate; the rest by reason."""
    codes, left_out, found = {tile.code for tile in tiles(boundary)}, LeftOut(), dict[str, Row]()
    kept: list[Row] = []
    listed = list(rows)
    unit = next((row["unit"] for row in listed if row["kind"] == "level" and row["value"] is not None), None)
    for row in listed:
        why = _why_not(row, when, boundary, codes, unit)
        if why is None:
            kept.append(row)
        else:
            left_out.setdefault(why, []).append(row["id"])
    order = {"reported": 0, "estimate": 1}
    for row in sorted(kept, key=lambda row: (order[row["status"]], row["scope"] not in (None, "own"), row["id"])):
        if row["place_code"] in found:
            left_out.setdefault("repeated", []).append(row["id"])
        else:
            found[row["place_code"]] = row
    return found, left_out


def _why_not(row: Row, when: Dates, boundary: str, codes: set[str], unit: str | None) -> str | None:
    if row["kind"] != "level":
        return "kind"
    if row["value"] is None:
        return "no_value"
    if row["boundary"] != boundary or row["place_code"] not in codes:
        return "place"
    if (row["period_start"], row["period_end"]) != when or row["cumulative"]:
        return "period"
    if row["status"] not in ("reported", "estimate"):
        return "status"
    if row["unit"] != unit:
        return "unit"
    return "qualifier" if row["qualifier"] else None


def _states(coverage: Sequence[Row], when: Dates, boundary: str) -> dict[str, str]:
    """Code → state of the cell that holds the period."""
    months, middle = spell(when).months, when[0] + (when[1] - when[0]) // 2
    return {
        row["who"].partition("@")[0]: row["state"]
        for row in coverage
        if row["who"].endswith(f"@{boundary}")
        and row["period_start"] <= middle <= row["period_end"]
        and spell((row["period_start"], row["period_end"])).months == months
    }


def _unit(told: Mapping[str, Row]) -> str:
    return next((row["unit"] for row in told.values()), "")


@dataclass(frozen=True, slots=True)
class _Map:
    """One map being drawn."""

    told: Mapping[str, Row]
    states: Mapping[str, str]
    scale: Scale
    language: Language
    boundary: str

    def view(self) -> Spec:
        """All squares, each with a name and a number or sign."""
        squares = tiles(self.boundary)
        columns, lines = max(t.column for t in squares) + 1, max(t.row for t in squares) + 1
        data = [self._datum(tile) for tile in squares]
        wide, high = columns * _WIDE, lines * _HIGH
        layers = [
            self._squares([each for each in data if each["state"] == state], state, wide, high) for state in _STATES
        ]
        layers += [self._text(data, strong, line, wide, high) for strong in (False, True) for line in ("short", "said")]
        return {"width": wide - LEFT, "height": high, "layer": [layer for layer in layers if layer["data"]["values"]]}

    def _datum(self, tile: Tile) -> dict[str, Any]:
        row = self.told.get(tile.code)
        left, top = tile.column * _WIDE, tile.row * _HIGH
        told: dict[str, Any] = {
            **{"x": left - LEFT, "x2": left + _WIDE - _GAP - LEFT, "y": top, "y2": top + _HIGH - _GAP},
            **{"middle": left + (_WIDE - _GAP) / 2 - LEFT, "code": tile.code, "short": tile.short},
            "name": place_name(tile.code, self.boundary, self.language),
        }
        if row is None:
            state = self.states.get(tile.code, "not collected")
            state = "not collected" if state in ("reported", "zero") else state
            sign, *_ = table()["states"][state]
            return {**told, "state": state, "said": sign, "full": say(f"states.{state}", self.language), "class": -1}
        star = "*" if row["status"] == "estimate" else ""
        full = value(row, self.language)
        return {
            **told,
            **{"state": "told", "said": self._short(row) + star, "full": full, "class": self._class(row)},
            "id": row["id"],
        }

    def _short(self, row: Row) -> str:
        """The number with at most four digits that tell anything, and the sign of a bound."""
        found = row["value"] / self.scale.size
        places = max(0, 2 - max(found.copy_abs().adjusted(), 0)) if found else 0
        told = found.quantize(Decimal(1).scaleb(-places))
        sign: str = table()["signs"].get(row["bound"] or "", "")
        return sign + number(told, self.language)

    def bounds(self) -> list[Decimal]:
        """The upper ends of the classes: equal steps of a round size from zero, or from the least where below."""
        numbers = [row["value"] / self.scale.size for row in self.told.values()]
        if not numbers:
            return []
        least, most = min(min(numbers), Decimal()), max(max(numbers), Decimal())
        step = _round_up((most - least) / _CLASSES)
        return [least + step * n for n in range(1, _CLASSES + 1)]

    def _class(self, row: Row) -> int:
        found = row["value"] / self.scale.size
        return next((n for n, bound in enumerate(self.bounds()) if found <= bound), _CLASSES - 1)

    def _squares(self, data: list[dict[str, Any]], state: str, wide: int, high: int) -> Spec:
        channels = _at("x", wide, "x"), _at("y", high, "y")
        encoding: Spec = {"x": channels[0], "x2": {"field": "x2"}, "y": channels[1], "y2": {"field": "y2"}}
        if state == "told":
            encoding["color"] = {"field": "class", "type": "ordinal", "legend": None, "scale": _RAMP}
        encoding["tooltip"] = [
            {"field": "name", "type": "nominal", "title": say("who", self.language)},
            {"field": "full", "type": "nominal", "title": say("value", self.language)},
        ]
        mark = {"type": "rect"} if state == "told" else {"type": "rect", "style": f"cell_{state}"}
        return {"data": {"values": data}, "mark": mark, "encoding": encoding}

    def _text(self, data: list[dict[str, Any]], strong: bool, line: str, wide: int, high: int) -> Spec:
        shown = [each for each in data if (each["class"] >= STRONG) == strong and each[line]]
        style = "on_strong" if strong else "on_weak"
        mark = {"type": "text", "style": style, "baseline": "top", "dy": 4 if line == "short" else 17}
        mark["fontWeight"] = "normal" if line == "short" else "bold"
        encoding = {"x": _at("middle", wide, "x"), "y": _at("y", high, "y"), "text": {"field": line, "type": "nominal"}}
        return {"data": {"values": shown}, "mark": mark, "encoding": encoding}

    def key(self) -> list[Spec]:
        """Five shades with the numbers that they reach to, and the signs of squares without a value."""
        views = []
        if bounds := self.bounds():
            views.append(self._ramp(bounds))
        states = {self._datum(tile)["state"] for tile in tiles(self.boundary)} - {"told"}
        samples = [state_sample(state, self.language) for state in _STATES if state in states]
        return [*views, *([key_view(samples, "narrow")] if samples else [])]

    def _ramp(self, bounds: Sequence[Decimal]) -> Spec:
        wide = 62
        data = [
            {"x": n * wide - LEFT, "x2": (n + 1) * wide - LEFT, "class": n, "to": "≤ " + number(bound, self.language)}
            for n, bound in enumerate(bounds)
        ]
        x = _at("x", wide * _CLASSES, "x")
        colour = {"field": "class", "type": "ordinal", "legend": None, "scale": _RAMP}
        text = {"type": "text", "style": "words", "align": "left", "baseline": "top", "y": 13}
        return {
            **{"width": wide * _CLASSES - LEFT, "height": 13 + LINE, "data": {"values": data}},
            "layer": [
                {
                    "mark": {"type": "rect", "y": 0, "y2": 10},
                    "encoding": {"x": x, "x2": {"field": "x2"}, "color": colour},
                },
                {"mark": text, "encoding": {"x": x, "text": {"field": "to", "type": "nominal"}}},
            ],
        }

    def alt(self, title: str, when: Dates) -> str:
        ordered = sorted(self.told.values(), key=lambda row: (-row["value"], row["place_code"]))
        ends = (("alt.highest", ordered[:_NAMED]), ("alt.lowest", ordered[_NAMED:][-_NAMED:]))
        lines = [say(path, self.language, names=", ".join(map(self._named, rows))) for path, rows in ends if rows]
        return say(
            "alt.map",
            self.language,
            **{"title": title, "when": period(*when, self.language), "count": len(self.told)},
            **{"all": len(tiles(self.boundary)), "lines": " ".join([*lines, say("alt.table", self.language)])},
        )

    def _named(self, row: Row) -> str:
        told = value(row, self.language)
        return f"{place_name(row['place_code'], self.boundary, self.language)} {told}"


_STATES = ("told", "in part", "silent", "failed", "not collected")
_RAMP: Spec = {"domain": list(range(_CLASSES))}


def _at(field: str, length: int, axis: str) -> Spec:
    """A place in pixels as a channel: x from the left edge of the chart, y from the top."""
    domain = [-LEFT, length - LEFT] if axis == "x" else [0, length]
    pixels = {"domain": domain, "range": domain, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": pixels, "axis": None}


def _round_up(step: Decimal) -> Decimal:
    """1, 2, 2.5 or 5 times a power of ten, not less than `step`."""
    if not step:
        return Decimal(1)
    power = Decimal(1).scaleb(step.adjusted())
    return next(power * n for n in map(Decimal, ("1", "2", "2.5", "5", "10")) if power * n >= step)
