"""What every chart is: a spec, the words for those who do not see it, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tongket.web.charts.theme import TEXT_SIZE
from tongket.web.charts.wording import Language, listed, say, table, width, wrap

if TYPE_CHECKING:
    from tongket.indicators.catalogue import Break, Indicator

Size = Literal["wide", "narrow"]
Spec = dict[str, Any]

WIDTHS: Mapping[Size, int] = {"wide": 720, "narrow": 350}
LEFT, RIGHT = 58, 22
"""Pixels for the numbers of the axis, and for what stands right of the last point."""
LINE = 15


@dataclass(frozen=True, slots=True)
class About:
    """What a chart is about: the indicator's id, its name as title, the source in words. `zero`: its axis begins at 0
    (amounts do, prices and rates need not)."""

    id: str
    title: str
    source: str
    zero: bool = True
    breaks: tuple[Break, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """`spec`: without its looks (drawing.py adds them). `alt`: what it shows, in a sentence or two. `drawn`: ids of
    the rows in it; `left_out`: ids of those that are not, by reason."""

    spec: Spec
    alt: str
    drawn: tuple[str, ...]
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)


def about(entry: Indicator, source: str, language: Language) -> About:
    """What the catalogue tells of an indicator. `source`: in words, as say("source") has it."""
    title = entry.name.vi if language == "vi" else entry.name.en
    return About(entry.id, title, source, entry.kind in ("flow", "stock"), entry.breaks)


def room(size: Size) -> int:
    """Width of what stands between the margins."""
    return WIDTHS[size] - LEFT - RIGHT


def headed(views: list[Spec], title: str, subtitle: str, size: Size) -> Spec:
    """Views one above another under a title, which is never cut."""
    full = WIDTHS[size] - 16
    return {
        "title": {
            "text": wrap(title, full, 14.6) or [""],
            "subtitle": wrap(subtitle, full, TEXT_SIZE + 0.4),
            "dx": -LEFT,
        },
        "vconcat": views,
        "spacing": 14,
        "bounds": "full",
        "resolve": {"scale": {"x": "independent", "y": "independent", "color": "independent"}},
    }


def left_out_words(left_out: Mapping[str, Sequence[str]], language: Language) -> list[str]:
    """ "Not drawn, in the table: 3 of another kind …", or nothing."""
    order = [why for why in table()["left_out"] if left_out.get(why)]
    parts = [say(f"left_out.{why}", language, count=len(left_out[why])) for why in order]
    return [say("notes.left_out", language, reasons=listed(parts))] if parts else []


def notes(lines: Sequence[str], size: Size) -> Spec:
    """The foot of a chart: each line wrapped to its width."""
    full = WIDTHS[size] - 16
    wrapped = [part for line in lines if line for part in wrap(line, full, TEXT_SIZE)]
    return words_view(wrapped, size)


def words_view(lines: Sequence[str], size: Size, style: str = "notes") -> Spec:
    """Lines of words, from the left edge."""
    return {
        "width": room(size),
        "height": LINE * len(lines),
        "data": {"values": [{}]},
        "mark": {"type": "text", "style": style, "text": list(lines), **_CORNER},
    }


_CORNER: Spec = {"align": "left", "baseline": "top", "x": -LEFT, "y": 0}


def key_view(samples: Sequence[tuple[list[Spec], str]], size: Size) -> Spec:
    """A legend of its own: for each sample the marks that show it (drawn in a field of 20 × 12) and its words, in as
    many lines as it takes."""
    full, x, y = WIDTHS[size] - 16, 0.0, 0
    layers: list[Spec] = []
    for marks, words in samples:
        indent = 24 if marks else 0
        wide = indent + width(words, TEXT_SIZE) + 14
        if x and x + wide > full:
            x, y = 0.0, y + LINE + 3
        lines = wrap(words, full - indent, TEXT_SIZE)
        layers += [_moved(mark, x - LEFT, y) for mark in marks]
        mark = {"type": "text", "style": "words", "text": lines, "align": "left", "baseline": "top"}
        layers.append({"mark": {**mark, "x": x - LEFT + indent, "y": y}})
        y, x = (y + LINE * (len(lines) - 1), full + 1.0) if len(lines) > 1 else (y, x + wide)
    return {"width": room(size), "height": y + LINE, "data": {"values": [{}]}, "layer": layers}


def layered(view: Spec) -> Spec:
    """A view whose layers share one axis of time: only the last tells its domain, which holds for all."""
    *others, last = view["layer"]
    rest = []
    for layer in others:
        x = layer["encoding"]["x"]
        scale = {key: value for key, value in x["scale"].items() if key != "domain"}
        rest.append({**layer, "encoding": {**layer["encoding"], "x": {**x, "scale": scale}}})
    return {**view, "layer": [*rest, last]}


def state_sample(state: str, language: Language) -> tuple[list[Spec], str]:
    """A cell of who reported, for a key, and its words."""
    sign = table()["states"][state][0]
    cell = {"type": "rect", "style": f"cell_{state}", "x": 0, "x2": 16, "y": -1, "y2": 13}
    text = {"type": "text", "style": "sign", "text": sign, "x": 8, "y": 7, "align": "center", "baseline": "middle"}
    return [cell, *([text] if sign else [])], say(f"states.{state}", language)


def _moved(mark: Spec, x: float, y: float) -> Spec:
    """A sample's mark at its place; `color`: the number of a line, for marks in a line's colour."""
    moved = {key: value + (x if key in ("x", "x2") else y) for key, value in mark.items() if key in _PLACES}
    line = {"data": {"values": [{"line": mark["line"]}]}} if "line" in mark else {}
    colour = {"color": {"field": "line", **colours()}} if line else {}
    rest = {key: value for key, value in mark.items() if key not in _PLACES and key != "line"}
    return {**line, "mark": {**rest, **moved}, "encoding": colour}


_PLACES = ("x", "x2", "y", "y2")


def colours() -> Spec:
    """The scale of lines: their numbers, in the theme's order."""
    return {"type": "nominal", "scale": {"domain": [str(n) for n in range(7)]}, "legend": None}
