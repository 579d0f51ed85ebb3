"""The matrix of who reported what, for eyes: a line for each body or place, a column for each period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tongket.output.numbers import vietnamese

if TYPE_CHECKING:
    from rich.console import Console

_SIGNS = {"zero": "0", "in part": "½", "silent": "–", "failed": "✗", "not collected": "·"}
_LEGEND = (
    "0: reported as none; ½: for a part of the period only; –: a report that doesn't tell it; "
    "✗: a document that could not be read; ·: nothing collected"
)
_WHO = 30
"""Characters that the name of a body may take."""


def write(rows: Iterable[Mapping[str, Any]], console: Console) -> None:
    """Print the rows of comparing/coverage.py; of periods that have no room the earliest are left out, and counted."""
    from rich.table import Table

    cells: dict[str, dict[dt.date, str]] = {}
    ends: dict[dt.date, dt.date] = {}
    for row in rows:
        cells.setdefault(row["who"], {})[row["period_start"]] = _cell(row)
        ends[row["period_start"]] = row["period_end"]
    if not cells:
        console.print("nobody reported it")
        return
    width = max(len(cell) for line in cells.values() for cell in line.values())
    width = max(width, max(len(_label(start, end)) for start, end in ends.items()))
    room = max(1, (console.width - min(_WHO, max(map(len, cells)))) // (width + 2))
    shown = sorted(ends)[-room:]
    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    table.add_column("", overflow="fold", max_width=_WHO)
    for start in shown:
        table.add_column(_label(start, ends[start]), justify="right", no_wrap=True)
    for who, line in cells.items():
        table.add_row(who, *(line[start] for start in shown))
    console.print(table)
    console.print(_LEGEND, style="dim")
    if len(shown) < len(ends):
        console.print(f"… the latest {len(shown)} of {len(ends)} periods; --format csv writes all")


def _cell(row: Mapping[str, Any]) -> str:
    if row["state"] == "reported":
        return vietnamese(row["value"])
    return _SIGNS[row["state"]]


def _label(start: dt.date, end: dt.date) -> str:
    """ "2023", "2023 H1", "2023 Q2", "2023-05"."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    part = (start.month - 1) // months + 1
    return {12: f"{start:%Y}", 6: f"{start:%Y} H{part}", 3: f"{start:%Y} Q{part}"}.get(months, f"{start:%Y-%m}")
