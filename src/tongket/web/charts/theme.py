"""How charts look, light and dark. A spec names styles; what they are stands here, as Vega-Lite's `config`.

Colours keep their distance for people who don't see red and green apart (after Okabe and Ito 2008), and a contrast of
3 for lines and 4.5 for text against the background (WCAG 2.2, 1.4.11 and 1.4.3); a test measures it. Colour is never
the only sign: lines carry letters, kinds of values have shapes, tiles their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Theme = Literal["light", "dark"]

FONT = "Roboto"
FALLBACK = "Roboto, Arial, 'Helvetica Neue', sans-serif"
TEXT_SIZE = 11


@dataclass(frozen=True, slots=True)
class Colours:
    """`lines`: of series, in order; `ramp`: of a map's classes, least first, text of the first three being `text`."""

    background: str
    text: str
    muted: str
    grid: str
    on_strong: str
    lines: tuple[str, ...]
    ramp: tuple[str, ...]
    warning: str


COLOURS: dict[Theme, Colours] = {
    "light": Colours(
        "#ffffff",
        "#1f2328",
        "#57606a",
        "#d8dee4",
        "#ffffff",
        ("#0072b2", "#c04a00", "#00795c", "#9c4688", "#1f2328", "#8a6100", "#2f7fb5"),
        ("#e6f0fa", "#b9d6ee", "#7fb3dc", "#2b6ca5", "#0b3d6e"),
        "#b3261e",
    ),
    "dark": Colours(
        "#14181d",
        "#e6edf3",
        "#9aa7b4",
        "#30363d",
        "#10151a",
        ("#56b4e9", "#e69f00", "#2fc49a", "#d48fb8", "#e6edf3", "#f0e442", "#f2855e"),
        ("#14293c", "#1b4061", "#28587f", "#6fa8d6", "#cfe4f7"),
        "#ff8a80",
    ),
}
MOST_LINES = 7
STRONG = 3
"""From this class of a map on, text is `on_strong`."""


def config(theme: Theme) -> dict[str, Any]:
    """Vega-Lite's config. Raises KeyError for another theme."""
    c = COLOURS[theme]
    return {
        "background": c.background,
        "font": FONT,
        "padding": {"left": 8, "right": 10, "top": 8, "bottom": 8},
        "view": {"stroke": None},
        "title": {
            **{"anchor": "start", "frame": "group", "color": c.text, "fontSize": 14, "fontWeight": "bold"},
            **{"subtitleColor": c.muted, "subtitleFontSize": TEXT_SIZE, "subtitlePadding": 4, "offset": 8, "limit": 0},
        },
        "axis": {
            **{"labelColor": c.muted, "labelFontSize": TEXT_SIZE, "titleColor": c.text, "titleFontSize": TEXT_SIZE},
            **{"gridColor": c.grid, "domainColor": c.muted, "tickColor": c.muted, "titleFontWeight": "normal"},
            "labelLimit": 0,
        },
        "range": {"category": list(c.lines), "ordinal": list(c.ramp), "ramp": list(c.ramp)},
        "style": {
            "line": {"strokeWidth": 2},
            "sum": {"strokeWidth": 2, "strokeDash": [5, 3]},
            "result": {"filled": True, "size": 46, "opacity": 1},
            "estimate": {"filled": False, "fill": c.background, "size": 46, "strokeWidth": 2, "opacity": 1},
            "target": {"filled": False, "fill": c.background, "size": 70, "strokeWidth": 1.6, "opacity": 1},
            "range": {"strokeWidth": 5, "opacity": 0.45},
            "bar": {"color": c.text, "opacity": 0.45},
            "break": {"color": c.text, "strokeDash": [2, 3], "strokeWidth": 1.2},
            "sample": {"color": c.text},
            "sample_hollow": {"color": c.text, "fill": c.background, "filled": False},
            "heading": {"color": c.text, "fontSize": 12, "fontWeight": "bold", "lineHeight": 15},
            "words": {"color": c.text, "fontSize": TEXT_SIZE, "lineHeight": 15},
            "sign": {"color": c.text, "fontSize": TEXT_SIZE, "fontWeight": "bold"},
            "halo": {"color": c.background, "stroke": c.background, "strokeWidth": 3},
            "letter": {"fontSize": TEXT_SIZE, "fontWeight": "bold"},
            "notes": {"color": c.muted, "fontSize": TEXT_SIZE, "lineHeight": 15},
            "on_weak": {"color": c.text, "fontSize": 10},
            "on_strong": {"color": c.on_strong, "fontSize": 10},
            "cell_reported": {"color": c.ramp[1], "stroke": c.muted, "strokeWidth": 0.6},
            "cell_zero": {"color": c.background, "stroke": c.muted, "strokeWidth": 1},
            "cell_in part": {"color": c.ramp[0], "stroke": c.muted, "strokeWidth": 0.6},
            "cell_silent": {"color": c.background, "stroke": c.muted, "strokeWidth": 1, "strokeDash": [3, 2]},
            "cell_failed": {"color": c.background, "stroke": c.warning, "strokeWidth": 1.2},
            "cell_not collected": {"color": c.background, "stroke": c.grid, "strokeWidth": 0.6},
        },
    }
