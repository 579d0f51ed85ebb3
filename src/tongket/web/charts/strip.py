"""Under a panel of a time series: for each line and period what the ledger holds, silence and zero told apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tongket.comparing.spells import spell
from tongket.web.charts import who as names
from tongket.web.charts.axes import midnight, ms
from tongket.web.charts.chart import LEFT, Spec, key_view, layered, room, state_sample
from tongket.web.charts.points import Panel
from tongket.web.charts.sheet import LETTERS, Sheet
from tongket.web.charts.who import By, Row, Who
from tongket.web.charts.wording import period, say, table

_CELL, _NARROWEST = 17, 9
"""Height of a cell, and the width under which no sign fits into it."""
_DAY = dt.timedelta(days=1)


def strip(sheet: Sheet, panel: Panel, coverage: Sequence[Row]) -> list[Spec]:
    """The cells and their key, from rows of `coverage(…)` for periods of the panel's length; nothing where there are
    none, or where they are too narrow to read."""
    cells = _cells(sheet, panel, coverage)
    first, last = sheet.domain()
    if not cells or room(sheet.size) * min(c["x2"] - c["x"] for c in cells) / (ms(last) - ms(first)) < _NARROWEST:
        return []
    lines = [LETTERS[n] if sheet.several else " " for n in range(len(sheet.made.who))]
    edge = {"minExtent": LEFT - 12, "maxExtent": LEFT - 12, "domain": False, "ticks": False, "labelPadding": 6}
    y = {"field": "letter", "type": "ordinal", "title": None, "scale": {"domain": lines, "padding": 0}, "axis": edge}
    x = sheet.x(None)
    states = [state for state in table()["states"] if any(cell["state"] == state for cell in cells)]
    layers: list[Spec] = [
        {
            "data": {"values": [cell for cell in cells if cell["state"] == state]},
            "mark": {"type": "rect", "style": f"cell_{state}"},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "tooltip": _tooltip(sheet)},
        }
        for state in states
    ]
    signs = {
        "data": {"values": [cell for cell in cells if cell["sign"]]},
        "mark": {"type": "text", "style": "sign", "baseline": "middle"},
        "encoding": {"x": {**x, "field": "mid"}, "y": y, "text": {"field": "sign", "type": "nominal"}},
    }
    view = layered({"width": room(sheet.size), "height": _CELL * len(lines), "layer": [*layers, signs]})
    return [view, key_view([state_sample(state, sheet.language) for state in states], sheet.size)]


def _cells(sheet: Sheet, panel: Panel, coverage: Sequence[Row]) -> list[dict[str, Any]]:
    first, last = sheet.domain()
    lines = {_asked(who, sheet.by): n for n, who in reversed(list(enumerate(sheet.made.who)))}
    found = []
    for row in coverage:
        start, end = row["period_start"], row["period_end"]
        at = lines.get(row["who"] if sheet.by == "body" else _place(row["who"]))
        x, x2 = midnight(start), midnight(end + _DAY)
        if at is None or f"{spell((start, end)).months}m" != panel.length or x < first or x2 > last:
            continue
        found.append(
            {
                **{"x": ms(x), "x2": ms(x2), "mid": ms(x + (x2 - x) / 2), "state": row["state"]},
                **{"sign": table()["states"][row["state"]][0], "letter": LETTERS[at] if sheet.several else " "},
                **{"who": sheet.name(sheet.made.who[at]), "when": period(start, end, sheet.language)},
                "said": say(f"states.{row['state']}", sheet.language),
            }
        )
    return _told_best(found)


def _told_best(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One cell for each line and period: a place of both divisions has two rows in the coverage."""
    order = list(table()["states"])
    best: dict[tuple[str, float], dict[str, Any]] = {}
    for cell in sorted(cells, key=lambda cell: order.index(cell["state"])):
        best.setdefault((cell["letter"], cell["x"]), cell)
    return sorted(best.values(), key=lambda cell: (cell["letter"], cell["x"]))


def _asked(who: Who, by: By) -> str:
    return who[0] if by == "body" else who[1]


def _place(who: str) -> str:
    code, _, boundary = who.partition("@")
    return names.place_key(code, boundary or None)


def _tooltip(sheet: Sheet) -> list[Spec]:
    return [
        {"field": field, "type": "nominal", "title": say(title, sheet.language)}
        for field, title in (("who", "who"), ("when", "when"), ("said", "coverage"))
    ]
